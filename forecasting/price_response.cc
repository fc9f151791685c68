// Price response: see price_response.h.
#include "forecasting/price_response.h"

#include <algorithm>
#include <cmath>

#include "forecasting/truncated_normal.h"

namespace shelfd::forecasting {
namespace {

constexpr double kLow = 0.1;  // the points of an 80% interval
constexpr double kHigh = 0.9;

double precision_around(double elasticity) {
  return 1 / (kPriorSpread * kPriorSpread * elasticity * elasticity);
}

constexpr double kPullPrecision = 1 / (kPullStddev * kPullStddev);

// Information on (T, k): e = T - k v put into that on (e, k).
ResponseInformation of_total(const ResponseInformation& of_own, double weight_below) {
  const double v = weight_below;
  return {.own = of_own.own,
          .cross = of_own.cross - v * of_own.own,
          .pull = std::max(0.0, of_own.pull - 2 * v * of_own.cross + v * v * of_own.own),
          .own_sum = of_own.own_sum,
          .pull_sum = of_own.pull_sum - v * of_own.own_sum};
}

// What the evidence alone says of T, k as unknown as the prior has it.
double evidence_precision(const ResponseInformation& total) {
  return std::max(0.0, total.own - total.cross * total.cross / (total.pull + kPullPrecision));
}

struct Normal {
  double mean = 0;
  double variance = 0;
};

// T and k with the prior, before the signs are known.
struct Joint {
  Normal total;
  Normal pull;
  double covariance = 0;
};

Joint joint_law(const ResponseInformation& total, double centre) {
  const double own = total.own + precision_around(centre);
  const double pull = total.pull + kPullPrecision;
  const double own_sum = total.own_sum + precision_around(centre) * centre;
  const double pull_sum = total.pull_sum + kPullPrecision * kRivalPull;
  const double determinant = own * pull - total.cross * total.cross;
  return {.total = {.mean = (pull * own_sum - total.cross * pull_sum) / determinant,
                    .variance = pull / determinant},
          .pull = {.mean = (own * pull_sum - total.cross * own_sum) / determinant,
                   .variance = own / determinant},
          .covariance = -total.cross / determinant};
}

// k above zero, and what that says of T.
Joint with_pull_above_zero(const Joint& joint) {
  const NormalAbove law{.mean = joint.pull.mean, .stddev = std::sqrt(joint.pull.variance)};
  const double mean = truncated_mean(law);
  const double stddev = truncated_stddev(law);
  const double slope = joint.covariance / joint.pull.variance;
  Joint signed_joint = joint;
  signed_joint.pull = {.mean = mean, .variance = stddev * stddev};
  signed_joint.total.mean += slope * (mean - joint.pull.mean);
  signed_joint.total.variance -= slope * slope * (joint.pull.variance - signed_joint.pull.variance);
  return signed_joint;
}

}  // namespace

double start_elasticity(const ElasticityPrior& prior) {
  const bool known = std::isfinite(prior.present) && prior.present > 0;
  return std::clamp(known ? prior.present : prior.category, kMinElasticity, kMaxElasticity);
}

TotalEstimate estimate_alone(const PriceEvidence& evidence, double weight_below) {
  const ResponseInformation total = of_total(response_information(evidence), weight_below);
  const double precision = evidence_precision(total);
  if (!(precision > 0)) return {};
  const double pull_sum = total.pull_sum + kPullPrecision * kRivalPull;
  const double sum = total.own_sum - total.cross * pull_sum / (total.pull + kPullPrecision);
  return {.mean = sum / precision, .precision = precision};
}

ElasticityBelief elasticity(const PriceEvidence& evidence, const ElasticityPrior& prior) {
  const ResponseInformation total = of_total(response_information(evidence), prior.weight_below);
  const double start = start_elasticity(prior);
  const double seen = evidence_precision(total);
  const double pooled = prior.category_share * precision_around(prior.category);
  const double leaning = precision_around(start) / (precision_around(start) + pooled);
  const double centre = start * leaning + prior.category * (1 - leaning);
  const Joint joint = with_pull_above_zero(joint_law(total, centre));
  const NormalAbove law{.mean = joint.total.mean,
                        .stddev = std::sqrt(std::max(0.0, joint.total.variance)),
                        .least = joint.pull.mean * prior.weight_below};
  return {.mean = std::clamp(truncated_mean(law), kMinElasticity, kMaxElasticity),
          .stddev = truncated_stddev(law),
          .low = truncated_quantile(law, kLow),
          .high = truncated_quantile(law, kHigh),
          .rival_pull = joint.pull.mean,
          .rival_pull_stddev = std::sqrt(joint.pull.variance),
          .usable_changes = evidence.usable_changes,
          .assumption = seen < precision_around(start)};
}

}  // namespace shelfd::forecasting
