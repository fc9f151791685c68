// Sold out: sums over the counts that did not come.
#include "forecasting/sold_out.h"

#include <algorithm>
#include <cmath>

#include "base/polygamma.h"
#include "base/special_functions.h"

namespace shelfd::forecasting {
namespace {

// Of P(Y >= s): below, the sums would cancel, and Y is at most a few counts above s.
constexpr double kRare = 1e-7;
// Counts this many standard deviations below the mean do not come.
constexpr double kFarBelow = 12;

// What the counts below `least` add up to.
struct Below {
  double chance = 0;   // A0
  double count = 0;    // sum of y P(y)
  double digamma = 0;  // A1
  double squares = 0;  // A2
};

class Counts {
 public:
  Counts(const GammaRate& rate, double exposure)
      : rate_(rate),
        sold_{.x = exposure / (rate.beta + exposure), .y = rate.beta / (rate.beta + exposure)},
        log_beta_(std::log(rate.beta + exposure)),
        mean_(rate.alpha * exposure / rate.beta) {}

  [[nodiscard]] double mean() const { return mean_; }

  [[nodiscard]] LogRate seen(double count) const {
    return {.mean = digamma(rate_.alpha + count) - log_beta_,
            .variance = trigamma(rate_.alpha + count)};
  }

  // Y is taken for `least`, a whole number above 0.
  [[nodiscard]] bool is_least(double least) const {
    return least > kMostCounts || beta_tails(least, rate_.alpha, sold_).lower < kRare;
  }

  [[nodiscard]] Below below(double least) const {
    const double stddev = std::sqrt(mean_ / sold_.y);
    double y = std::max(0.0, std::floor(std::min(mean_, least) - kFarBelow * stddev));
    double chance = at(y);
    double first = digamma(rate_.alpha + y);
    double second = trigamma(rate_.alpha + y);
    Below sums;
    while (y < least) {
      sums.chance += chance;
      sums.count += chance * y;
      sums.digamma += chance * first;
      sums.squares += chance * (second + first * first);
      const double shape = rate_.alpha + y;
      chance *= shape / (y + 1) * sold_.x;
      first += 1 / shape;
      second -= 1 / (shape * shape);
      y += 1;
    }
    return sums;
  }

  // Given at least `least`, a whole number.
  [[nodiscard]] LogRate log_rate_from(double least) const {
    const LogRate now{.mean = digamma(rate_.alpha) - std::log(rate_.beta),
                      .variance = trigamma(rate_.alpha)};
    if (least <= 0) return now;
    if (is_least(least)) return seen(least);
    const Below sums = below(least);
    const double g = now.mean + log_beta_;
    const double rest = 1 - sums.chance;
    const double first = (g - sums.digamma) / rest;
    const double second = (now.variance + g * g - sums.squares) / rest;
    return {.mean = first - log_beta_, .variance = std::max(0.0, second - first * first)};
  }

  [[nodiscard]] double count_from(double least) const {
    if (least <= 0) return mean_;
    if (is_least(least)) return least;
    const Below sums = below(least);
    return std::max(least, (mean_ - sums.count) / (1 - sums.chance));
  }

 private:
  // P(Y = y).
  [[nodiscard]] double at(double y) const {
    if (y == 0) return std::exp(rate_.alpha * std::log(sold_.y));
    return rate_.alpha / (rate_.alpha + y) * beta_tails(y, rate_.alpha, sold_).term;
  }

  GammaRate rate_;
  UnitPoint sold_;
  double log_beta_;
  double mean_;
};

}  // namespace

LogRate log_rate_sold_out(const GammaRate& rate, double exposure, double least) {
  const Counts counts(rate, exposure);
  const double whole = std::floor(least);
  const double part = least - whole;
  const LogRate low = counts.log_rate_from(whole);
  if (part == 0) return low;
  const LogRate high = counts.log_rate_from(whole + 1);
  return {.mean = low.mean + part * (high.mean - low.mean),
          .variance = low.variance + part * (high.variance - low.variance)};
}

double mean_sold_out(const GammaRate& rate, double exposure, double least) {
  const Counts counts(rate, exposure);
  const double whole = std::floor(least);
  const double low = counts.count_from(whole);
  if (least == whole) return low;
  return std::max(least, low + (least - whole) * (counts.count_from(whole + 1) - low));
}

}  // namespace shelfd::forecasting
