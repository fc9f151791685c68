// Category prior: integer sums, and the gamma law with their mean and variance.
#include "forecasting/category_prior.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMicro = 1e6;
constexpr double kMilli = 1e3;

// Modulo 2^64, so that even a sum out of range is defined, and a report taken out again leaves what
// was there before.
std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

struct RateLaw {
  double mean = 0;      // units a day
  double variance = 0;  // between items
};

// The reports and kPriorItems items of the default law together.
RateLaw pooled_law(const RatePool& pool) {
  const double items = static_cast<double>(std::max<std::int64_t>(0, pool.items));
  const double rates = std::max(0.0, static_cast<double>(pool.rate_sum) / kMicro);
  const double squares = std::max(0.0, static_cast<double>(pool.square_sum) / (kMilli * kMilli));
  const double default_square = kDefaultRate * kDefaultRate * (1 + kDefaultSpread * kDefaultSpread);
  const double count = kPriorItems + items;
  const double mean = (kPriorItems * kDefaultRate + rates) / count;
  const double square = (kPriorItems * default_square + squares) / count;
  return {.mean = mean, .variance = std::max(0.0, square - mean * mean)};
}

}  // namespace

RatePool add(const RatePool& a, const RatePool& b) {
  return {.items = wrapping_sum(a.items, b.items),
          .rate_sum = wrapping_sum(a.rate_sum, b.rate_sum),
          .square_sum = wrapping_sum(a.square_sum, b.square_sum)};
}

RatePool subtract(const RatePool& a, const RatePool& b) {
  return {.items = wrapping_difference(a.items, b.items),
          .rate_sum = wrapping_difference(a.rate_sum, b.rate_sum),
          .square_sum = wrapping_difference(a.square_sum, b.square_sum)};
}

RatePool report(const DemandBelief& belief) {
  if (!(belief.selling_days >= kMinSellingDays)) return {};
  const double rate = std::min(rate_units_per_day(belief), kMaxReportedRate);
  const std::int64_t milli_units = std::llround(rate * kMilli);
  return {
      .items = 1, .rate_sum = std::llround(rate * kMicro), .square_sum = milli_units * milli_units};
}

DemandBelief start_belief(const RatePool& pool) {
  const RateLaw law = pooled_law(pool);
  const double fitted_days = law.variance > 0 ? law.mean / law.variance : kMaxPriorDays;
  const double exposure_days = std::clamp(fitted_days, kMinPriorDays, kMaxPriorDays);
  return {.shape = law.mean * exposure_days,
          .exposure_days = exposure_days,
          .scatter = kDefaultScatter,
          .scatter_weight = 0,
          .selling_days = 0};
}

double leans_on_category(const DemandBelief& belief) {
  if (!(belief.exposure_days > 0)) return 1;
  return std::clamp(1 - belief.selling_days / belief.exposure_days, 0.0, 1.0);
}

}  // namespace shelfd::forecasting
