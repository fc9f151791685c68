// Price ladder: the bounded set of prices among which the best is sought.
//
// Around the current price, geometric steps of about kRungRatio up and down to `reach_ratio` of it,
// each rounded to the currency's minor unit; the current price itself is always a rung. Ascending,
// no repeats, at most kMaxRungs.
// Pure.
#pragma once

#include <vector>

#include "base/money.h"

namespace shelfd::pricing {

inline constexpr double kRungRatio = 0.005;
inline constexpr std::size_t kMaxRungs = 121;

// The rungs without the list: each is worked out when it is looked at. Rung 0 is the current price;
// the others never fall from first to last. current > 0; reach_ratio in (0, 0.5]; step > 0 (the
// minor unit).
class PriceRungs {
 public:
  PriceRungs(Money current, double reach_ratio, Money step);
  [[nodiscard]] Money at(int index) const;            // first() <= index <= last()
  [[nodiscard]] int first() const { return first_; }  // <= 0
  [[nodiscard]] int last() const { return last_; }    // >= 0
  // Whether the rung is allowed: a step wider than the reach leaves out some between the ends.
  [[nodiscard]] bool allows(int index) const { return index == 0 || reached(at(index)); }

 private:
  [[nodiscard]] bool reached(Money price) const;

  Money current_;
  Money step_;
  double log_rung_ = 0;
  Money lowest_;
  Money highest_;
  int first_ = 0;
  int last_ = 0;
};

// All of them, ascending. As above.
[[nodiscard]] std::vector<Money> price_ladder(Money current, double reach_ratio, Money step);

}  // namespace shelfd::pricing
