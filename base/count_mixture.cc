#include "base/count_mixture.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/count_walk.h"
#include "base/quantile_search.h"

namespace shelfd {
namespace {

constexpr double kWalkMean = 64;             // parts above it are not walked
constexpr std::int64_t kQuantileWalk = 256;  // a walk gives up here
constexpr std::int64_t kNotWalked = -1;

// Weights sum to 1 within 1e-9: divided by their sum, every p is reached.
double total_weight(const CountMixture& demand) {
  double total = 0;
  for (const MixturePart& part : demand) total += part.weight;
  return total > 0 ? total : 1;
}

bool no_demand(const CountMixture& demand) {
  return std::ranges::none_of(demand, [](const MixturePart& part) { return part.weight > 0; });
}

// All parts stepped together from zero.
struct MixtureWalk {
  std::array<CountWalk, kMaxMixtureParts> walks;
  std::array<double, kMaxMixtureParts> weights{};
  std::size_t parts = 0;
};

bool walkable(const CountMixture& demand) {
  return demand.size() <= kMaxMixtureParts &&
         std::ranges::all_of(demand, [](const MixturePart& part) {
           return part.law.size > 1e-9 && part.law.mean_units >= 0 &&
                  part.law.mean_units <= kWalkMean;
         });
}

MixtureWalk start_walk(const CountMixture& demand) {
  MixtureWalk walk;
  const double total = total_weight(demand);
  for (const MixturePart& part : demand) {
    walk.walks[walk.parts] = start_walk(part.law);
    walk.weights[walk.parts] = part.weight / total;
    ++walk.parts;
  }
  return walk;
}

double at_most(const MixtureWalk& walk) {
  double p = 0;
  for (std::size_t i = 0; i < walk.parts; ++i) p += walk.weights[i] * walk.walks[i].at_most;
  return p;
}

// The quantiles that one walk finds; the others stay.
void walk_to(const CountMixture& demand, std::span<const double> ps,
             std::span<std::int64_t> units) {
  MixtureWalk walk = start_walk(demand);
  std::size_t left = ps.size();
  for (std::int64_t at = 0; at <= kQuantileWalk; ++at) {
    const double reached = at_most(walk);
    for (std::size_t place = 0; place < ps.size(); ++place) {
      if (units[place] != kNotWalked || reached < reach_of(ps[place])) continue;
      units[place] = at;
      if (--left == 0) return;
    }
    for (std::size_t i = 0; i < walk.parts; ++i) walk.walks[i].advance();
  }
}

// Mean and variance as of a normal law.
SearchStart expected_quantile(const CountMixture& demand, double p) {
  const double mean = mean_units(demand);
  double variance = 0;
  for (const MixturePart& part : demand) {
    const double own = part.law.mean_units;
    const double off = own - mean;
    variance += part.weight * (own * (1 + own / std::max(part.law.size, 1e-9)) + off * off);
  }
  const double spread = std::sqrt(variance);
  return {.units = mean + spread * normal_quantile(p), .spread_units = spread};
}

}  // namespace

double mean_units(const CountMixture& demand) {
  double mean = 0;
  for (const MixturePart& part : demand) mean += part.weight * part.law.mean_units;
  return mean / total_weight(demand);
}

double cdf(const CountMixture& demand, std::int64_t units) {
  if (units < 0) return 0;
  if (no_demand(demand)) return 1;
  double p = 0;
  for (const MixturePart& part : demand) p += part.weight * cdf(part.law, units);
  return std::min(1.0, p / total_weight(demand));
}

std::int64_t quantile(const CountMixture& demand, double p) {
  std::int64_t units = 0;
  quantiles(demand, {&p, 1}, {&units, 1});
  return units;
}

void quantiles(const CountMixture& demand, std::span<const double> ps,
               std::span<std::int64_t> units) {
  const bool is_mixture = demand.size() > 1 && !no_demand(demand);
  std::ranges::fill(units, kNotWalked);
  if (is_mixture && walkable(demand)) walk_to(demand, ps, units);
  for (std::size_t place = 0; place < ps.size(); ++place) {
    const double p = ps[place];
    if (!(p > 0) || no_demand(demand)) {
      units[place] = 0;
    } else if (!is_mixture) {
      units[place] = quantile(demand.front().law, p);
    } else if (units[place] == kNotWalked) {
      units[place] = smallest_reaching(p, expected_quantile(demand, p),
                                       [&](std::int64_t at_most) { return cdf(demand, at_most); });
    }
  }
}

double expected_excess(const CountMixture& demand, std::int64_t units) {
  if (no_demand(demand)) return units < 0 ? -static_cast<double>(units) : 0;
  double excess = 0;
  for (const MixturePart& part : demand) {
    excess += part.weight * expected_excess(part.law, units);
  }
  return excess / total_weight(demand);
}

}  // namespace shelfd
