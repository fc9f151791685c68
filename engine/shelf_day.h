// Shelf day: what an item's shelf says of one local day: which share of the day's demand could be
// served, and whether it sold out at a time that nobody knows.
//
//   exposure   the day's profile (forecasting/day_profile.h) summed over the time in stock. Out of
//              stock: from a count that says so to one that does not; and from the order that took
//              the last unit of a count at most kFreshCount older than the day, where no order
//              followed. A day that sold something was not without stock all along.
//   sold out   the day ends without stock, sold something, and the time of the last unit is not
//              known: orders that state a day alone (local noon), or a count that finds the shelf
//              empty kUnseen or longer after the last order. Demand was the units sold, or more.
//
// Pure.
#pragma once

#include "engine/item_state.h"
#include "forecasting/day_profile.h"

namespace shelfd::engine {

inline constexpr Duration kFreshCount = std::chrono::hours{36};
inline constexpr Duration kUnseen = std::chrono::hours{3};

// A local day in which an item is sold from `open` on: its begin but for the item's first day.
struct DaySpan {
  Instant start{};
  Instant open{};  // in [start, end]
  Instant end{};   // start or later: a zone may skip a day

  // 0 at the begin, 1 at the end; held between.
  [[nodiscard]] double of_day(Instant at) const;
  // An own time that states a day alone (connectors/tables/cell_values.h).
  [[nodiscard]] bool is_day_alone(Instant at) const { return at == start + (end - start) / 2; }
};

struct ShelfDay {
  double exposure = 1;    // in [0, 1]
  bool sold_out = false;  // at a time not known
};

// `units`: sold on the day.
[[nodiscard]] ShelfDay shelf_of(const ItemState& state, const DaySpan& day,
                                const forecasting::DayProfile& profile, std::int64_t units);

// What an item's first record sold, where it was an order: the item is known by it, so that it says
// nothing of how often it sells. `first`: own time of the earliest record of its first day.
struct FirstSale {
  std::int64_t units = 0;
  std::int32_t orders = 0;
  bool is_whole_day = false;  // it states a day alone: what sold then cannot be told apart
};
[[nodiscard]] FirstSale first_sale(const ItemState& state, const DaySpan& day, Instant first);

// Orders of the day by its parts, but those that state a day alone.
[[nodiscard]] forecasting::DayParts orders_by_part(const ItemState& state, const DaySpan& day);

}  // namespace shelfd::engine
