// Demand drivers: one condition after the other is given to the belief.
#include "forecasting/demand_drivers.h"

namespace shelfd::forecasting {
namespace {

constexpr int kWeekdays = 7;

// The regressors of a driver: [first, end).
struct Places {
  std::size_t first = 0;
  std::size_t end = 0;
};
constexpr std::array<Places, kDrivers> kPlacesOf{{{kWeek, kOwnPrice},
                                                  {kOwnPrice, kAboveCheapest},
                                                  {kAboveCheapest, kFlags},
                                                  {kFlags, kFlags + 1},
                                                  {kFlags + 1, kFlags + 2},
                                                  {kFlags + 2, kRegressors}}};
static_assert(kFlagCount == 3, "each flag is a driver");

double ordinary_units(const DemandBelief& belief, bool has_weekday, const DemandPrior& prior) {
  if (!has_weekday) return expected_units(belief, {}, prior);
  double week = 0;
  for (int weekday = 0; weekday < kWeekdays; ++weekday) {
    week += expected_units(belief, {.weekday = weekday}, prior);
  }
  return week / kWeekdays;
}

// Switches the driver on: `now` gets what `conditions` say of it.
void take(Driver driver, const Conditions& conditions, Conditions& now) {
  switch (driver) {
    case Driver::Weekday:
      now.weekday = conditions.weekday;
      break;
    case Driver::OwnPrice:
      now.price = conditions.price;
      break;
    case Driver::Rivals:
      now.cheapest_price = conditions.cheapest_price;
      now.market_price = conditions.market_price;
      break;
    case Driver::Promotion:
      now.flags[0] = conditions.flags[0];
      break;
    case Driver::FirstOccasion:
      now.flags[1] = conditions.flags[1];
      break;
    case Driver::SecondOccasion:
      now.flags[2] = conditions.flags[2];
      break;
  }
}

// Variance of the driver's effect on ln mean, of the bank as one.
double effect_variance(const DemandBelief& belief, const RegressorRow& row, const Places& places) {
  const auto weight = weights(belief.record);
  double variance = 0;
  for (std::size_t member = 0; member < belief.bank.size(); ++member) {
    double of_member = 0;
    for (std::size_t i = places.first; i < places.end; ++i) {
      for (std::size_t j = places.first; j < places.end; ++j) {
        of_member +=
            row[i] * row[j] * static_cast<double>(belief.bank[member].spread[spread_cell(i, j)]);
      }
    }
    variance += weight.at(member) * of_member;
  }
  return variance;
}

double prior_variance(const RegressorRow& row, const Places& places) {
  const RegressorPrior built_in = default_prior();
  double variance = 0;
  for (std::size_t i = places.first; i < places.end; ++i) {
    const double stddev = row[i] * static_cast<double>(built_in.stddev[i]);
    variance += stddev * stddev;
  }
  return variance;
}

bool is_learnt(const DemandBelief& belief, const RegressorRow& row, std::size_t driver) {
  if (static_cast<Driver>(driver) == Driver::Weekday) return true;
  const double limit = kLearntShare * kLearntShare * prior_variance(row, kPlacesOf.at(driver));
  return effect_variance(belief, row, kPlacesOf.at(driver)) <= limit;
}

}  // namespace

DriverEffects driver_effects(const DemandBelief& belief, const Conditions& conditions,
                             const DemandPrior& prior) {
  DriverEffects effects{.ordinary_units = ordinary_units(belief, conditions.weekday >= 0, prior)};
  if (belief.bank.empty()) return effects;
  const RegressorRow row = row_of(conditions, log_reference(belief, conditions.price));
  Conditions now;
  double before = effects.ordinary_units;
  for (std::size_t at = 0; at < kDrivers; ++at) {
    take(static_cast<Driver>(at), conditions, now);
    const double after = expected_units(belief, now, prior);
    effects.of[at] = {.factor = after / before, .learnt = is_learnt(belief, row, at)};
    before = after;
  }
  return effects;
}

}  // namespace shelfd::forecasting
