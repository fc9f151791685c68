#include "forecasting/demand_swing.h"

#include <algorithm>
#include <cmath>

// The sequential test of units against what was expected of them.

namespace shelfd::forecasting {
namespace {

constexpr double kTwice = 2;
constexpr double kHalf = 0.5;
constexpr double kMaxEvidence = 1e9;  // far beyond any alarm
const double kOverOdds = std::log(20.0);
// Of what is expected: while so much more or less may still come, a swing is not over.
constexpr double kStillUp = 1.25;
constexpr double kStillDown = 0.8;

bool says_something(const SwingPeriod& period) {
  return period.expected_units > 0 && std::isfinite(period.expected_units) &&
         std::isfinite(period.dispersion);
}

// ln NB(units; k m, c) / NB(units; m, c); c = 0: Poisson. With r = 1 / c:
//   y (ln k + ln((r + m) / (r + k m))) - r ln((r + k m) / (r + m))
double log_ratio(const SwingPeriod& period, double k) {
  const double y = static_cast<double>(std::max<std::int64_t>(0, period.units));
  const double m = period.expected_units;
  const double c = std::max(0.0, period.dispersion);
  if (c * m < 1e-9) return y * std::log(k) - (k - 1) * m;
  const double spread = std::log1p((k - 1) * m * c / (1 + m * c));
  return y * (std::log(k) - spread) - spread / c;
}

std::int64_t counted(const SwingPeriod& period) { return std::max<std::int64_t>(0, period.units); }

float kept(double evidence) { return static_cast<float>(std::clamp(evidence, 0.0, kMaxEvidence)); }

void extend(SwingRun& run, const SwingPeriod& period, double factor) {
  const double evidence = static_cast<double>(run.evidence) + log_ratio(period, factor);
  if (!(evidence > 0)) {
    run = {};
    return;
  }
  if (run.since_day == 0) run.since_day = period.day;
  run.evidence = kept(evidence);
  run.units += counted(period);
  run.orders += period.orders;
  run.expected_units += static_cast<float>(period.expected_units);
}

// With this period, as if it were over.
SwingTest gathered(SwingTest test, const SwingPeriod& period) {
  for (std::size_t place = 0; place < kSwingFactors.size(); ++place) {
    float& evidence = test.evidence.at(place);
    const double ratio = std::exp(std::min(log_ratio(period, kSwingFactors.at(place)), 50.0));
    evidence = kept((1 + static_cast<double>(evidence)) * ratio);
  }
  extend(test.up, period, kTwice);
  extend(test.down, period, kHalf);
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

SwingTest follow_open(SwingTest test, const SwingPeriod& period) {
  const double over = static_cast<double>(test.over) -
                      log_ratio(period, test.open == SwingSide::Up ? kStillUp : kStillDown);
  test.over = kept(over);
  const bool ends = over >= kOverOdds || period.day - test.told_day >= kLongestSwing;
  return ends ? SwingTest{} : test;
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
