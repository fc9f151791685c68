// Returns ahead: thinning by hand; that a return is no demand taken back, moves no plan without a
// rule, and with one moves it by what the plan says, so that it still adds up and verifies; that a
// week of returns reaches the category. By lives of one item.
#include "engine/returns_ahead.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/item_outlook.h"
#include "engine/order_flow.h"
#include "engine/price_flow.h"
#include "engine/verify.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

DemandEvent returned(std::int64_t units, const std::string& id) {
  DemandEvent event = Shop::order(units, id);
  event.type = DemandType::Return;
  return event;
}

// Sold 4 a day for ten weeks; with `returns` two units come back every fifth day, one in ten. Then
// 40 are counted.
Shop lived(bool returns, double resold_ratio = 0) {
  Shop shop;
  shop.policy.resold_ratio = resold_ratio;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.05), Shop::count(100'000)}});
  for (int today = 0; today < 70; ++today) {
    std::vector<Shop::Timed> events;
    for (int order = 0; order < 4; ++order) {
      const std::string id = std::to_string(today) + "-" + std::to_string(order);
      events.push_back({day(today + 0.4 + 0.05 * order), Shop::order(1, id)});
    }
    if (returns && today % 5 == 4) {
      events.push_back({day(today + 0.7), returned(2, "back-" + std::to_string(today))});
    }
    (void)shop.step_to(day(today + 0.8), events);
  }
  (void)shop.step_to(day(70.5));
  shop.state.situation.open_plan = {};
  (void)shop.step_to(day(70.6), {{day(70.55), Shop::count(40)}});
  return shop;
}

