// Exchange text: forecasts as CSV that the benchmark's scorer reads, one quantile a line.
//
//   dataset,series,origin,horizon,quantile,value      quantile: a level, or `mean`
//
// RFC 4180: a name with a comma, a quote or a line's end stands in quotes. Numbers are the shortest
// text that gives the same number back.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/forecast_set.h"

namespace shelfd::backtest {

[[nodiscard]] std::string exchange_header();

// A line for each level and one for the mean, where it is a number. `origin` and `horizon` are the
// task's.
struct ExchangeRow {
  std::string_view dataset{};
  std::string_view series{};
  std::string_view origin{};
  std::string horizon = "1";
};
void append_exchange(std::string& text, const ExchangeRow& row, const std::vector<double>& levels,
                     const DemandForecast& forecast);

// All tasks of a set, in their order.
[[nodiscard]] std::string exchange_text(const ForecastSet& set,
                                        const std::vector<DemandForecast>& forecasts);

// The shortest decimal text that reads back as the same number; "" for what is no number.
[[nodiscard]] std::string shortest(double value);

}  // namespace shelfd::backtest
