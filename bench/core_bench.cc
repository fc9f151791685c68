// The pure work of one event: decoding its JSON, stepping its item; and what an item weighs.
// Processor time, so that others on the machine disturb little. simdjson_parse_us is the floor
// under decode_us: the same bytes through the library alone.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/machine.h"
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

// The events of the lived shop, one an epoch, judged each time; from the beginning again when they
// are over. `prepare` is called on an item before its event.
template <typename Prepare>
void take_stream(benchmark::State& state, const Prepare& prepare) {
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
    LivedItem& item = items[arrival.item];
    prepare(item);
    benchmark::DoNotOptimize(take_in(shop, item, arrival, true));
  }
}

// What a quiet shop costs with what the last judgement left still in memory. Under load many events
// share one judgement.
void step(benchmark::State& state) {
  take_stream(state, [](LivedItem&) {});
  state.counters["step_us"] = microseconds_each();
}
BENCHMARK(step);

// The same without any memory: an item that has just been read from the store.
void step_forgotten(benchmark::State& state) {
  take_stream(state, [](LivedItem& item) {
    item.memory.price.filled = false;
    item.memory.outlook.filled = false;
  });
  state.counters["step_forgotten_us"] = microseconds_each();
}
BENCHMARK(step_forgotten);

// Items at the end of the shop's days, and for each an order of one unit that comes then.
struct Sale {
  LivedItem item{};
  Arrival arrival{};
};

std::vector<Sale> sales() {
  const Shop& shop = lived_shop();
  auto items = shop.items;
  for (const Arrival& arrival : shop.arrivals) take_in(shop, items[arrival.item], arrival, true);
  std::vector<Sale> made;
  for (auto& [id, item] : items) {
    engine::DemandEvent order;
    order.item = id;
    order.quantity = {1};
    order.occurred_at = item.now;
    order.event_id = "sale";
    made.push_back({.item = item,
                    .arrival = {.item = id,
                                .record = {.topic = engine::Topic::Demand,
                                           .offset = 1,
                                           .appended_at = item.now,
                                           .own_time = item.now,
                                           .content = 1,
                                           .event = std::move(order)}}});
  }
  return made;
}

// A judgement whose belief, day and market are the last one's: one more unit was sold.
void judge_cached(benchmark::State& state) {
  const Shop& shop = lived_shop();
  const std::vector<Sale> all = sales();
  std::vector<Sale> sold = all;
  std::size_t at = 0;
  for (auto _ : state) {
    if (at == sold.size()) {
      state.PauseTiming();
      sold = all;
      at = 0;
      state.ResumeTiming();
    }
    Sale& sale = sold[at++];
    benchmark::DoNotOptimize(take_in(shop, sale.item, sale.arrival, true));
  }
  state.counters["judge_cached_us"] = microseconds_each();
}
BENCHMARK(judge_cached);

// How much of the stream's judging was answered from memory, and what a memory weighs.
void remember(benchmark::State& state) {
  const Shop& shop = lived_shop();
  double judgements = 0;
  double prices = 0;
  double outlooks = 0;
  double bytes = 0;
  for (auto _ : state) {
    auto items = shop.items;
    judgements = prices = outlooks = bytes = 0;
    for (const Arrival& arrival : shop.arrivals) take_in(shop, items[arrival.item], arrival, true);
    for (const auto& [id, item] : items) {
      judgements += static_cast<double>(item.memory.judgements);
      prices += static_cast<double>(item.memory.prices_remembered);
      outlooks += static_cast<double>(item.memory.outlooks_remembered);
      bytes += static_cast<double>(engine::approximate_bytes(item.memory));
    }
  }
  state.counters["prices_remembered_ratio"] = prices / judgements;
  state.counters["outlooks_remembered_ratio"] = outlooks / judgements;
  state.counters["memory_bytes_per_item"] = bytes / static_cast<double>(shop.items.size());
}
BENCHMARK(remember);

void weigh(benchmark::State& state) {
  const Shop& shop = lived_shop();
  std::vector<double> situations;
  double beliefs = 0;
  for (auto _ : state) {
    situations.clear();
    beliefs = 0;
    for (const auto& [id, item] : shop.items) {
      const std::string situation = connectors::encode_situation(item.state.situation);
      situations.push_back(static_cast<double>(situation.size()));
      beliefs += static_cast<double>(connectors::encode_belief(item.state.belief).size());
    }
  }
  state.counters["situation_bytes_per_item"] = quantile(situations, 0.5);
  state.counters["belief_bytes_per_item"] = beliefs / static_cast<double>(shop.items.size());
}
BENCHMARK(weigh);

}  // namespace
}  // namespace shelfd::bench
