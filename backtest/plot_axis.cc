#include "backtest/plot_axis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace shelfd::backtest {

double PlotAxis::at(double value) const {
  const double share = (value - values.from) / (values.until - values.from);
  return pixels.from + std::clamp(share, 0.0, 1.0) * (pixels.until - pixels.from);
}

std::vector<double> round_ticks(const Span& values, int most) {
  const double wanted = (values.until - values.from) / most;
  if (!(wanted > 0) || !std::isfinite(wanted)) return {values.from};
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  double step = 10 * power;
  for (const double multiple : {5.0, 2.0, 1.0}) {
    if (multiple * power >= wanted) step = multiple * power;
  }
  std::vector<double> ticks;
  const double slack = step * 1e-9;
  double number = std::ceil((values.from - slack) / step);
  while (number * step <= values.until + slack) {
    ticks.push_back(number * step);
    number += 1;
  }
  return ticks;
}

std::string tick_text(double value, double step) {
  const int decimals =
      step > 0 ? static_cast<int>(std::clamp(std::ceil(-std::log10(step) - 1e-9), 0.0, 6.0)) : 0;
  std::array<char, 64> digits{};
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(),
                    std::abs(value) < step / 2 ? 0.0 : value, std::chars_format::fixed, decimals);
  return {digits.data(), end.ptr};
}

}  // namespace shelfd::backtest
