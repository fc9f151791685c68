// Shows that guards act in their order, that a later one wins, what an ending is, and that no
// result breaks a guard: by worked prices and on random guardrails.
#include "pricing/guardrails.h"

#include <gtest/gtest.h>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr Money kTen{10'000'000};

Money result(Money price, const Guardrails& guardrails, const UnitEconomics* economics = nullptr) {
  return apply_guardrails(price, kTen, guardrails, economics).back().after;
}

// Wide enough that only the guard under test acts.
Guardrails loose() { return {.max_change_ratio = 0.5}; }

// Each later guard undoes the one before: 15 -> 10.30 (careful, 3% of 10) -> 9.60 (ceiling) -> 9.70
// (map) -> margin floor 7 / (1 - 0.3) = 10 -> 11 (floor). 20% of 10 does not bind at 10.30.
TEST(Guardrails, act_in_their_order_and_the_later_wins) {
  const UnitEconomics economics{.unit_cost = {7'000'000}};
  const Guardrails guardrails{.floor = Money{11'000'000},
                              .ceiling = Money{9'600'000},
                              .map_price = Money{9'700'000},
                              .min_margin_ratio = 0.3,
                              .person_price = kTen};
  const std::vector<GuardStep> steps = apply_guardrails({15'000'000}, kTen, guardrails, &economics);
  const std::vector<GuardStep> expected = {
      {Guard::Careful, {10'300'000}, true},     {Guard::MaxChange, {10'300'000}, false},
      {Guard::Ceiling, {9'600'000}, true},      {Guard::Map, {9'700'000}, true},
      {Guard::MarginFloor, {10'000'000}, true}, {Guard::Floor, {11'000'000}, true}};
  ASSERT_EQ(steps.size(), expected.size());
  for (std::size_t index = 0; index < steps.size(); ++index) {
    EXPECT_EQ(steps[index].guard, expected[index].guard);
    EXPECT_EQ(steps[index].after, expected[index].after);
    EXPECT_EQ(steps[index].bound, expected[index].bound);
  }
}

TEST(Guardrails, let_the_floor_win_over_the_ceiling_and_call_that_kept) {
  Guardrails guardrails = loose();
  guardrails.floor = Money{11'000'000};
  guardrails.ceiling = Money{9'000'000};
  EXPECT_EQ(result(kTen, guardrails), (Money{11'000'000}));
  EXPECT_EQ(broken_guard({11'000'000}, kTen, guardrails, nullptr), Guard::None);
  EXPECT_EQ(broken_guard({11'010'000}, kTen, guardrails, nullptr), Guard::Ceiling);
  EXPECT_EQ(broken_guard({10'990'000}, kTen, guardrails, nullptr), Guard::Ceiling);
}

// 20% of 10: 8 to 12. A floor of 14 reaches past it, and a ceiling of 7: then only 14, or 7, is
// right.
TEST(Guardrails, hold_a_change_to_its_share_of_the_current_price_unless_forced) {
  Guardrails guardrails;
  EXPECT_EQ(result({15'000'000}, guardrails), (Money{12'000'000}));
  EXPECT_EQ(result({5'000'000}, guardrails), (Money{8'000'000}));
  EXPECT_EQ(broken_guard({12'010'000}, kTen, guardrails, nullptr), Guard::MaxChange);
  guardrails.floor = Money{14'000'000};
  EXPECT_EQ(result(kTen, guardrails), (Money{14'000'000}));
  EXPECT_EQ(broken_guard({14'000'000}, kTen, guardrails, nullptr), Guard::None);
  EXPECT_EQ(broken_guard({14'010'000}, kTen, guardrails, nullptr), Guard::MaxChange);
  guardrails.floor.reset();
  guardrails.ceiling = Money{7'000'000};
  EXPECT_EQ(result(kTen, guardrails), (Money{7'000'000}));
  EXPECT_EQ(broken_guard({7'000'000}, kTen, guardrails, nullptr), Guard::None);
  EXPECT_EQ(broken_guard({7'010'000}, kTen, guardrails, nullptr), Guard::MaxChange);
  EXPECT_EQ(broken_guard({8'000'000}, kTen, guardrails, nullptr), Guard::Ceiling);
}

TEST(Guardrails, name_the_first_guard_that_a_price_breaks) {
  const UnitEconomics economics{.unit_cost = {7'000'000}};
  Guardrails guardrails = loose();
  guardrails.map_price = Money{9'000'000};
  guardrails.min_margin_ratio = 0.2;  // 7 / 0.8 = 8.75
  guardrails.floor = Money{8'000'000};
  EXPECT_EQ(broken_guard({9'000'000}, kTen, guardrails, &economics), Guard::None);
  EXPECT_EQ(broken_guard({8'990'000}, kTen, guardrails, &economics), Guard::Map);
  guardrails.map_price.reset();
  EXPECT_EQ(broken_guard({8'740'000}, kTen, guardrails, &economics), Guard::MarginFloor);
  EXPECT_EQ(broken_guard({8'740'000}, kTen, guardrails, nullptr), Guard::None);
  EXPECT_EQ(broken_guard({7'990'000}, kTen, guardrails, nullptr), Guard::Floor);
}

