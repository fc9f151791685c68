// The road at scale: very many items (1,000,000 unless told otherwise), Zipf 0.9, a state far
// larger than the caches, all of the program on one processor. In order, each on what the one
// before left: making the items; events as fast as they are taken; the first minutes of a midnight
// at its true speed; the rest of it as fast as it goes; a process that is killed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdio>
#include <map>
#include <sstream>

#include "bench/load.h"
#include "bench/machine.h"
#include "bench/restarts.h"
#include "bench/scale_market.h"
#include "simulator/names.h"

namespace shelfd::bench {
namespace {

using connectors::Family;

constexpr std::size_t kMidnightEventsPerSecond = 5'000;
constexpr double kSpreadMinutes = 30;  // engine/timers.cc: closes lie so far after midnight
constexpr double kMebibyte = 1 << 20;
constexpr std::chrono::hours kBeyondClose{1};

// Made once, by the first that asks; null after an error, which is told on standard error.
ScaleMarket* market() {
  static const std::unique_ptr<ScaleMarket> made = [] {
    auto market = ScaleMarket::make(scale_settings());
    if (market) return std::move(*market);
    static_cast<void>(std::fprintf(stderr, "%s\n", market.error().message.c_str()));
    return std::unique_ptr<ScaleMarket>();
  }();
  return made.get();
}

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::chrono::nanoseconds process_time() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& time) {
    return std::chrono::nanoseconds{std::chrono::seconds{time.tv_sec} +
                                    std::chrono::microseconds{time.tv_usec}};
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

// A sample of the metrics' text: the number behind "name{labels} ".
double sample(const connectors::Metrics& metrics, const std::string& name) {
  std::istringstream text(metrics.text());
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with(name + " ")) return std::stod(line.substr(name.size() + 1));
  }
  return 0;
}

struct Reads {
  double cache = 0;
  double store = 0;
};

Reads reads(const connectors::Metrics& metrics) {
  return {.cache = sample(metrics, "shelfd_item_reads_total{from=\"cache\"}"),
          .store = sample(metrics, "shelfd_item_reads_total{from=\"store\"}")};
}

// Timers that are due and were not taken yet.
std::size_t overdue(ScaleMarket& market) {
  const Instant now = market.clock().now();
  std::size_t count = 0;
  static_cast<void>(market.log().scan(Family::Timers, "", market.loop().control().timer_cursor,
                                      [&](std::string_view key, std::string_view) {
                                        const auto entry = daemon::parse_timer_key(key);
                                        if (!entry || entry->due > now) return false;
                                        return ++count < 1'000'000;
                                      }));
  return count;
}

struct Epoch {
  std::int64_t number = 0;
  std::size_t records = 0;
  std::size_t items = 0;
};

// What one stretch of turning was.
struct Stretch {
  std::vector<Epoch> epochs{};
  double records = 0;
  double items = 0;
  double seconds = 0;
  double processor_seconds = 0;  // without the drawing of events
  double hit_ratio = 0;
  std::vector<double> commit_ms{};
  std::vector<double> latency_ms{};  // append to commit, one a record
};

void add_turn(const daemon::Turn& turn, daemon::Loop& loop, Stretch& stretch) {
  const std::int64_t newest = loop.control().epoch;
  if (!stretch.epochs.empty() && stretch.epochs.back().number == newest) return;
  stretch.epochs.push_back({.number = newest, .records = turn.records, .items = turn.items});
  stretch.records += static_cast<double>(turn.records);
  stretch.items += static_cast<double>(turn.items);
}

// Records are taken in the order of their appends.
void add_latencies(ScaleMarket& market, const std::vector<Appended>& appended, Stretch& stretch) {
  std::vector<Instant> appends;  // of each record
  for (const Appended& batch : appended) appends.insert(appends.end(), batch.records, batch.at);
  std::map<std::int64_t, Instant> commits;
  for (const TimedCommit& each : market.timed().commits()) {
    commits[each.epoch] = each.at;
    stretch.commit_ms.push_back(each.took_ms);
  }
  auto append = appends.begin();
  for (const Epoch& epoch : stretch.epochs) {
    const auto commit = commits.find(epoch.number);
    if (commit == commits.end()) continue;
    for (std::size_t record = 0; record < epoch.records && append != appends.end(); ++record) {
      stretch.latency_ms.push_back(static_cast<double>((commit->second - *append++).count()));
    }
  }
}

