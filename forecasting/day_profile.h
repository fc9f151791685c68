// Day profile: when in the day a category's orders come, as shares of twelve parts of the local
// day.
//
//   share of part i = (orders in i + k / 12) / (orders + k),  k = kProfilePrior: an even day
//
// Within a part orders come evenly. A day of 23 or 25 hours has parts of its own length.
// Pure. Not here: who counts (engine).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace shelfd::forecasting {

inline constexpr std::size_t kDayParts = 12;
inline constexpr double kProfilePrior = 60;  // orders of an even day

using DayParts = std::array<std::int64_t, kDayParts>;  // orders

struct DayProfile {
  std::array<double, kDayParts + 1> until{};  // share before each part; the last is 1
  double known = 0;                           // weight of the orders behind it, in [0, 1)
};

// Counts below zero count as zero.
[[nodiscard]] DayProfile profile_of(const DayParts& orders);

// The part that holds `of_day`, in [0, 1) of the day; held to it.
[[nodiscard]] std::size_t day_part(double of_day);

// Share of a day's orders before `of_day`, held to [0, 1].
[[nodiscard]] double share_until(const DayProfile& profile, double of_day);

}  // namespace shelfd::forecasting
