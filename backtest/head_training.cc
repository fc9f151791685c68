// Head training: Fisher scoring with Eigen.
#include "backtest/head_training.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

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

// As measured: a fifth of it lets the mean of all items swing a quarter farther from origin to
// origin, six times as much costs 0.3% of loss (docs/decisions/0037).
constexpr double kRidge = 5e-3;
// What all items do together in a span, in logs: an assumption, and 0.1 does as well.
constexpr double kMovement = 0.3;
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

// Rows with what each counts, 1 in the mean, and the number of the span that it is of.
struct Lessons {
  std::span<const MaturedForecast> rows{};
  std::vector<double> weights{};
  std::vector<std::size_t> spans{};
  std::size_t span_count = 0;
};

Lessons lessons_of(std::span<const MaturedForecast> rows) {
  const auto [oldest, newest] = std::ranges::minmax(rows, {}, &MaturedForecast::ends);
  const double length = std::max(1.0, static_cast<double>(newest.ends - oldest.ends));
  Lessons lessons{.rows = rows};
  std::map<std::pair<int, int>, std::size_t> numbers;
  double sum = 0;
  for (const MaturedForecast& row : rows) {
    lessons.weights.push_back(
        std::exp2(-kHalvings * static_cast<double>(newest.ends - row.ends) / length));
    sum += lessons.weights.back();
    lessons.spans.push_back(
        numbers.try_emplace({row.begins, row.ends}, numbers.size()).first->second);
  }
  for (double& weight : lessons.weights) weight *= static_cast<double>(rows.size()) / sum;
  lessons.span_count = numbers.size();
  return lessons;
}

// A head, and u of each span.
struct Fitted {
  PooledHead head{};
  std::vector<double> movements{};
};

HeadLaw law_in_span(const Lessons& lessons, const Fitted& fitted, std::size_t row) {
  HeadLaw law = law_of(fitted.head, lessons.rows[row].features);
  law.mean *= std::exp(fitted.movements[lessons.spans[row]]);
  return law;
}

double objective(const Lessons& lessons, const Fitted& fitted) {
  double sum = 0;
  for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
    const HeadLaw law = law_in_span(lessons, fitted, at);
    sum += lessons.weights[at] * log_likelihood(lessons.rows[at].units, law.mean, 1 / law.scatter);
  }
  for (const double u : fitted.movements) sum -= u * u / (2 * kMovement * kMovement);
  return sum / static_cast<double>(lessons.rows.size()) -
         kRidge / 2 * (squared_norm(fitted.head.mean) + squared_norm(fitted.head.scatter));
}

using SharedRows = Eigen::Matrix<double, Eigen::Dynamic, static_cast<int>(kMeanFeatures)>;

// Scores and informations of a and of u, that of both beside them: one row a span.
struct MeanEquations {
  Vector<kMeanFeatures> score = Vector<kMeanFeatures>::Zero();
  Matrix<kMeanFeatures> information = Matrix<kMeanFeatures>::Zero();
  Eigen::VectorXd span_score{};
  Eigen::VectorXd span_information{};
  SharedRows shared{};

  explicit MeanEquations(const std::vector<double>& movements) {
    const auto count = static_cast<Eigen::Index>(movements.size());
    constexpr double kPrecision = 1 / (kMovement * kMovement);
    span_score = -kPrecision * Eigen::Map<const Eigen::VectorXd>(movements.data(), count);
    span_information = Eigen::VectorXd::Constant(count, kPrecision);
    shared.setZero(count, static_cast<int>(kMeanFeatures));
  }
};

struct Direction {
  Vector<kMeanFeatures> mean = Vector<kMeanFeatures>::Zero();
  Eigen::VectorXd movements{};
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

// Each span's equation is solved for its own u, which is put into those of a.
void solve(MeanEquations& equations, const HeadPart<kMeanFeatures>& part, double ridge,
           Direction& way) {
  const Eigen::VectorXd inverse = equations.span_information.cwiseInverse();
  const SharedRows scaled = inverse.asDiagonal() * equations.shared;
  equations.information.noalias() -= equations.shared.transpose() * scaled;
  equations.score.noalias() -= scaled.transpose() * equations.span_score;
  way.mean = solved<kMeanFeatures>(equations.information, equations.score, part, ridge);
  way.movements = inverse.cwiseProduct(equations.span_score) - scaled * way.mean;
}

Direction direction(const Lessons& lessons, const Fitted& fitted) {
  const PooledHead& head = fitted.head;
  MeanEquations equations(fitted.movements);
  Matrix<kScatterFeatures> scatter_information = Matrix<kScatterFeatures>::Zero();
  Direction way;
  for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
    const MaturedForecast& row = lessons.rows[at];
    const auto span = static_cast<Eigen::Index>(lessons.spans[at]);
    const double weight = lessons.weights[at];
    const HeadLaw law = law_in_span(lessons, fitted, at);
    const double m = law.mean;
    const double r = 1 / law.scatter;
    const double y = row.units;
    const Vector<kMeanFeatures> z = standard_row(head.mean, row.features.mean);
    const Vector<kScatterFeatures> d = standard_row(head.scatter, row.features.scatter);
    const double by_mean = weight * (y - m) * r / (r + m);
    const double information = weight * m * r / (r + m);
    equations.score += z * by_mean;
    equations.information.selfadjointView<Eigen::Lower>().rankUpdate(z, information);
    equations.span_score[span] += by_mean;
    equations.span_information[span] += information;
    equations.shared.row(span) += information * z.transpose();
    // d ln L / d ln c = -r d ln L / d r.
    const double by_size =
        digamma(y + r) - digamma(r) + std::log(r / (r + m)) + 1 - (y + r) / (r + m);
    const double g = -r * by_size;
    way.scatter += d * (weight * g);
    scatter_information.selfadjointView<Eigen::Lower>().rankUpdate(d, weight * g * g);
  }
  const double count = static_cast<double>(lessons.rows.size());
  scatter_information.diagonal().array() += kDamping * count;
  solve(equations, head.mean, kRidge * count, way);
  way.scatter =
      solved<kScatterFeatures>(scatter_information, way.scatter, head.scatter, kRidge * count);
  return way;
}