// Careful is never counted as broken: it is a promise about how far a suggestion goes, not a limit
// of the price. And a current price that a person did not set is not pulled back to his.
TEST(Guardrails, are_careful_without_asking_for_a_change) {
  Guardrails guardrails = loose();
  guardrails.person_price = Money{9'000'000};
  EXPECT_EQ(result(kTen, guardrails), kTen);
  EXPECT_EQ(result({11'000'000}, guardrails), kTen);
  EXPECT_EQ(result({8'000'000}, guardrails), (Money{8'730'000}));
  EXPECT_EQ(broken_guard({11'000'000}, kTen, guardrails, nullptr), Guard::None);
}

// p >= (cost + fixed) / (kept_share - ratio). c 6, f 0.5, phi 0.1, m 0.25: 6.5 / 0.65 = 10 exactly,
// m 0.2: 6.5 / 0.7 = 9.285714, up to 9.29. Tax 25% inside: kept 0.8 - 0.1 = 0.7, m 0.2: 13.
TEST(Guardrails, put_the_margin_floor_where_its_formula_says) {
  UnitEconomics economics{.fee_rate = 0.1, .fee_fixed = {500'000}, .unit_cost = {6'000'000}};
  Guardrails guardrails = loose();
  guardrails.min_margin_ratio = 0.25;
  EXPECT_EQ(result({6'000'000}, guardrails, &economics), kTen);
  guardrails.min_margin_ratio = 0.2;
  EXPECT_EQ(result({6'000'000}, guardrails, &economics), (Money{9'290'000}));
  economics.tax_rate = 0.25;
  EXPECT_EQ(result({6'000'000}, guardrails, &economics), (Money{13'000'000}));
}

// kept 0.9, ratio 0.9: no price keeps it. The price is left, and counts as broken at the rim.
TEST(Guardrails, call_a_margin_that_no_price_reaches_broken) {
  const UnitEconomics economics{.fee_rate = 0.1, .unit_cost = {6'000'000}};
  Guardrails guardrails = loose();
  guardrails.min_margin_ratio = 0.9;
  EXPECT_EQ(result(kTen, guardrails, &economics), kTen);
  EXPECT_EQ(broken_guard(kTen, kTen, guardrails, &economics), Guard::MarginFloor);
}

// Floors up, ceilings down: 10.001 and 9.999 in cents; 9.2 and 10.7 in yen.
TEST(Guardrails, round_floors_up_and_ceilings_down) {
  Guardrails guardrails = loose();
  guardrails.floor = Money{10'001'000};
  EXPECT_EQ(result({9'000'000}, guardrails), (Money{10'010'000}));
  guardrails.floor.reset();
  guardrails.ceiling = Money{9'999'000};
  EXPECT_EQ(result({12'000'000}, guardrails), (Money{9'990'000}));
  guardrails.step = Money{1'000'000};
  guardrails.ceiling = Money{10'700'000};
  EXPECT_EQ(result({12'000'000}, guardrails), kTen);
}

TEST(Guardrails, never_bring_a_price_to_nothing) {
  Guardrails guardrails = loose();
  guardrails.ceiling = Money{1'000};
  EXPECT_EQ(result(kTen, guardrails), (Money{10'000}));
}

Money ended(Money price, const std::vector<Money>& endings, Money current = kTen) {
  Guardrails guardrails = loose();
  guardrails.endings = endings;
  return apply_guardrails(price, current, guardrails, nullptr).back().after;
}

// 0.99 is modulo 1: 12.60 lies 0.39 under 12.99, 0.61 over 11.99. 9 is modulo 10: 19 and 29. 9.90
// is modulo 10, 99 modulo 100. 0 is modulo 1: whole main units. 12.49 lies 0.50 from both: the
// lower.
TEST(Guardrails, end_a_price_as_allowed) {
  const Money twenty{20'000'000};
  EXPECT_EQ(ended({12'600'000}, {{990'000}}), (Money{12'990'000}));
  EXPECT_EQ(ended({18'000'000}, {{9'000'000}}, twenty), (Money{19'000'000}));
  EXPECT_EQ(ended({25'000'000}, {{9'000'000}}, twenty), (Money{29'000'000}));
  EXPECT_EQ(ended({18'000'000}, {{9'900'000}}, twenty), (Money{19'900'000}));
  EXPECT_EQ(ended({170'000'000}, {{99'000'000}}, {150'000'000}), (Money{199'000'000}));
  EXPECT_EQ(ended({125'000'000}, {{10'000'000}}, {130'000'000}), (Money{110'000'000}));
  EXPECT_EQ(ended({12'600'000}, {{0}}), (Money{13'000'000}));
  EXPECT_EQ(ended({12'490'000}, {{990'000}}), (Money{11'990'000}));
}

// Of 0.99 and 0.50 the nearer: 12.60 is 0.10 from 12.50.
TEST(Guardrails, take_the_nearest_of_several_endings) {
  EXPECT_EQ(ended({12'600'000}, {{990'000}, {500'000}}), (Money{12'500'000}));
}

// At most 12.90: 12.99 is out, 11.99 fits. At least 12.10 too: none fits, the ending is dropped.
TEST(Guardrails, drop_the_ending_and_not_the_bound) {
  Guardrails guardrails = loose();
  guardrails.endings = {{990'000}};
  guardrails.ceiling = Money{12'900'000};
  EXPECT_EQ(result({12'600'000}, guardrails), (Money{11'990'000}));
  guardrails.floor = Money{12'100'000};
  EXPECT_EQ(result({12'600'000}, guardrails), (Money{12'600'000}));
}

TEST(Guardrails, leave_the_ending_of_a_price_that_stays) {
  EXPECT_EQ(ended(kTen, {{990'000}}), kTen);
}

// 0.995 is no whole cent, -1 no ending: passed over.
TEST(Guardrails, pass_over_endings_that_cannot_be) {
  EXPECT_EQ(ended({12'600'000}, {{995'000}, {-1'000'000}}), (Money{12'600'000}));
}

bool on_allowed_ending(Money price, const std::vector<Money>& endings) {
  return std::any_of(endings.begin(), endings.end(), [&](Money ending) {
    const Money modulus = ending < Money{1'000'000}    ? Money{1'000'000}
                          : ending < Money{10'000'000} ? Money{10'000'000}
                                                       : Money{100'000'000};
    return price.micros % modulus.micros == ending.micros;
  });
}

// Written again from the header, apart from the code: each guard held unless a later one overrules.
void expect_guards_kept(Money price, Money current, const Guardrails& guardrails,
                        const UnitEconomics& economics) {
  const bool margin_reachable =
      !guardrails.min_margin_ratio || *guardrails.min_margin_ratio < kept_share(economics) - 1e-6;
  ASSERT_GE(price, guardrails.floor.value_or(Money{}));
  ASSERT_GE(price, guardrails.map_price.value_or(Money{}));
  if (guardrails.min_margin_ratio && margin_reachable) {
    const double spare =
        unit_margin(economics, price) - *guardrails.min_margin_ratio * main_units(price);
    ASSERT_GE(spare, -1e-9 * main_units(price));
  }
  const auto forced_up = [&](Money bound) {
    // One step lower would break a floor, or the price is the floor itself.
    const Money lower = price - guardrails.step;
    const bool floor = guardrails.floor && lower < *guardrails.floor;
    const bool map = guardrails.map_price && lower < *guardrails.map_price;
    const bool margin =
        guardrails.min_margin_ratio &&
        unit_margin(economics, lower) < *guardrails.min_margin_ratio * main_units(lower) + 1e-9;
    return price > bound && (floor || map || margin);
  };
  if (guardrails.ceiling && *guardrails.ceiling >= guardrails.step) {
    ASSERT_TRUE(price <= *guardrails.ceiling || forced_up(*guardrails.ceiling));
  }
  const double change = main_units(price) / main_units(current) - 1;
  ASSERT_TRUE(change <= guardrails.max_change_ratio + 1e-4 || forced_up(current));
  const bool forced_down = guardrails.ceiling && price + guardrails.step > *guardrails.ceiling;
  ASSERT_TRUE(change >= -guardrails.max_change_ratio - 1e-4 || forced_down);
}

TEST(Guardrails, are_kept_by_every_result) {
  RandomItems random(9);
  int endings_met = 0;
  for (int round = 0; round < 100'000; ++round) {
    const Money step = random.step();
    const Money current = random.price(step);
    const Money price = random.near(current, 0.4, 2);
    const UnitEconomics economics = random.economics(current);
    const Guardrails guardrails = random.guardrails(current, step);
    const std::vector<GuardStep> steps = apply_guardrails(price, current, guardrails, &economics);
    const Money after = steps.back().after;
    Money before = price;
    for (const GuardStep& guard_step : steps) {
      ASSERT_EQ(guard_step.bound, guard_step.after != before);
      before = guard_step.after;
    }
    ASSERT_GT(after, Money{});
    ASSERT_NO_FATAL_FAILURE(expect_guards_kept(after, current, guardrails, economics));
    const bool reachable =
        !guardrails.min_margin_ratio || *guardrails.min_margin_ratio < kept_share(economics) - 1e-6;
    if (reachable) {
      ASSERT_EQ(broken_guard(after, current, guardrails, &economics), Guard::None);
    }
    if (steps.back().guard == Guard::Ending && steps.back().bound) {
      ASSERT_TRUE(on_allowed_ending(after, guardrails.endings));
      ++endings_met;
    }
  }
  EXPECT_GT(endings_met, 10'000);
}

}  // namespace
}  // namespace shelfd::pricing
