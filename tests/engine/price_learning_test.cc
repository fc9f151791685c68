// Shows which days and which changes of price an item learns its response from: by one item at 30
// EUR that sells ten a day, whose price goes to 33 after a month, and by what its evidence says
// then.

#include "engine/price_learning.h"

#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/price_response.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

double own_information(const Shop& shop) {
  return forecasting::response_information(evidence_now(shop.state.belief.response)).own;
}

std::int32_t usable_changes(const Shop& shop) {
  return evidence_now(shop.state.belief.response).usable_changes;
}

// At 30 from the first day on, ten a day until `until`.
Shop at_thirty(int until) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0.05), Shop::catalog()}, {day(0.1), Shop::count(10'000)}});
  shop.sell(10, 0, until);
  return shop;
}

PriceFact fact(double price, PriceCause cause) {
  PriceFact fact = Shop::price(price);
  fact.cause = cause;
  return fact;
}

// A month at 30, then the fact, then three weeks of seven a day.
Shop after_a_change(const PriceFact& change) {
  Shop shop = at_thirty(30);
  (void)shop.step_to(day(30.4), {{day(30.4), change}});
  shop.sell(7, 30, 52);
  return shop;
}

TEST(PriceLearning, learns_nothing_while_the_price_stays) {
  const Shop shop = at_thirty(60);
  EXPECT_NEAR(own_information(shop), 0, 1e-9);
  EXPECT_EQ(usable_changes(shop), 0);
}

TEST(PriceLearning, weighs_a_change_by_its_cause) {
  const double sure = own_information(after_a_change(fact(33, PriceCause::Cost)));
  EXPECT_GT(sure, 0.05);
  EXPECT_EQ(own_information(after_a_change(fact(33, PriceCause::Rival))), sure);
  const Shop person = after_a_change(fact(33, PriceCause::Unknown));
  EXPECT_LT(own_information(person), 0.5 * sure);
  EXPECT_GT(own_information(person), 0.05 * sure);
  EXPECT_EQ(usable_changes(person), 1);
  for (const PriceCause cause : {PriceCause::Stock, PriceCause::Demand, PriceCause::Event}) {
    const Shop shop = after_a_change(fact(33, cause));
    EXPECT_NEAR(own_information(shop), 0, 1e-9) << static_cast<int>(cause);
    EXPECT_EQ(usable_changes(shop), 0);
  }
}

// The running spell counts at every look, a little more each day, and once: when it has ended the
// evidence says what it said the moment before.
TEST(PriceLearning, hears_a_change_from_its_first_day_on_and_once) {
  Shop shop = at_thirty(30);
  (void)shop.step_to(day(30.4), {{day(30.4), fact(33, PriceCause::Cost)}});
  double before = 0;
  for (int today = 30; today < 44; ++today) {
    shop.sell(7, today, today + 1);
    const double now = own_information(shop);
    // Days 30 and the last one are not closed, or not whole.
    if (today >= 32) {
      EXPECT_GT(now, before) << today;
    }
    before = now;
  }
  const ResponseBelief& response = shop.state.belief.response;
  EXPECT_EQ(response.running.days, 12);
  shop.sell(7, 44, 46);
  EXPECT_EQ(shop.state.belief.response.running.days, 0) << "two weeks: the spell is over";
  EXPECT_GT(own_information(shop), before);
  EXPECT_LT(own_information(shop), 1.3 * before);
  EXPECT_EQ(usable_changes(shop), 1);
}

// Accepted, then told by a fact without a cause, or by one that names the suggestion.
TEST(PriceLearning, takes_an_accepted_suggestion_for_a_cause_and_an_override_for_a_person) {
  const double sure = own_information(after_a_change(fact(33, PriceCause::Suggestion)));
  PriceFact named = Shop::price(33);
  named.suggestion_id = "m/s:price:1";
  EXPECT_EQ(own_information(after_a_change(named)), sure);

  Shop overridden = at_thirty(30);
  Response response =
      Shop::response(overridden.last_price->suggestion_id, ResponseAction::Override);
  response.price = Amount{.money = money(33)};
  PriceFact told = named;
  told.cause = PriceCause::Suggestion;
  (void)overridden.step_to(day(30.4), {{day(30.3), response}, {day(30.4), told}});
  overridden.sell(7, 30, 52);
  EXPECT_LT(own_information(overridden), 0.5 * sure);
  EXPECT_GT(own_information(overridden), 0);
}

// An old cause of the same price is none of this change: 33 for the cost, back to 30, then 33 again
// by a person.
TEST(PriceLearning, does_not_take_an_old_cause_for_a_new_change) {
  Shop shop = at_thirty(30);
  (void)shop.step_to(day(30.4), {{day(30.4), fact(33, PriceCause::Cost)}});
  shop.sell(7, 30, 45);
  (void)shop.step_to(day(45.4), {{day(45.4), fact(30, PriceCause::Demand)}});
  shop.sell(10, 45, 60);
  const double before = own_information(shop);
  (void)shop.step_to(day(60.4), {{day(60.4), Shop::price(33)}});
  shop.sell(7, 60, 75);
  EXPECT_EQ(shop.state.belief.response.running_cause, PriceCause::Unknown);
  EXPECT_GT(own_information(shop), before);
  EXPECT_LT(own_information(shop), 1.6 * before);
}

// A test of two weeks at 31.50 and the way back: two changes for sure.
TEST(PriceLearning, learns_from_a_test_both_ways) {
  Shop shop = at_thirty(30);
  PriceFact test = Shop::price(33);
  test.kind = PriceKind::Test;
  test.until = day(45);
  (void)shop.step_to(day(30.4), {{day(30.4), test}});
  shop.sell(7, 30, 45);
  EXPECT_EQ(usable_changes(shop), 1);
  const double forth = own_information(shop);
  shop.sell(10, 45, 60);
  EXPECT_EQ(usable_changes(shop), 2);
  EXPECT_GT(own_information(shop), 1.5 * forth);
}

// Ten days at 24 and the week after: as if they had not been.
TEST(PriceLearning, skips_a_promotion_and_the_week_after) {
  Shop shop = at_thirty(30);
  const ResponseBelief before = shop.state.belief.response;
  PriceFact promotion = Shop::price(24);
  promotion.kind = PriceKind::Promotion;
  promotion.until = day(40);
  (void)shop.step_to(day(30.4), {{day(30.4), promotion}});
  shop.sell(40, 30, 40);
  shop.sell(2, 40, 47);
  const ResponseBelief& after = shop.state.belief.response;
  EXPECT_EQ(after.evidence.spells, before.evidence.spells);
  EXPECT_LE(after.running.days, before.running.days + 1) << "day 29 has closed since";
  EXPECT_EQ(usable_changes(shop), 0);
  shop.sell(10, 47, 52);
  EXPECT_GT(shop.state.belief.response.running.last_day, before.running.last_day + 16);
}

// Out of stock from noon of each day on: below half a day it does not count; in stock until 18:00,
// three quarters of a day each, it counts for so much.
TEST(PriceLearning, skips_censored_days_and_scales_the_rest) {
  Shop empty;
  Shop scarce;
  const CatalogEntry catalog = Shop::catalog();
  (void)empty.step_to(day(0.1), {{day(0.05), catalog}, {day(0.1), Shop::count(5)}});
  (void)scarce.step_to(day(0.1), {{day(0.05), catalog}, {day(0.1), Shop::count(5)}});
  for (int today = 1; today < 8; ++today) {
    const auto id = [&](const char* name) { return name + std::to_string(today); };
    (void)empty.step_to(day(today + 0.9), {{day(today), Shop::count(5)},
                                           {day(today + 0.3), Shop::order(5, id("e"))},
                                           {day(today + 0.4), Shop::count(0)}});
    (void)scarce.step_to(day(today + 0.9), {{day(today), Shop::count(5)},
                                            {day(today + 0.7), Shop::order(5, id("s"))},
                                            {day(today + 0.75), Shop::count(0)}});
  }
  EXPECT_LE(empty.state.belief.response.running.days, 1) << "the first day";
  const forecasting::PriceSpell& spell = scarce.state.belief.response.running;
  EXPECT_EQ(spell.days, 7);
  EXPECT_NEAR(spell.weight, 0.9 + 6 * 0.75, 0.01);
}

// A day on which the price changed is neither's.
TEST(PriceLearning, leaves_out_the_day_of_the_change) {
  Shop shop = at_thirty(3);
  (void)shop.step_to(day(3.4), {{day(3.4), fact(33, PriceCause::Cost)}});
  shop.sell(7, 3, 6);
  const forecasting::PriceSpell& running = shop.state.belief.response.running;
  EXPECT_EQ(running.days, 1) << "day 4; day 3 changed, day 5 is open";
  EXPECT_EQ(running.units, 7);
}

// Two changes with no day between: the less trusted of both says what it weighs.
TEST(PriceLearning, trusts_a_chain_of_changes_as_its_weakest_link) {
  Shop shop = at_thirty(30);
  (void)shop.step_to(day(30.4), {{day(30.4), fact(31, PriceCause::Demand)}});
  (void)shop.step_to(day(31.4), {{day(31.4), fact(33, PriceCause::Cost)}});
  shop.sell(7, 32, 52);
  EXPECT_NEAR(own_information(shop), 0, 1e-9);
}

// Days wait for the merchant's common movement, at most ten.
TEST(PriceLearning, waits_until_a_day_is_published) {
  Shop shop;
  shop.pools.movement.through = 1;  // long ago
  (void)shop.step_to(day(0.1), {{day(0.05), Shop::catalog()}, {day(0.1), Shop::count(1'000)}});
  shop.sell(10, 0, 8);
  EXPECT_EQ(shop.state.belief.response.waiting.size(), 7U);
  EXPECT_EQ(shop.state.belief.response.running.days, 0);
  shop.sell(10, 8, 20);
  EXPECT_EQ(shop.state.belief.response.waiting.size(), kMaxWaitingPriceDays);
  EXPECT_EQ(shop.state.belief.response.running.days, 9);
  shop.pools.movement.through = shop.state.situation.closed_through + 30;
  shop.sell(10, 20, 21);
  EXPECT_TRUE(shop.state.belief.response.waiting.empty());
}

// The season doubles on the day the price rises by a tenth; the others' sales double, too.
TEST(PriceLearning, takes_the_common_movement_out) {
  Shop shop = at_thirty(30);
  const std::int32_t today = shop.state.situation.closed_through;
  shop.pools.movement.through = today + 200;
  for (std::int32_t later = 1; later < 28; ++later) {
    shop.pools.movement.days.push_back(
        {.day = today + later,
         .sums = {.milli_units = 2'000'000, .milli_expected = 1'000'000},
         .micro_level = 2'000'000});
  }
  (void)shop.step_to(day(30.4), {{day(30.4), fact(33, PriceCause::Cost)}});
  shop.sell(14, 30, 52);  // 7 a day, doubled
  const auto known = forecasting::response_information(evidence_now(shop.state.belief.response));
  EXPECT_NEAR(known.own_sum / known.own, std::log(10.0 / 7) / std::log(1.1), 0.5);
}

// Told to the common movement only once the price has sold for a week.
TEST(PriceLearning, tells_the_common_movement_what_a_settled_price_sells) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0.05), Shop::catalog()}});
  int told = 0;
  for (int today = 0; today < 12; ++today) {
    const StepOutcome outcome = shop.step_to(
        day(today + 0.5), {{day(today + 0.5), Shop::order(10, "o" + std::to_string(today))}});
    for (const PoolChange& change : outcome.pool_changes) {
      if (change.control == forecasting::ControlSums{}) continue;
      ++told;
      EXPECT_GE(today, 8);
      EXPECT_EQ(change.control.milli_units, 10'000);
      // The first day, sold from noon on, counts from its first record.
      EXPECT_NEAR(static_cast<double>(change.control.milli_expected), 10'000, 600);
    }
  }
  EXPECT_GE(told, 2);
}

// What it reports goes to the pool, and comes back out of it when the item is erased.
TEST(PriceLearning, reports_its_elasticity_and_takes_it_back) {
  Shop shop = at_thirty(30);
  forecasting::ElasticityPool pool;
  const auto collect = [&pool](const StepOutcome& outcome) {
    for (const PoolChange& change : outcome.pool_changes) {
      pool = forecasting::add(pool, change.elasticity);
    }
  };
  collect(shop.step_to(day(30.4), {{day(30.4), fact(33, PriceCause::Cost)}}));
  for (int today = 30; today < 60; ++today) {
    collect(shop.step_to(day(today + 0.5),
                         {{day(today + 0.5), Shop::order(7, "p" + std::to_string(today))}}));
  }
  EXPECT_EQ(pool.items, 1);
  EXPECT_GT(pool.micro_sum, 2 * pool.micro_weight) << "an elasticity above two";
  CatalogEntry gone;
  gone.item = Shop::item();
  gone.withdrawn = true;
  collect(shop.step_to(day(61), {{day(61), gone}}));
  EXPECT_EQ(pool, forecasting::ElasticityPool{});
}

// The item starts from what its category found out, its own report left out.
TEST(PriceLearning, reads_the_category_without_its_own_report) {
  Shop shop;
  const CatalogEntry catalog = Shop::catalog();
  shop.pools.category_elasticity = {
      .items = 100, .micro_weight = 90'000'000, .micro_sum = 450'000'000};
  shop.pools.merchant_elasticity = shop.pools.category_elasticity;
  (void)shop.step_to(day(0.1), {{day(0.05), catalog}});
  const pricing::PriceInputs& taught = shop.last_price->basis.judged->inputs;
  EXPECT_GT(taught.elasticity, 3.4) << "from 3, of its margin, toward 5";
  EXPECT_EQ(taught.usable_changes, 0);
  EXPECT_TRUE(taught.assumption);

  Shop alone;
  alone.pools = shop.pools;
  (void)alone.step_to(day(0.1), {{day(0.05), Shop::catalog()}});
  alone.state.belief.response.reported = shop.pools.category_elasticity;
  CatalogEntry dearer = catalog;
  dearer.price = Amount{.money = money(30.5)};
  (void)alone.step_to(day(0.2), {{day(0.2), dearer}});
  EXPECT_NEAR(alone.last_price->basis.judged->inputs.elasticity, 30.5 / 10.5, 0.05);
}

// 10^6 units a day, no unit ever, and a year without a record: finite, and nothing is claimed.
TEST(PriceLearning, stays_sane_for_extremes) {
  for (const std::int64_t units : {std::int64_t{0}, std::int64_t{1'000'000}}) {
    Shop shop;
    (void)shop.step_to(day(0.1), {{day(0.05), Shop::catalog()}});
    shop.sell(units, 0, 40);
    (void)shop.step_to(day(40.4), {{day(40.4), fact(33, PriceCause::Cost)}});
    shop.sell(units, 40, 60);
    (void)shop.step_to(day(260), {{day(260), fact(30, PriceCause::Cost)}});
    const pricing::PriceInputs& inputs = shop.last_price->basis.judged->inputs;
    EXPECT_TRUE(std::isfinite(inputs.elasticity) && std::isfinite(inputs.elasticity_stddev));
    EXPECT_TRUE(inputs.elasticity_low >= 0 && inputs.elasticity_low < inputs.elasticity_high);
    EXPECT_LT(inputs.elasticity_high, 12);
  }
}

}  // namespace
}  // namespace shelfd::engine
