// Shoppers: the orders of one item in an hour, and what comes back.
//
//   units an hour = units_per_day / 24 x weekday x hour x sale x price effect x exp(level) x surge
//   orders ~ Poisson(units an hour / mean order size); sizes 1, 2, 3, 6 in 78, 15, 5, 2 of 100
//
// An empty shelf sells nothing, and the units are lost (but one order in fifty slips through while
// the shop's page lags, down to kMostOversold below zero). One order in a hundred is cancelled,
// three are returned. The feed repeats one event in 200 and brings one in 300 hours late. Pure.
#pragma once

#include <vector>

#include "simulator/item.h"

namespace shelfd::simulator {

inline constexpr std::int64_t kMostOversold = 2;

// Orders in the hour from `at`. Times are at least two minutes after `at`.
void shop(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out);

// Cancelled and returned orders that are due: told, and back on the shelf.
void take_back(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out);

// Moves the drift and the fashions of demand by a day, and what the merchant believes he sells.
void close_day(Item& item);

// Units a day the shoppers would take on an average day at this price, from a full shelf.
[[nodiscard]] double true_rate(const Item& item, Money price);

}  // namespace shelfd::simulator
