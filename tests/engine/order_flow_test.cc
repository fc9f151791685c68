// Shows what is supply and what is not, and when a plan is issued, waits or lapses. By one item
// that sells 10 a day, with a supplier who states 7 days.

#include "engine/order_flow.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/transition.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

Shop settled(std::int64_t stock) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  shop.sell(10, 1, 30);
  (void)shop.step_to(day(30.1), {{day(30.1), Shop::count(stock)}});
  return shop;
}

TEST(OrderFlow, orders_when_stock_will_not_last_and_says_the_sum) {
  const Shop shop = settled(40);
  ASSERT_EQ(shop.last_plan->status, Status::Open);
  EXPECT_EQ(shop.last_plan->action, PlanAction::Order);
  EXPECT_GT(shop.last_plan->quantity.units, 100);
  EXPECT_EQ(sum_of(shop.last_plan->reasons), shop.last_plan->quantity.units);
  EXPECT_EQ(reason_in(*shop.last_plan, ReasonCode::OnHand)->amount, -40);
  EXPECT_EQ(shop.last_plan->supplier.value, "north");
  EXPECT_TRUE(shop.last_plan->order_by);
}

// Rules with a head that adds this to ln of every mean.
Rules rules_with_head(double log_ratio) {
  forecasting::PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  head.mean.weights[0] = log_ratio;
  Rules rules{.version = "8"};
  rules.demand_head = record_of(head);
  return rules;
}

TEST(OrderFlow, expects_what_the_head_in_the_rules_says) {
  const auto planned = [](double log_ratio) {
    Shop shop = settled(2'000);
    const Rules rules = rules_with_head(log_ratio);
    shop.policy = make_policy(nullptr, &rules);
    (void)shop.step_to(day(30.2), {{day(30.2), Shop::count(0)}});
    EXPECT_EQ(shop.last_plan->basis.rules_version, "8");
    return shop.last_plan->demand_mean_units;
  };
  const double once = planned(0);
  EXPECT_NEAR(planned(std::log(2)), 2 * once, 1e-6 * once);
}

// One memory through a change of rules: what is remembered holds for the same head alone.
TEST(OrderFlow, works_an_outlook_out_again_when_the_head_changes) {
  const Shop shop = settled(40);
  JudgeMemory memory;
  const auto expected = [&](const Rules& rules) {
    const Policy policy = make_policy(nullptr, &rules);
    return mean_units(
        plan_inputs(shop.state, policy, shop.pools, {}, day(30.2), memory).outlook->judged.demand);
  };
  const double once = expected(rules_with_head(0));
  EXPECT_EQ(expected(rules_with_head(0)), once);
  EXPECT_EQ(memory.outlooks_remembered, 1);
  EXPECT_NEAR(expected(rules_with_head(std::log(2))), 2 * once, 1e-6 * once);
  EXPECT_EQ(memory.outlooks_remembered, 1);
  EXPECT_NE(expected({}), once) << "no head any more";
}

// A category without items of its own: the plan of a new item rests on the priors in the rules.
TEST(OrderFlow, starts_a_new_item_from_the_priors_in_the_rules) {
  const auto expected = [](const DemandPriors* priors) {
    Shop shop;
    shop.policy.trained = make_trained(nullptr, priors);
    (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0), Shop::count(0)}});
    return shop.last_plan->demand_mean_units;
  };
  DemandPriors priors{.version = "p"};
  priors.priors.resize(2);
  priors.priors[0].prior.rate.mean = 5;
  priors.priors[1].category = Category("pans");
  const double unnamed = expected(&priors);
  EXPECT_NEAR(unnamed, 10 * expected(nullptr), 1e-6 * unnamed) << "5 a day against 0.5";
  priors.priors[1].category = Category("kettles");
  priors.priors[1].prior.rate.mean = 1;
  EXPECT_NEAR(expected(&priors), unnamed / 5, 1e-6 * unnamed);
}

