// The whole road on one machine: events appended to the embedded log, decoded, stepped, judged,
// committed. Wall time from the first append to the last commit; 2,000 items that are known and
// caught up before the clock starts, 40,000 events (70% offers, 26% orders, 4% counts).
#include <benchmark/benchmark.h>

#include <chrono>
#include <vector>

#include "bench/figures.h"
#include "bench/records.h"
#include "bench/scratch.h"
#include "connectors/embedded/embedded_log.h"
#include "connectors/system_clock.h"
#include "daemon/loop.h"
#include "simulator/event_stream.h"
#include "simulator/item_birth.h"

namespace shelfd::bench {
namespace {

constexpr std::size_t kItems = 2'000;
constexpr int kEvents = 40'000;
constexpr int kEventsAnAppend = 1'000;

std::vector<connectors::NewRecord> opening(const simulator::MarketSettings& settings) {
  std::vector<connectors::NewRecord> records;
  for (const engine::Event& event : simulator::opening_rules(settings)) {
    records.push_back(record_of(event));
  }
  for (std::size_t index = 0; index < settings.items; ++index) {
    for (const engine::Event& event : simulator::opening_of(settings, index)) {
      records.push_back(record_of(event));
    }
  }
  return records;
}

std::vector<std::vector<connectors::NewRecord>> stream(const simulator::MarketSettings& settings) {
  simulator::EventStream events(settings, settings.start + std::chrono::hours{1}, Duration{1});
  std::vector<std::vector<connectors::NewRecord>> batches(kEvents / kEventsAnAppend);
  for (auto& batch : batches) {
    for (int count = 0; count < kEventsAnAppend; ++count) {
      batch.push_back(record_of(events.next().event));
    }
  }
  return batches;
}

// Turns until nothing waits and every item was judged.
Status settle(daemon::Loop& loop) {
  for (;;) {
    const auto turn = loop.turn();
    if (!turn) return std::unexpected(turn.error());
    if (turn->idle) return {};
  }
}

Status run(daemon::Loop& loop, connectors::EmbeddedLog& log, connectors::Clock& clock,
           const std::vector<std::vector<connectors::NewRecord>>& batches) {
  for (const auto& batch : batches) {
    if (auto status = log.append(batch, {}, clock.now()); !status) return status;
    if (const auto turn = loop.turn(); !turn) return std::unexpected(turn.error());
  }
  return settle(loop);
}

void embedded(benchmark::State& state) {
  connectors::SystemClock clock;
  // Two hours ago, so that no event is from the future and no day is missing.
  const simulator::MarketSettings settings{.items = kItems,
                                           .start = clock.now() - std::chrono::hours{2}};
  const auto batches = stream(settings);
  for (auto _ : state) {
    state.PauseTiming();
    const Scratch scratch;
    connectors::Metrics metrics("bench", "bench");
    auto log = connectors::EmbeddedLog::open(scratch.path() + "/db", {.opened_at = clock.now()});
    if (!log) return state.SkipWithError(log.error().message.c_str());
    auto loop = daemon::Loop::open({.log = log->get(),
                                    .store = log->get(),
                                    .clock = &clock,
                                    .metrics = &metrics,
                                    .build = "bench",
                                    .arithmetic = "bench",
                                    .commits = connectors::HandOff::Commits::OnOwnThread});
    if (!loop) return state.SkipWithError(loop.error().message.c_str());
    Status status = (*log)->append(opening(settings), {}, clock.now());
    if (status) status = settle(**loop);
    state.ResumeTiming();
    if (status) status = run(**loop, **log, clock, batches);
    if (!status) return state.SkipWithError(status.error().message.c_str());
    state.PauseTiming();
    loop = std::unexpected(Error{});
    log->reset();
    state.ResumeTiming();
  }
  state.counters["embedded_events_per_second"] =
      benchmark::Counter(kEvents, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(embedded)->Iterations(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace shelfd::bench
