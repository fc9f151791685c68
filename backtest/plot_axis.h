// Plot axis: from values to pixels, with round numbers as ticks.
// Pure. Not here: what is drawn (forecast_plot.h).
#pragma once

#include <string>
#include <vector>

namespace shelfd::backtest {

struct Span {
  double from = 0;
  double until = 1;
};

// Values from `values.from` to `values.until` stand from pixel `pixels.from` to `pixels.until`.
struct PlotAxis {
  Span values{};
  Span pixels{};

  // What lies outside stands at the end.
  [[nodiscard]] double at(double value) const;
};

// Multiples of 1, 2 or 5 times a power of ten in the span, at most `most` of them.
[[nodiscard]] std::vector<double> round_ticks(const Span& values, int most);

// With as many decimals as steps of `step` need.
[[nodiscard]] std::string tick_text(double value, double step);

}  // namespace shelfd::backtest
