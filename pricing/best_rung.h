// Best rung: the price that best_price (expected_profit.h) finds over all rungs, found by looking
// at about a dozen of them.
//
// With L = ln p, ln profit = -e L + s^2 L^2 / 2 - k H(L) + ln(kept p - fixed). H is convex, and the
// last term bends by -q / (1 - q)^2, q = fixed / (kept p): least at the highest price. Where that
// is at least s^2, ln profit is concave: once it has fallen from one rung to the next by more than
// rounding, all further rungs are lower still. So the rung where the slope changes its sign is
// found by halving, and its neighbours are weighed with the very arithmetic of best_price until
// both sides have fallen. Where that is not certain, or a number is out of the usual, every rung is
// looked at: the answer is the same price either way.
// Pure.
#pragma once

#include <vector>

#include "pricing/expected_profit.h"
#include "pricing/net_curve.h"
#include "pricing/price_ladder.h"

namespace shelfd::pricing {

// The rungs of one current price, and the anchor as one more where it lies between them.
class Rungs {
 public:
  Rungs(Money current, double reach_ratio, Money step, Money anchor);
  [[nodiscard]] Money best(const UnitEconomics& economics, const Response& response,
                           const RivalLogs& rivals) const;
  // The same where another price than the listed one is paid, and is what economics, response and
  // rivals speak of: every rung is looked at.
  [[nodiscard]] Money best(const UnitEconomics& economics, const Response& response,
                           const RivalLogs& rivals, const NetCurve& own_net) const;

 private:
  [[nodiscard]] std::vector<Money> ladder() const;
  [[nodiscard]] bool can_search(const UnitEconomics& economics, const Response& response,
                                const RivalLogs& rivals) const;

  PriceRungs rungs_;
  Money current_;
  Money anchor_;  // 0: no rung
  Money lowest_;
  Money highest_;
  bool gapless_ = false;
};

}  // namespace shelfd::pricing
