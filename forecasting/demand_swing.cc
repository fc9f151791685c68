#include "forecasting/demand_swing.h"

#include <algorithm>
#include <cmath>

// The sequential test of units against what was expected of them.

namespace shelfd::forecasting {
namespace {

constexpr double kTwice = 2;
constexpr double kHalf = 0.5;
constexpr double kKeptScatter = 0.985;   // half-life 46 periods
constexpr double kLeastLogWeight = -30;  // so that what was ruled out can return
constexpr double kMaxEvidence = 1e9;     // far beyond any alarm
const double kOverOdds = std::log(20.0);
// Of what is expected: while so much more or less may still come, a swing is not over.
constexpr double kStillUp = 1.25;
constexpr double kStillDown = 0.8;

bool says_something(const SwingPeriod& period) {
  return period.expected_units > 0 && std::isfinite(period.expected_units) &&
         std::isfinite(period.doubt);
}

double positive(std::int64_t units) {
  return static_cast<double>(std::max<std::int64_t>(0, units));
}

// ln(1 + 0 c) + ln(1 + 1 c) + ... of y terms: the first ones by their product, which is far from
// the end of doubles, the others by Euler and Maclaurin's formula, whose rest is below 1e-5 from
// there on.
double rising_log(double y, double c) {
  constexpr int kEach = 24;
  const int each = y < kEach ? static_cast<int>(y) : kEach;
  double product = 1;
  for (int term = 1; term < each; ++term) product *= 1 + term * c;
  const double sum = std::log(product);
  if (y <= kEach) return sum;
  const auto area = [c](double x) { return ((1 + x * c) * std::log1p(x * c) - x * c) / c; };
  return sum + area(y) - area(kEach) - (std::log1p(y * c) - std::log1p(kEach * c)) / 2 +
         (c / (1 + y * c) - c / (1 + kEach * c)) / 12;
}

// A scatter that is possible, with what the period's expectation is in doubt.
struct Possible {
  double c = 0;
  double log_weight = 0;  // before the period
};

Possible possible(const SwingTest& test, const SwingPeriod& period, std::size_t place) {
  return {.c = kSwingScatters.at(place) + std::max(0.0, period.doubt),
          .log_weight = static_cast<double>(test.scatter.at(place))};
}

// ln NB(units; m, c) but for terms that are equal for all c.
double log_likelihood(const SwingPeriod& period, double c) {
  const double y = positive(period.units);
  const double m = period.expected_units;
  if (c * std::max(m, y) < 1e-9) return -m;
  return rising_log(y, c) - (1 / c + y) * std::log1p(m * c);
}

// ln NB(units; k m, c) / NB(units; m, c); c = 0: Poisson.
double log_ratio(const SwingPeriod& period, double k, double c) {
  const double y = positive(period.units);
  const double m = period.expected_units;
  if (c * m < 1e-9) return y * std::log(k) - (k - 1) * m;
  const double spread = std::log1p((k - 1) * m * c / (1 + m * c));
  return y * (std::log(k) - spread) - spread / c;
}

// What the test believes of a period's scatter once it has seen it: weights that sum to 1.
using Shares = std::array<double, kSwingScatters.size()>;

Shares shares_after(const SwingTest& test, const SwingPeriod& period) {
  Shares logs{};
  for (std::size_t place = 0; place < logs.size(); ++place) {
    const Possible scatter = possible(test, period, place);
    logs.at(place) = scatter.log_weight + log_likelihood(period, scatter.c);
  }
  const double most = std::ranges::max(logs);
  double sum = 0;
  for (double& share : logs) sum += share = std::exp(share - most);
  for (double& share : logs) share /= sum;
  return logs;
}

// ln of the ratio of the two mixtures over the scatter. Where w are the weights before the period
// and p_c the law for m: sum w p_c L_c / sum w p_c, L_c averaged with the weights after it.
double log_ratio(const SwingTest& test, const SwingPeriod& period, const Shares& shares, double k) {
  double sum = 0;
  for (std::size_t place = 0; place < shares.size(); ++place) {
    const double c = possible(test, period, place).c;
    sum += shares.at(place) * std::exp(std::clamp(log_ratio(period, k, c), -500.0, 500.0));
  }
  return std::log(std::max(sum, 1e-300));
}

float kept(double evidence) { return static_cast<float>(std::clamp(evidence, 0.0, kMaxEvidence)); }

void extend(SwingRun& run, const SwingPeriod& period, double log_ratio) {
  const double evidence = static_cast<double>(run.evidence) + log_ratio;
  if (!(evidence > 0)) {
    run = {};
    return;
  }
  if (run.since_day == 0) run.since_day = period.day;
  run.evidence = kept(evidence);
  run.units += std::max<std::int64_t>(0, period.units);
  run.orders += period.orders;
  run.expected_units += static_cast<float>(period.expected_units);
}

// With this period, as if it were over.
SwingTest gathered(SwingTest test, const SwingPeriod& period) {
  const Shares shares = shares_after(test, period);
  const auto ratio_for = [&](double k) { return log_ratio(test, period, shares, k); };
  for (std::size_t place = 0; place < kSwingFactors.size(); ++place) {
    float& evidence = test.evidence.at(place);
    const double ratio = std::exp(std::min(ratio_for(kSwingFactors.at(place)), 50.0));
    evidence = kept((1 + static_cast<double>(evidence)) * ratio);
  }
  extend(test.up, period, ratio_for(kTwice));
  extend(test.down, period, ratio_for(kHalf));
  return test;
}

double side_sum(const SwingTest& test, SwingSide side) {
  double sum = 0;
  for (std::size_t place = 0; place < kSwingFactors.size(); ++place) {
    if ((kSwingFactors.at(place) > 1) != (side == SwingSide::Up)) continue;
    sum += kSwingWeights.at(place) * static_cast<double>(test.evidence.at(place));
  }
  return sum;
}

// The side that the sum reaches the bound by; a run must stand behind it.
SwingSide told_side(const SwingTest& test) {
  const double up = side_sum(test, SwingSide::Up);
  const double down = side_sum(test, SwingSide::Down);
  if (up + down < kPeriodsPerAlarm) return SwingSide::None;
  if (up >= down) {
    const bool stands = test.up.since_day != 0 && test.up.orders >= kLeastOrders;
    return stands ? SwingSide::Up : SwingSide::None;
  }
  return test.down.since_day != 0 ? SwingSide::Down : SwingSide::None;
}

// Discounted; the likeliest at zero.
void learn_scatter(SwingTest& test, const SwingPeriod& period) {
  Shares logs{};
  for (std::size_t place = 0; place < logs.size(); ++place) {
    const Possible scatter = possible(test, period, place);
    logs.at(place) = kKeptScatter * scatter.log_weight + log_likelihood(period, scatter.c);
  }
  const double most = std::ranges::max(logs);
  for (std::size_t place = 0; place < logs.size(); ++place) {
    test.scatter.at(place) = static_cast<float>(std::max(logs.at(place) - most, kLeastLogWeight));
  }
}

SwingTest follow_open(SwingTest test, const SwingPeriod& period) {
  const double still = test.open == SwingSide::Up ? kStillUp : kStillDown;
  const double over =
      static_cast<double>(test.over) - log_ratio(test, period, shares_after(test, period), still);
  test.over = kept(over);
  const bool ends = over >= kOverOdds || period.day - test.told_day >= kLongestSwing;
  return ends ? SwingTest{.scatter = test.scatter} : test;
}

Swing described(const SwingRun& run, SwingSide side) {
  return {.side = side,
          .since_day = run.since_day,
          .units = run.units,
          .expected_units = static_cast<double>(run.expected_units)};
}

}  // namespace

SwingTest learn_period(const SwingTest& test, const SwingPeriod& period) {
  if (!says_something(period)) return test;
  if (test.open != SwingSide::None) return follow_open(test, period);
  SwingTest next = gathered(test, period);
  learn_scatter(next, period);
  next.open = told_side(next);
  if (next.open == SwingSide::None) return next;
  next.told_day = period.day;
  return next;
}

std::optional<Swing> swing_of(const SwingTest& test, const SwingPeriod& so_far) {
  if (test.open == SwingSide::Up) return described(test.up, SwingSide::Up);
  if (test.open == SwingSide::Down) return described(test.down, SwingSide::Down);
  if (!says_something(so_far)) return std::nullopt;
  const SwingTest now = gathered(test, so_far);
  if (told_side(now) != SwingSide::Up) return std::nullopt;
  return described(now.up, SwingSide::Up);
}

}  // namespace shelfd::forecasting
