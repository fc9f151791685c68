// Shows that each figure of a report stands in its picture, to scale, and that one that is no
// number leaves a blank.
#include "backtest/forecast_plot.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

ReportRow row_of(double loss, double bias) {
  return {.name = "one <set>",
          .model = {.forecasts = 10,
                    .loss = loss,
                    .bias = bias,
                    .levels = {{.level = 0.5, .below = 0.4, .at_or_below = 0.6},
                               {.level = 0.9, .below = 0.7, .at_or_below = 0.75}}},
          .naive = {.forecasts = 10, .loss = 1}};
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++times;
  }
  return times;
}

// Bars run from 270 to 660 for 0 to 1.02: a loss of .5 is 191.2 pixels, one of 1 is 382.4. The bias
// axis is +-.105 over 400 pixels: -.04 is 76.2 left of 950. The diagram begins at 48 and is 136
// wide: level .5 stands at 116.
TEST(ForecastPlot, draws_loss_bias_and_coverage_to_scale) {
  const std::string plot = forecast_plot("Title", {row_of(0.5, -0.04)});
  EXPECT_EQ(count(plot, R"(width="191.2")"), 1U);
  EXPECT_EQ(count(plot, R"(width="382.4")"), 1U);
  EXPECT_EQ(count(plot, R"(<rect x="873.8")"), 1U);
  EXPECT_EQ(count(plot, R"(<line x1="116.0")"), 2U);  // the grid's and the level's
  EXPECT_EQ(count(plot, "one &lt;set&gt;"), 2U);
  EXPECT_EQ(count(plot, ">-4.0%<"), 1U);
  EXPECT_EQ(count(plot, "seasonal naive"), 1U);
}

// .5 lies in its span; .9 is 15 points off: one line and one point in the other colour.
TEST(ForecastPlot, marks_what_is_off) {
  EXPECT_EQ(count(forecast_plot("Title", {row_of(0.5, 0.04)}), "#d1602c"), 2U);
  EXPECT_EQ(count(forecast_plot("Title", {row_of(0.5, 0.06)}), "#d1602c"), 3U);
}

TEST(ForecastPlot, leaves_out_what_is_no_number) {
  const std::string plot = forecast_plot("Title", {row_of(std::nan(""), std::nan(""))});
  EXPECT_EQ(count(plot, "nan"), 0U);
  EXPECT_EQ(count(plot, "%<"), 2U);  // the axis and what its band is
}

}  // namespace
}  // namespace shelfd::backtest