// Turns under load while `goes_on`, then until all that came is durable.
template <typename GoesOn>
Result<Stretch> drive(ScaleMarket& market, std::size_t per_second, GoesOn goes_on) {
  pin_process();
  market.timed().watch(simulator::item_id(0, 1).key());
  daemon::Loop& loop = market.loop();
  Stretch stretch;
  stretch.epochs.push_back({.number = loop.control().epoch});
  const Reads before = reads(market.metrics());
  const auto processor_before = process_time();
  const auto started = market.clock().monotonic();
  Load load(market, per_second);
  while (goes_on(market.clock().monotonic() - started)) {
    const auto turn = loop.turn();
    if (!turn) return std::unexpected(turn.error());
    add_turn(*turn, loop, stretch);
    load.taken(turn->records);
    if (turn->idle) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  stretch.seconds = seconds(market.clock().monotonic() - started);
  const double records = stretch.records;
  const auto processor_after = process_time();
  if (auto status = load.stop(); !status) return std::unexpected(status.error());
  for (bool idle = false; !idle;) {
    const auto turn = loop.turn();
    if (!turn) return std::unexpected(turn.error());
    add_turn(*turn, loop, stretch);
    idle = turn->idle;
  }
  stretch.processor_seconds = seconds(processor_after - processor_before - load.drawing_time());
  add_latencies(market, load.appended(), stretch);
  stretch.records = records;
  const Reads after = reads(market.metrics());
  const double cached = after.cache - before.cache;
  stretch.hit_ratio = cached / std::max(1.0, cached + after.store - before.store);
  return stretch;
}

// Sizes of all items' records of a family.
std::vector<double> sizes_of(ScaleMarket& market, Family family) {
  std::vector<double> sizes;
  sizes.reserve(market.items());
  static_cast<void>(
      market.log().scan(family, "", "", [&sizes](std::string_view, std::string_view value) {
        sizes.push_back(static_cast<double>(value.size()));
        return true;
      }));
  return sizes;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? 0 : sum / static_cast<double>(values.size());
}

void prepare(benchmark::State& state) {
  for (auto _ : state) {
    if (market() == nullptr) return state.SkipWithError("the market could not be made");
  }
  state.counters["scale_items"] = static_cast<double>(market()->items());
  state.counters["prepared_items_per_second"] =
      static_cast<double>(market()->items()) / market()->prepared_seconds();
}
BENCHMARK(prepare)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

void take_events(benchmark::State& state) {
  ScaleMarket* place = market();
  if (place == nullptr) return state.SkipWithError("no market");
  forget_peak();
  const auto length = scale_settings().load;
  Result<Stretch> stretch;
  for (auto _ : state) {
    stretch = drive(*place, 0, [&](std::chrono::nanoseconds since) { return since < length; });
  }
  if (!stretch) return state.SkipWithError(stretch.error().message.c_str());
  const ResidentMemory memory = resident_memory();
  const double budget_mib = static_cast<double>(scale_settings().memory_bytes) / kMebibyte;
  auto& counters = state.counters;
  counters["embedded_events_per_second"] = stretch->records / stretch->seconds;
  counters["events_per_processor_second"] = stretch->records / stretch->processor_seconds;
  counters["events_per_epoch"] = stretch->records / static_cast<double>(stretch->epochs.size());
  counters["commit_ms_p50"] = quantile(stretch->commit_ms, 0.5);
  counters["commit_ms_p99"] = quantile(stretch->commit_ms, 0.99);
  counters["loaded_latency_ms_p99"] = quantile(stretch->latency_ms, 0.99);
  counters["item_cache_hit_ratio"] = stretch->hit_ratio;
  counters["rss_mib"] = memory.now;
  counters["rss_peak_mib"] = memory.peak;
  counters["budget_mib"] = budget_mib;
  counters["busiest_item_changelog_bytes_per_day"] =
      place->timed().watched_bytes() / stretch->seconds * 86'400;
  const auto situations = sizes_of(*place, Family::Situation);
  counters["scale_situation_bytes_median"] = quantile(situations, 0.5);
  counters["scale_belief_bytes_mean"] = mean(sizes_of(*place, Family::Belief));
}
BENCHMARK(take_events)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

// The first stretch of the half hour, at its own speed.
void midnight(benchmark::State& state) {
  ScaleMarket* place = market();
  if (place == nullptr) return state.SkipWithError("no market");
  place->clock().set(place->midnight() - std::chrono::seconds{5});
  const auto length = scale_settings().midnight;
  std::size_t most_overdue = 0;
  std::chrono::nanoseconds looked{};
  const auto goes_on = [&](std::chrono::nanoseconds since) {
    if (since - looked > std::chrono::seconds{1}) {
      looked = since;
      most_overdue = std::max(most_overdue, overdue(*place));
    }
    return since < length;
  };
  Result<Stretch> stretch;
  for (auto _ : state) stretch = drive(*place, kMidnightEventsPerSecond, goes_on);
  if (!stretch) return state.SkipWithError(stretch.error().message.c_str());
  state.counters["midnight_latency_ms_p99"] = quantile(stretch->latency_ms, 0.99);
  state.counters["midnight_latency_ms_p50"] = quantile(stretch->latency_ms, 0.5);
  state.counters["midnight_events_per_second"] = stretch->records / stretch->seconds;
  state.counters["midnight_overdue_timers_most"] = static_cast<double>(most_overdue);
  state.counters["midnight_processor_ratio"] = stretch->processor_seconds / stretch->seconds;
}
BENCHMARK(midnight)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

// All closes that are left fall due at once.
void midnight_at_once(benchmark::State& state) {
  ScaleMarket* place = market();
  if (place == nullptr) return state.SkipWithError("no market");
  place->clock().set(place->midnight() + kBeyondClose);
  const std::size_t closes = overdue(*place);
  std::chrono::nanoseconds looked{};
  std::chrono::nanoseconds ended{};
  const auto goes_on = [&](std::chrono::nanoseconds since) {
    ended = since;
    if (since - looked < std::chrono::milliseconds{500}) return true;
    looked = since;
    return overdue(*place) > 0;
  };
  Result<Stretch> stretch;
  for (auto _ : state) stretch = drive(*place, kMidnightEventsPerSecond, goes_on);
  if (!stretch) return state.SkipWithError(stretch.error().message.c_str());
  const double minutes = seconds(ended) / 60;
  state.counters["midnight_at_once_closes"] = static_cast<double>(closes);
  state.counters["midnight_at_once_closes_per_second"] =
      static_cast<double>(closes) / seconds(ended);
  state.counters["midnight_at_once_minutes"] = minutes;
  state.counters["midnight_at_once_latency_ms_p99"] = quantile(stretch->latency_ms, 0.99);
  // The closes lie over half an hour: it lasts longer only where they cannot keep up with that.
  state.counters["midnight_minutes"] = std::max(kSpreadMinutes, minutes);
}
BENCHMARK(midnight_at_once)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

// The program itself on the market's folder; the last of these.
void ready_after_kill(benchmark::State& state) {
  ScaleMarket* place = market();
  if (place == nullptr) return state.SkipWithError("no market");
  Result<std::vector<double>> ready;
  for (auto _ : state) {
    Load load(*place, 0);
    std::this_thread::sleep_for(std::chrono::seconds{1});
    load.taken(0);
    const auto status = load.stop();
    place->close();
    if (!status) return state.SkipWithError(status.error().message.c_str());
    ready = ready_after_kills(place->data(), 4);
  }
  if (!ready) return state.SkipWithError(ready.error().message.c_str());
  state.counters["ready_after_kill_seconds"] = quantile(*ready, 1);
}
BENCHMARK(ready_after_kill)->Iterations(1)->UseRealTime()->Unit(benchmark::kSecond);

}  // namespace
}  // namespace shelfd::bench
