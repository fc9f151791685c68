// Gate levels: orders share what gates measure.
#include "pricing/gate_levels.h"

#include <gtest/gtest.h>

namespace shelfd::pricing {
namespace {

// 500 holds one order over 400 (70 + 20), and what is left no second over 190: not 70 + 2 * 20.
TEST(GateLevels, an_order_over_a_high_gate_leaves_less_for_others) {
  const std::vector<GatedAmount> amounts = {{.off = 70, .need = 400}, {.off = 20, .need = 190}};
  const LevelsBest best = best_levels(amounts, 500, 5);
  EXPECT_TRUE(best.is_found);
  EXPECT_DOUBLE_EQ(best.off, 90);
}

// Two orders of 190 earn 2 * 60, more than one over 400 with 70 + 60... less: 130.
TEST(GateLevels, takes_the_better_of_one_high_and_several_low) {
  std::vector<GatedAmount> amounts = {{.off = 70, .need = 400}, {.off = 60, .need = 190}};
  EXPECT_DOUBLE_EQ(best_levels(amounts, 500, 5).off, 130);
  amounts[0].off = 50;
  EXPECT_DOUBLE_EQ(best_levels(amounts, 500, 5).off, 120);
  EXPECT_DOUBLE_EQ(best_levels(amounts, 500, 1).off, 110);
}

TEST(GateLevels, copies_and_cliques_limit_what_orders_have) {
  std::vector<GatedAmount> amounts = {{.off = 10, .need = 100, .copies = 2}};
  EXPECT_DOUBLE_EQ(best_levels(amounts, 1'000, 10).off, 20);
  amounts = {{.off = 10, .need = 100, .clique = 0}, {.off = 15, .need = 200, .clique = 0}};
  EXPECT_DOUBLE_EQ(best_levels(amounts, 250, 10).off, 20);
}

// Every 300 less 50: multiples are levels of one order too.
TEST(GateLevels, an_every_x_amount_counts_its_multiples) {
  const std::vector<GatedAmount> amounts = {{.off = 50, .need = 300, .most_times = kNoLimit}};
  EXPECT_DOUBLE_EQ(best_levels(amounts, 950, 1).off, 150);
  EXPECT_FALSE(best_levels(amounts, 300'000, 1).is_found);
}

}  // namespace
}  // namespace shelfd::pricing
