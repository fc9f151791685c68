// Price evidence: see price_evidence.h.
#include "forecasting/price_evidence.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr int kStates = 4;  // a, e, k, b

using Matrix = Eigen::Matrix4d;
using Vector = Eigen::Vector4d;

// What a surprise is measured against: the response as it is usually (price_response.h), and a
// level that is not known. In the order of the states: mean, and precision.
constexpr double kPersonPrecision = 1 / (kPersonBias * kPersonBias);
Vector usual_response() { return {0, 2.62, 1.5, 0}; }
Vector usual_precision() { return {0, 1, 1.8, kPersonPrecision}; }

// Information below this share of a spell's is none: the level is not known.
constexpr double kNoInformation = 1e-12;

struct Information {
  Matrix matrix;
  Vector weighted;
};

Information unpacked(const PriceEvidence& evidence) {
  Information information;
  std::size_t at = 0;
  for (int row = 0; row < kStates; ++row) {
    for (int column = row; column < kStates; ++column) {
      information.matrix(row, column) = evidence.information[at];
      information.matrix(column, row) = evidence.information[at];
      ++at;
    }
    information.weighted(row) = evidence.weighted[static_cast<std::size_t>(row)];
  }
  return information;
}

void pack(const Information& information, PriceEvidence& evidence) {
  std::size_t at = 0;
  for (int row = 0; row < kStates; ++row) {
    for (int column = row; column < kStates; ++column) {
      evidence.information[at++] = information.matrix(row, column);
    }
    evidence.weighted[static_cast<std::size_t>(row)] = information.weighted(row);
  }
}

// Adds variance `drift` to state a: (M^-1 + drift u u')^-1 by the inversion lemma, the mean stays.
void drift_level(Information& information, double drift) {
  const double level = information.matrix(0, 0);
  if (!(level > 0)) return;
  const double share = std::isinf(drift) ? 1 / level : drift / (1 + drift * level);
  const Vector column = information.matrix.col(0);
  information.weighted -= column * (share * information.weighted(0));
  information.matrix -= share * column * column.transpose();
  if (!std::isinf(drift)) return;
  // Rounding leaves nothing behind of a level that begins anew.
  information.matrix.row(0).setZero();
  information.matrix.col(0).setZero();
  information.weighted(0) = 0;
}

double drift_between(const PriceEvidence& evidence, const SpellRate& rate) {
  const double days = std::max(1.0, std::abs(rate.middle_day - evidence.middle_day));
  return days * (kItemDrift + kCommonDrift * (1 - rate.control_share));
}

// Of a change of price: by how much the level may have moved with it.
double drift_at_change(const PriceEvidence& evidence, const SpellRate& rate, const ChangeSay& say) {
  const double drift = drift_between(evidence, rate);
  const double weight = std::min(1.0, say.weight);
  const bool small = std::abs(rate.log_price - evidence.log_price) < kMinPriceMove;
  if (!(weight > 0) || !(small || is_usable_change(evidence, rate, say))) return HUGE_VAL;
  return drift + (1 / weight - 1) * (drift + rate.variance + evidence.last_variance);
}

Vector regressors(const SpellRate& rate, double person_move) {
  return {1, -rate.log_price, -rate.hinge, person_move};
}

// The squared surprise over its variance, under what was known before; absent knowledge of the
// level there is none (below zero).
double surprise(const Information& information, const Vector& row, const SpellRate& rate) {
  if (!(information.matrix(0, 0) * rate.variance > kNoInformation)) return -1;
  Information known = information;
  known.matrix.diagonal() += usual_precision();
  known.weighted += usual_precision().cwiseProduct(usual_response());
  const Eigen::LDLT<Matrix> factors(known.matrix);
  const Vector reach = factors.solve(row);
  const double expected = reach.dot(known.weighted);
  const double variance = row.dot(reach) + rate.variance;
  if (!(variance > 0) || !std::isfinite(expected)) return -1;
  const double off = rate.log_rate - expected;
  return std::min(kMostSurprise, off * off / variance);
}

bool is_sound(const SpellRate& rate) {
  return std::isfinite(rate.log_rate) && std::isfinite(rate.log_price) &&
         std::isfinite(rate.hinge) && std::isfinite(rate.middle_day) && rate.variance > 0 &&
         std::isfinite(rate.variance);
}

void learn_noise(double squared, PriceEvidence& evidence) {
  if (squared < 0) return;
  evidence.noise_sum = kEvidenceMemory * evidence.noise_sum + squared;
  evidence.noise_spells = kEvidenceMemory * evidence.noise_spells + 1;
}

void come_to(const SpellRate& rate, const ChangeSay& say, PriceEvidence& evidence,
             Information& information) {
  const bool moved = rate.log_price != evidence.log_price;
  if (!moved) {
    drift_level(information, drift_between(evidence, rate));
    return;
  }
  if (is_usable_change(evidence, rate, say)) ++evidence.usable_changes;
  drift_level(information, drift_at_change(evidence, rate, say));
  information.matrix *= kEvidenceMemory;
  information.weighted *= kEvidenceMemory;
  if (say.person) evidence.person_move += rate.log_price - evidence.log_price;
}

}  // namespace

bool is_usable_change(const PriceEvidence& evidence, const SpellRate& rate, const ChangeSay& say) {
  if (evidence.spells == 0 || !(say.weight > 0)) return false;
  const double move = std::abs(rate.log_price - evidence.log_price);
  return move >= kMinPriceMove && move <= kMaxPriceMove &&
         rate.units + evidence.last_units >= kMinContrastUnits;
}

PriceEvidence learn_spell(const PriceEvidence& evidence, const SpellRate& rate,
                          const ChangeSay& say) {
  if (!is_sound(rate)) return evidence;
  PriceEvidence learnt = evidence;
  Information information = unpacked(evidence);
  if (evidence.spells > 0) come_to(rate, say, learnt, information);
  const Vector row = regressors(rate, learnt.person_move);
  learn_noise(surprise(information, row, rate), learnt);
  information.matrix += row * row.transpose() / rate.variance;
  information.weighted += row * (rate.log_rate / rate.variance);
  pack(information, learnt);
  learnt.log_price = rate.log_price;
  learnt.last_units = rate.units;
  learnt.last_variance = rate.variance;
  learnt.middle_day = rate.middle_day;
  ++learnt.spells;
  return learnt;
}

double noise_factor(const PriceEvidence& evidence) {
  return (kNoiseSpells + evidence.noise_sum) / (kNoiseSpells + evidence.noise_spells);
}

ResponseInformation response_information(const PriceEvidence& evidence) {
  Information information = unpacked(evidence);
  drift_level(information, HUGE_VAL);
  const double scale = 1 / noise_factor(evidence);
  information.matrix *= scale;
  information.weighted *= scale;
  information.matrix(3, 3) += kPersonPrecision;
  const double bias = information.matrix(3, 3);
  const Vector column = information.matrix.col(3);
  const Matrix matrix = information.matrix - column * column.transpose() / bias;
  const Vector weighted = information.weighted - column * (information.weighted(3) / bias);
  return {.own = std::max(0.0, matrix(1, 1)),
          .cross = matrix(1, 2),
          .pull = std::max(0.0, matrix(2, 2)),
          .own_sum = weighted(1),
          .pull_sum = weighted(2)};
}

}  // namespace shelfd::forecasting
