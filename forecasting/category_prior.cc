// Category prior: integer sums, and the laws with their moments.
#include "forecasting/category_prior.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMicro = 1e6;
constexpr double kMilli = 1e3;
constexpr double kTenThousand = 1e4;
// The memory of the bank whose responses are reported: it keeps them longest at a steady level.
constexpr std::size_t kReportingMember = 2;
constexpr double kKnownShare = 0.5;      // of the built-in's standard deviation
constexpr double kMaxResponse = 50;      // of ln rate; above, it reports this
constexpr double kMinSpreadShare = 0.2;  // of the built-in's standard deviation
constexpr float kMaxSum = 1e9F;

// Of the counts of a period whose rate is known.
constexpr double noise_of(const RatePrior& prior) {
  return prior.mean * (1 + prior.excess) + prior.scatter * prior.mean * prior.mean;
}

// The built-in prior is the one that the header tells of.
static_assert(RatePrior{}.mean == kDefaultRate);
static_assert(noise_of(RatePrior{}) / RatePrior{}.weight ==
              kDefaultRate * kDefaultSpread * kDefaultRate * kDefaultSpread);

// Modulo 2^64, so that even a sum out of range is defined, and a report taken out again leaves what
// was there before.
std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}

std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

template <typename Combine>
Moments combined(const Moments& a, const Moments& b, Combine combine) {
  return {.items = combine(a.items, b.items),
          .sum = combine(a.sum, b.sum),
          .square_sum = combine(a.square_sum, b.square_sum)};
}

template <typename Combine>
ReturnsPool combined(const ReturnsPool& a, const ReturnsPool& b, Combine combine) {
  ReturnsPool pool{.returned = combine(a.returned, b.returned), .due = combine(a.due, b.due)};
  for (std::size_t at = 0; at < pool.evidence.size(); ++at) {
    pool.evidence[at] = combine(a.evidence[at], b.evidence[at]);
  }
  return pool;
}

template <typename Combine>
DemandPool combined(const DemandPool& a, const DemandPool& b, Combine combine) {
  DemandPool pool;
  pool.rate = combined(a.rate, b.rate, combine);
  for (std::size_t at = 0; at < kResponses; ++at) {
    pool.responses[at] = combined(a.responses[at], b.responses[at], combine);
  }
  for (std::size_t at = 0; at < pool.scatter.size(); ++at) {
    pool.scatter[at] = {.sum = combine(a.scatter[at].sum, b.scatter[at].sum),
                        .weight = combine(a.scatter[at].weight, b.scatter[at].weight)};
  }
  pool.excess = {.sum = combine(a.excess.sum, b.excess.sum),
                 .weight = combine(a.excess.weight, b.excess.weight)};
  pool.units = combine(a.units, b.units);
  pool.orders = combine(a.orders, b.orders);
  for (std::size_t part = 0; part < pool.by_part.size(); ++part) {
    pool.by_part[part] = combine(a.by_part[part], b.by_part[part]);
  }
  pool.returns = combined(a.returns, b.returns, combine);
  return pool;
}

std::int64_t fixed(float value, double scale) {
  return std::llround(static_cast<double>(std::clamp(value, -kMaxSum, kMaxSum)) * scale);
}

struct Law {
  double mean = 0;
  double variance = 0;  // between items
};

// Mean and variance of `moments` together with kPriorItems items of `prior`. `unit`: of the sum;
// `square_unit`: of the square sum.
Law pooled(const Moments& moments, const Law& prior, double unit, double square_unit) {
  const double items = static_cast<double>(std::max<std::int64_t>(0, moments.items));
  const double count = kPriorItems + items;
  const double prior_square = prior.mean * prior.mean + prior.variance;
  const double sum = static_cast<double>(moments.sum) / unit;
  const double squares = std::max(0.0, static_cast<double>(moments.square_sum) / square_unit);
  const double mean = (kPriorItems * prior.mean + sum) / count;
  const double square = (kPriorItems * prior_square + squares) / count;
  return {.mean = mean, .variance = std::max(0.0, square - mean * mean)};
}

// The counts' `excess` and `scatter` are the pool's.
RatePrior rate_prior(const Moments& rates, const RatePrior& counts, const RatePrior& behind) {
  const Moments sane{.items = rates.items,
                     .sum = std::max<std::int64_t>(0, rates.sum),
                     .square_sum = rates.square_sum};
  const Law law = pooled(sane, {.mean = behind.mean, .variance = noise_of(behind) / behind.weight},
                         kMicro, kMilli * kMilli);
  RatePrior prior = counts;
  prior.mean = law.mean;
  const double periods = law.variance > 0 ? noise_of(prior) / law.variance : kMaxPriorPeriods;
  prior.weight = std::clamp(periods, kMinPriorPeriods, kMaxPriorPeriods);
  return prior;
}

