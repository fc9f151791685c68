// Best rung: over random items, odd ones among them, it is the price that best_price finds when it
// looks at every rung of the ladder with the anchor in it.
#include "pricing/best_rung.h"

#include <gtest/gtest.h>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

std::vector<Money> ladder_with(const PriceInputs& item) {
  std::vector<Money> ladder = price_ladder(item.current, item.reach_ratio, item.guardrails.step);
  const auto place = std::ranges::lower_bound(ladder, item.anchor_price);
  if (place != ladder.begin() && place != ladder.end() && *place != item.anchor_price) {
    ladder.insert(place, item.anchor_price);
  }
  return ladder;
}

Response response_of(const PriceInputs& item, RandomItems& random) {
  return {.anchor_price = item.anchor_price,
          .elasticity = random.chance(0.1) ? random.between(0, 1) : item.elasticity,
          .stddev = random.chance(0.3) ? 0 : item.elasticity_stddev * random.between(0, 3),
          .rival_pull = item.rival_pull,
          .anchor_hinge = hinge(item.anchor_rivals, item.anchor_price),
          .rate = 1};
}

TEST(BestRung, is_the_best_price_of_all_rungs) {
  RandomItems random(20'261'125);
  for (int i = 0; i < 30'000; ++i) {
    const PriceInputs item = random.item();
    if (!item.economics) continue;
    UnitEconomics economics = *item.economics;
    // Free goods, margins of next to nothing, and goods that cost more than they bring.
    if (random.chance(0.1)) economics.unit_cost = random.near(item.current, 0, 1e-3);
    if (random.chance(0.1)) economics.unit_cost = random.near(item.current, 0.99, 1.4);
    const Response response = response_of(item, random);
    const Rungs rungs(item.current, item.reach_ratio, item.guardrails.step, item.anchor_price);
    ASSERT_EQ(rungs.best(economics, response, item.rivals).micros,
              best_price(economics, response, item.rivals, ladder_with(item), item.current).micros)
        << "item " << i;
  }
}

}  // namespace
}  // namespace shelfd::pricing
