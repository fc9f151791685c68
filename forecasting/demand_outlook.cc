// Demand outlook: moments by conditioning on rate and span, matched by negative binomials.
#include "forecasting/demand_outlook.h"

#include <algorithm>
#include <cmath>

#include "forecasting/category_prior.h"

namespace shelfd::forecasting {
namespace {

constexpr double kPoissonSize = 1e9;  // the laws of base/statistics.h take it for Poisson

// The parts of an equal cut differ by less than this when they are one length.
constexpr double kEqualDays = 1e-9;

// A span of uncertain length: mean and variance in days.
struct Span {
  double mean_days = 0;
  double variance = 0;
};

// Variance of the rate. Where days scatter, each of the item's own days says less about the rate
// than a Poisson day: by 1 + c m, the quasi-Poisson factor. The category's part is a law of rates,
// and stays as it is.
double rate_variance(const DemandBelief& belief, double rate) {
  const double own = 1 - leans_on_category(belief);
  return rate / std::max(belief.exposure_days, kMinExposureDays) *
         (1 + own * belief.scatter * rate);
}

NegativeBinomial matched(double mean, double variance) {
  if (!(mean > 0)) return {.size = 1, .mean_units = 0};
  const double surplus = variance - mean;
  const double size = surplus > 0 ? mean * mean / surplus : kPoissonSize;
  return {.size = std::min(size, kPoissonSize), .mean_units = mean};
}

// Given the rate m and the length L: mean L m, variance L m + L c m^2. Then the rate's variance v
// and the length's s^2:
//   l m + l c m^2 + (l^2 + s^2) v + m^2 s^2
NegativeBinomial demand_over_span(const DemandBelief& belief, const Span& span) {
  const double m = rate_units_per_day(belief);
  const double v = rate_variance(belief, m);
  const double l = span.mean_days;
  const double variance =
      l * m + l * belief.scatter * m * m + (l * l + span.variance) * v + m * m * span.variance;
  return matched(l * m, variance);
}

// Sums over a span's share of the lead time law.
struct Share {
  double weight = 0;
  double days = 0;     // weight x days
  double squares = 0;  // weight x days^2
};

// The law in kMaxMixtureParts shares of equal probability, shortest first; a bin that lies across
// an edge is divided.
std::array<Share, kMaxMixtureParts> equal_shares(const LeadTimeLaw& lead) {
  std::array<Share, kMaxMixtureParts> shares{};
  constexpr double kRoom = 1.0 / static_cast<double>(kMaxMixtureParts);
  std::size_t place = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    const LeadSpan days = bin_span(bin);
    double left = lead.probability.at(bin);
    while (left > 0) {
      const bool last = place + 1 == kMaxMixtureParts;
      const double taken = last ? left : std::min(left, kRoom - shares.at(place).weight);
      shares.at(place).weight += taken;
      shares.at(place).days += taken * days.mean_days;
      shares.at(place).squares += taken * (days.mean_days * days.mean_days + days.variance);
      left -= taken;
      if (left > 0) ++place;
    }
  }
  return shares;
}

bool same_length(const Share& a, const Share& b) {
  return std::abs(a.days / a.weight - b.days / b.weight) < kEqualDays &&
         std::abs(a.squares / a.weight - b.squares / b.weight) < kEqualDays;
}

// Neighbours of equal length become one.
std::vector<Share> merged_shares(const LeadTimeLaw& lead) {
  std::vector<Share> merged;
  for (const Share& share : equal_shares(lead)) {
    if (!(share.weight > 0)) continue;
    if (!merged.empty() && same_length(merged.back(), share)) {
      merged.back().weight += share.weight;
      merged.back().days += share.days;
      merged.back().squares += share.squares;
    } else {
      merged.push_back(share);
    }
  }
  return merged;
}

}  // namespace

NegativeBinomial demand_over(const DemandBelief& belief, double days) {
  return demand_over_span(belief, {.mean_days = days > 0 ? days : 0.0, .variance = 0});
}

CountMixture demand_over(const DemandBelief& belief, const LeadTimeLaw& lead, double review_days) {
  const std::vector<Share> shares = merged_shares(lead);
  double total = 0;
  for (const Share& share : shares) total += share.weight;
  CountMixture demand;
  demand.reserve(shares.size());
  for (const Share& share : shares) {
    const double mean = share.days / share.weight;
    const double variance = std::max(0.0, share.squares / share.weight - mean * mean);
    const Span span{.mean_days = mean + std::max(0.0, review_days), .variance = variance};
    demand.push_back({.weight = share.weight / total, .law = demand_over_span(belief, span)});
  }
  return demand;
}

}  // namespace shelfd::forecasting
