// Shows how answers bind when a history is replayed into a fresh folder, where suggestions are
// counted anew: by item, kind and time. By one item with something open, and answers to a counter
// it never had.

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// A price of 30.90 is suggested (price_flow_test.cc), or a plan.
Shop with_open(bool plan) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.1), Shop::offer("a", 31)}});
  shop.sell(10, 1, 30);
  if (plan) {
    (void)shop.step_to(day(30), {{day(30), Shop::count(40)}});
  } else {
    CatalogEntry dearer = Shop::catalog();
    dearer.unit_cost = Amount{.money = money(22)};
    (void)shop.step_to(day(30), {{day(30), dearer}});
  }
  return shop;
}

StepOutcome answer(Shop& shop, const Response& response) {
  return shop.step_to(day(30.1), {{day(30.1), response}});
}

TEST(Rebuilding, an_acceptance_is_meant_for_the_suggestion_that_stands) {
  Shop shop = with_open(false);
  const Response response = Shop::response("m/s:price:999", ResponseAction::Accept);
  ASSERT_EQ(shop.last_price->status, Status::Open);
  const Money suggested = *shop.last_price->suggested_price;
  Shop live = shop;
  EXPECT_EQ(answer(live, response).refusals.size(), 1U);
  shop.rebuilding = true;
  EXPECT_TRUE(answer(shop, response).refusals.empty());
  ASSERT_TRUE(shop.state.situation.accepted_price);
  EXPECT_EQ(shop.state.situation.accepted_price->price, suggested);
}

TEST(Rebuilding, an_acceptance_of_nothing_is_superseded_and_a_stated_price_acts) {
  Shop shop;
  shop.rebuilding = true;
  shop.judging = false;
  (void)shop.step_to(day(30), {{day(29), Shop::catalog()}});
  Response response = Shop::response("m/s:price:999", ResponseAction::Accept);
  const StepOutcome refused = answer(shop, response);
  ASSERT_EQ(refused.refusals.size(), 1U);
  EXPECT_EQ(refused.refusals.front().reason, "superseded");
  response.price = Amount{.money = money(33)};
  response.applied = true;
  EXPECT_TRUE(answer(shop, response).refusals.empty());
  EXPECT_EQ(shop.state.situation.price, money(33));
}

TEST(Rebuilding, a_rejection_and_a_snooze_act_without_a_suggestion) {
  Shop shop;
  shop.rebuilding = true;
  shop.judging = false;
  (void)shop.step_to(day(30), {{day(29), Shop::catalog()}});
  Response response = Shop::response("m/s:price:999", ResponseAction::Reject);
  response.reason = RejectReason::TooLow;
  EXPECT_TRUE(answer(shop, response).refusals.empty());
  ASSERT_EQ(shop.state.situation.rejections.size(), 1U);
  EXPECT_EQ(shop.state.situation.rejections.front().limit, money(30));
  EXPECT_TRUE(
      answer(shop, Shop::response("m/s:price:998", ResponseAction::Snooze)).refusals.empty());
  EXPECT_TRUE(shop.state.situation.price_quiet_until);
  EXPECT_TRUE(
      answer(shop, Shop::response("m/s:plan:998", ResponseAction::Snooze)).refusals.empty());
  EXPECT_TRUE(shop.state.situation.plan_quiet_until);
}

TEST(Rebuilding, an_accepted_plan_is_the_one_that_stands_or_the_stated_quantity) {
  Shop shop = with_open(true);
  const Quantity asked = shop.last_plan->quantity;
  ASSERT_GT(asked.units, 0);
  Response response = Shop::response("m/s:plan:999", ResponseAction::Accept);
  Shop live = shop;
  EXPECT_EQ(answer(live, response).refusals.size(), 1U);
  shop.rebuilding = true;
  EXPECT_TRUE(answer(shop, response).refusals.empty());
  ASSERT_EQ(shop.state.situation.accepted_plans.size(), 1U);
  EXPECT_EQ(shop.state.situation.accepted_plans.front().quantity, asked);
  // Nothing stands open now: a quantity is needed.
  response.suggestion_id = "m/s:plan:1000";
  EXPECT_EQ(answer(shop, response).refusals.size(), 1U);
  response.quantity = Quantity{7};
  EXPECT_TRUE(answer(shop, response).refusals.empty());
  EXPECT_EQ(shop.state.situation.accepted_plans.back().quantity.units, 7);
}

}  // namespace
}  // namespace shelfd::engine
