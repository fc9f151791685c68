// Demand drivers: what moves one period's mean away from an ordinary one, as factors that multiply.
//
//   mean of the period = ordinary x weekday x own price x rivals x promotion x occasion x occasion
//
//   ordinary   a seventh of an ordinary week: the mean of the seven weekdays at the item's own
//              usual price, with rivals who ask the same, no promotion and no occasion
//   factor     the mean with the driver switched on over the mean before, in the order above
//
// The means are the belief's own (demand_belief.h), so the product is the forecast itself; what is
// not known of a coefficient widens the law, raises its mean, and is part of the factor. Another
// order would share out differently only what coefficients are believed of together.
// A driver is learnt where the item's standard deviation of its effect is below kLearntShare of the
// built-in prior's, as in category_prior.h; until then its factor leans on that assumption. Of the
// weekdays nothing is assumed but that they are alike, so what they show is always learnt.
// Without a bank nothing moves a period: every factor is 1.
// Units a period of exposure 1. Pure. Not here: the law around the mean (demand_outlook.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "forecasting/demand_belief.h"

namespace shelfd::forecasting {

// In the order in which they are switched on; the occasions by the place of their flag.
enum class Driver : std::uint8_t {
  Weekday,
  OwnPrice,
  Rivals,
  Promotion,
  FirstOccasion,
  SecondOccasion
};
inline constexpr std::size_t kDrivers = 6;
inline constexpr double kLearntShare = 0.5;

struct DriverEffect {
  double factor = 1;  // > 0; 1: it moves nothing
  bool learnt = true;
};

struct DriverEffects {
  double ordinary_units = 0;  // > 0
  std::array<DriverEffect, kDrivers> of{};
};

// The product equals expected_units(belief, conditions, prior) but for rounding.
[[nodiscard]] DriverEffects driver_effects(const DemandBelief& belief, const Conditions& conditions,
                                           const DemandPrior& prior);

}  // namespace shelfd::forecasting
