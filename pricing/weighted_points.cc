// Weighted points: see weighted_points.h.
#include "pricing/weighted_points.h"

#include <algorithm>
#include <limits>

namespace shelfd::pricing {

namespace {

// Times kRoomPoints a double still counts them.
constexpr std::int64_t kMostPacked = std::int64_t{1} << 47U;

bool is_packable(std::int64_t value) { return value > -kMostPacked && value < kMostPacked; }

// How many of the values come before each, of equal ones the earlier first: at most kRoomPoints.
// Every pair is compared, four at once: faster than a sort of so few, whose branches nobody can
// guess; as doubles, which compare quicker than integers of their size.
void count_ranks(std::span<const std::int64_t> values, std::span<std::uint8_t> ranks) {
  constexpr std::size_t kAtOnce = 4;
  // The value and then the place, in one number; the last few are filled up.
  std::array<double, kRoomPoints> packed;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::size_t count = values.size();
  const std::size_t filled = (count + kAtOnce - 1) / kAtOnce * kAtOnce;
  for (std::size_t at = 0; at < count; ++at) {
    packed[at] =
        static_cast<double>(values[at] * std::int64_t{kRoomPoints} + static_cast<std::int64_t>(at));
  }
  for (std::size_t at = count; at < filled; ++at) {
    packed[at] = std::numeric_limits<double>::infinity();
  }
  for (std::size_t at = 0; at < count; ++at) {
    const double own = packed[at];
    std::array<std::int64_t, kAtOnce> before{};
    for (std::size_t others = 0; others < filled; others += kAtOnce) {
      for (std::size_t lane = 0; lane < kAtOnce; ++lane) {
        before[lane] += packed[others + lane] < own ? 1 : 0;
      }
    }
    ranks[at] = static_cast<std::uint8_t>((before[0] + before[2]) + (before[1] + before[3]));
  }
}

}  // namespace

std::int32_t lower_median(std::span<std::int32_t> values) {
  const auto middle = static_cast<std::int32_t>((values.size() - 1) / 2);
  if (values.size() > kRoomPoints) {
    std::ranges::nth_element(values, values.begin() + middle);
    return values[static_cast<std::size_t>(middle)];
  }
  std::int32_t median = std::numeric_limits<std::int32_t>::min();
  for (const std::int32_t value : values) {
    std::int32_t below = 0;
    for (const std::int32_t other : values) below += other < value ? 1 : 0;
    if (below <= middle) median = std::max(median, value);
  }
  return median;
}

void WeightedPoints::sort_few() {
  std::array<std::int64_t, kRoomPoints> values;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::array<std::uint8_t, kRoomPoints> ranks;   // NOLINT(cppcoreguidelines-pro-type-member-init)
  const std::size_t count = points_.size();
  for (std::size_t at = 0; at < count; ++at) values[at] = points_[at].value;
  count_ranks(std::span(values).first(count), ranks);
  const std::pmr::vector<WeightedPoint> unsorted(points_, &memory_);
  for (std::size_t at = 0; at < count; ++at) points_[ranks[at]] = unsorted[at];
}

void WeightedPoints::sort() {
  const bool few = points_.size() <= kRoomPoints &&
                   std::ranges::all_of(points_, is_packable, &WeightedPoint::value);
  if (few) {
    sort_few();
  } else {
    std::ranges::stable_sort(points_, {}, &WeightedPoint::value);
  }
}

std::size_t WeightedPoints::point(int tenths) const {
  const std::int64_t target = tenths * total_;
  std::int64_t reached = 0;
  for (std::size_t at = 0; at < points_.size(); ++at) {
    reached += 10 * points_[at].weight;
    if (reached >= target) return at;
  }
  return points_.size() - 1;
}

}  // namespace shelfd::pricing
