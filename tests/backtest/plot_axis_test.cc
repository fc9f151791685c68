// Shows where values stand and which ticks are round.
#include "backtest/plot_axis.h"

#include <gtest/gtest.h>

namespace shelfd::backtest {
namespace {

TEST(PlotAxis, puts_values_in_proportion_and_cuts_at_the_ends) {
  const PlotAxis axis{.values = {-1, 1}, .pixels = {100, 300}};
  EXPECT_EQ(axis.at(0), 200);
  EXPECT_EQ(axis.at(0.5), 250);
  EXPECT_EQ(axis.at(7), 300);
  EXPECT_EQ(axis.at(-7), 100);
  const PlotAxis up{.values = {0, 1}, .pixels = {300, 100}};
  EXPECT_EQ(up.at(0.25), 250);
}

// A fifth of 1.63 is .326: the next round step is .5. A fifth of 120 is 24: 50.
TEST(PlotAxis, counts_in_round_steps) {
  EXPECT_EQ(round_ticks({0, 1.63}, 5), (std::vector<double>{0, 0.5, 1, 1.5}));
  EXPECT_EQ(round_ticks({-60, 60}, 5), (std::vector<double>{-50, 0, 50}));
  EXPECT_EQ(round_ticks({0, 1}, 5), (std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1}));
}

TEST(PlotAxis, writes_as_many_decimals_as_the_step_has) {
  EXPECT_EQ(tick_text(0.6000000000000001, 0.2), "0.6");
  EXPECT_EQ(tick_text(50, 50), "50");
  EXPECT_EQ(tick_text(-0.0001, 0.1), "0.0");
}

}  // namespace
}  // namespace shelfd::backtest
