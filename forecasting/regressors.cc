// Regressors: harmonics by table, hinges by their bounds.
#include "forecasting/regressors.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMaxPriceMove = 0.5;
constexpr double kMaxGap = 0.6;

// sin and cos of 2 pi day / 7 and of 4 pi day / 7.
constexpr std::array<std::array<double, 4>, 7> kHarmonics{{
    {0.0, 1.0, 0.0, 1.0},
    {0.7818314824680298, 0.6234898018587336, 0.9749279121818236, -0.2225209339563144},
    {0.9749279121818236, -0.2225209339563144, -0.4338837391175581, -0.9009688679024191},
    {0.4338837391175581, -0.9009688679024191, -0.7818314824680298, 0.6234898018587336},
    {-0.4338837391175581, -0.9009688679024191, 0.7818314824680298, 0.6234898018587336},
    {-0.9749279121818236, -0.2225209339563144, 0.4338837391175581, -0.9009688679024191},
    {-0.7818314824680298, 0.6234898018587336, -0.9749279121818236, -0.2225209339563144},
}};

bool is_price(double price) { return std::isfinite(price) && price > 0; }

double log_ratio(double price, double other) {
  return is_price(other) ? std::log(price / other) : 0;
}

}  // namespace

RegressorRow row_of(const Conditions& conditions, double log_reference) {
  RegressorRow row{};
  row[kLevel] = 1;
  if (conditions.weekday >= 0 && conditions.weekday < 7) {
    const auto& harmonics = kHarmonics.at(static_cast<std::size_t>(conditions.weekday));
    std::ranges::copy(harmonics, row.begin() + kWeek);
  }
  if (is_price(conditions.price)) {
    const double move = std::log(conditions.price) - log_reference;
    row[kOwnPrice] = std::clamp(move, -kMaxPriceMove, kMaxPriceMove);
    const double gap = log_ratio(conditions.price, conditions.cheapest_price);
    row[kAboveCheapest] = std::clamp(gap, 0.0, kMaxGap);
    row[kBelowCheapest] = std::clamp(gap, -kMaxGap, 0.0);
    const double above = log_ratio(conditions.price, conditions.market_price);
    row[kAboveMarket] = std::clamp(above, 0.0, kMaxGap);
  }
  for (std::size_t flag = 0; flag < kFlagCount; ++flag) {
    row[kFlags + flag] = std::clamp(static_cast<double>(conditions.flags[flag]), 0.0, 1.0);
  }
  return row;
}

}  // namespace shelfd::forecasting
