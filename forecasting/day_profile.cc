// Day profile: counts with an even day, summed.
#include "forecasting/day_profile.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr auto kParts = static_cast<double>(kDayParts);

double counted(std::int64_t orders) {
  return static_cast<double>(std::max<std::int64_t>(0, orders));
}

}  // namespace

DayProfile profile_of(const DayParts& orders) {
  double all = 0;
  for (const std::int64_t part : orders) all += counted(part);
  DayProfile profile{.known = all / (all + kProfilePrior)};
  for (std::size_t part = 0; part < kDayParts; ++part) {
    const double share = (counted(orders[part]) + kProfilePrior / kParts) / (all + kProfilePrior);
    profile.until[part + 1] = profile.until[part] + share;
  }
  profile.until.back() = 1;
  return profile;
}

std::size_t day_part(double of_day) {
  const double part = std::floor(std::clamp(of_day, 0.0, 1.0) * kParts);
  return std::min(static_cast<std::size_t>(part), kDayParts - 1);
}

double share_until(const DayProfile& profile, double of_day) {
  const std::size_t part = day_part(of_day);
  const double within = std::clamp(of_day, 0.0, 1.0) * kParts - static_cast<double>(part);
  return profile.until[part] + within * (profile.until[part + 1] - profile.until[part]);
}

}  // namespace shelfd::forecasting
