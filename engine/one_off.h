// One-off orders: orders far larger than the item's are held back from what demand learns, and
// shown, until such orders come again.
//
//   held       an order, or a cancel, above the 99.9% point of the item's order sizes
//              (forecasting/order_size.h), as the belief stands: equal between two day closes
//   repeated   another within kRepeatDays: both are learnt at the close, and sizes with them
//
// A cancel gives back what is held first; what it takes beyond is of ordinary orders. The shelf
// counts all of them at once. Pure.
#pragma once

#include "engine/item_state.h"

namespace shelfd::engine {

inline constexpr std::int32_t kRepeatDays = 90;

[[nodiscard]] bool is_one_off(const Belief& belief, std::int64_t units);

// What stays held of a day and those before; absent: none, they repeat, or were cancelled.
[[nodiscard]] std::optional<HeldOrders> held_after(const Situation& situation, const DayTally& day);

// What a day says of ordinary demand, and of what was held until it.
struct DayDemand {
  std::int64_t units = 0;  // orders less cancels
  std::int32_t orders = 0;
  std::int64_t repeated_units = 0;  // of one-off orders of the day that are not the first
  std::int32_t repeated_orders = 0;
  std::int64_t earlier_units = 0;  // held until now
};

[[nodiscard]] DayDemand demand_of(const Situation& situation, const DayTally& day);

// That an order is held as of now, the open day's with it. Absent: none.
[[nodiscard]] std::optional<Reason> held_reason(const Situation& situation, const LocalTime& zone);

}  // namespace shelfd::engine
