// Shows how the world's changes become a price suggestion, and how each answer of a person changes
// the next one. By one item at 30 EUR with a cost of 20: its price is optimal at an elasticity
// of 3.

#include "engine/price_flow.h"

#include <gtest/gtest.h>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// An item that sells 10 a day and has one rival at 31, both known for a month.
Shop settled() {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.1), Shop::offer("a", 31)}});
  for (int today = 1; today < 30; ++today) {
    (void)shop.step_to(day(today + 0.5),
                       {{day(today + 0.5), Shop::order(10, "o" + std::to_string(today))},
                        {day(today + 0.5), Shop::offer("a", 31)}});
  }
  return shop;
}

// After a rise of the cost to 22 the same elasticity of 3 asks for 33; 3% of 30 is 0.90.
Shop with_open_suggestion() {
  Shop shop = settled();
  CatalogEntry dearer = Shop::catalog();
  dearer.unit_cost = Amount{.money = money(22)};
  dearer.price.reset();
  (void)shop.step_to(day(30), {{day(30), dearer}, {day(30), Shop::offer("a", 31)}});
  return shop;
}

TEST(PriceFlow, keeps_a_price_that_nothing_speaks_against) {
  const Shop shop = settled();
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  EXPECT_EQ(shop.last_price->suggested_price, money(30));
}

TEST(PriceFlow, follows_the_cost_but_carefully_and_says_both) {
  const Shop shop = with_open_suggestion();
  EXPECT_EQ(shop.last_price->status, Status::Open);
  EXPECT_EQ(shop.last_price->suggested_price, money(30.90));
  const Reason* cost = reason_in(*shop.last_price, ReasonCode::Cost);
  ASSERT_NE(cost, nullptr);
  EXPECT_GT(cost->amount, 0);
  const Reason* careful = reason_in(*shop.last_price, ReasonCode::Careful);
  ASSERT_NE(careful, nullptr);
  EXPECT_LT(careful->amount, 0);
  EXPECT_EQ(careful->rests_on, RestsOn::Assumption);
  EXPECT_EQ(sum_of(shop.last_price->reasons), money(0.90).micros);
  EXPECT_EQ(shop.last_price->binding_rule, "careful");
}

TEST(PriceFlow, answers_a_rival_who_cuts_below_and_never_one_who_was_there) {
  Shop shop = settled();
  (void)shop.step_to(day(30), {{day(30), Shop::offer("a", 26)}});
  EXPECT_LT(*shop.last_price->suggested_price, money(30));
  EXPECT_LT(reason_in(*shop.last_price, ReasonCode::Rivals)->amount, 0);
  Shop fresh;
  (void)fresh.step_to(day(0.1), {{day(0), Shop::catalog()}, {day(0.1), Shop::offer("a", 26)}});
  EXPECT_EQ(fresh.last_price->status, Status::Keep) << "he was there when the price was set";
}

TEST(PriceFlow, is_not_moved_by_a_scraper_that_fails) {
  Shop shop = settled();
  double now = 30;
  for (const double mad : {0.0, 3100.0, 0.31}) {
    now += 0.01;
    (void)shop.step_to(day(now), {{day(now), Shop::offer("a", mad)}});
    EXPECT_EQ(shop.last_price->status, Status::Keep) << mad;
  }
  EXPECT_EQ(shop.last_price->market.left_out.size(), 1U);
}

TEST(PriceFlow, holds_still_while_an_accepted_price_is_not_in_force) {
  Shop shop = with_open_suggestion();
  (void)shop.step_to(
      day(30.1),
      {{day(30.1), Shop::response(shop.last_price->suggestion_id, ResponseAction::Accept)}});
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  EXPECT_NE(reason_in(*shop.last_price, ReasonCode::OnHold), nullptr);
  (void)shop.step_to(day(30.2), {{day(30.2), Shop::price(30.90)}});
  EXPECT_EQ(shop.state.situation.price, money(30.90));
  EXPECT_EQ(shop.state.situation.anchor_price, money(30)) << "an accepted price moves no prior";
  // The rival at 31 holds the optimum there: what is left is too small a gain.
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  EXPECT_EQ(reason_in(*shop.last_price, ReasonCode::PresentMargin)->amount, money(-0.90).micros);
  EXPECT_NE(reason_in(*shop.last_price, ReasonCode::SmallGain), nullptr);
}

TEST(PriceFlow, takes_an_applied_answer_for_the_price_at_once) {
  Shop shop = with_open_suggestion();
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Accept);
  response.applied = true;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_EQ(shop.state.situation.price, money(30.90));
}

