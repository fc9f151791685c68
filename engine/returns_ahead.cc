#include "engine/returns_ahead.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace shelfd::engine {
namespace {

constexpr double kMostDays = 730;  // beyond, what comes back is as of these

}  // namespace

double returns_over(const ItemState& state, const DemandAhead& ahead, double days) {
  const forecasting::ItemReturns& returns = state.belief.returns;
  const double held = std::clamp(days, 0.0, kMostDays);
  const auto whole = static_cast<std::size_t>(held);
  std::vector<double> sold;
  double before = 0;
  for (std::size_t day = 1; day <= whole + 1; ++day) {
    const double until = forecasting::mean_over(ahead.path, static_cast<double>(day));
    sold.push_back(until - before);
    before = until;
  }
  const double longer = forecasting::expected_returns(returns, ahead.prior.returns, sold);
  sold.pop_back();
  const double shorter = forecasting::expected_returns(returns, ahead.prior.returns, sold);
  return shorter + (held - static_cast<double>(whole)) * (longer - shorter);
}

CountMixture net_of_resold(const CountMixture& demand, double resold_units) {
  const double mean = mean_units(demand);
  if (!(mean > 0) || !(resold_units > 0)) return demand;
  const double bought = 1 - std::min(kMostResold, resold_units / mean);
  CountMixture net = demand;
  for (MixturePart& part : net) part.law.mean_units *= bought;
  return net;
}

}  // namespace shelfd::engine
