// Demand outlook: moments by conditioning on the span, matched by negative binomials.
#include "forecasting/demand_outlook.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace shelfd::forecasting {
namespace {

constexpr double kMaxSlowScatter = 400;
constexpr double kPoissonSize = 1e9;  // the laws of base/statistics.h take it for Poisson

// The parts of an equal cut differ by less than this when they are one length.
constexpr double kEqualDays = 1e-9;

// A span of uncertain length: mean and variance in days.
struct Span {
  double mean_days = 0;
  double variance = 0;
};

NegativeBinomial matched(double mean, double variance) {
  if (!(mean > 0)) return {.size = 1, .mean_units = 0};
  const double surplus = variance - mean;
  const double size = surplus > 0 ? mean * mean / surplus : kPoissonSize;
  return {.size = std::min(size, kPoissonSize), .mean_units = mean};
}

NegativeBinomial demand_over_span(const DemandPath& path, const Span& span) {
  const double mean = mean_over(path, span.mean_days);
  const double a_day = span.mean_days > 0 ? mean / span.mean_days : 0;
  const double variance =
      mean + scatter_over(path, span.mean_days) * mean * mean + a_day * a_day * span.variance;
  return matched(mean, variance);
}

// Value at h by straight lines in ln h between the anchors; the ends beyond them.
double at_horizon(const std::array<double, kAnchors.size()>& values, double periods) {
  if (!(periods > kAnchors.front())) return values.front();
  for (std::size_t next = 1; next < kAnchors.size(); ++next) {
    if (periods > kAnchors[next]) continue;
    const double low = std::log(static_cast<double>(kAnchors[next - 1]));
    const double high = std::log(static_cast<double>(kAnchors[next]));
    const double share = (std::log(periods) - low) / (high - low);
    return values[next - 1] + share * (values[next] - values[next - 1]);
  }
  return values.back();
}

// c of a total of `mean` units, of which a slow mover's excess is a part: variance m (1 + k) + c
// m^2.
ScatterPrior with_excess(const ScatterPrior& prior, double excess, double mean) {
  constexpr double kLeastMean = 1e-3;
  ScatterPrior scatter = prior;
  for (double& c : scatter) c = std::min(kMaxSlowScatter, c + excess / std::max(mean, kLeastMean));
  return scatter;
}

// The head's means and scatters at the anchors instead of the filter's.
void apply(const PooledHead& head, const DemandBelief& belief, const DemandPrior& prior,
           DemandPath& path) {
  std::array<double, kAnchors.size()> ratio{};
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    const auto periods = static_cast<std::size_t>(kAnchors[anchor]);
    const HeadSpan span{.units = path.total.at(periods),
                        .exposure = static_cast<double>(periods),
                        .scatter = path.scatter[anchor],
                        .periods = static_cast<double>(periods)};
    const HeadLaw law = law_of(head, features_of(belief, prior, span));
    ratio[anchor] = span.units > 0 ? law.mean / span.units : 1;
    path.scatter[anchor] = law.scatter;
  }
  const std::array<double, kPathPeriods + 1> plain = path.total;
  for (std::size_t k = 1; k < plain.size(); ++k) {
    const double scaled = plain[k] * at_horizon(ratio, static_cast<double>(k));
    path.total[k] = std::max(path.total[k - 1], scaled);
  }
  path.later *= ratio.back();
}

// The law in kMaxMixtureParts shares of equal probability, shortest first; a bin that lies across
// an edge is divided.
std::array<LeadShare, kMaxMixtureParts> equal_shares(const LeadTimeLaw& lead) {
  std::array<LeadShare, kMaxMixtureParts> shares{};
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

bool same_length(const LeadShare& a, const LeadShare& b) {
  return std::abs(a.days / a.weight - b.days / b.weight) < kEqualDays &&
         std::abs(a.squares / a.weight - b.squares / b.weight) < kEqualDays;
}

}  // namespace

DemandPath demand_path(const DemandBelief& belief, std::span<const PlannedPeriod> ahead,
                       const DemandPrior& prior, const PooledHead* head) {
  DemandPath path;
  const std::vector<double> units = mean_units(belief, ahead, prior);
  double sum = 0;
  double week = 0;  // the newest seven
  for (std::size_t k = 0; k < units.size(); ++k) {
    sum += units[k];
    if (k + 7 >= units.size()) week += units[k];
    path.total.at(k + 1) = sum;
  }
  path.later =
      units.empty() ? 0 : week / static_cast<double>(std::min<std::size_t>(7, units.size()));
  for (std::size_t k = units.size(); k < kPathPeriods; ++k) {
    path.total.at(k + 1) = path.total.at(k) + path.later;
  }
  const double doubt = rate_doubt(belief, prior);
  const double beyond = excess(belief.sparse, prior.rate);
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    const double mean = path.total.at(static_cast<std::size_t>(kAnchors[anchor]));
    const ScatterPrior slow = with_excess(prior.scatter, beyond, mean);
    path.scatter[anchor] = scatter_at(belief.record, anchor, slow) + doubt;
  }
  if (head != nullptr && serves(belief)) apply(*head, belief, prior, path);
  return path;
}

double mean_over(const DemandPath& path, double periods) {
  if (!(periods > 0)) return 0;
  const double last = static_cast<double>(kPathPeriods);
  if (periods >= last) return path.total.back() + (periods - last) * path.later;
  const auto whole = static_cast<std::size_t>(periods);
  const double part = periods - static_cast<double>(whole);
  return path.total.at(whole) + part * (path.total.at(whole + 1) - path.total.at(whole));
}

double scatter_over(const DemandPath& path, double periods) {
  return at_horizon(path.scatter, periods);
}

NegativeBinomial demand_over(const DemandPath& path, double periods) {
  return demand_over_span(path, {.mean_days = periods > 0 ? periods : 0.0, .variance = 0});
}

NegativeBinomial demand_of(const DemandPath& path, std::size_t ahead) {
  const std::size_t at = std::clamp<std::size_t>(ahead, 1, kPathPeriods);
  const double mean = path.total.at(at) - path.total.at(at - 1);
  return matched(mean, mean + path.scatter.front() * mean * mean);
}

// Neighbours of equal length become one.
LeadShares shares_of(const LeadTimeLaw& lead) {
  LeadShares merged;
  for (const LeadShare& share : equal_shares(lead)) {
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

CountMixture demand_over(const DemandPath& path, const LeadShares& lead, double review_days) {
  double total = 0;
  for (const LeadShare& share : lead) total += share.weight;
  CountMixture demand;
  demand.reserve(lead.size());
  for (const LeadShare& share : lead) {
    const double mean = share.days / share.weight;
    const double variance = std::max(0.0, share.squares / share.weight - mean * mean);
    const Span span{.mean_days = mean + std::max(0.0, review_days), .variance = variance};
    demand.push_back({.weight = share.weight / total, .law = demand_over_span(path, span)});
  }
  return demand;
}

CountMixture demand_over(const DemandPath& path, const LeadTimeLaw& lead, double review_days) {
  return demand_over(path, shares_of(lead), review_days);
}

}  // namespace shelfd::forecasting
