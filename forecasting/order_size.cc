// Order size: discounted moments and a lognormal point.
#include "forecasting/order_size.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/statistics.h"

namespace shelfd::forecasting {
namespace {

constexpr double kMinSize = 1e-3;
constexpr double kMinOrders = 10;  // discounted, before an order can be one of a kind

}  // namespace

OrderSize learn(const OrderSize& size, double units, double orders) {
  if (!(units > 0) || !(orders > 0)) return size;
  const double kept = std::exp2(-1 / kSizeHalfLife);
  return {.units = static_cast<float>(kept * static_cast<double>(size.units) + units),
          .orders = static_cast<float>(kept * static_cast<double>(size.orders) + orders),
          .squares = static_cast<float>(kept * static_cast<double>(size.squares) +
                                        units * units / orders)};
}

double mean_size(const OrderSize& size, double category_size) {
  const double units = static_cast<double>(size.units) + kSizePrior * category_size;
  return std::max(kMinSize, units / (static_cast<double>(size.orders) + kSizePrior));
}

double one_off_above(const OrderSize& size) {
  const double orders = static_cast<double>(size.orders);
  if (orders < kMinOrders) return std::numeric_limits<double>::infinity();
  const double mean = mean_size(size, kDefaultSize);
  const double default_square = mean * mean * (1 + kDefaultSizeSpread * kDefaultSizeSpread);
  const double square =
      (static_cast<double>(size.squares) + kSizePrior * default_square) / (orders + kSizePrior);
  const double variance = std::max(0.0, square - mean * mean);
  const double sigma_squared = std::log1p(variance / (mean * mean));
  const double z = normal_quantile(kOneOffPoint);
  const double point = mean * std::exp(z * std::sqrt(sigma_squared) - sigma_squared / 2);
  return std::max(kLeastOneOff, point);
}

}  // namespace shelfd::forecasting
