// Rivals: what each does with his price once a day, and what the scraper makes of it.
//
//   Follows    moves 0.7 of the way the merchant went from the anchor, every second day or so
//   Undercuts  asks 1.5% less than the merchant, down to 15% under his own anchor; then gives up
//   Ignores    moves by some 3% every 25 days
//   RunsSales  15 to 28% off in a sale week, some weekends 8%
//
// In a sale week all but Ignores take 8% off. Any runs out now and then, for 2 to 6 days. Each
// rival is visited every 12 hours; a visit fails as kVisitFates has it. Pure.
#pragma once

#include <vector>

#include "simulator/item.h"

namespace shelfd::simulator {

inline constexpr int kVisitHours = 12;

// The day's decision of every rival; keeps item.price_effect true.
void decide_rivals(const World& world, Item& item, Instant at);

// The offers seen in the slice of an hour from `at`, `hour` counted from the start.
void visit_rivals(const World& world, Item& item, Instant at, std::int64_t hour,
                  std::vector<TimedEvent>& out);

}  // namespace shelfd::simulator
