// Shows the lines of the exchange format byte for byte.
#include "backtest/exchange_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::backtest {
namespace {

TEST(ExchangeText, writes_a_line_a_quantile_and_one_for_the_mean) {
  const ForecastSet set{.panel = {.name = "small", .series = {{.id = " A"}}},
                        .tasks = {{.at = 4, .horizon = 14, .origin = "2011-09-09"}},
                        .levels = {0.5, 0.95}};
  EXPECT_EQ(exchange_text(set, {{.mean = 1.0 / 3, .quantiles = {0, 12}}}),
            "small, A,2011-09-09,14,0.5,0\n"
            "small, A,2011-09-09,14,0.95,12\n"
            "small, A,2011-09-09,14,mean,0.3333333333333333\n");
}

TEST(ExchangeText, puts_a_name_with_a_comma_or_a_quote_in_quotes) {
  std::string text;
  append_exchange(text, {.dataset = "d", .series = "3\" HEART, RED", .origin = "1"}, {},
                  {.mean = 2});
  EXPECT_EQ(text, "d,\"3\"\" HEART, RED\",1,1,mean,2\n");
}

TEST(ExchangeText, leaves_out_a_mean_that_is_no_number) {
  std::string text;
  append_exchange(text, {.dataset = "d", .series = "a", .origin = "1"}, {0.5},
                  {.mean = std::nan(""), .quantiles = {3}});
  EXPECT_EQ(text, "d,a,1,1,0.5,3\n");
}

TEST(ExchangeText, writes_large_and_missing_numbers) {
  EXPECT_EQ(shortest(1e6), "1000000");
  EXPECT_EQ(shortest(0.05), "0.05");
  EXPECT_EQ(shortest(1e-300), "1e-300");
  EXPECT_EQ(shortest(std::nan("")), "");
  EXPECT_EQ(exchange_header(), "dataset,series,origin,horizon,quantile,value\n");
}

}  // namespace
}  // namespace shelfd::backtest
