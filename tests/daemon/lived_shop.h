// Lived shop: what a partition lives through, in a shop of a simulated market: records in pieces of
// any size, restarts, new rules, erasures and midnights between; and the same made again.
#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "daemon/replay.h"
#include "simulator/market.h"
#include "tests/daemon/shop.h"

namespace shelfd::daemon {

// A simulated market's days, as they arrive.
inline std::vector<simulator::TimedEvent> market_days(std::uint64_t seed, int days) {
  const simulator::MarketSettings settings{
      .seed = seed, .items = 6, .merchants = 2, .start = kStart, .days = days};
  simulator::Market market(settings);
  std::vector<simulator::TimedEvent> all;
  for (engine::Event& event : market.opening()) {
    all.push_back({.arrives_at = kStart, .event = std::move(event)});
  }
  for (simulator::TimedEvent& timed : market.advance(kStart + days * kDay)) {
    all.push_back(std::move(timed));
  }
  return all;
}

inline engine::Rules other_rules(std::mt19937_64& random) {
  engine::Rules rules;
  rules.merchant = MerchantId(random() % 2 == 0 ? "*" : "demo");
  rules.version = std::to_string(random() % 100);
  rules.min_margin_ratio = 0.05 * static_cast<double>(random() % 5);
  return rules;
}

// Of one of the market's items, or now and then of the first one's merchant.
inline engine::Event some_erasure(std::mt19937_64& random,
                                  const std::vector<simulator::TimedEvent>& of) {
  const bool leaves = random() % 12 == 0;
  const engine::Event& event = of[leaves ? 0 : random() % of.size()].event;
  const ItemId* const item = engine::item_of(event);
  if (item == nullptr) return other_rules(random);
  if (leaves) {
    return engine::Rules{.merchant = item->merchant, .version = "left", .left_at = kStart};
  }
  engine::CatalogEntry gone;
  gone.item = *item;
  gone.withdrawn = true;
  return gone;
}

// Appends what arrives until each instant, in pieces as they fall, and turns as often as chance has
// it; now and then rules change, or the process starts anew. `meanwhile` is called before each of
// these instants.
inline void live(Shop& shop, std::uint64_t seed, const std::function<void()>& meanwhile = [] {}) {
  std::mt19937_64 random(seed);
  const auto events = market_days(seed, 4);
  std::size_t next = 0;
  while (next < events.size()) {
    meanwhile();
    shop.clock.advance(Duration{static_cast<std::int64_t>(random() % 5'400'000)});
    std::vector<engine::Event> arrived;
    while (next < events.size() && events[next].arrives_at <= shop.clock.now()) {
      arrived.push_back(events[next++].event);
      if (random() % 50 != 0) continue;
      ASSERT_TRUE(shop.put(std::exchange(arrived, {})));
      if (random() % 2 == 0) {
        ASSERT_TRUE(shop.loop->turn());
      }
    }
    if (random() % 20 == 0) arrived.emplace_back(other_rules(random));
    if (random() % 20 == 0) arrived.push_back(some_erasure(random, events));
    ASSERT_TRUE(shop.put(arrived));
    for (auto turns = random() % 3; turns > 0; --turns) ASSERT_TRUE(shop.loop->turn());
    if (random() % 40 == 0) shop.reopen();
  }
  shop.settle();
  ASSERT_TRUE(shop.loop->finish());
}

// The partition made again, without a cache of items; "" or what went wrong.
inline std::string replay(Shop& shop, fakes::MemoryLog& target) {
  auto replay = Replay::open({.inputs = &shop.log,
                              .live = &shop.log,
                              .target = &target,
                              .made = &target,
                              .clock = &shop.clock,
                              .metrics = &shop.metrics,
                              .cache_bytes = 0});
  if (!replay) return replay.error().message;
  Status taken;
  const auto take = [&](const connectors::AppendedRecord& record) {
    taken = (*replay)->take(record.value);
    return taken.has_value();
  };
  const auto status = shop.log.scan_appended(connectors::OutputTopic::Epochs, 0, take);
  if (!status) return status.error().message;
  return taken ? "" : taken.error().message;
}

}  // namespace shelfd::daemon
