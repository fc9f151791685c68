// Item birth: what is promised of the truth holds for two thousand items of several seeds.
#include "simulator/item_birth.h"

#include <gtest/gtest.h>

#include <cmath>

#include "simulator/response.h"

namespace shelfd::simulator {
namespace {

TEST(ItemBirth, truth_lies_in_the_promised_ranges) {
  int far = 0;
  for (std::size_t index = 0; index < 2000; ++index) {
    const Item item = draw_item({.seed = 1 + index % 5}, index);
    const ItemTruth& truth = item.truth;
    EXPECT_GE(truth.elasticity, 1.5);
    EXPECT_LE(truth.elasticity, 6);
    const double margin = margin_ratio(truth, truth.opening_cost, truth.opening_price);
    EXPECT_GE(margin, 0.08) << index;
    EXPECT_LE(margin, 0.6) << index;
    const double off =
        std::abs(main_units(truth.opening_price) / main_units(truth.anchor_price) - 1);
    EXPECT_LE(off, 0.21) << index;
    far += off > 0.14 ? 1 : 0;
  }
  // A sixth is drawn 15 to 20% off; those below cost and margin are lifted: 10 to 18% remain.
  EXPECT_GT(far, 200);
  EXPECT_LT(far, 360);
}

TEST(ItemBirth, rivals_are_three_to_eight_and_weigh_at_most_one) {
  int lonely = 0;
  for (std::size_t index = 0; index < 500; ++index) {
    const Item item = draw_item({}, index);
    double weight = 0;
    for (const Rival& rival : item.rivals) {
      weight += rival.weight;
      const double total = main_units(rival.price + rival.shipping);
      EXPECT_NEAR(total / reference_price({}, index), 1, 0.15);
    }
    lonely += item.rivals.empty() ? 1 : 0;
    if (!item.rivals.empty()) {
      EXPECT_GE(item.rivals.size(), 3U);
      EXPECT_LE(item.rivals.size(), 8U);
      EXPECT_NEAR(weight, 0.9, 1e-12);
    }
  }
  EXPECT_EQ(lonely, 22);  // indices 14, 37, ... : 1 + (499 - 14) / 23, rounded down
}

TEST(ItemBirth, popularity_falls_as_zipf) {
  // 20 * 50^-0.9 = 20 / 33.81 = 0.5915
  EXPECT_DOUBLE_EQ(draw_item({}, 0).truth.units_per_day, 20);
  EXPECT_NEAR(draw_item({}, 49).truth.units_per_day, 0.5915, 0.0005);
}

TEST(ItemBirth, messy_sellers_leave_out_cost_or_count) {
  // Index 11 shows no cost, index 12 counts no stock.
  const auto no_cost = opening_of({}, 11);
  EXPECT_FALSE(engine::content_if<engine::CatalogEntry>(no_cost[0])->unit_cost);
  EXPECT_EQ(opening_of({}, 12).size(), 2U);
  EXPECT_EQ(opening_of({}, 0).size(), 3U);
}

TEST(ItemBirth, rules_name_the_sale_week_for_each_merchant) {
  const auto rules = opening_rules({.merchants = 2});
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(engine::content_if<engine::Rules>(rules[1])->merchant.value, "demo-2");
  EXPECT_EQ(engine::content_if<engine::Rules>(rules[0])->occasions.size(), 1U);
}

}  // namespace
}  // namespace shelfd::simulator