Fitted moved(const Fitted& fitted, const Direction& way, double step) {
  Fitted next = fitted;
  for (std::size_t at = 0; at < kMeanFeatures; ++at) {
    next.head.mean.weights[at] += step * way.mean[static_cast<int>(at)];
  }
  for (std::size_t at = 0; at < kScatterFeatures; ++at) {
    next.head.scatter.weights[at] += step * way.scatter[static_cast<int>(at)];
  }
  for (std::size_t at = 0; at < next.movements.size(); ++at) {
    next.movements[at] += step * way.movements[static_cast<Eigen::Index>(at)];
  }
  return next;
}

// Weights of what a span alone tells, the same for all items: 1, how far ahead, how long.
constexpr std::array kSpanFeatures{std::size_t{0}, forecasting::kAfterFeature,
                                   forecasting::kLengthFeature};
constexpr int kBalanceSteps = 30;
constexpr double kBalanced = 1e-9;         // the last step
constexpr double kBalanceDamping = 1e-12;  // of the information's trace
constexpr double kMaxBalanceStep = 1;

// Moves them until, for each, sum of w feature units = sum of w feature mean: what came in all,
// soon and late, in short spans and long ones. These are the equations of a Poisson law, so
// Newton's steps end. A feature that is the same in all rows is left alone.
void balance(const Lessons& lessons, PooledHead& head) {
  using Few = Vector<kSpanFeatures.size()>;
  for (int step = 0; step < kBalanceSteps; ++step) {
    Few score = Few::Zero();
    Matrix<kSpanFeatures.size()> information = Matrix<kSpanFeatures.size()>::Zero();
    double came = 0;
    for (std::size_t at = 0; at < lessons.rows.size(); ++at) {
      const MaturedForecast& row = lessons.rows[at];
      const Vector<kMeanFeatures> z = standard_row(head.mean, row.features.mean);
      Few part;
      for (std::size_t k = 0; k < kSpanFeatures.size(); ++k) {
        part[static_cast<int>(k)] = z[static_cast<int>(kSpanFeatures.at(k))];
      }
      const double mean = lessons.weights[at] * law_of(head, row.features).mean;
      came += lessons.weights[at] * row.units;
      score += part * (lessons.weights[at] * row.units - mean);
      information += mean * part * part.transpose();
    }
    if (!(came > 0)) return;
    information.diagonal().array() += kBalanceDamping * information.trace();
    const Few way = information.ldlt().solve(score);
    for (std::size_t k = 0; k < kSpanFeatures.size(); ++k) {
      head.mean.weights.at(kSpanFeatures.at(k)) +=
          std::clamp(way[static_cast<int>(k)], -kMaxBalanceStep, kMaxBalanceStep);
    }
    if (way.cwiseAbs().maxCoeff() < kBalanced) return;
  }
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
  const Lessons lessons = lessons_of(rows);
  Fitted fitted{.head = start == nullptr ? PooledHead{} : *start,
                .movements = std::vector<double>(lessons.span_count)};
  PooledHead& head = fitted.head;
  standardize(rows, [](const MaturedForecast& row) { return row.features.mean; }, head.mean);
  standardize(rows, [](const MaturedForecast& row) { return row.features.scatter; }, head.scatter);
  double best = objective(lessons, fitted);
  for (int step = 0; step < kSteps; ++step) {
    const Direction way = direction(lessons, fitted);
    double length = 1;
    double rise = 0;
    for (int halving = 0; halving < kStepHalvings && rise <= 0; ++halving) {
      Fitted next = moved(fitted, way, length);
      const double value = objective(lessons, next);
      length *= kHalving;
      if (!(value > best)) continue;
      rise = value - best;
      best = value;
      fitted = std::move(next);
    }
    if (rise < kEnough) break;
  }
  balance(lessons, head);
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
