// Order size: how many units an order takes, by discounted moments, and which order is one of a
// kind.
//
//   mean       (units + k s) / (orders + k)         s: the category's mean size, k = kSizePrior
//   one-off    an order above the 99.9% point of a lognormal law with these moments: it is held,
//              shown, and learnt only if it comes again (engine)
//
// Half-life kSizeHalfLife periods that sold. Units: units an order.
// Source: Aitchison & Brown, The Lognormal Distribution (1957), ch. 2: sigma^2 = ln(1 + variance /
// mean^2), quantile = mean exp(z sigma - sigma^2 / 2).
// Pure.
#pragma once

namespace shelfd::forecasting {

inline constexpr double kSizeHalfLife = 60;
inline constexpr double kSizePrior = 5;          // orders of the category
inline constexpr double kDefaultSize = 1.2;      // units an order: an assumption
inline constexpr double kDefaultSizeSpread = 1;  // stddev / mean of sizes: an assumption
inline constexpr double kOneOffPoint = 0.999;
inline constexpr double kLeastOneOff = 6;  // units: below, no order is one of a kind

struct OrderSize {
  float units = 0;  // discounted sums, >= 0
  float orders = 0;
  float squares = 0;  // of the period's units, period by period

  friend bool operator==(const OrderSize&, const OrderSize&) = default;
};

[[nodiscard]] OrderSize learn(const OrderSize& size, double units, double orders);

// >= 1e-3.
[[nodiscard]] double mean_size(const OrderSize& size, double category_size);

// Orders above this many units are one of a kind. Infinite while fewer than ten orders are known.
[[nodiscard]] double one_off_above(const OrderSize& size);

}  // namespace shelfd::forecasting
