// Touch counts: about how often a key was touched lately, in one byte for each of kPlaces keys;
// keys that share a place count together. All are halved from time to time, so that what was
// touched often long ago gives way (Einziger, Friedman and Manes, TinyLFU, 2017). Threads: one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string_view>
#include <vector>

namespace shelfd::daemon {

class TouchCounts {
 public:
  static constexpr std::size_t kPlaces = std::size_t{1} << 16U;
  static constexpr std::size_t kHalvedAfter = 8 * kPlaces;  // touches

  [[nodiscard]] static std::size_t place_of(std::string_view key) {
    return std::hash<std::string_view>()(key) % kPlaces;
  }

  void note(std::size_t place) {
    std::uint8_t& count = counts_[place];
    if (count < std::numeric_limits<std::uint8_t>::max()) ++count;
    if (++noted_ < kHalvedAfter) return;
    noted_ = 0;
    std::ranges::for_each(counts_, [](std::uint8_t& each) { each /= 2; });
  }
  [[nodiscard]] int of(std::size_t place) const { return counts_[place]; }

 private:
  std::vector<std::uint8_t> counts_ = std::vector<std::uint8_t>(kPlaces);
  std::size_t noted_ = 0;
};

}  // namespace shelfd::daemon
