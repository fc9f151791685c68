#include "tests/backtest/lives.h"

#include <random>
#include <string>

namespace shelfd::backtest {

Panel panel_of_lives(std::size_t items, int days, int life_days, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Panel panel{.name = "lives"};
  for (std::size_t item = 0; item < items; ++item) {
    const std::size_t category = item % 4;
    Series series{.id = "shop/" + std::to_string(item),
                  .merchant = "shop",
                  .category = "c" + std::to_string(category),
                  .first = static_cast<int>(item % 30)};
    std::poisson_distribution<int> sold((0.3 + unit(random)) * static_cast<double>(category + 1));
    bool alive = true;
    for (int day = series.first; day < days; ++day) {
      if (life_days > 0 && unit(random) < 1.0 / life_days) alive = false;
      const double units = alive ? sold(random) : 0;
      series.periods.push_back({.units = units, .orders = units, .weekday = day % 7});
    }
    panel.series.push_back(std::move(series));
  }
  return panel;
}

}  // namespace shelfd::backtest
