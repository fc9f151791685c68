// Head training: Fisher scoring with Eigen.
#include "backtest/head_training.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>

#include "base/hash.h"
#include "base/polygamma.h"
#include "base/statistics.h"

namespace shelfd::backtest {
namespace {

using forecasting::HeadLaw;
using forecasting::HeadPart;
using forecasting::kMeanFeatures;
using forecasting::kScatterFeatures;
using forecasting::PooledHead;

constexpr double kRidge = 1e-3;
constexpr double kDamping = 1e-3;  // of the outer product, which may be singular
// A row that ended when the first of all did counts 2^-kHalvings of one that ended now: what all
// items do together drifts. Without it the mean of a year that rises is 7% low (docs/models.md, 3).
constexpr double kHalvings = 3;
constexpr int kSteps = 30;
constexpr int kStepHalvings = 6;
constexpr double kHalving = 0.4;
constexpr double kEnough = 1e-6;  // rise of the objective that is worth another step
constexpr double kMinScale = 1e-6;

template <std::size_t Size>
using Vector = Eigen::Matrix<double, static_cast<int>(Size), 1>;
template <std::size_t Size>
using Matrix = Eigen::Matrix<double, static_cast<int>(Size), static_cast<int>(Size)>;

double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

// One term of the likelihood; r = 1 / c.
double log_likelihood(double units, double mean, double r) {
  return log_gamma(units + r) - log_gamma(r) + r * std::log(r / (r + mean)) +
         units * std::log(mean / (r + mean));
}

// Centre and scale of a feature over the rows; the constant keeps its 1.
template <std::size_t Size, typename Features>
void standardize(std::span<const MaturedForecast> rows, Features features, HeadPart<Size>& part) {
  const double count = static_cast<double>(rows.size());
  for (std::size_t at = 0; at < Size; ++at) {
    double sum = 0;
    double squares = 0;
    for (const MaturedForecast& row : rows) {
      const double value = features(row)[at];
      sum += value;
      squares += value * value;
    }
    const double mean = sum / count;
    part.centres[at] = at == 0 ? 0 : mean;
    part.scales[at] =
        at == 0 ? 1 : std::sqrt(std::max(0.0, squares / count - mean * mean)) + kMinScale;
  }
}

template <std::size_t Size>
Vector<Size> standard_row(const HeadPart<Size>& part, const std::array<double, Size>& features) {
  Vector<Size> row;
  for (std::size_t at = 0; at < Size; ++at) {
    row[static_cast<int>(at)] =
        forecasting::standardized(features[at], part.centres[at], part.scales[at]);
  }
  return row;
}

template <std::size_t Size>
double squared_norm(const HeadPart<Size>& part) {
  double sum = 0;
  for (const double weight : part.weights) sum += weight * weight;
  return sum;
}

// Rows with what each counts; 1 in the mean.
struct Lessons {
  std::span<const MaturedForecast> rows{};
  std::vector<double> weights{};
};

Lessons discounted(std::span<const MaturedForecast> rows) {
  const auto [oldest, newest] = std::ranges::minmax(rows, {}, &MaturedForecast::ends);
  const double span = std::max(1.0, static_cast<double>(newest.ends - oldest.ends));
  Lessons lessons{.rows = rows};
  double sum = 0;
  for (const MaturedForecast& row : rows) {
    lessons.weights.push_back(
        std::exp2(-kHalvings * static_cast<double>(newest.ends - row.ends) / span));
    sum += lessons.weights.back();
  }
  for (double& weight : lessons.weights) weight *= static_cast<double>(rows.size()) / sum;
  return lessons;
}

double objective(const Lessons& lessons, const PooledHead& head) {
  double sum = 0;
  for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
    const MaturedForecast& row = lessons.rows[at];
    const HeadLaw law = law_of(head, row.features);
    sum += lessons.weights[at] * log_likelihood(row.units, law.mean, 1 / law.scatter);
  }
  return sum / static_cast<double>(lessons.rows.size()) -
         kRidge / 2 * (squared_norm(head.mean) + squared_norm(head.scatter));
}

struct Direction {
  Vector<kMeanFeatures> mean = Vector<kMeanFeatures>::Zero();
  Vector<kScatterFeatures> scatter = Vector<kScatterFeatures>::Zero();
};

template <std::size_t Size>
Vector<Size> solved(Matrix<Size>& information, Vector<Size>& score, const HeadPart<Size>& part,
                    double ridge) {
  for (std::size_t at = 0; at < Size; ++at) {
    score[static_cast<int>(at)] -= ridge * part.weights[at];
  }
  information.diagonal().array() += ridge;
  return information.template selfadjointView<Eigen::Lower>().ldlt().solve(score);
}

Direction direction(const Lessons& lessons, const PooledHead& head) {
  Matrix<kMeanFeatures> mean_information = Matrix<kMeanFeatures>::Zero();
  Matrix<kScatterFeatures> scatter_information = Matrix<kScatterFeatures>::Zero();
  Direction score;
  for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
    const MaturedForecast& row = lessons.rows[at];
    const double weight = lessons.weights[at];
    const HeadLaw law = law_of(head, row.features);
    const double m = law.mean;
    const double r = 1 / law.scatter;
    const double y = row.units;
    const Vector<kMeanFeatures> z = standard_row(head.mean, row.features.mean);
    const Vector<kScatterFeatures> d = standard_row(head.scatter, row.features.scatter);
    score.mean += z * (weight * (y - m) * r / (r + m));
    mean_information.selfadjointView<Eigen::Lower>().rankUpdate(z, weight * m * r / (r + m));
    // d ln L / d ln c = -r d ln L / d r.
    const double by_size =
        digamma(y + r) - digamma(r) + std::log(r / (r + m)) + 1 - (y + r) / (r + m);
    const double g = -r * by_size;
    score.scatter += d * (weight * g);
    scatter_information.selfadjointView<Eigen::Lower>().rankUpdate(d, weight * g * g);
  }
  const double count = static_cast<double>(lessons.rows.size());
  const double ridge = kRidge * count;
  scatter_information.diagonal().array() += kDamping * count;
  return {
      .mean = solved<kMeanFeatures>(mean_information, score.mean, head.mean, ridge),
      .scatter = solved<kScatterFeatures>(scatter_information, score.scatter, head.scatter, ridge)};
}

