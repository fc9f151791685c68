// Price response: weighted least squares of log rate on log price, and a normal prior that moves.
#include "forecasting/price_response.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

// Half a unit on each side, so that a change after which nothing sold still says something.
constexpr double kHalfUnit = 0.5;

bool is_spell(const PriceSpell& spell) {
  return std::isfinite(spell.price) && spell.price > 0 && std::isfinite(spell.units) &&
         spell.units >= 0 && std::isfinite(spell.days) && spell.days > 0;
}

bool is_usable(const PriceSpell& before, const PriceSpell& after) {
  return is_spell(before) && is_spell(after) && before.units + after.units >= kMinContrastUnits;
}

bool is_price_move(double log_price_change) {
  const double size = std::abs(log_price_change);
  return size >= kMinPriceMove && size <= kMaxPriceMove;
}

double log_rate(const PriceSpell& spell) {
  return std::log(spell.units + kHalfUnit) - std::log(spell.days);
}

// Variance of a spell's log rate: of the count, and of the days' own scatter.
double log_rate_variance(const PriceSpell& spell) {
  return 1 / (spell.units + kHalfUnit) + kDailyVariance / spell.days;
}

}  // namespace

PriceEvidence learn_contrast(const PriceEvidence& evidence, const PriceSpell& before,
                             const PriceSpell& after) {
  if (!is_usable(before, after)) return evidence;
  const double x = std::log(after.price) - std::log(before.price);
  if (!is_price_move(x)) return evidence;
  const double y = log_rate(after) - log_rate(before);
  const double variance = log_rate_variance(before) + log_rate_variance(after) + kLevelVariance;
  return {.precision = kEvidenceMemory * evidence.precision + x * x / variance,
          .weighted_sum = kEvidenceMemory * evidence.weighted_sum - x * y / variance,
          .usable_changes = kEvidenceMemory * evidence.usable_changes + 1};
}

ElasticityBelief elasticity(const PriceEvidence& evidence, double present) {
  const bool known = std::isfinite(present) && present > 0;
  const double start =
      known ? std::clamp(present, kMinElasticity, kMaxElasticity) : kCategoryElasticity;
  const double start_precision = 1 / (kPriorSpread * kPriorSpread * start * start);
  const double leaning = start_precision / (start_precision + evidence.precision);
  const double centre = start * leaning + kCategoryElasticity * (1 - leaning);
  const double prior_precision = 1 / (kPriorSpread * kPriorSpread * centre * centre);
  const double precision = prior_precision + evidence.precision;
  const double mean = (prior_precision * centre + evidence.weighted_sum) / precision;
  return {.mean = std::clamp(mean, kMinElasticity, kMaxElasticity),
          .stddev = 1 / std::sqrt(precision),
          .assumption = evidence.precision < start_precision};
}

}  // namespace shelfd::forecasting
