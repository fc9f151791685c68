// Invented outlooks: what the wording tests read of an item's next days.
#pragma once

#include <cstdint>

#include "engine/item_outlook.h"

namespace shelfd::wording_test {

// A kettle from Thursday 6 November 2025 on: weekends sell more, the price is 7% above the usual
// one, a promotion runs on two days and Double 11 on one; rivals move every day alike; a swing is
// under way and there is no stock.
[[nodiscard]] engine::ItemOutlook busy_kettle();
// A lamp that sold twice: all days are alike, and nothing was learnt from its category.
[[nodiscard]] engine::ItemOutlook slow_lamp();
// One of many kinds.
[[nodiscard]] engine::ItemOutlook random_outlook(std::uint64_t seed);

}  // namespace shelfd::wording_test