TEST(OrderFlow, waits_while_another_day_is_safe) {
  const Shop plenty = settled(2'000);
  EXPECT_EQ(plenty.last_plan->status, Status::Keep);
  EXPECT_EQ(plenty.last_plan->quantity.units, 0);
  const Shop middling =
      settled(static_cast<std::int64_t>(plenty.last_plan->demand_quantiles.back().second) - 20);
  EXPECT_EQ(middling.last_plan->quantity.units, 0);
  EXPECT_NE(reason_in(*middling.last_plan, ReasonCode::Waiting), nullptr);
  EXPECT_EQ(sum_of(middling.last_plan->reasons), 0);
}

TEST(OrderFlow, does_not_count_an_open_plan_as_supply) {
  Shop shop = settled(40);
  const Quantity asked = shop.last_plan->quantity;
  const double chance = shop.last_plan->stockout_chance_if_not;
  const StepOutcome again = shop.step_to(day(30.2), {{day(30.2), Shop::count(40)}});
  EXPECT_FALSE(again.plan) << "nor suggests the same need twice";
  EXPECT_EQ(shop.state.situation.open_plan.quantity, asked);
  EXPECT_GT(chance, 0.3);
}

TEST(OrderFlow, counts_an_accepted_plan_until_a_shipment_names_it) {
  Shop shop = settled(40);
  const Quantity asked = shop.last_plan->quantity;
  const std::string id = shop.last_plan->suggestion_id;
  (void)shop.step_to(day(30.2), {{day(30.2), Shop::response(id, ResponseAction::Accept)}});
  EXPECT_EQ(shop.last_plan->quantity.units, 0);
  EXPECT_EQ(reason_in(*shop.last_plan, ReasonCode::AcceptedPlans)->amount, -asked.units);
  Shipment ordered = Shop::shipment("o1", ShipmentStage::Ordered, asked.units);
  ordered.suggestion_id = id;
  (void)shop.step_to(day(30.3), {{day(30.3), ordered}});
  EXPECT_TRUE(shop.state.situation.accepted_plans.empty());
  ASSERT_EQ(shop.state.situation.open_orders.size(), 1U);
}

TEST(OrderFlow, lets_an_accepted_plan_lapse_and_raises_an_alert) {
  Shop shop = settled(40);
  (void)shop.step_to(
      day(30.2),
      {{day(30.2), Shop::response(shop.last_plan->suggestion_id, ResponseAction::Accept)}});
  const StepOutcome lapsed = shop.step_to(day(32.5));
  EXPECT_TRUE(shop.state.situation.accepted_plans.empty());
  EXPECT_EQ(shop.last_plan->status, Status::Open);
  ASSERT_FALSE(lapsed.alerts.empty());
  EXPECT_EQ(lapsed.alerts.back().kind, AlertKind::OrderNotPlaced);
}

TEST(OrderFlow, takes_a_repeated_stage_once) {
  Shop shop = settled(40);
  (void)shop.step_to(day(31), {{day(31), Shop::shipment("o1", ShipmentStage::Ordered, 200)}});
  (void)shop.step_to(day(40), {{day(40), Shop::shipment("o1", ShipmentStage::Received, 80)}});
  (void)shop.step_to(day(41), {{day(40), Shop::shipment("o1", ShipmentStage::Received, 80)}});
  EXPECT_EQ(shop.state.situation.open_orders.front().received.units, 80);
  EXPECT_EQ(shop.state.situation.stock->received_since.units, 80);
}

TEST(OrderFlow, sells_down_the_count_between_counts) {
  Shop shop = settled(100);
  shop.sell(10, 31, 34);
  EXPECT_EQ(usable_units(*shop.state.situation.stock), 70);
}

TEST(OrderFlow, orders_nothing_for_an_item_that_is_phased_out) {
  Shop shop = settled(40);
  CatalogEntry entry = Shop::catalog();
  entry.lifecycle = Lifecycle::PhaseOut;
  (void)shop.step_to(day(30.2), {{day(30.2), entry}});
  EXPECT_EQ(shop.last_plan->quantity.units, 0);
  EXPECT_NE(reason_in(*shop.last_plan, ReasonCode::PhasedOut), nullptr);
}

TEST(OrderFlow, keeps_whole_cases_above_the_minimum) {
  Shop shop = settled(40);
  CatalogEntry entry = Shop::catalog();
  entry.suppliers.front().case_pack = {24};
  entry.suppliers.front().moq = {480};
  (void)shop.step_to(day(30.2), {{day(30.2), entry}});
  EXPECT_EQ(shop.last_plan->quantity.units % 24, 0);
  EXPECT_TRUE(shop.last_plan->quantity.units == 0 || shop.last_plan->quantity.units >= 480);
}

TEST(OrderFlow, takes_the_cheaper_supplier) {
  Shop shop = settled(40);
  CatalogEntry entry = Shop::catalog();
  entry.suppliers.push_back({.supplier = SupplierId("south"), .cost = Amount{.money = money(18)}});
  (void)shop.step_to(day(30.2), {{day(30.2), entry}});
  EXPECT_EQ(shop.last_plan->supplier.value, "south");
  EXPECT_EQ(shop.last_plan->unit_cost, money(18));
}

}  // namespace
}  // namespace shelfd::engine