TEST(PriceFlow, takes_an_override_for_the_person_s_own_decision) {
  Shop shop = with_open_suggestion();
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Override);
  response.price = Amount{.money = money(32)};
  response.applied = true;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_EQ(shop.state.situation.price, money(32));
  EXPECT_EQ(shop.state.situation.anchor_price, money(32));
  EXPECT_EQ(shop.last_price->status, Status::Keep) << "he has seen the cost";
}

TEST(PriceFlow, is_quiet_after_not_now_and_speaks_again) {
  Shop shop = with_open_suggestion();
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Reject);
  response.reason = RejectReason::NotNow;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  EXPECT_NE(reason_in(*shop.last_price, ReasonCode::Snoozed), nullptr);
  EXPECT_EQ(sum_of(shop.last_price->reasons), 0);
  (void)shop.step_to(day(37.2), {{day(37.2), Shop::offer("a", 31)}});
  EXPECT_EQ(shop.last_price->status, Status::Open);
}

// Too high at 30.90: the ceiling is the middle of 30 and 30.90.
TEST(PriceFlow, stays_under_the_middle_after_too_high) {
  Shop shop = with_open_suggestion();
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Reject);
  response.reason = RejectReason::TooHigh;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_LE(*shop.last_price->suggested_price, money(30.45));
}

// Too low at 29.10: the floor is the middle of 30 and 29.10.
TEST(PriceFlow, stays_over_the_middle_after_too_low) {
  Shop shop = settled();
  (void)shop.step_to(day(30), {{day(30), Shop::offer("a", 24)}});
  ASSERT_EQ(shop.last_price->suggested_price, money(29.10));
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Reject);
  response.reason = RejectReason::TooLow;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_GE(*shop.last_price->suggested_price, money(29.55));
}

TEST(PriceFlow, leaves_out_the_rival_who_is_the_wrong_one) {
  Shop shop = settled();
  (void)shop.step_to(day(30), {{day(30), Shop::offer("a", 24)}});
  ASSERT_EQ(shop.last_price->status, Status::Open);
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Reject);
  response.reason = RejectReason::WrongRival;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_EQ(shop.last_price->status, Status::Keep);
  ASSERT_EQ(shop.last_price->market.left_out.size(), 1U);
}

TEST(PriceFlow, asks_a_person_after_wrong_cost_until_the_catalog_changes) {
  Shop shop = with_open_suggestion();
  Response response = Shop::response(shop.last_price->suggestion_id, ResponseAction::Reject);
  response.reason = RejectReason::WrongCost;
  (void)shop.step_to(day(30.1), {{day(30.1), response}});
  EXPECT_EQ(shop.last_price->status, Status::NeedsPerson);
  CatalogEntry right = Shop::catalog();
  right.unit_cost = Amount{.money = money(23)};
  (void)shop.step_to(day(30.2), {{day(30.2), right}});
  EXPECT_EQ(shop.last_price->status, Status::Open);
}

TEST(PriceFlow, refuses_an_answer_to_what_was_superseded_or_never_said) {
  Shop shop = with_open_suggestion();
  const StepOutcome outcome =
      shop.step_to(day(30.1), {{day(30.1), Shop::response("m/s:price:999", ResponseAction::Accept)},
                               {day(30.1), Shop::response("other", ResponseAction::Accept)}});
  ASSERT_EQ(outcome.refusals.size(), 2U);
  EXPECT_EQ(outcome.refusals[0].reason, "superseded");
  EXPECT_EQ(outcome.refusals[1].reason, "unknown_suggestion");
}

TEST(PriceFlow, learns_from_own_price_changes_and_is_no_assumption_then) {
  Shop shop = settled();
  double today = 31;
  for (int change = 0; change < 20; ++change) {
    const double price = change % 2 == 0 ? 26 : 30;
    const std::int64_t units = change % 2 == 0 ? 24 : 10;  // an elasticity of about 6
    PriceFact fact = Shop::price(price);
    fact.cause = PriceCause::Rival;
    (void)shop.step_to(day(today), {{day(today), fact}});
    for (int sold = 0; sold < 10; ++sold, today += 1) {
      (void)shop.step_to(day(today + 0.5),
                         {{day(today + 0.5), Shop::order(units, "c" + std::to_string(today))}});
    }
  }
  const pricing::PriceInputs& inputs = shop.last_price->basis.judged->inputs;
  EXPECT_FALSE(inputs.assumption);
  EXPECT_GT(inputs.elasticity, 3.5) << "on its way from 3 to 6";
  EXPECT_EQ(inputs.usable_changes, 20);
}

}  // namespace
}  // namespace shelfd::engine
