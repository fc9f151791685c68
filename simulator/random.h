// Random: a seeded stream of draws with its own distributions, so that a market does not depend on
// the standard library's. Eight bytes a stream: each item has one for each kind of happening, and
// what the merchant answers never changes what his rivals do.
//
//   next(): SplitMix64 (Steele, Lea & Flood, Fast splittable pseudorandom number generators, 2014)
//   normal(): the sum of 12 uniforms less 6: mean 0, variance 1, within [-6, 6]
//   poisson(): Knuth's product of uniforms; from a mean of 30 on, a rounded normal
//
// Pure: the state is the caller's.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace shelfd::simulator {

// A seed for the stream named `name` under `seed`: every bit of both matters.
[[nodiscard]] std::uint64_t stream_seed(std::uint64_t seed, std::uint64_t name);

class Random {
 public:
  Random() = default;
  explicit Random(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t next();
  [[nodiscard]] double uniform();                         // [0, 1)
  [[nodiscard]] double between(double low, double high);  // [low, high)
  [[nodiscard]] std::int64_t below(std::int64_t count);   // 0 .. count - 1; count >= 1
  [[nodiscard]] bool chance(double probability);
  [[nodiscard]] double normal();
  [[nodiscard]] std::int64_t poisson(double mean);  // mean >= 0
  [[nodiscard]] Duration duration_between(Duration low, Duration high);

 private:
  std::uint64_t state_ = 0;
};

// Ranks 1 .. count with chances close to rank^-0.9: the whole part of a draw from the density
// x^-0.9 on [1, count + 1), by inversion: x = (1 + u ((count + 1)^0.1 - 1))^10. O(1), no table.
class ZipfRanks {
 public:
  explicit ZipfRanks(std::size_t count);  // >= 1
  [[nodiscard]] std::size_t draw(Random& random) const;

 private:
  std::size_t count_ = 1;
  double span_ = 0;
};

}  // namespace shelfd::simulator
