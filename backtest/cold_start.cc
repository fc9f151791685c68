// Cold start: PITs by band.
#include "backtest/cold_start.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/statistics.h"

namespace shelfd::backtest {
namespace {

// Mass 1, spread evenly over [low, high] of [0, 1]; at a point, all of it in that step.
void spread(std::array<double, kPitSteps>& mass, double low, double high) {
  constexpr auto kSteps = static_cast<double>(kPitSteps);
  const double width = high - low;
  if (!(width > 0)) {
    const auto step = static_cast<std::size_t>(std::clamp(low * kSteps, 0.0, kSteps - 1));
    mass.at(step) += 1;
    return;
  }
  for (std::size_t step = 0; step < kPitSteps; ++step) {
    const double from = static_cast<double>(step) / kSteps;
    const double until = static_cast<double>(step + 1) / kSteps;
    mass[step] += std::max(0.0, std::min(high, until) - std::max(low, from)) / width;
  }
}

double worst(const std::array<double, kPitSteps>& pit) {
  double below = 0;
  double off = 0;
  for (std::size_t step = 0; step < kPitSteps; ++step) {
    below += pit[step];
    const double even = static_cast<double>(step + 1) / static_cast<double>(kPitSteps);
    off = std::max(off, std::abs(below - even));
  }
  return off;
}

}  // namespace

std::size_t ColdStart::band_of(double mean_units) {
  const auto after = std::ranges::upper_bound(kVolumeBands, mean_units);
  return after == kVolumeBands.begin() ? 0
                                       : static_cast<std::size_t>(after - kVolumeBands.begin()) - 1;
}

void ColdStart::add(const NegativeBinomial& law, std::int64_t units) {
  const std::size_t band = band_of(law.mean_units);
  const double low = units > 0 ? cdf(law, units - 1) : 0;
  spread(mass_.at(band), std::clamp(low, 0.0, 1.0), std::clamp(cdf(law, units), 0.0, 1.0));
  ++periods_.at(band);
}

std::vector<ColdStartBand> ColdStart::bands() const {
  std::vector<ColdStartBand> bands;
  for (std::size_t at = 0; at < kVolumeBands.size(); ++at) {
    const bool last = at + 1 == kVolumeBands.size();
    ColdStartBand band{
        .from = kVolumeBands[at],
        .until = last ? std::numeric_limits<double>::infinity() : kVolumeBands[at + 1],
        .periods = periods_[at]};
    if (band.periods > 0) {
      const auto periods = static_cast<double>(band.periods);
      std::ranges::transform(mass_[at], band.pit.begin(),
                             [periods](double mass) { return mass / periods; });
      band.off = worst(band.pit);
    }
    bands.push_back(band);
  }
  return bands;
}

}  // namespace shelfd::backtest
