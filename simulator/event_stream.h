// Event stream: an endless quick mix of valid events for benches, in order of arrival.
//
//   70 of 100 offers, 26 orders, 4 stock counts; items by Zipf 0.9; prices within 10% of the item's
//   reference; one event each `gap`
//
// No state an item: any size costs the same. The items are those of opening_of (item_birth.h) with
// the same settings. The stock counts are not what the orders leave: this is load, not a market.
// Pure. Not here: the market (market.h).
#pragma once

#include <cstdint>

#include "simulator/item.h"
#include "simulator/random.h"

namespace shelfd::simulator {

class EventStream {
 public:
  // `from`: the first event's instant; `gap` >= 0 milliseconds.
  EventStream(const MarketSettings& settings, Instant from, Duration gap);

  [[nodiscard]] TimedEvent next();

 private:
  [[nodiscard]] engine::Event offer(std::size_t index);
  [[nodiscard]] engine::Event order(std::size_t index);
  [[nodiscard]] engine::Event count(std::size_t index);

  MarketSettings settings_;
  ZipfRanks ranks_;
  Random random_;
  Instant at_{};
  Duration gap_{};
  std::uint64_t number_ = 0;
};

}  // namespace shelfd::simulator
