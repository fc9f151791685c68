// Shows that every suggestion can be judged again from what it carries: each issue of a simulated
// month is the same bits, and a changed bit of the message, or a changed published field, is found
// and named.
#include "engine/verify.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/engine/fixture.h"
#include "tests/engine/played_month.h"

namespace shelfd::engine {
namespace {

constexpr const char* kHere = "0123456789abcdef";
constexpr const char* kElsewhere = "fedcba9876543210";

const Issued& month() {
  static const Issued issued = PlayedMonth(kHere).play();
  return issued;
}

std::string told(const Verification& verification) {
  std::string text;
  for (const Difference& difference : verification.differences) {
    text += difference.field + ": " + difference.published + " / " + difference.recomputed + "\n";
  }
  return text;
}

bool names(const Verification& verification, const std::string& field) {
  return std::ranges::any_of(verification.differences, [&](const Difference& difference) {
    return difference.field == field;
  });
}

std::set<ReasonCode> codes(const std::vector<Reason>& reasons) {
  std::set<ReasonCode> found;
  for (const Reason& reason : reasons) found.insert(reason.code);
  return found;
}

TEST(Verify, judges_every_price_of_a_month_again_to_the_same_bits) {
  std::set<Status> statuses;
  std::set<ReasonCode> reasons;
  for (const PriceSuggestion& price : month().prices) {
    const Verification verification = verify(price, kHere);
    ASSERT_EQ(verification.outcome, Outcome::Identical) << price.suggestion_id << "\n"
                                                        << told(verification);
    statuses.insert(price.status);
    reasons.merge(codes(price.reasons));
  }
  EXPECT_GT(month().prices.size(), 100U);
  for (const Status status : {Status::Keep, Status::Open, Status::NeedsPerson}) {
    EXPECT_TRUE(statuses.contains(status)) << static_cast<int>(status);
  }
  for (const ReasonCode code : {ReasonCode::NoPrice, ReasonCode::NoCost, ReasonCode::Rivals,
                                ReasonCode::Careful, ReasonCode::SmallGain, ReasonCode::OnHold}) {
    EXPECT_TRUE(reasons.contains(code)) << reason_name(code);
  }
}

TEST(Verify, judges_every_plan_of_a_month_again_to_the_same_bits) {
  std::set<Status> statuses;
  std::set<ReasonCode> reasons;
  for (const RestockPlan& plan : month().plans) {
    const Verification verification = verify(plan, kHere);
    if (plan.basis.judged) {
      ASSERT_EQ(verification.outcome, Outcome::Identical) << plan.suggestion_id << "\n"
                                                          << told(verification);
    } else {
      ASSERT_EQ(verification.outcome, Outcome::NotJudged) << plan.suggestion_id;
      EXPECT_EQ(verification.why, "no_stock_count");
    }
    statuses.insert(plan.status);
    reasons.merge(codes(plan.reasons));
  }
  EXPECT_GT(month().plans.size(), 30U);
  for (const Status status : {Status::Keep, Status::Open, Status::NeedsPerson}) {
    EXPECT_TRUE(statuses.contains(status)) << static_cast<int>(status);
  }
  for (const ReasonCode code :
       {ReasonCode::NoCost, ReasonCode::NoStockCount, ReasonCode::PhasedOut, ReasonCode::Covered}) {
    EXPECT_TRUE(reasons.contains(code)) << reason_name(code);
  }
}

TEST(Verify, says_that_the_arithmetic_is_another_where_it_is) {
  for (const PriceSuggestion& price : month().prices) {
    ASSERT_EQ(verify(price, kElsewhere).outcome, Outcome::OtherArithmetic) << price.suggestion_id;
  }
}

// A withdrawn record keeps its judgement; without one there is nothing to judge.
TEST(Verify, takes_a_withdrawn_record_for_what_it_is) {
  PriceSuggestion price = month().prices.front();
  price.status = Status::Withdrawn;
  EXPECT_EQ(verify(price, kHere).outcome, Outcome::Identical);
  price.basis.judged.reset();
  EXPECT_EQ(verify(price, kHere).outcome, Outcome::NotJudged);
  EXPECT_EQ(verify(price, kHere).why, "withdrawn");
}

TEST(Verify, misses_the_message_of_an_answer) {
  PriceSuggestion price = month().prices.front();
  price.status = Status::Keep;
  price.basis.judged.reset();
  EXPECT_EQ(told(verify(price, kHere)), "basis.judged:  / a message\n");
}

// The newest open price with a gain, and the newest order.
const PriceSuggestion& open_price() {
  const auto found = std::ranges::find_if(month().prices, [](const PriceSuggestion& price) {
    return price.status == Status::Open && price.expected && !price.market.left_out.empty();
  });
  return *found;
}
const RestockPlan& open_plan() {
  const auto found = std::ranges::find_if(month().plans, [](const RestockPlan& plan) {
    return plan.status == Status::Open && plan.order_by && plan.cost_now;
  });
  return *found;
}

// Each change alone, and the field that must be named.
template <typename Suggestion>
struct Change {
  const char* field = "";
  void (*apply)(Suggestion&) = nullptr;
};

TEST(Verify, names_the_published_field_of_a_price_that_was_changed) {
  using Price = PriceSuggestion;
  const std::vector<Change<Price>> changes = {
      {"current_price", [](Price& price) { price.current_price->micros += 1; }},
      {"suggested_price", [](Price& price) { price.suggested_price->micros += 1; }},
      {"status", [](Price& price) { price.status = Status::Keep; }},
      {"market.reference", [](Price& price) { price.market.reference->micros -= 1; }},
      {"market.low", [](Price& price) { price.market.low.micros -= 1; }},
      {"market.high", [](Price& price) { price.market.high.micros += 1; }},
      {"market.cheapest", [](Price& price) { price.market.cheapest.micros += 1; }},
      {"market.cheapest_competitor", [](Price& price) { price.market.cheapest_competitor = "x"; }},
      {"market.nearest", [](Price& price) { price.market.nearest.micros += 1; }},
      {"market.nearest_competitor", [](Price& price) { price.market.nearest_competitor = "x"; }},
      {"market.effective_offers", [](Price& price) { price.market.effective_offers += 1e-3; }},
      {"market.left_out.size", [](Price& price) { price.market.left_out.pop_back(); }},
      {"market.left_out[0].competitor",
       [](Price& price) { price.market.left_out[0].competitor = "x"; }},
      {"market.left_out[0].why",
       [](Price& price) { price.market.left_out[0].why = pricing::LeftOut::OwnAccount; }},
      {"expected", [](Price& price) { price.expected.reset(); }},
      {"expected.profit_gain", [](Price& price) { price.expected->profit_gain.micros += 1; }},
      {"expected.units_now", [](Price& price) { price.expected->units_now += 1e-3; }},
      {"expected.units_then", [](Price& price) { price.expected->units_then += 1e-3; }},
      {"expected.horizon_days", [](Price& price) { price.expected->horizon_days = 14; }},
      {"expected.chance_of_gain", [](Price& price) { price.expected->chance_of_gain += 1e-3; }},
      {"reasons[0].code", [](Price& price) { price.reasons[0].code = ReasonCode::Ending; }},
      {"reasons[0].amount", [](Price& price) { price.reasons[0].amount += 1; }},
      {"binding_rule", [](Price& price) { price.binding_rule += "x"; }}};
  for (const auto& [field, apply] : changes) {
    PriceSuggestion price = open_price();
    apply(price);
    for (const char* arithmetic : {kHere, kElsewhere}) {
      const Verification verification = verify(price, arithmetic);
      // A micro of a gain is within what another arithmetic may change.
      if (arithmetic == kElsewhere && std::string(field) == "expected.profit_gain") continue;
      EXPECT_EQ(verification.outcome, Outcome::Different) << field;
      EXPECT_TRUE(names(verification, field)) << field << "\n" << told(verification);
    }
  }
}

TEST(Verify, names_the_published_field_of_a_plan_that_was_changed) {
  using Plan = RestockPlan;
  const std::vector<Change<Plan>> changes = {
      {"quantity", [](Plan& plan) { plan.quantity.units += 1; }},
      {"action", [](Plan& plan) { plan.action = PlanAction::Wait; }},
      {"status", [](Plan& plan) { plan.status = Status::Keep; }},
      {"unit_cost", [](Plan& plan) { plan.unit_cost->micros += 1; }},
      {"order_value", [](Plan& plan) { plan.order_value->micros += 1; }},
      {"order_by", [](Plan& plan) { *plan.order_by += std::chrono::seconds{1}; }},
      {"expected_arrival", [](Plan& plan) { plan.expected_arrival.reset(); }},
      {"position", [](Plan& plan) { plan.position.reset(); }},
      {"position.on_hand", [](Plan& plan) { plan.position->on_hand.units += 1; }},
      {"position.open", [](Plan& plan) { plan.position->open.units += 1; }},
      {"demand.mean", [](Plan& plan) { plan.demand_mean_units += 1e-3; }},
      {"demand.quantiles.size", [](Plan& plan) { plan.demand_quantiles.pop_back(); }},
      {"demand.quantiles[1].units", [](Plan& plan) { plan.demand_quantiles[1].second += 1; }},
      {"lead_time_days[0.5]", [](Plan& plan) { plan.lead_time_quantiles[1].second += 1e-3; }},
      {"lead_time_days[0.9]", [](Plan& plan) { plan.lead_time_quantiles[2].second += 1e-3; }},
      {"stockout_chance_if_not", [](Plan& plan) { plan.stockout_chance_if_not += 1e-3; }},
      {"expected.cost_now", [](Plan& plan) { plan.cost_now->micros += 1'000; }},
      {"expected.cost_then", [](Plan& plan) { plan.cost_then.reset(); }},
      {"reasons[0].code", [](Plan& plan) { plan.reasons[0].code = ReasonCode::Rounding; }},
      {"reasons[0].units", [](Plan& plan) { plan.reasons[0].amount -= 1; }},
      {"reasons[1].code", [](Plan& plan) { plan.reasons.resize(1); }}};
  for (const auto& [field, apply] : changes) {
    RestockPlan plan = open_plan();
    apply(plan);
    for (const char* arithmetic : {kHere, kElsewhere}) {
      const Verification verification = verify(plan, arithmetic);
      EXPECT_EQ(verification.outcome, Outcome::Different) << field;
      EXPECT_TRUE(names(verification, field)) << field << "\n" << told(verification);
    }
  }
}

// The cost in the message is one micro higher: the gain that was published is not its gain.
TEST(Verify, finds_a_changed_message) {
  PriceSuggestion price = open_price();
  price.basis.judged->inputs.economics->unit_cost.micros += 1;
  EXPECT_EQ(verify(price, kHere).outcome, Outcome::Different);
  RestockPlan plan = open_plan();
  plan.basis.judged->stock.on_hand.units -= 1;
  EXPECT_TRUE(names(verify(plan, kHere), "position.on_hand"));
}

// A promotion holds the price. The record says so; that it then keeps the price is checked.
TEST(Verify, holds_a_held_price_to_what_its_hold_says) {
  Shop shop;
  PriceFact promotion = Shop::price(24);
  promotion.kind = PriceKind::Promotion;
  promotion.from = day(0.2);
  promotion.until = day(9);
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.1), promotion}});
  PriceSuggestion price = *shop.last_price;
  ASSERT_NE(reason_in(price, ReasonCode::PromotionRunning), nullptr);
  EXPECT_EQ(verify(price, "test").outcome, Outcome::Identical) << told(verify(price, "test"));
  price.suggested_price->micros += 10'000;
  EXPECT_TRUE(names(verify(price, "test"), "suggested_price"));
}

}  // namespace
}  // namespace shelfd::engine
