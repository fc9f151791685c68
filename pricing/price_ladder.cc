// Price ladder: see price_ladder.h.
#include "pricing/price_ladder.h"

#include <algorithm>
#include <cmath>

namespace shelfd::pricing {

namespace {

// ln of the ratio of two rungs: kRungRatio, or wider where kMaxRungs of those would not reach.
double log_rung(double log_up, double log_down) {
  const double widest_count = static_cast<double>(kMaxRungs - 1);
  return std::max(std::log1p(kRungRatio), (log_up + log_down) / widest_count);
}

}  // namespace

std::vector<Money> price_ladder(Money current, double reach_ratio, Money step) {
  const double log_up = std::log1p(reach_ratio);
  const double log_down = -std::log1p(-reach_ratio);
  const double rung = log_rung(log_up, log_down);
  // A hair more than the quotient, so that the last rung is not lost to rounding.
  const int rungs_up = static_cast<int>(log_up / rung + 1e-9);
  const int rungs_down = static_cast<int>(log_down / rung + 1e-9);
  const Money lowest = ceil_to(times_ratio_nearest(current, 1 - reach_ratio), step);
  const Money highest = floor_to(times_ratio_nearest(current, 1 + reach_ratio), step);

  std::vector<Money> ladder;
  ladder.reserve(kMaxRungs);
  for (int index = -rungs_down; index <= rungs_up; ++index) {
    const Money price =
        index == 0 ? current
                   : nearest_to(times_ratio_nearest(current, std::exp(index * rung)), step);
    const bool reached = index == 0 || (price >= lowest && price <= highest && price > Money{});
    if (reached) ladder.push_back(price);
  }
  // Rounding to the step can carry a near rung past a current price that is off the step.
  std::ranges::sort(ladder);
  const auto repeated = std::ranges::unique(ladder);
  ladder.erase(repeated.begin(), repeated.end());
  return ladder;
}

}  // namespace shelfd::pricing
