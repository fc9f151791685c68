// Cold start: how honest the law of a new item's first days is, by how much it expects. (By what
// came of the item in the end no law is even: who sold little was then expected to sell more.)
//
//   PIT of a count y under the law F: spread evenly over [F(y - 1), F(y)], which is the mean of
//   the randomised PIT, without its draws. Honest laws give an even one.
//   off by    the most that the share of PITs below u differs from u, u = .05, .10 .. .95
//
// Sources: Czado, Gneiting & Held, Biometrics 65 (2009) 1254-1261 (PIT of counts); Gneiting,
// Balabdaoui & Raftery, JRSS B 69 (2007) 243-268.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/count_mixture.h"

namespace shelfd::backtest {

inline constexpr int kFirstPeriods = 14;
// An item is new when its first period is this many after the panel's: earlier ones may have been
// sold before anybody looked.
inline constexpr int kNewAfter = 28;
inline constexpr std::size_t kPitSteps = 20;
// Bands of expected units a period begin at these.
inline constexpr std::array<double, 4> kVolumeBands{0, 0.3, 1, 4};

struct ColdStartBand {
  double from = 0;   // units a period
  double until = 0;  // infinite for the last
  std::int64_t periods = 0;
  std::array<double, kPitSteps> pit{};  // share in each step; sums to 1 where there are periods
  double off = 0;                       // in [0, 1]
};

class ColdStart {
 public:
  // The place among the bands.
  [[nodiscard]] static std::size_t band_of(double mean_units);

  // One of an item's first periods: the law that stood before it, and the units that came, >= 0.
  void add(const NegativeBinomial& law, std::int64_t units);

  [[nodiscard]] std::vector<ColdStartBand> bands() const;

 private:
  std::array<std::array<double, kPitSteps>, kVolumeBands.size()> mass_{};
  std::array<std::int64_t, kVolumeBands.size()> periods_{};
};

}  // namespace shelfd::backtest
