// Random beliefs about demand, and pools of a category.
#include <array>

#include "tests/connectors/formats/random_states.h"

namespace shelfd::tests {

// Lived for up to 80 periods, so that what stands together fits together.
forecasting::DemandBelief random_demand(Draw& draw) {
  forecasting::DemandBelief demand;
  const std::int64_t days = draw.whole(0, 80);
  std::array<forecasting::PlannedPeriod, forecasting::kPathPeriods> ahead{};
  for (std::int64_t day = 0; day < days; ++day) {
    forecasting::Conditions conditions{.weekday = static_cast<int>(draw.whole(-1, 6))};
    if (draw.chance(50)) conditions.price = draw.number(50) + 1;
    if (draw.chance(50)) conditions.cheapest_price = draw.number(50) + 1;
    if (draw.chance(10)) conditions.flags.at(static_cast<std::size_t>(draw.whole(0, 2))) = 1;
    ahead.fill({.exposure = 1, .conditions = conditions});
    const double orders = static_cast<double>(draw.count(9));
    forecasting::close_period(demand,
                              {.units = orders * 2,
                               .orders = orders,
                               .late_units = static_cast<double>(draw.whole(-2, 2)),
                               .exposure = draw.chance(20) ? 0.0 : 1.0,
                               .conditions = conditions},
                              ahead, {});
  }
  return demand;
}

// Followed for up to 80 days, a little coming back.
forecasting::ItemReturns random_returns(Draw& draw) {
  forecasting::ItemReturns returns;
  for (std::int64_t day = draw.whole(1, 80); day > 0; --day) {
    forecasting::learn_day(returns,
                           {.sold = static_cast<double>(draw.whole(-2, 9)),
                            .returned = static_cast<double>(draw.count(2))},
                           {.told = true});
  }
  return returns;
}

forecasting::ViewedSales random_viewed(Draw& draw) {
  forecasting::ViewedSales viewed;
  for (std::int64_t day = draw.whole(1, 20); day > 0; --day) {
    forecasting::learn_day(viewed, {.units = static_cast<double>(draw.count(9)),
                                    .views = static_cast<double>(draw.count(90)),
                                    .exposure = draw.chance(20) ? 0.0 : 1.0});
  }
  return viewed;
}

forecasting::DemandPool random_pool(Draw& draw) {
  const auto moments = [&]() -> forecasting::Moments {
    return {.items = draw.count(1'000'000),
            .sum = draw.count(1'000'000'000'000),
            .square_sum = draw.count(1'000'000'000'000'000)};
  };
  forecasting::DemandPool pool;
  pool.rate = moments();
  pool.units = draw.count(1'000'000'000);
  pool.orders = draw.count(1'000'000'000);
  for (std::int64_t& orders : pool.by_part) orders = draw.count(1'000'000);
  pool.excess = {.sum = draw.count(1'000'000), .weight = draw.count(1'000'000)};
  for (forecasting::ScatterSum& scatter : pool.scatter) {
    scatter = {.sum = draw.count(1'000'000), .weight = draw.count(1'000'000)};
  }
  for (forecasting::Moments& response : pool.responses) {
    if (draw.chance(50)) response = moments();
  }
  if (draw.chance(50)) {
    pool.returns = {.returned = draw.count(1'000'000), .due = draw.count(10'000'000)};
    for (std::int64_t& nats : pool.returns.evidence) nats = draw.whole(-1'000'000, 1'000'000);
  }
  return pool;
}

}  // namespace shelfd::tests