PooledHead moved(const PooledHead& head, const Direction& direction, double step) {
  PooledHead next = head;
  for (std::size_t at = 0; at < kMeanFeatures; ++at) {
    next.mean.weights[at] += step * direction.mean[static_cast<int>(at)];
  }
  for (std::size_t at = 0; at < kScatterFeatures; ++at) {
    next.scatter.weights[at] += step * direction.scatter[static_cast<int>(at)];
  }
  return next;
}

// Ln of the units that came by those that were expected.
double log_shortfall(const Lessons& lessons, const PooledHead& head) {
  double came = 0;
  double expected = 0;
  for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
    const MaturedForecast& row = lessons.rows[at];
    came += lessons.weights[at] * row.units;
    expected += lessons.weights[at] * law_of(head, row.features).mean;
  }
  return came > 0 && expected > 0 ? std::log(came / expected) : 0;
}

struct Score {
  double loss = 0;
  bool covers = false;  // by the last level
};

Score score_of(const HeadLaw& law, double units) {
  const NegativeBinomial demand{.size = 1 / law.scatter, .mean_units = law.mean};
  Score score;
  for (const double level : kLossLevels) {
    const double error = units - static_cast<double>(quantile(demand, level));
    score.loss += std::max(level * error, (level - 1) * error);
    score.covers = error <= 0;
  }
  return score;
}

}  // namespace

std::optional<PooledHead> fit_head(std::span<const MaturedForecast> rows, const PooledHead* start) {
  if (rows.empty()) return std::nullopt;
  PooledHead head = start == nullptr ? PooledHead{} : *start;
  standardize(rows, [](const MaturedForecast& row) { return row.features.mean; }, head.mean);
  standardize(rows, [](const MaturedForecast& row) { return row.features.scatter; }, head.scatter);
  const Lessons lessons = discounted(rows);
  double best = objective(lessons, head);
  for (int step = 0; step < kSteps; ++step) {
    const Direction way = direction(lessons, head);
    double length = 1;
    double rise = 0;
    for (int halving = 0; halving < kStepHalvings && rise <= 0; ++halving) {
      const PooledHead next = moved(head, way, length);
      const double value = objective(lessons, next);
      length *= kHalving;
      if (!(value > best)) continue;
      rise = value - best;
      best = value;
      head = next;
    }
    if (rise < kEnough) break;
  }
  head.mean.weights[0] += log_shortfall(lessons, head);
  return head;
}

HeadLoss loss_of(const PooledHead& head, std::span<const MaturedForecast> rows) {
  HeadLoss loss;
  for (const MaturedForecast& row : rows) {
    const Score filter = score_of(row.filter, row.units);
    const Score with_head = score_of(law_of(head, row.features), row.units);
    loss.filter += filter.loss;
    loss.head += with_head.loss;
    loss.units += row.units;
    loss.filter_covers += filter.covers ? 1 : 0;
    loss.head_covers += with_head.covers ? 1 : 0;
  }
  return loss;
}

void HeadRows::add(const MaturedForecast& row, std::uint64_t identity) {
  // splitmix64's finaliser: neighbours fall far apart.
  std::uint64_t hash = identity + 0x9e3779b97f4a7c15ULL;
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
  hash ^= hash >> 31;
  if (hash > limit_) return;
  rows_.push_back(row);
  hashes_.push_back(hash);
  if (rows_.size() <= kMaxHeadRows) return;
  limit_ /= 2;
  std::size_t kept = 0;
  for (std::size_t at = 0; at < rows_.size(); ++at) {
    if (hashes_[at] > limit_) continue;
    rows_[kept] = rows_[at];
    hashes_[kept] = hashes_[at];
    ++kept;
  }
  rows_.resize(kept);
  hashes_.resize(kept);
}

}  // namespace shelfd::backtest
