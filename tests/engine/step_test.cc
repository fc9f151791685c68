// Shows how one item moves: the order of records and timers, days that close, what is refused, and
// that a suggestion is issued only when it changed materially. By hand-made lives of one item.

#include "engine/step.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "connectors/formats/state_codec.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

TEST(Step, judges_an_item_as_soon_as_its_catalog_comes) {
  Shop shop;
  const StepOutcome outcome = shop.step_to(day(0.1), {{day(0.1), Shop::catalog()}});
  ASSERT_TRUE(outcome.price);
  EXPECT_EQ(outcome.price->status, Status::Keep);
  EXPECT_EQ(outcome.price->suggestion_id, "m/s:price:1");
  EXPECT_EQ(outcome.price->current_price, money(30));
  ASSERT_TRUE(outcome.plan);
  EXPECT_EQ(outcome.plan->status, Status::NeedsPerson);
  EXPECT_NE(reason_in(*outcome.plan, ReasonCode::NoStockCount), nullptr);
}

TEST(Step, says_needs_person_without_an_own_price_and_still_gives_the_market) {
  Shop shop;
  CatalogEntry entry = Shop::catalog();
  entry.price.reset();
  const StepOutcome outcome = shop.step_to(
      day(0.1),
      {{day(0), entry}, {day(0.1), Shop::offer("a", 28)}, {day(0.1), Shop::offer("b", 29)}});
  ASSERT_TRUE(outcome.price);
  EXPECT_EQ(outcome.price->status, Status::NeedsPerson);
  EXPECT_NE(reason_in(*outcome.price, ReasonCode::NoPrice), nullptr);
  EXPECT_TRUE(outcome.price->market.reference);
  EXPECT_FALSE(outcome.price->suggested_price);
}

TEST(Step, claims_no_profit_without_a_cost) {
  Shop shop;
  CatalogEntry entry = Shop::catalog();
  entry.unit_cost.reset();
  const StepOutcome outcome = shop.step_to(day(0.1), {{day(0), entry}});
  EXPECT_NE(reason_in(*outcome.price, ReasonCode::NoCost), nullptr);
  EXPECT_FALSE(outcome.price->expected);
  EXPECT_EQ(outcome.price->status, Status::Keep);
}

TEST(Step, takes_records_in_the_order_of_their_own_time) {
  Shop forward;
  Shop backward;
  const std::vector<Shop::Timed> events = {{day(0), Shop::catalog()},
                                           {day(0.2), Shop::price(31)},
                                           {day(0.4), Shop::price(32)},
                                           {day(0.3), Shop::offer("a", 33)}};
  (void)forward.step_to(day(0.5), events);
  (void)backward.step_to(day(0.5), {events.rbegin(), events.rend()});
  EXPECT_EQ(forward.state.situation.price, money(32));
  EXPECT_EQ(backward.state.situation.price, money(32));
}

TEST(Step, lets_an_older_record_change_nothing) {
  Shop shop;
  (void)shop.step_to(day(1), {{day(0), Shop::catalog()}, {day(1), Shop::offer("a", 25)}});
  (void)shop.step_to(day(2), {{day(0.5), Shop::offer("a", 20)}, {day(0.5), Shop::price(50)}});
  EXPECT_EQ(shop.state.situation.offers.front().price, money(25));
  EXPECT_EQ(shop.state.situation.price, money(50)) << "a later fact than the catalog's price holds";
}

TEST(Step, closes_a_day_after_midnight_within_thirty_minutes) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(3, "o1")}});
  const forecasting::DemandBelief before = shop.state.belief.demand;
  (void)shop.step_to(day(1));
  ASSERT_TRUE(shop.state.situation.due);
  EXPECT_GE(*shop.state.situation.due, day(1));
  EXPECT_LT(*shop.state.situation.due, day(1) + std::chrono::minutes{30});
  (void)shop.step_to(day(1) + std::chrono::minutes{30});
  EXPECT_NE(shop.state.belief.demand, before);
  EXPECT_EQ(shop.state.situation.closed_through, day_number(local_day({}, day(0))));
}

// Twenty days at once learn the same as a step a day: each closes at its own instant.
TEST(Step, closes_each_of_many_days_as_if_awake) {
  Shop awake;
  Shop asleep;
  for (Shop* shop : {&awake, &asleep}) {
    (void)shop->step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(3, "o1")}});
  }
  for (int today = 1; today <= 20; ++today) (void)awake.step_to(day(today + 0.5));
  (void)asleep.step_to(day(20.5));
  EXPECT_EQ(awake.state.belief.demand, asleep.state.belief.demand);
}