// Of 10 and 20 units on average 2 a span: a fifth of 15 less makes 13/15 of each.
TEST(ReturnsAhead, thin_each_law_of_a_span) {
  const CountMixture demand = {{.weight = 0.5, .law = {.size = 2, .mean_units = 10}},
                               {.weight = 0.5, .law = {.size = 3, .mean_units = 20}}};
  const CountMixture net = net_of_resold(demand, 2);
  EXPECT_NEAR(mean_units(net), 13, 1e-12);
  EXPECT_NEAR(net[0].law.mean_units, 10 * 13.0 / 15, 1e-12);
  EXPECT_EQ(net[1].law.size, 3);
  EXPECT_NEAR(mean_units(net_of_resold(demand, 1'000)), 1.5, 1e-12) << "a tenth is bought";
  EXPECT_EQ(mean_units(net_of_resold(demand, 0)), 15);
  EXPECT_TRUE(net_of_resold({}, 3).empty());
}

// A unit of NB(r, m) that is kept with the chance f: NB(r, f m), by its sum.
TEST(ReturnsAhead, thin_to_the_law_of_the_units_kept) {
  const NegativeBinomial law{.size = 1.7, .mean_units = 3};
  constexpr double kKept = 0.6;
  for (std::int64_t kept = 0; kept < 6; ++kept) {
    double chance = 0;
    double choose = 1;  // (units over kept)
    for (std::int64_t units = kept; units < 200; ++units) {
      const auto rest = static_cast<double>(units - kept);
      chance += probability(law, units) * choose * std::pow(kKept, static_cast<double>(kept)) *
                std::pow(1 - kKept, rest);
      choose *= static_cast<double>(units + 1) / (rest + 1);
    }
    const CountMixture net = net_of_resold({{.weight = 1, .law = law}}, 3 * (1 - kKept));
    EXPECT_NEAR(probability(net[0].law, kept), chance, 1e-12) << kept;
  }
}

TEST(ReturnsAhead, are_no_demand_taken_back) {
  const Shop with = lived(true);
  const Shop without = lived(false);
  EXPECT_EQ(with.state.belief.demand, without.state.belief.demand);
  EXPECT_EQ(with.state.situation.stock->sold_since, without.state.situation.stock->sold_since);
  EXPECT_GT(with.state.belief.returns.days, 60);
  EXPECT_EQ(without.state.belief.returns, forecasting::ItemReturns{});
}

TEST(ReturnsAhead, move_no_plan_without_a_rule) {
  const Shop with = lived(true);
  const Shop without = lived(false);
  ASSERT_TRUE(with.last_plan && without.last_plan);
  EXPECT_GT(with.last_plan->quantity.units, 0);
  EXPECT_EQ(with.last_plan->quantity, without.last_plan->quantity);
  EXPECT_EQ(with.last_plan->demand_mean_units, without.last_plan->demand_mean_units);
  ASSERT_EQ(with.last_plan->reasons.size(), without.last_plan->reasons.size());
  for (std::size_t at = 0; at < with.last_plan->reasons.size(); ++at) {
    EXPECT_EQ(with.last_plan->reasons[at].amount, without.last_plan->reasons[at].amount);
    EXPECT_EQ(with.last_plan->reasons[at].params.size(),
              without.last_plan->reasons[at].params.size());
  }
  EXPECT_EQ(lived(false, 1).last_plan->quantity, without.last_plan->quantity);
}

// One unit in ten comes back: with all of them sold again 14 days need about a tenth less, at half
// of that half as much; the plan says how much, its reasons sum to the quantity, and it verifies.
TEST(ReturnsAhead, net_a_plan_where_the_rules_say_so) {
  const double gross = lived(true).last_plan->demand_mean_units;
  for (const double ratio : {0.5, 1.0}) {
    const Shop shop = lived(true, ratio);
    const RestockPlan& plan = *shop.last_plan;
    const Reason* demand = reason_in(plan, ReasonCode::ExpectedDemand);
    ASSERT_NE(demand, nullptr);
    const Param* resold = nullptr;
    for (const Param& param : demand->params) {
      if (param.name == "resold_units") resold = &param;
    }
    ASSERT_NE(resold, nullptr);
    const double units = std::get<double>(resold->value);
    EXPECT_NEAR(plan.demand_mean_units, gross - units, 1e-9);
    EXPECT_NEAR(units, ratio * 0.09 * gross, ratio * 0.03 * gross);
    EXPECT_EQ(sum_of(plan.reasons), plan.quantity.units);
    EXPECT_EQ(verify(plan, "test").outcome, Outcome::Identical);
  }
  EXPECT_LT(lived(true, 1).last_plan->quantity, lived(true).last_plan->quantity);
}

// What is remembered of an outlook does not outlive a change of the rule, nor a week of returns.
TEST(ReturnsAhead, follow_a_change_of_the_rule) {
  Shop shop = lived(true);
  JudgeMemory memory;
  const auto mean = [&](JudgeMemory& remembered) {
    const auto market = market_now(shop.state, shop.policy, shop.step_context.now);
    return mean_units(
        plan_inputs(shop.state, shop.policy, shop.pools, market, shop.step_context.now, remembered)
            .outlook->judged.demand);
  };
  double before = mean(memory);
  const auto changes = [&] {
    JudgeMemory fresh;
    EXPECT_EQ(mean(memory), mean(fresh));
    return mean(memory) < before;
  };
  for (const double ratio : {0.25, 1.0}) {
    shop.policy.resold_ratio = ratio;
    EXPECT_TRUE(changes()) << ratio;
    before = mean(memory);
  }
  shop.state.belief.returns.returned *= 2;
  EXPECT_TRUE(changes());
}

// Two days and a half: the whole ones and half of the third.
TEST(ReturnsAhead, sum_the_path_s_days_and_a_share_of_the_last) {
  const Shop shop = lived(true);
  const auto market = market_now(shop.state, shop.policy, shop.step_context.now);
  const DemandAhead ahead =
      demand_ahead(shop.state, shop.policy, shop.pools.category, market, shop.step_context.now);
  std::vector<double> sold;
  for (int day = 1; day <= 3; ++day) {
    sold.push_back(forecasting::mean_over(ahead.path, day) -
                   forecasting::mean_over(ahead.path, day - 1));
  }
  const auto& returns = shop.state.belief.returns;
  const double three = forecasting::expected_returns(returns, ahead.prior.returns, sold);
  sold.pop_back();
  const double two = forecasting::expected_returns(returns, ahead.prior.returns, sold);
  EXPECT_NEAR(returns_over(shop.state, ahead, 2.5), (two + three) / 2, 1e-9);
  EXPECT_EQ(returns_over(shop.state, ahead, 0), 0);
}

// 4 a day of which a tenth comes back: 5.6 in 14 days, of 14 of those weeks fewer: the rate is
// shrunk to the built-in 5% by 30 of about 170 units.
TEST(ReturnsAhead, are_told_in_the_outlook) {
  const Shop shop = lived(true, 0.25);
  const ItemOutlook outlook =
      item_outlook(shop.state, shop.policy, shop.pools.category, shop.step_context.now);
  ASSERT_TRUE(outlook.returns);
  EXPECT_NEAR(outlook.returns->rate_ratio, 0.09, 0.01);
  EXPECT_NEAR(outlook.returns->delay_days, 12, 0.5) << "steady sales tell no delay";
  EXPECT_NEAR(outlook.returns->expected_units, 5.6, 0.8);
  EXPECT_NEAR(outlook.returns->category_ratio, 30.0 / 170, 0.03);
  EXPECT_EQ(outlook.returns->resold_ratio, 0.25);
  const Shop none = lived(false);
  EXPECT_FALSE(item_outlook(none.state, none.policy, none.pools.category, none.step_context.now)
                   .returns.has_value());
}

// The first returns come on the fifth day: followed from then on, 28 days only fill the lags, and
// the week that ends 35 days on is told at its close; a withdrawn item takes its report back.
TEST(ReturnsAhead, reach_the_category_by_the_week) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  forecasting::DemandPool pool;
  int told = 0;
  const auto sum = [&](const StepOutcome& outcome) {
    for (const PoolChange& change : outcome.pool_changes) {
      if (change.demand.returns != forecasting::ReturnsPool{}) ++told;
      pool = add(pool, change.demand);
    }
  };
  for (int today = 0; today < 41; ++today) {
    std::vector<Shop::Timed> events = {
        {day(today + 0.5), Shop::order(4, "order-" + std::to_string(today))}};
    if (today % 5 == 4) {
      events.push_back({day(today + 0.6), returned(2, "back-" + std::to_string(today))});
    }
    sum(shop.step_to(day(today + 0.7), events));
    const bool first_week_is_over = today > 4 + 34;
    EXPECT_EQ(told, first_week_is_over ? 1 : 0) << today;
  }
  // Days 32 to 38: due 7 x 4, back on 34.
  EXPECT_EQ(pool.returns.returned, 2'000);
  EXPECT_NEAR(static_cast<double>(pool.returns.due), 28'000, 100);
  CatalogEntry tombstone = Shop::catalog();
  tombstone.withdrawn = true;
  sum(shop.step_to(day(41.8), {{day(41.75), tombstone}}));
  EXPECT_EQ(pool, forecasting::DemandPool{});
}

// Of a day that has closed: it counts on the open one.
TEST(ReturnsAhead, that_are_told_late_count_on_the_open_day) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  shop.sell(4, 0, 10);
  (void)shop.step_to(day(10.2));
  (void)shop.step_to(day(10.3), {{day(9.6), returned(3, "late")}});
  EXPECT_EQ(shop.state.belief.returns.days, 0);
  (void)shop.step_to(day(11.3));
  EXPECT_EQ(shop.state.belief.returns.days, 1);
  EXPECT_EQ(shop.state.belief.returns.week_returned, 3);
}

}  // namespace
}  // namespace shelfd::engine
