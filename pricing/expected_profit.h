// Expected profit: what one price is expected to earn a day, given the item's economics and the
// response of demand to its own price and the rivals'.
//
//   unit margin  u(p) = p / (1 + tax) - fee_rate p - fee_fixed - variable_cost_rate p - cost -
//                returns (tax divides only where the price includes it)
//   ln rate(p)   = ln rate0 - e ln(p / p0) - k [H(p) - H0],  H(p) = sum_i w_i max(0, ln(p / m_i))
//   e ~ N(mean, stddev):  E rate(p) = rate0 exp(-e L + L^2 s^2 / 2 - k (H(p) - H0)),
//                         L = ln(p / p0)
//
// The weights w_i sum to at most 1 over all rivals known, and are not renormalised when one leaves:
// so local elasticity rises when dearer than the market and falls when a rival runs out. Only e is
// uncertain: with a fixed k the optimum is monotone in each rival's price (docs/models.md proves
// it). E rate grows without limit at absurd prices: evaluate on the bounded ladder only. Pure.
#pragma once

#include <vector>

#include "base/money.h"

namespace shelfd::pricing {

struct UnitEconomics {
  double tax_rate = 0;  // in [0, 1]
  bool price_includes_tax = true;
  double fee_rate = 0;            // share of the price, in [0, 0.9]
  double variable_cost_rate = 0;  // share of the price, in [0, 0.9]
  Money fee_fixed{};              // >= 0, a unit
  Money unit_cost{};              // landed replacement cost, >= 0
  Money return_cost{};            // expected a unit, >= 0

  friend bool operator==(const UnitEconomics&, const UnitEconomics&) = default;
};

// Main units a unit sold.
[[nodiscard]] double unit_margin(const UnitEconomics& economics, Money price);
// What a unit costs whatever its price.
[[nodiscard]] double fixed_costs(const UnitEconomics& economics);
// What is left of one more main unit of price: 1/(1+tax) - fee_rate - variable_cost_rate.
[[nodiscard]] double kept_share(const UnitEconomics& economics);
// The total elasticity at which `price` is optimal: kept_share * price / unit margin, 0 where the
// margin is not positive.
[[nodiscard]] double elasticity_of_optimum(const UnitEconomics& economics, Money price);

struct RivalPrice {
  Money price{};      // > 0
  double weight = 0;  // in [0, 1]; all together at most 1

  friend bool operator==(const RivalPrice&, const RivalPrice&) = default;
};

// Rivals with the logarithms of their prices, worked out once for all prices that are tried against
// them. In the order given; one without a price is passed over.
struct RivalLog {
  Money price{};
  double log_price = 0;
  double weight = 0;
};
class RivalLogs {
 public:
  RivalLogs() = default;
  RivalLogs(const std::vector<RivalPrice>& rivals);
  [[nodiscard]] const std::vector<RivalLog>& all() const { return rivals_; }

 private:
  std::vector<RivalLog> rivals_;
};

struct Response {
  Money anchor_price{};     // p0 > 0
  double elasticity = 0;    // mean of e, own part (total less the rivals' pull at the anchor), > 0
  double stddev = 0;        // of e, >= 0
  double rival_pull = 0;    // k >= 0
  double anchor_hinge = 0;  // H0: H(p0) over the anchor's rivals
  double rate = 0;          // expected units a day at p0 and H0, >= 0
};

// H(p).
[[nodiscard]] double hinge(const RivalLogs& rivals, Money price);
// Weight of the rivals cheaper than `price`: the slope of H at it from the left.
[[nodiscard]] double weight_below(const RivalLogs& rivals, Money price);
// ln of E rate(p) / rate0.
[[nodiscard]] double log_response(const Response& response, const RivalLogs& rivals, Money price);
// E rate(p), units a day.
[[nodiscard]] double expected_rate(const Response& response, const RivalLogs& rivals, Money price);
// The ladder's price with the largest expected_rate * unit_margin; ties go to `current`, then to
// the lower. `ladder` ascending and not empty. Looks at every rung: best_rung.h finds the same with
// few.
[[nodiscard]] Money best_price(const UnitEconomics& economics, const Response& response,
                               const RivalLogs& rivals, const std::vector<Money>& ladder,
                               Money current);
// P(profit a day at `then` > at `now`) under e ~ N(mean, stddev); 1 or 0 when nothing is uncertain.
[[nodiscard]] double chance_of_gain(const UnitEconomics& economics, const Response& response,
                                    const RivalLogs& rivals, Money now, Money then);

}  // namespace shelfd::pricing