TEST(Step, counts_a_repeated_demand_event_once) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(3, "o1")}});
  const StepOutcome again = shop.step_to(day(0.6), {{day(0.5), Shop::order(3, "o1")}});
  EXPECT_EQ(again.duplicates, 1);
  EXPECT_EQ(shop.state.situation.tallies.front().units, 3);
}

TEST(Step, takes_late_demand_of_two_days_and_refuses_older) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}});
  (void)shop.step_to(day(4.5));
  const StepOutcome late = shop.step_to(day(4.6), {{day(3.5), Shop::order(1, "a")},
                                                   {day(2.5), Shop::order(1, "b")},
                                                   {day(1.5), Shop::order(1, "c")}});
  ASSERT_EQ(late.refusals.size(), 1U);
  EXPECT_EQ(late.refusals.front().reason, "too_late");
  EXPECT_EQ(shop.state.situation.late_units, 2);
}

TEST(Step, does_not_take_a_day_without_stock_for_a_day_without_demand) {
  Shop empty;
  Shop full;
  (void)empty.step_to(day(0.01), {{day(0), Shop::catalog()}, {day(0.005), Shop::count(0)}});
  (void)full.step_to(day(0.01), {{day(0), Shop::catalog()}, {day(0.005), Shop::count(50)}});
  for (int today = 1; today <= 30; ++today) {
    (void)empty.step_to(day(today + 0.1));
    (void)full.step_to(day(today + 0.1));
  }
  const auto rate = [](const Shop& shop) {
    return forecasting::expected_units(shop.state.belief.demand, {}, {});
  };
  EXPECT_GT(rate(empty), 2 * rate(full));
}

TEST(Step, erases_the_item_on_a_tombstone) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}});
  CatalogEntry gone = Shop::catalog();
  gone.withdrawn = true;
  const StepOutcome outcome = shop.step_to(day(1), {{day(1), gone}});
  EXPECT_TRUE(outcome.erased);
  EXPECT_FALSE(shop.state.known());
  EXPECT_FALSE(outcome.price);
}

TEST(Step, issues_nothing_again_when_nothing_changed) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.4), Shop::offer("a", 31)}});
  const StepOutcome same = shop.step_to(day(0.6), {{day(0.6), Shop::offer("a", 31)}});
  EXPECT_FALSE(same.price);
  EXPECT_FALSE(same.plan);
}

TEST(Step, keeps_quiet_while_judging_is_off_and_judges_once_after) {
  Shop shop;
  shop.judging = false;
  const StepOutcome quiet = shop.step_to(day(0.5), {{day(0), Shop::catalog()}});
  EXPECT_FALSE(quiet.price);
  EXPECT_FALSE(shop.state.situation.due);
  shop.judging = true;
  EXPECT_TRUE(shop.step_to(day(0.6)).price);
}

TEST(Step, refuses_an_amount_without_a_rate_by_name) {
  Shop shop;
  CompetitorOffer foreign = Shop::offer("a", 25);
  foreign.price.currency = Currency{{'U', 'S', 'D'}};
  const StepOutcome outcome =
      shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.4), foreign}});
  ASSERT_EQ(outcome.refusals.size(), 1U);
  EXPECT_EQ(outcome.refusals.front().field, "currency");
  EXPECT_EQ(outcome.refusals.front().reason, "no_rate");
  // 25 USD at 0.8 are 20 EUR.
  shop.policy.rates = {{.from = {{'U', 'S', 'D'}}, .to = {{'E', 'U', 'R'}}, .rate = 0.8}};
  (void)shop.step_to(day(0.6), {{day(0.6), foreign}});
  EXPECT_EQ(shop.state.situation.offers.front().price, money(20));
}

TEST(Step, starts_and_ends_a_promotion_at_its_own_instants) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}});
  PriceFact promotion = Shop::price(24);
  promotion.kind = PriceKind::Promotion;
  promotion.from = day(2);
  promotion.until = day(4);
  (void)shop.step_to(day(1), {{day(1), promotion}});
  EXPECT_EQ(shop.state.situation.price, money(30));
  (void)shop.step_to(day(3));
  EXPECT_EQ(shop.state.situation.price, money(24));
  EXPECT_NE(reason_in(*shop.last_price, ReasonCode::PromotionRunning), nullptr);
  (void)shop.step_to(day(5));
  EXPECT_EQ(shop.state.situation.price, money(30));
  EXPECT_EQ(shop.state.situation.anchor_price, money(30)) << "a promotion is no new decision";
}

