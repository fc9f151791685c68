// Invented items, judged by the engine: what the wording tests read. Each is a shop's plain case;
// `random_case` draws one of many kinds from a seed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/order_flow.h"
#include "engine/price_flow.h"

namespace shelfd::wording_test {

inline constexpr Currency kEuro{{'E', 'U', 'R'}};

// One item and the world around it.
struct Case {
  engine::ItemState state{};
  engine::Policy policy{};
  engine::Pools pools{};
  engine::Names names{};
  engine::StepContext context{};
};

// Money of cents.
[[nodiscard]] Money cents(std::int64_t count);

// A kettle at 29.90 that costs 18.00, four a day; six rivals, the cheapest of whom, nordhaus, went
// from 30.10 to 26.40 since; its own price changes have shown how buyers react; two are left out;
// 30 on the shelf, 20 on the way, cases of 12 from aqua-import.
[[nodiscard]] Case kettle();
// The kettle's neighbour: nothing is known of how buyers react, and its cost rose by a fifth.
[[nodiscard]] Case teapot();
// A lamp without a cost, a stock count, or a rival that counts.
[[nodiscard]] Case lamp();
// A cable without an own price, with three rivals.
[[nodiscard]] Case cable();
[[nodiscard]] Case random_case(std::uint64_t seed);

[[nodiscard]] engine::PriceSuggestion price_of(const Case& shop);
[[nodiscard]] engine::RestockPlan plan_of(const Case& shop);

}  // namespace shelfd::wording_test
