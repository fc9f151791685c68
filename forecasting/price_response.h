// Price response: how an item's demand answers its own price, as a mean and a spread of the
// elasticity, learnt only from contrasts within the item around changes of its own price.
//
// The prior is centred on the elasticity at which the present price is optimal (the merchant's
// price is taken for reasonable until data says otherwise): net unit price / unit margin, in
// [kMinElasticity, kMaxElasticity], with a relative spread kPriorSpread. As evidence comes, the
// centre moves to the category's elasticity and to the data, by precision: a count of changes would
// move it on contrasts too noisy to say anything.
//
//   w = prior precision at `present` / (that + precision of the evidence)
//   prior    ~ Normal(centre = w present + (1 - w) category, stddev = kPriorSpread centre)
//   mean     = (prior precision x centre + weighted sum) / (prior precision + precision)
//
//   contrast: change of ln price x, change of ln daily rate y over the days before and after,
//   y = -elasticity x + noise
//   noise variance = kLevelVariance + sum over both spells of 1 / units + kDailyVariance / days
//
// Units count half a unit more, so that a price after which nothing sold is heard too. Contrasts
// are not usable with |x| < 1%, with a price more than three times the other (a typing error, or
// another pack), or with fewer than kMinContrastUnits units on both sides together: asked of each
// side, it would leave out the rises that killed demand. A usable one first discounts what was
// there by kEvidenceMemory.
// Sources: meta-analytic mean -2.62 (Bijmolt, van Heerde & Pieters, JMR 42 (2005)) for the
// category's default; normal updating by precision, West & Harrison ch. 2.
// Pure. Rivals' pull is a constant here (kRivalPull); issue "Forecasting" learns it.
#pragma once

#include <compare>
#include <cstdint>

namespace shelfd::forecasting {

inline constexpr double kMinElasticity = 1.2;
inline constexpr double kMaxElasticity = 40;
inline constexpr double kCategoryElasticity = 2.62;
inline constexpr double kRivalPull = 1.5;  // k of the hinges: extra elasticity above all rivals

inline constexpr double kPriorSpread = 0.25;     // stddev / centre: an assumption
inline constexpr double kMinContrastUnits = 6;   // of both spells together: an assumption
inline constexpr double kMinPriceMove = 0.01;    // |ln price ratio|
inline constexpr double kMaxPriceMove = 1.0986;  // ln 3
inline constexpr double kEvidenceMemory = 0.98;  // half-life 34 contrasts
inline constexpr double kDailyVariance = 0.3;    // of a day's log rate: kDefaultScatter
inline constexpr double kLevelVariance = 0.02;   // drift of the level between spells, 14%: assumed

// Evidence in sufficient statistics: sums over usable contrasts of x^2/var and -x y/var.
struct PriceEvidence {
  double precision = 0;  // >= 0
  double weighted_sum = 0;
  double usable_changes = 0;  // discounted count, >= 0

  friend auto operator<=>(const PriceEvidence&, const PriceEvidence&) = default;
};

// One span of days at one price.
struct PriceSpell {
  double price = 0;  // main units, > 0
  double units = 0;  // >= 0
  double days = 0;   // days of exposure, >= 0
};

[[nodiscard]] PriceEvidence learn_contrast(const PriceEvidence& evidence, const PriceSpell& before,
                                           const PriceSpell& after);

struct ElasticityBelief {
  double mean = kCategoryElasticity;  // total local elasticity at the anchor, in [1.2, 40]
  double stddev = 0;                  // >= 0
  bool assumption = true;             // the prior still weighs more than the evidence
};

// `present` is the elasticity at which the present price is optimal; 0 when it is not known (no
// cost, or no margin), then the category's serves.
[[nodiscard]] ElasticityBelief elasticity(const PriceEvidence& evidence, double present);

}  // namespace shelfd::forecasting