// 100,000 random records, ten times as many where SHELFD_SLOW is set: the invariants of the lists
// hold, every state comes back from its bytes, and every published sum is exact.
TEST(Step, keeps_its_invariants_on_a_hundred_thousand_random_records) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
  const int epochs = std::getenv("SHELFD_SLOW") == nullptr ? 5'000 : 50'000;
  std::mt19937_64 random(7);
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  const auto draw = [&](int limit) {
    return static_cast<int>(random() % static_cast<std::uint64_t>(limit));
  };
  double today = 0.1;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    std::vector<Shop::Timed> events;
    for (int record = 0; record < 20; ++record) {
      const Instant at = day(today + 0.001 * draw(400) - 0.1);
      switch (draw(6)) {
        case 0:
          events.push_back({at, Shop::price(20 + draw(20))});
          break;
        case 1:
          events.push_back({at, Shop::count(draw(200) - 20)});
          break;
        case 2: {
          Shipment shipment;
          shipment.item = Shop::item();
          shipment.shipment_id = "s" + std::to_string(draw(60));
          shipment.stage = static_cast<ShipmentStage>(draw(4));
          shipment.quantity = {draw(50)};
          events.push_back({at, shipment});
          break;
        }
        case 3:
          events.push_back({at, Shop::order(draw(5), "e" + std::to_string(draw(100'000)))});
          break;
        case 4: {
          const bool price = draw(2) == 0;
          const std::int64_t counter = price ? shop.state.situation.open_price.counter
                                             : shop.state.situation.open_plan.counter;
          Response response = Shop::response(
              std::string("m/s:") + (price ? "price:" : "plan:") + std::to_string(counter),
              static_cast<ResponseAction>(draw(4)));
          response.reason = static_cast<RejectReason>(draw(8));
          response.applied = draw(2) == 0;
          events.push_back({at, response});
          break;
        }
        default: {
          CompetitorOffer offer = Shop::offer("r" + std::to_string(draw(50)), 15 + draw(30));
          offer.in_stock = draw(5) != 0;
          if (draw(20) == 0) offer.price = Amount{.money = money(draw(2) * 3000)};
          events.push_back({at, offer});
        }
      }
    }
    today += 0.05;
    const StepOutcome outcome = shop.step_to(day(today), events);
    const Situation& situation = shop.state.situation;
    ASSERT_LE(situation.offers.size(), kMaxRivals);
    ASSERT_LE(situation.open_orders.size(), kMaxOpenOrders);
    ASSERT_LE(situation.accepted_plans.size(), kMaxOpenOrders);
    ASSERT_LE(situation.rejections.size(), 4U);
    ASSERT_LE(situation.tallies.size(), 5U);
    ASSERT_LE(situation.planned.size(), kMaxPlannedPrices);
    ASSERT_LE(situation.stock ? situation.stock->marks.size() : 0, 51U);
    for (const OpenOrder& order : situation.open_orders) {
      std::int64_t received = 0;
      for (const Receipt& receipt : order.receipts) received += receipt.quantity.units;
      ASSERT_EQ(order.received.units, received);
      ASSERT_LE(order.receipts.size(), kMaxReceipts);
    }
    const std::string bytes = connectors::encode_situation(situation);
    const auto again = connectors::decode_situation(bytes);
    ASSERT_TRUE(again) << again.error().message;
    ASSERT_EQ(connectors::encode_situation(*again), bytes);
    ASSERT_TRUE(std::ranges::is_sorted(situation.offers, {}, &OfferState::competitor));
    ASSERT_TRUE(situation.due && *situation.due > day(today));
    if (outcome.price && outcome.price->suggested_price) {
      ASSERT_EQ(sum_of(outcome.price->reasons),
                (*outcome.price->suggested_price - *outcome.price->current_price).micros);
    }
    if (outcome.plan) {
      ASSERT_EQ(sum_of(outcome.plan->reasons), outcome.plan->quantity.units);
      ASSERT_GE(outcome.plan->quantity.units, 0);
    }
  }
}

}  // namespace
}  // namespace shelfd::engine