void report_responses(const DemandBelief& belief, DemandPool& pool) {
  if (belief.bank.empty()) return;
  const RegressorPrior built_in = default_prior();
  const FilterState& member = belief.bank.at(kReportingMember);
  for (std::size_t at = 0; at < kResponses; ++at) {
    const std::size_t regressor = kWeek + at;
    const double known = kKnownShare * static_cast<double>(built_in.stddev[regressor]);
    const double variance = static_cast<double>(member.spread[spread_cell(regressor, regressor)]);
    if (variance > known * known) continue;
    const double value =
        std::clamp(static_cast<double>(member.mean[regressor]), -kMaxResponse, kMaxResponse);
    const std::int64_t thousandths = std::llround(value * kMilli);
    pool.responses[at] = {.items = 1, .sum = thousandths, .square_sum = thousandths * thousandths};
  }
}

}  // namespace

DemandPool add(const DemandPool& a, const DemandPool& b) { return combined(a, b, wrapping_sum); }

DemandPool subtract(const DemandPool& a, const DemandPool& b) {
  return combined(a, b, wrapping_difference);
}

DemandPool report(const DemandBelief& belief) {
  DemandPool pool;
  const Tally& steady = belief.sparse.units.at(kSteadyMemory);
  if (!(static_cast<double>(steady.exposure) >= kMinReportedPeriods)) return pool;
  const double own = static_cast<double>(steady.sum) / static_cast<double>(steady.exposure);
  const double rate = std::min(own, kMaxReportedRate);
  const std::int64_t milli_units = std::llround(rate * kMilli);
  pool.rate = {
      .items = 1, .sum = std::llround(rate * kMicro), .square_sum = milli_units * milli_units};
  pool.excess = {.sum = fixed(belief.sparse.surplus, kTenThousand),
                 .weight = fixed(belief.sparse.expected, kTenThousand)};
  pool.units = fixed(belief.size.units, kMilli);
  pool.orders = fixed(belief.size.orders, kMilli);
  for (std::size_t at = 0; at < pool.scatter.size(); ++at) {
    const Scatter& scatter = belief.record.scatter[at];
    pool.scatter[at] = {.sum = fixed(scatter.sum, kTenThousand),
                        .weight = fixed(scatter.weight, kTenThousand)};
  }
  report_responses(belief, pool);
  return pool;
}

DemandPrior prior_of(const DemandPool& pool, const DemandPrior& behind) {
  DemandPrior prior;
  const double units = std::max(0.0, static_cast<double>(pool.units) / kMilli);
  const double orders = std::max(0.0, static_cast<double>(pool.orders) / kMilli);
  prior.size = (units + kPriorOrders * behind.size) / (orders + kPriorOrders);
  for (std::size_t at = 0; at < prior.scatter.size(); ++at) {
    const double sum = static_cast<double>(pool.scatter[at].sum) / kTenThousand;
    const double weight =
        std::max(0.0, static_cast<double>(pool.scatter[at].weight) / kTenThousand);
    const double all = sum + kPriorForecasts * behind.scatter[at];
    prior.scatter[at] = std::clamp(all / (weight + kPriorForecasts), kMinScatter, kMaxScatter);
  }
  const double surplus =
      static_cast<double>(pool.excess.sum) / kTenThousand + kPriorForecasts * behind.rate.excess;
  const double expected = static_cast<double>(pool.excess.weight) / kTenThousand;
  const RatePrior counts{
      .excess = std::clamp(surplus / (std::max(0.0, expected) + kPriorForecasts), 0.0, kMaxExcess),
      .scatter = prior.scatter.front()};
  prior.rate = rate_prior(pool.rate, counts, behind.rate);
  for (std::size_t at = 0; at < kResponses; ++at) {
    const std::size_t regressor = kWeek + at;
    const double built_in = static_cast<double>(prior.regressors.stddev[regressor]);
    const double stddev = static_cast<double>(behind.regressors.stddev[regressor]);
    const Law known{.mean = static_cast<double>(behind.regressors.mean[regressor]),
                    .variance = stddev * stddev};
    const Law law = pooled(pool.responses[at], known, kMilli, kMilli * kMilli);
    prior.regressors.mean[regressor] = static_cast<float>(law.mean);
    const double spread = std::clamp(std::sqrt(law.variance), kMinSpreadShare * built_in, built_in);
    prior.regressors.stddev[regressor] = static_cast<float>(spread);
  }
  prior.returns = return_prior(pool.returns, behind.returns);
  return prior;
}

}  // namespace shelfd::forecasting
