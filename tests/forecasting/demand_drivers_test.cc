// Demand drivers: that the factors of a period multiply with an ordinary one to the forecast, that
// each is what its coefficient says, and which of them are learnt.
#include "forecasting/demand_drivers.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "forecasting/demand_outlook.h"

namespace shelfd::forecasting {
namespace {

const DriverEffect& of(const DriverEffects& effects, Driver driver) {
  return effects.of.at(static_cast<std::size_t>(driver));
}

double product(const DriverEffects& effects) {
  double units = effects.ordinary_units;
  for (const DriverEffect& effect : effects.of) units *= effect.factor;
  return units;
}

// Coefficients known for certain: level ln 5, sin 0.1 and cos 0.2 of the week, own price -2, above
// the cheapest -1, promotion 0.4, second occasion 0.7. Usual price 10.
DemandBelief certain() {
  FilterState member;
  member.mean[kLevel] = std::log(5.0F);
  member.mean[kWeek] = 0.1F;
  member.mean[kWeek + 1] = 0.2F;
  member.mean[kOwnPrice] = -2;
  member.mean[kAboveCheapest] = -1;
  member.mean[kFlags] = 0.4F;
  member.mean[kFlags + 2] = 0.7F;
  DemandBelief belief;
  belief.bank.assign(kBank.size(), member);
  belief.log_price_sum = std::numbers::ln10;
  belief.log_price_weight = 1;
  return belief;
}

// One unit an order.
DemandPrior of_single_units() {
  DemandPrior prior;
  prior.size = 1;
  return prior;
}

// The seven weekdays have exp(0.1 sin + 0.2 cos): 1.2214, 1.2249, 1.0544, 0.8721, 0.7996, 0.8676,
// 1.0476; their mean is 1.012539, so a seventh of the week is 5.062696 and a Monday 1.206277 of it.
// At 11 against 10: 1.1^-2 = 0.826446. A rival at 10: 1.1^-1 = 0.909091. A promotion: e^0.4 =
// 1.491825. The second occasion: e^0.7 = 2.013753.
TEST(DemandDrivers, are_what_the_coefficients_say) {
  const Conditions conditions{
      .weekday = 0, .price = 11, .cheapest_price = 10, .market_price = 11, .flags = {1, 0, 1}};
  const DriverEffects effects = driver_effects(certain(), conditions, of_single_units());
  EXPECT_NEAR(effects.ordinary_units, 5.062696, 1e-5);
  EXPECT_NEAR(of(effects, Driver::Weekday).factor, 1.206277, 1e-6);
  EXPECT_NEAR(of(effects, Driver::OwnPrice).factor, 0.826446, 1e-6);
  EXPECT_NEAR(of(effects, Driver::Rivals).factor, 0.909091, 1e-6);
  EXPECT_NEAR(of(effects, Driver::Promotion).factor, 1.491825, 1e-6);
  EXPECT_EQ(of(effects, Driver::FirstOccasion).factor, 1);
  EXPECT_NEAR(of(effects, Driver::SecondOccasion).factor, 2.013753, 1e-6);
}

TEST(DemandDrivers, of_the_weekdays_average_to_nothing) {
  double sum = 0;
  for (int weekday = 0; weekday < 7; ++weekday) {
    sum += of(driver_effects(certain(), {.weekday = weekday}, {}), Driver::Weekday).factor;
  }
  EXPECT_NEAR(sum / 7, 1, 1e-12);
}

TEST(DemandDrivers, move_nothing_without_a_weekday_a_price_or_a_bank) {
  DemandPrior prior;
  prior.rate = {.mean = 3, .weight = 5};
  const Conditions busy{.weekday = 2, .price = 11, .cheapest_price = 9, .flags = {1, 1, 1}};
  const DriverEffects few = driver_effects({}, busy, prior);
  EXPECT_NEAR(few.ordinary_units, 3, 1e-12);
  for (const DriverEffect& effect : few.of) EXPECT_EQ(effect.factor, 1);
  for (const DriverEffect& effect : driver_effects(certain(), {}, {}).of) {
    EXPECT_EQ(effect.factor, 1);
  }
}

// 200 beliefs that lived through random prices, rivals, promotions and occasions, some with few
// sales, each asked of random conditions, two of three far beyond what it saw.
TEST(DemandDrivers, multiply_to_the_forecast_whatever_was_lived) {
  std::mt19937_64 random(20261126);
  const auto uniform = [&](double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
  };
  const auto drawn = [&](double spread) {
    Conditions conditions{
        .weekday = static_cast<int>(uniform(-1, 6.99)),
        .price = uniform(0, 1) < 0.1 ? 0 : 20 * std::exp(uniform(-spread, spread)),
        .cheapest_price = 20 * std::exp(uniform(-spread, spread)),
        .market_price = uniform(0, 1) < 0.2 ? 0 : 20 * std::exp(uniform(-1, 1))};
    for (float& flag : conditions.flags) flag = uniform(0, 1) < 0.2 ? 1.0F : 0.0F;
    return conditions;
  };
  int with_bank = 0;
  for (int item = 0; item < 200; ++item) {
    DemandBelief belief;
    const double rate = std::exp(uniform(-2, 4));
    const int days = static_cast<int>(uniform(0, 80));
    for (int day = 0; day < days; ++day) {
      const auto units = static_cast<double>(std::poisson_distribution<int>(rate)(random));
      close_period(belief, {.units = units, .orders = units, .conditions = drawn(0.2)}, {}, {});
    }
    with_bank += belief.bank.empty() ? 0 : 1;
    for (const double spread : {0.1, 1.0, 3.0}) {
      const Conditions conditions = drawn(spread);
      const double expected = expected_units(belief, conditions, {});
      EXPECT_NEAR(product(driver_effects(belief, conditions, {})) / expected, 1, 1e-9);
    }
  }
  EXPECT_GT(with_bank, 100);
  EXPECT_LT(with_bank, 200);
}

// The day's law, which the plans are made from, has that mean.
TEST(DemandDrivers, multiply_to_the_mean_of_the_days_law) {
  std::vector<PlannedPeriod> ahead(kPathPeriods);
  for (std::size_t at = 0; at < ahead.size(); ++at) {
    ahead[at].conditions = {.weekday = static_cast<int>(at % 7), .price = at < 3 ? 9.0 : 11.0};
  }
  const DemandPath path = demand_path(certain(), ahead, {});
  for (std::size_t at = 0; at < 14; ++at) {
    const double mean = demand_of(path, at + 1).mean_units;
    EXPECT_NEAR(product(driver_effects(certain(), ahead[at].conditions, {})), mean, 1e-9 * mean);
  }
}

DriverEffects lived_little() {
  DemandBelief belief;
  for (int day = 0; day < 6; ++day) {
    close_period(belief, {.units = 3, .orders = 3, .conditions = {.weekday = day}}, {}, {});
  }
  return driver_effects(belief, {.weekday = 2}, {});
}

// Lived for 60 days: every day at 20 without a promotion, or with one every third day. The prior's
// standard deviation is 0.7: what was never seen stays at it, what came 20 times does not.
TEST(DemandDrivers, are_assumptions_until_they_were_seen) {
  const auto lived = [](int promotion_every) {
    DemandBelief belief;
    for (int day = 0; day < 60; ++day) {
      Conditions conditions{.weekday = day % 7, .price = 20};
      if (promotion_every > 0 && day % promotion_every == 0) conditions.flags[0] = 1;
      const double units = conditions.flags[0] > 0 ? 12 : 6;
      close_period(belief, {.units = units, .orders = units, .conditions = conditions}, {}, {});
    }
    return belief;
  };
  const Conditions promoted{.weekday = 1, .price = 20, .flags = {1, 0, 0}};
  const DriverEffects unseen = driver_effects(lived(0), promoted, {});
  const DriverEffects seen = driver_effects(lived(3), promoted, {});
  EXPECT_FALSE(of(unseen, Driver::Promotion).learnt);
  EXPECT_TRUE(of(seen, Driver::Promotion).learnt);
  // e^(0.5 + 0.7^2 / 2) = 2.107 of the built-in prior; twice as much was lived.
  EXPECT_NEAR(of(unseen, Driver::Promotion).factor, 2.107, 0.02);
  EXPECT_NEAR(of(seen, Driver::Promotion).factor, 2, 0.1);
  EXPECT_TRUE(of(lived_little(), Driver::Weekday).learnt) << "only sameness is assumed of weekdays";
}

}  // namespace
}  // namespace shelfd::forecasting
