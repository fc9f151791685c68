// The pure work of one event: decoding its JSON, stepping its item; and what an item weighs.
// Processor time, so that others on the machine disturb little. simdjson_parse_us is the floor
// under decode_us: the same bytes through the library alone.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/shop.h"
#include "connectors/formats/event_codec.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::bench {
namespace {

struct Line {
  engine::Topic topic = engine::Topic::Demand;
  std::string key{};
  std::string bytes{};
};

const std::vector<Line>& lines() {
  static const std::vector<Line> all = [] {
    std::vector<Line> made;
    for (const Arrival& arrival : lived_shop().arrivals) {
      made.push_back({.topic = arrival.record.topic,
                      .key = connectors::event_key(arrival.record.event),
                      .bytes = connectors::encode_event(arrival.record.event)});
    }
    return made;
  }();
  return all;
}

void decode(benchmark::State& state) {
  const std::vector<Line>& all = lines();
  connectors::EventDecoder decoder;
  std::size_t at = 0;
  for (auto _ : state) {
    const Line& line = all[at];
    at = (at + 1) % all.size();
    const auto event = decoder.decode(line.topic, line.key, line.bytes);
    if (!event) return state.SkipWithError("an event of the simulator was refused");
  }
  state.counters["decode_us"] = microseconds_each();
}
BENCHMARK(decode);

void simdjson_parse(benchmark::State& state) {
  std::vector<simdjson::padded_string> padded;
  for (const Line& line : lines()) padded.emplace_back(line.bytes);
  simdjson::dom::parser parser;
  std::size_t at = 0;
  for (auto _ : state) {
    const auto document = parser.parse(padded[at]);
    at = (at + 1) % padded.size();
    if (document.error() != simdjson::SUCCESS) return state.SkipWithError("broken JSON");
  }
  state.counters["simdjson_parse_us"] = microseconds_each();
}
BENCHMARK(simdjson_parse);

// One event an epoch, judged each time: what a quiet shop costs. Under load many events share one
// judgement.
void step(benchmark::State& state) {
  const Shop& shop = lived_shop();
  auto items = shop.items;
  std::size_t at = 0;
  for (auto _ : state) {
    if (at == shop.arrivals.size()) {
      state.PauseTiming();
      items = shop.items;
      at = 0;
      state.ResumeTiming();
    }
    const Arrival& arrival = shop.arrivals[at++];
    benchmark::DoNotOptimize(take_in(shop, items[arrival.item], arrival, true));
  }
  state.counters["step_us"] = microseconds_each();
}
BENCHMARK(step);

void weigh(benchmark::State& state) {
  const Shop& shop = lived_shop();
  double situations = 0;
  double beliefs = 0;
  for (auto _ : state) {
    situations = 0;
    beliefs = 0;
    for (const auto& [id, item] : shop.items) {
      situations += static_cast<double>(connectors::encode_situation(item.state.situation).size());
      beliefs += static_cast<double>(connectors::encode_belief(item.state.belief).size());
    }
  }
  const auto count = static_cast<double>(shop.items.size());
  state.counters["situation_bytes_per_item"] = situations / count;
  state.counters["belief_bytes_per_item"] = beliefs / count;
}
BENCHMARK(weigh);

}  // namespace
}  // namespace shelfd::bench
