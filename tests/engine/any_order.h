// Any order: random records of one day of one item, taken in by a given order and cut.
//
// `draw_day` makes the records of a seed: all seven topics an item has, late ones, repeats, ties of
// own times, promotions that begin and end within the day, partial receipts, counts of empty
// shelves. `take_in` steps them in an order and cut drawn from another seed; `bytes_of` is what the
// codec makes of what commutes.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "engine/step.h"

namespace shelfd::engine {

struct DrawnDay {
  Policy policy{};
  Instant opens{};     // the first instant of the day that no close falls on
  Instant ends{};      // local midnight, before any close
  bool first = false;  // the item's first day: it has a catalog and nothing else
  bool judging = false;
  std::vector<Record> records{};  // `offset` is what tells two apart
};

[[nodiscard]] DrawnDay draw_day(std::uint64_t seed);

// What one order and cut of the day's records left.
struct Lived {
  ItemState open{};    // before the day closed
  ItemState closed{};  // two days on
  std::vector<PoolChange> told{};
};

[[nodiscard]] Lived take_in(const DrawnDay& day, std::uint64_t order);

// The records of a state but for decisions (item_state.h).
[[nodiscard]] std::string bytes_of(const ItemState& state);
[[nodiscard]] std::string text_of(const std::vector<PoolChange>& told);

}  // namespace shelfd::engine
