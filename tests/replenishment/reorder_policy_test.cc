// Shows that an order is what the textbook orders, in whole packs above the minimum, explained by
// steps that add up; as worked examples, edges, and promises on random stores. The oracles' whole
// file is in reorder_oracles_test.cc.
#include "replenishment/reorder_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

namespace shelfd::replenishment {
namespace {

CountMixture poisson(double mean) {
  return {{.weight = 1, .law = {.size = 1e9, .mean_units = mean}}};
}

std::int64_t units_of(const OrderPlan& plan, OrderStep step) {
  for (const StepUnits& part : plan.steps) {
    if (part.step == step) return part.units.units;
  }
  return 0;
}

std::int64_t sum_of_steps(const OrderPlan& plan) {
  std::int64_t sum = 0;
  for (const StepUnits& part : plan.steps) sum += part.units.units;
  return sum;
}

// Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed., example 4.7: h 1, p 4, Poisson 6:
// fractile 4/5, S 8, cost 3.5701069458; at 5 units 6.5902960246.
TEST(PlanOrder, reaches_the_newsvendor_level_and_cost) {
  const OrderTerms terms{.underage = 4, .overage = 1};
  const OrderPlan plan = plan_order(terms, {.on_hand = {5}}, poisson(6));
  EXPECT_DOUBLE_EQ(plan.fractile, 0.8);
  EXPECT_EQ(plan.level.units, 8);
  EXPECT_EQ(plan.quantity.units, 3);
  EXPECT_NEAR(plan.cost_now, 6.5902960246, 1e-9);
  EXPECT_NEAR(plan.cost_then, 3.5701069458, 1e-9);
}

// Same, problem 4.8a: h 200, p 270, Poisson 18: S 19, cost 786.0884409351. Lead time 4, review 1,
// Poisson 18 a period, h 0.08, p 1.25: Poisson 90, S 105, cost 1.5450188692.
TEST(PlanOrder, reaches_the_textbook_levels_of_other_costs) {
  const OrderPlan dear = plan_order({.underage = 270, .overage = 200}, {}, poisson(18));
  EXPECT_EQ(dear.level.units, 19);
  EXPECT_NEAR(dear.cost_then, 786.0884409351, 1e-9);
  const OrderPlan slow = plan_order({.underage = 1.25, .overage = 0.08}, {}, poisson(90));
  EXPECT_EQ(slow.quantity.units, 105);
  EXPECT_NEAR(slow.cost_then, 1.5450188692, 1e-9);
}

// Poisson 6, S 8 as above. Position 3 - 1 - 2 + 4 + 1 = 5, so 3: mean 6, safety 2, less 3, plus 1,
// plus 2, less 4, less 1.
TEST(PlanOrder, says_each_term_of_its_sum) {
  const StockPosition stock{
      .on_hand = {3}, .reserved = {1}, .backorders = {2}, .open = {4}, .accepted = {1}};
  const OrderPlan plan = plan_order({.underage = 4, .overage = 1}, stock, poisson(6));
  const std::vector<std::pair<OrderStep, std::int64_t>> expected = {
      {OrderStep::ExpectedDemand, 6}, {OrderStep::SafetyStock, 2}, {OrderStep::OnHand, -3},
      {OrderStep::Reserved, 1},       {OrderStep::Backorders, 2},  {OrderStep::Open, -4},
      {OrderStep::Accepted, -1}};
  ASSERT_EQ(plan.steps.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(plan.steps[i].step, expected[i].first);
    EXPECT_EQ(plan.steps[i].units.units, expected[i].second);
  }
  EXPECT_EQ(plan.quantity.units, 3);
}

// Usable 3 - 1 - 2 = 0 with 4 open: P(Poisson 6 > 4) = 1 - e^-6 (1 + 6 + 18 + 36 + 54) = 0.714943;
// the accepted plan is not counted.
TEST(PlanOrder, counts_open_orders_but_no_accepted_plan_against_a_stockout) {
  const StockPosition stock{
      .on_hand = {3}, .reserved = {1}, .backorders = {2}, .open = {4}, .accepted = {1}};
  const OrderPlan plan = plan_order({}, stock, poisson(6));
  EXPECT_NEAR(plan.stockout_chance_if_not, 1 - std::exp(-6) * 115, 1e-12);
}

// S 8, need 8, packs of 6: 6 costs 4.8187 (enumerated, oracle pack-1), 12 costs more than the 6
// that are left over on average; so 6, two below the need.
TEST(PlanOrder, rounds_to_the_cheaper_pack_even_down) {
  const OrderTerms terms{.case_pack = {6}, .underage = 4, .overage = 1};
  const OrderPlan plan = plan_order(terms, {}, poisson(6));
  EXPECT_EQ(plan.quantity.units, 6);
  EXPECT_EQ(units_of(plan, OrderStep::Rounding), -2);
  EXPECT_NEAR(plan.cost_then, 4.818694231439401, 1e-9);
}

// Poisson 10, fractile 0.9: P(D <= 13) = 0.864, P(D <= 14) = 0.917, so S 14. A minimum of 20 in
// packs of 12 means 24 or nothing; nothing costs 9 * 10 = 90, 24 about the 14 left over.
TEST(PlanOrder, takes_the_first_multiple_at_or_above_the_minimum) {
  const OrderTerms terms{.case_pack = {12}, .minimum = {20}, .underage = 9, .overage = 1};
  const OrderPlan plan = plan_order(terms, {}, poisson(10));
  EXPECT_EQ(plan.level.units, 14);
  EXPECT_EQ(plan.quantity.units, 24);
  EXPECT_NEAR(plan.cost_now, 90, 1e-9);
}

// Poisson 6, 3 on hand, S 8, need 5, minimum 24: ordering nothing costs 12.4090 (enumerated, oracle
// pack-3); 24 would leave 3 + 24 - 6 = 21 over on average.
TEST(PlanOrder, orders_nothing_where_the_minimum_costs_more_than_it_saves) {
  const OrderTerms terms{.case_pack = {6}, .minimum = {24}, .underage = 4, .overage = 1};
  const OrderPlan plan = plan_order(terms, {.on_hand = {3}}, poisson(6));
  EXPECT_EQ(plan.quantity.units, 0);
  EXPECT_EQ(units_of(plan, OrderStep::Rounding), -5);
  EXPECT_NEAR(plan.cost_now, 12.40899410914995, 1e-9);
}

// S 8 against 40: 32 more than needed.
TEST(PlanOrder, orders_nothing_when_covered_and_says_by_how_much) {
  const OrderTerms terms{.case_pack = {12}, .underage = 4, .overage = 1};
  const OrderPlan plan = plan_order(terms, {.on_hand = {40}}, poisson(6));
  EXPECT_EQ(plan.quantity.units, 0);
  EXPECT_EQ(units_of(plan, OrderStep::Covered), 32);
  EXPECT_EQ(units_of(plan, OrderStep::Rounding), 0);
  EXPECT_EQ(plan.cost_then, plan.cost_now);
}

// Without demand at all S is 0, so the 2 owed to shoppers are the order.
TEST(PlanOrder, covers_what_is_owed_even_without_demand) {
  const OrderPlan plan = plan_order({.underage = 4, .overage = 1}, {.backorders = {2}}, {});
  EXPECT_EQ(plan.level.units, 0);
  EXPECT_EQ(plan.quantity.units, 2);
  EXPECT_EQ(plan.stockout_chance_if_not, 1);
  EXPECT_EQ(plan.cost_now, 8);
  EXPECT_EQ(plan.cost_then, 0);
}

TEST(PlanOrder, of_nothing_is_nothing_in_no_steps) {
  const OrderPlan plan = plan_order({.underage = 4, .overage = 1}, {}, {});
  EXPECT_EQ(plan.quantity.units, 0);
  EXPECT_TRUE(plan.steps.empty());
  EXPECT_EQ(plan.stockout_chance_if_not, 0);
  EXPECT_EQ(plan.cost_now, 0);
}

// Demand half the time geometric with mean 1, half the time none: P(D <= 0) = 0.75 is met exactly
// by the fractile, and 0 is the smallest level.
TEST(PlanOrder, takes_the_smaller_level_where_the_fractile_is_met_exactly) {
  const CountMixture demand = {{.weight = 0.5, .law = {.size = 1, .mean_units = 1}},
                               {.weight = 0.5, .law = {.size = 1, .mean_units = 0}}};
  EXPECT_EQ(plan_order({.underage = 3, .overage = 1}, {}, demand).level.units, 0);
}

// Geometric with mean 1: E[(D - x)+] = 2^-x, at -1 it is 2. Fractile 1/2: S 0, one owed, need 1. A
// pack of n units is worth it where it saves more short than n / 2: 2 - 1/2 > 1 for 2 units, 2 -
// 1/4 > 1.5 for 3, but 2 - 1/8 < 2 for 4.
TEST(PlanOrder, weighs_a_large_pack_against_the_shortage) {
  const CountMixture demand = {{.weight = 1, .law = {.size = 1, .mean_units = 1}}};
  OrderTerms terms{.underage = 1, .overage = 1};
  for (const auto& [pack, quantity] : {std::pair{2, 2}, std::pair{3, 3}, std::pair{4, 0}}) {
    terms.case_pack = {pack};
    EXPECT_EQ(plan_order(terms, {.on_hand = {-1}}, demand).quantity.units, quantity) << pack;
  }
}

// No demand, one owed, fractile 1/2: a pack of 2 saves one short and leaves one over, at equal
// cost.
TEST(PlanOrder, gives_a_tie_to_the_smaller_quantity) {
  const OrderTerms terms{.case_pack = {2}, .underage = 1, .overage = 1};
  EXPECT_EQ(plan_order(terms, {.on_hand = {-1}}, {}).quantity.units, 0);
}

// Poisson 6 at 0.95: P(D <= 9) = 0.916, P(D <= 10) = 0.957: S 10. Without a cost 0.95 holds too.
TEST(PlanOrder, follows_a_service_level_where_one_is_asked) {
  const OrderTerms asked{.service_level = 0.95, .underage = 1, .overage = 1};
  EXPECT_EQ(plan_order(asked, {}, poisson(6)).level.units, 10);
  EXPECT_EQ(plan_order({}, {}, poisson(6)).level.units, 10);
}

// As above, S 10, packs of 12 and no cost known: 12 keeps 0.05 * 12 = 0.6, saves E short 6 - 0.01.
TEST(PlanOrder, still_rounds_up_to_a_pack_without_any_cost) {
  const OrderPlan plan = plan_order({.case_pack = {12}}, {}, poisson(6));
  EXPECT_EQ(plan.quantity.units, 12);
  EXPECT_EQ(plan.cost_now, 0);
}

TEST(CriticalFractile, is_the_ratio_of_costs_within_its_bounds) {
  EXPECT_DOUBLE_EQ(critical_fractile({.underage = 3, .overage = 1}), 0.75);
  EXPECT_EQ(critical_fractile({.underage = 1, .overage = 9}), 0.5);
  EXPECT_EQ(critical_fractile({.underage = 1, .overage = 0}), 0.999);
  EXPECT_EQ(critical_fractile({.underage = 0, .overage = 1}), 0.5);
  EXPECT_EQ(critical_fractile({}), 0.95);
}

TEST(Position, adds_supply_and_takes_what_is_promised) {
  const StockPosition stock{
      .on_hand = {10}, .reserved = {3}, .backorders = {2}, .open = {20}, .accepted = {7}};
  EXPECT_EQ(usable(stock).units, 5);
  EXPECT_EQ(position(stock).units, 32);
}

struct Store {
  OrderTerms terms;
  StockPosition stock;
  CountMixture demand;
};

Store random_store(std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit;
  const auto up_to = [&](double limit) {
    return Quantity{static_cast<std::int64_t>(limit * unit(random))};
  };
  const double scale = std::pow(10, -1 + 5 * unit(random));
  Store store;
  store.terms.case_pack = {1 + up_to(scale * unit(random)).units};
  store.terms.minimum = random() % 2 == 0 ? Quantity{} : up_to(scale);
  if (random() % 3 == 0) store.terms.service_level = 0.5 + 0.499 * unit(random);
  store.terms.underage = random() % 8 == 0 ? 0 : 20 * unit(random);
  store.terms.overage = random() % 8 == 0 ? 0 : 5 * unit(random);
  store.stock = {.on_hand = up_to(scale * 1.5) - up_to(scale / 4),
                 .reserved = up_to(scale / 4),
                 .backorders = random() % 4 == 0 ? up_to(scale / 4) : Quantity{},
                 .open = random() % 2 == 0 ? up_to(scale) : Quantity{},
                 .accepted = random() % 4 == 0 ? up_to(scale) : Quantity{}};
  const std::size_t parts = random() % 4;
  for (std::size_t i = 0; i < parts; ++i) {
    store.demand.push_back({.weight = 1 / static_cast<double>(parts),
                            .law = {.size = std::pow(10, -1 + 10 * unit(random)),
                                    .mean_units = 2 * scale * unit(random)}});
  }
  return store;
}

void expect_feasible_and_explained(const Store& store, const OrderPlan& plan) {
  const std::int64_t quantity = plan.quantity.units;
  EXPECT_GE(quantity, 0);
  EXPECT_EQ(quantity % store.terms.case_pack.units, 0);
  EXPECT_TRUE(quantity == 0 || quantity >= store.terms.minimum.units);
  EXPECT_EQ(sum_of_steps(plan), quantity);
  for (const StepUnits& step : plan.steps) EXPECT_NE(step.units.units, 0);
  EXPECT_GE(plan.stockout_chance_if_not, 0);
  EXPECT_LE(plan.stockout_chance_if_not, 1);
  EXPECT_TRUE(std::isfinite(plan.cost_now) && plan.cost_now >= 0);
  EXPECT_TRUE(std::isfinite(plan.cost_then) && plan.cost_then >= 0);
}

// No feasible quantity around the order is cheaper, where the costs alone decide.
void expect_no_cheaper_neighbour(const Store& store, const OrderPlan& plan) {
  const OrderTerms& terms = store.terms;
  const double ratio = terms.underage / (terms.underage + terms.overage);
  if (terms.service_level || !(ratio >= 0.5 && ratio <= 0.999)) return;
  for (const std::int64_t step : {-1, 1}) {
    StockPosition other = store.stock;
    const std::int64_t quantity = plan.quantity.units + step * terms.case_pack.units;
    if (quantity < 0 || (quantity > 0 && quantity < terms.minimum.units)) continue;
    other.on_hand += Quantity{quantity};
    const double slack = 1e-9 * (1 + plan.cost_then);
    EXPECT_GE(plan_order(terms, other, store.demand).cost_now, plan.cost_then - slack);
  }
}

void expect_monotone(const Store& store, const OrderPlan& plan) {
  Store stocked = store;
  stocked.stock.on_hand += store.terms.case_pack;
  EXPECT_LE(plan_order(stocked.terms, stocked.stock, stocked.demand).quantity, plan.quantity);
  Store wanted = store;
  for (MixturePart& part : wanted.demand) {
    part.law.mean_units *= 1.3;
  }
  EXPECT_GE(plan_order(wanted.terms, wanted.stock, wanted.demand).quantity, plan.quantity);
}

TEST(PlanOrder, keeps_its_promises_on_random_stores) {
  std::mt19937_64 random(20);
  for (int i = 0; i < 10'000; ++i) {
    const Store store = random_store(random);
    const OrderPlan plan = plan_order(store.terms, store.stock, store.demand);
    SCOPED_TRACE(i);
    expect_feasible_and_explained(store, plan);
    expect_no_cheaper_neighbour(store, plan);
    expect_monotone(store, plan);
  }
}

// The ends of every range at once, and beyond: no overflow (UBSan would stop here), steps add up.
TEST(PlanOrder, has_a_plan_for_extreme_inputs) {
  constexpr std::int64_t kTrillion = 1'000'000'000'000;
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  const CountMixture huge = {{.weight = 1, .law = {.size = 0.01, .mean_units = 1e9}}};
  for (const std::int64_t on_hand : {-kMax, -kTrillion, std::int64_t{0}, kTrillion, kMax}) {
    for (const std::int64_t pack : {std::int64_t{1}, std::int64_t{1'000'000}, kMax}) {
      for (const CountMixture& demand : {CountMixture{}, poisson(0.001), poisson(1e9), huge}) {
        const Store store{.terms = {.case_pack = {pack},
                                    .minimum = {pack == kMax ? 0 : kTrillion},
                                    .underage = 1e12,
                                    .overage = 1e-6},
                          .stock = {.on_hand = {on_hand},
                                    .reserved = {kTrillion},
                                    .backorders = {kMax},
                                    .open = {kTrillion},
                                    .accepted = {kMax}},
                          .demand = demand};
        const OrderPlan plan = plan_order(store.terms, store.stock, store.demand);
        EXPECT_EQ(sum_of_steps(plan), plan.quantity.units);
        if (pack != kMax) expect_feasible_and_explained(store, plan);
      }
    }
  }
}

// A negative stock of 10^12 is met in one step, not unit by unit.
TEST(PlanOrder, covers_a_need_of_a_trillion_at_once) {
  const OrderTerms terms{.case_pack = {7}, .underage = 4, .overage = 1};
  const OrderPlan plan = plan_order(terms, {.on_hand = {-1'000'000'000'000}}, poisson(6));
  // 10^12 + 8 = 7 * 142857142858 + 2: stock 6 below or 13 above; 6 costs 4.8187, 13 more than 7.
  EXPECT_EQ(plan.quantity.units, 7 * std::int64_t{142'857'142'858});
}

}  // namespace
}  // namespace shelfd::replenishment
