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

PriceRungs::PriceRungs(Money current, double reach_ratio, Money step)
    : current_(current),
      step_(step),
      lowest_(ceil_to(times_ratio_nearest(current, 1 - reach_ratio), step)),
      highest_(floor_to(times_ratio_nearest(current, 1 + reach_ratio), step)) {
  const double log_up = std::log1p(reach_ratio);
  const double log_down = -std::log1p(-reach_ratio);
  log_rung_ = log_rung(log_up, log_down);
  // A hair more than the quotient, so that the last rung is not lost to rounding.
  first_ = -static_cast<int>(log_down / log_rung_ + 1e-9);
  last_ = static_cast<int>(log_up / log_rung_ + 1e-9);
  while (first_ < 0 && !reached(at(first_))) ++first_;
  while (last_ > 0 && !reached(at(last_))) --last_;
}

Money PriceRungs::at(int index) const {
  if (index == 0) return current_;
  return nearest_to(times_ratio_nearest(current_, std::exp(index * log_rung_)), step_);
}

bool PriceRungs::reached(Money price) const {
  return price >= lowest_ && price <= highest_ && price > Money{};
}

std::vector<Money> price_ladder(Money current, double reach_ratio, Money step) {
  const PriceRungs rungs(current, reach_ratio, step);
  std::vector<Money> ladder;
  ladder.reserve(kMaxRungs);
  for (int index = rungs.first(); index <= rungs.last(); ++index) {
    if (rungs.allows(index)) ladder.push_back(rungs.at(index));
  }
  // Rounding to the step can carry a near rung past a current price that is off the step.
  std::ranges::sort(ladder);
  const auto repeated = std::ranges::unique(ladder);
  ladder.erase(repeated.begin(), repeated.end());
  return ladder;
}

}  // namespace shelfd::pricing
