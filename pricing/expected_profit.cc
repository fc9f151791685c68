// Expected profit: see expected_profit.h.
#include "pricing/expected_profit.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"

namespace shelfd::pricing {

namespace {

// exp() of more than this overflows a double; a wild anchor then ends at a finite rate.
constexpr double kMaxExponent = 700;

double log_price(Money price) { return std::log(main_units(price)); }

double hinge_at(const RivalLogs& rivals, double log_own) {
  double sum = 0;
  for (const RivalLog& rival : rivals.all()) {
    sum += rival.weight * std::max(0.0, log_own - rival.log_price);
  }
  return sum;
}

// P(e on the gaining side of `limit`): above it for a cut, below it for a rise.
double chance_beyond(const Response& response, double limit, bool above) {
  if (response.stddev <= 0) {
    const bool is_beyond = above ? response.elasticity > limit : response.elasticity < limit;
    return is_beyond ? 1 : 0;
  }
  const double distance = (limit - response.elasticity) / response.stddev;
  return normal_cdf(above ? -distance : distance);
}

}  // namespace

RivalLogs::RivalLogs(const std::vector<RivalPrice>& rivals) {
  rivals_.reserve(rivals.size());
  for (const RivalPrice& rival : rivals) {
    if (rival.price <= Money{}) continue;
    rivals_.push_back({rival.price, log_price(rival.price), rival.weight});
  }
}

double fixed_costs(const UnitEconomics& economics) {
  return main_units(economics.fee_fixed) + main_units(economics.unit_cost) +
         main_units(economics.return_cost);
}

double kept_share(const UnitEconomics& economics) {
  const double taxed = economics.price_includes_tax ? 1 + economics.tax_rate : 1;
  return 1 / taxed - economics.fee_rate - economics.variable_cost_rate;
}

double unit_margin(const UnitEconomics& economics, Money price) {
  return kept_share(economics) * main_units(price) - fixed_costs(economics);
}

double elasticity_of_optimum(const UnitEconomics& economics, Money price) {
  const double margin = unit_margin(economics, price);
  return margin > 0 ? kept_share(economics) * main_units(price) / margin : 0;
}

double hinge(const RivalLogs& rivals, Money price) { return hinge_at(rivals, log_price(price)); }

double weight_below(const RivalLogs& rivals, Money price) {
  double sum = 0;
  for (const RivalLog& rival : rivals.all()) {
    if (rival.price < price) sum += rival.weight;
  }
  return sum;
}

double log_response(const Response& response, const RivalLogs& rivals, Money price) {
  const double log_own = log_price(price);
  const double distance = log_own - log_price(response.anchor_price);
  const double spread = distance * response.stddev;
  return -response.elasticity * distance + spread * spread / 2 -
         response.rival_pull * (hinge_at(rivals, log_own) - response.anchor_hinge);
}

double expected_rate(const Response& response, const RivalLogs& rivals, Money price) {
  const double exponent = log_response(response, rivals, price);
  return response.rate * std::exp(std::clamp(exponent, -kMaxExponent, kMaxExponent));
}

Money best_price(const UnitEconomics& economics, const Response& response, const RivalLogs& rivals,
                 const std::vector<Money>& ladder, Money current) {
  const bool listed = std::ranges::binary_search(ladder, current);
  Money best = listed ? current : ladder.front();
  if (!(response.rate > 0)) return best;  // all rungs earn nothing: a tie

  // Rates relative to the first candidate's: the same order, and no overflow far from the anchor.
  const double reference = log_response(response, rivals, best);
  double best_profit = unit_margin(economics, best);
  for (const Money price : ladder) {
    const double rate = std::exp(log_response(response, rivals, price) - reference);
    const double profit = rate * unit_margin(economics, price);
    if (!(profit > best_profit)) continue;
    best = price;
    best_profit = profit;
  }
  return best;
}

double chance_of_gain(const UnitEconomics& economics, const Response& response,
                      const RivalLogs& rivals, Money now, Money then) {
  if (now == then || !(response.rate > 0)) return 0;
  const double margin_now = unit_margin(economics, now);
  const double margin_then = unit_margin(economics, then);
  if (margin_now <= 0 && margin_then >= 0) return margin_then > margin_now ? 1 : 0;
  if (margin_now >= 0 && margin_then <= 0) return 0;

  // Both earn or both lose: profit then / now = exp(e ln(now / then) - k (H then - H now)) x ratio
  // of margins. It must be above one where both earn, below one where both lose.
  const double log_cut = log_price(now) - log_price(then);
  const double log_margins = std::log(margin_then / margin_now);
  const double log_hinges = response.rival_pull * (hinge(rivals, then) - hinge(rivals, now));
  const double limit = (log_hinges - log_margins) / log_cut;
  const bool both_earn = margin_then > 0;
  return chance_beyond(response, limit, (log_cut > 0) == both_earn);
}

}  // namespace shelfd::pricing
