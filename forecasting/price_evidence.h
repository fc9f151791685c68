// Price evidence: what an item's own prices and sales say about the response to price, and nothing
// else: no prior is in it.
//
//   ln rate of spell j = a_j - e ln(price_j) - k hinge_j + b z_j + noise (variance of the spell)
//   a_j - a_(j-1) ~ N(0, q),  q = days between the middles x (kItemDrift + kCommonDrift (1 - share
//                                 of the control))
//   z_j = sum of the changes of ln price so far that a person made without telling a cause
//
// a: what the item would sell anyway. It is not known and drifts, so all that is learnt of e and k
// comes from contrasts within the item around changes of its price (of k also from rivals' moves);
// each contrast counts once, however many spells share a noise. A change weighs w by its cause:
//   w = 1: as above   w < 1: q grows by (1 / w - 1) (q + both variances)   w = 0: a begins anew,
//   as after a change beyond a factor of three or with under kMinContrastUnits on both sides
// b: how far such persons price by a demand that they see and we do not: shared by all their
// changes, so that no number of them says more of e than b lets through (price_response.h).
//
// Kept as an information matrix (10 numbers) and vector (4), which may be singular: drift by the
// matrix inversion lemma, a spell by addition. A change first discounts all by kEvidenceMemory.
// The noise is held to what it is said to be: the mean of squared standardised surprises, shrunk to
// 1, scales all information.
// Sources: information filter, Anderson & Moore, Optimal Filtering (1979), ch. 6.3; discounting,
// West & Harrison, Bayesian Forecasting and Dynamic Models, 2nd ed., ch. 6 and 4.5 (noise).
// Pure. Not here: the prior, signs, intervals (price_response.h).
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "forecasting/price_spell.h"

namespace shelfd::forecasting {

inline constexpr double kMinContrastUnits = 6;   // of both spells together: an assumption
inline constexpr double kMinPriceMove = 0.01;    // |ln price ratio| of a usable change
inline constexpr double kMaxPriceMove = 1.0986;  // ln 3: beyond it a typing error, or another pack
inline constexpr double kEvidenceMemory = 0.98;  // half-life 34 changes
// Variance a day by which ln a drifts; together 14% in a fortnight: assumptions, that the surprises
// scale.
inline constexpr double kItemDrift = 0.001;
inline constexpr double kCommonDrift = 0.001;  // of what no control takes out
inline constexpr double kNoiseSpells = 8;      // what the assumption of the noise weighs
inline constexpr double kMostSurprise = 16;    // a squared surprise counts at most so much
inline constexpr double kPersonWeight = 0.3;   // of a change by a person without a cause

// How much a change of price says about the response.
struct ChangeSay {
  double weight = 1;    // in [0, 1]
  bool person = false;  // made without a cause that is told

  friend auto operator<=>(const ChangeSay&, const ChangeSay&) = default;
};

struct PriceEvidence {
  // Upper triangle by rows over (a, e, k, b); a row's sign: the coefficients of ln price and hinge
  // are -1, of z 1.
  std::array<double, 10> information{};
  std::array<double, 4> weighted{};
  double person_move = 0;    // z
  double noise_sum = 0;      // discounted sum of squared surprises
  double noise_spells = 0;   // and how many
  double log_price = 0;      // of the newest spell
  double last_units = 0;     // of the newest spell; below zero: there was none
  double last_variance = 0;  // of the newest spell
  double middle_day = 0;     // of the newest spell
  std::int32_t spells = 0;   // learnt; 0: nothing yet
  std::int32_t usable_changes = 0;

  friend auto operator<=>(const PriceEvidence&, const PriceEvidence&) = default;
};

// Whether from one spell to the next is a change that the response may be learnt from.
[[nodiscard]] bool is_usable_change(const PriceEvidence& evidence, const SpellRate& rate,
                                    const ChangeSay& say);

// The evidence with one more spell. `say` is asked only where the price differs from the spell
// before. Finite for any finite rate. O(1).
[[nodiscard]] PriceEvidence learn_spell(const PriceEvidence& evidence, const SpellRate& rate,
                                        const ChangeSay& say);

// Information on (e, k) alone, a and b taken out: precision matrix, and it times the estimate.
struct ResponseInformation {
  double own = 0;    // of e
  double cross = 0;  // of e and k
  double pull = 0;   // of k
  double own_sum = 0;
  double pull_sum = 0;
};

// b ~ N(0, kPersonBias^2) beforehand.
inline constexpr double kPersonBias = 2;
[[nodiscard]] ResponseInformation response_information(const PriceEvidence& evidence);

// The factor by which the variances are larger than said.
[[nodiscard]] double noise_factor(const PriceEvidence& evidence);

}  // namespace shelfd::forecasting
