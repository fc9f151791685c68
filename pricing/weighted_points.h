// Weighted points: values by rising size with their weights, and the points of their distribution.
//
//   p-point  the smallest value at which the weights up to and with it reach p of the total
//
// Weights are counted in units of 2^-24 and summed as integers, so that no sum depends on an order
// and a share is reached exactly or not at all. Nothing is taken from the heap up to kRoomPoints.
// Pure.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <span>
#include <vector>

namespace shelfd::pricing {

inline constexpr double kMaxWeight = 16;
inline constexpr double kWeightUnits = 16'777'216;  // 2^24 in a weight of one
inline constexpr std::size_t kRoomPoints = 64;

// In units of 2^-24, nearest; held to [0, kMaxWeight], NaN is none. A weight above zero counts at
// least one unit.
[[nodiscard]] inline std::int32_t weight_units(double weight) {
  if (!(weight > 0)) return 0;
  const double units = std::min(weight, kMaxWeight) * kWeightUnits + 0.5;
  return std::max(1, static_cast<std::int32_t>(units));
}

// The value that has as many below it as above, the lower one of two. Not empty; up to kRoomPoints
// values it is found by counting, above them they are reordered.
[[nodiscard]] std::int32_t lower_median(std::span<std::int32_t> values);

struct WeightedPoint {
  std::int64_t value = 0;
  std::int64_t weight = 0;   // > 0, in units
  std::size_t position = 0;  // where the caller finds it again; breaks ties
};

// Collects points, then holds them by rising (value, position).
class WeightedPoints {
 public:
  // Room for `most` points.
  explicit WeightedPoints(std::size_t most) {  // NOLINT(cppcoreguidelines-pro-type-member-init)
    points_.reserve(most);
  }
  WeightedPoints(const WeightedPoints&) = delete;
  WeightedPoints& operator=(const WeightedPoints&) = delete;
  WeightedPoints(WeightedPoints&&) = delete;
  WeightedPoints& operator=(WeightedPoints&&) = delete;
  ~WeightedPoints() = default;

  // A point without weight says nothing and is passed over.
  void add(const WeightedPoint& point) {
    if (point.weight <= 0) return;
    points_.push_back(point);
    total_ += point.weight;
  }
  void sort();
  // Drops the points of which `keeps(point)` is false.
  template <typename Keeps>
  void keep_only(const Keeps& keeps) {
    std::erase_if(points_, [&](const WeightedPoint& point) {
      if (keeps(point)) return false;
      total_ -= point.weight;
      return true;
    });
  }

  [[nodiscard]] std::span<const WeightedPoint> all() const { return points_; }
  [[nodiscard]] bool empty() const { return points_.empty(); }
  [[nodiscard]] std::int64_t total() const { return total_; }
  // Index of the tenths/10-point of sorted points. Not empty; tenths in [0, 10].
  [[nodiscard]] std::size_t point(int tenths) const;

 private:
  void sort_few();

  // The points and one more, and what they are sorted into.
  static constexpr std::size_t kRoomBytes = (2 * kRoomPoints + 1) * sizeof(WeightedPoint);
  alignas(std::max_align_t) std::array<std::byte, kRoomBytes> room_;
  std::pmr::monotonic_buffer_resource memory_{room_.data(), room_.size()};
  std::pmr::vector<WeightedPoint> points_{&memory_};
  std::int64_t total_ = 0;
};

}  // namespace shelfd::pricing
