// Forecast record: places by age, judged as they end.
#include "forecasting/forecast_record.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace shelfd::forecasting {
namespace {

constexpr double kScatterHalfLife = 45;
constexpr double kLossHalfLife = 28;
constexpr double kEagerness = 8;    // of the softmax
constexpr int kWarmUp = 14;         // periods before a forecast is judged
constexpr double kLeastMean = 0.5;  // units: below, z says nothing

std::size_t place_of(std::int32_t periods, std::size_t anchor) {
  const auto turn = static_cast<std::size_t>(periods / kAnchorEvery.at(anchor));
  return kAnchorFirst.at(anchor) + turn % kAnchorPlaces.at(anchor);
}

// Pinball loss of the NB law's quantiles .5, .8, .95 in its normal approximation, which is all the
// comparison of memories needs.
double quantile_loss(double mean, double scatter, double units) {
  constexpr std::array<double, 3> kLevels{0.5, 0.8, 0.95};
  constexpr std::array<double, 3> kNormal{0, 0.8416212, 1.6448536};
  const double stddev = std::sqrt(mean + scatter * mean * mean);
  double loss = 0;
  for (std::size_t at = 0; at < kLevels.size(); ++at) {
    const double error = units - std::max(0.0, mean + kNormal[at] * stddev);
    loss += std::max(kLevels[at] * error, (kLevels[at] - 1) * error);
  }
  return loss;
}

void learn_scatter(Scatter& scatter, double mean, double units) {
  const double m = std::max(mean, kLeastMean);
  const double ratio = units / m - 1;
  const double z = std::min(ratio * ratio - 1 / m, kMaxScatter);
  const double part = kDefaultScatter * m / (1 + kDefaultScatter * m);
  const double information = part * part;
  const double kept = std::exp2(-1 / kScatterHalfLife);
  scatter.sum = static_cast<float>(kept * static_cast<double>(scatter.sum) + information * z);
  scatter.weight = static_cast<float>(kept * static_cast<double>(scatter.weight) + information);
}

void learn_loss(ForecastRecord& record, const MemberMeans& means, double scatter, double units) {
  const double kept = std::exp2(-1 / kLossHalfLife);
  for (std::size_t member = 0; member < means.size(); ++member) {
    const double loss = quantile_loss(static_cast<double>(means[member]), scatter, units);
    record.loss[member] =
        static_cast<float>(kept * static_cast<double>(record.loss[member]) + (1 - kept) * loss);
  }
  record.judged = true;
}

}  // namespace

bool operator==(const OpenForecast& a, const OpenForecast& b) {
  return std::bit_cast<std::uint32_t>(a.mean) == std::bit_cast<std::uint32_t>(b.mean) &&
         std::bit_cast<std::uint32_t>(a.seen) == std::bit_cast<std::uint32_t>(b.seen);
}

double scatter_at(const ForecastRecord& record, std::size_t anchor, const ScatterPrior& prior) {
  const Scatter& own = record.scatter.at(anchor);
  const double sum = static_cast<double>(own.sum) + kScatterPrior * prior.at(anchor);
  const double shrunk = sum / (static_cast<double>(own.weight) + kScatterPrior);
  return std::max(shrunk, kMinScatter);
}

std::array<double, kBank.size()> weights(const ForecastRecord& record) {
  std::array<double, kBank.size()> weight{};
  if (!record.judged) {
    weight.fill(1.0 / static_cast<double>(weight.size()));
    return weight;
  }
  double mean = 0;
  double least = std::numeric_limits<double>::infinity();
  for (const float loss : record.loss) {
    mean += static_cast<double>(loss) / static_cast<double>(weight.size());
    least = std::min(least, static_cast<double>(loss));
  }
  double sum = 0;
  for (std::size_t member = 0; member < weight.size(); ++member) {
    const double excess = (static_cast<double>(record.loss[member]) - least) / (mean + 1e-9);
    weight[member] = std::exp(-kEagerness * excess);
    sum += weight[member];
  }
  for (double& share : weight) share /= sum;
  return weight;
}

void close_period(ForecastRecord& record, const PeriodSeen& seen, const ScatterPrior& prior) {
  for (OpenForecast& open : record.open) {
    if (open.mean < 0) continue;
    open.seen = seen.hidden ? std::numeric_limits<float>::quiet_NaN()
                            : open.seen + static_cast<float>(seen.units);
  }
  ++record.periods;
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    const std::int32_t began = record.periods - kAnchors[anchor];
    if (began < 0 || began % kAnchorEvery[anchor] != 0) continue;
    const std::size_t place = place_of(began, anchor);
    OpenForecast& open = record.open.at(place);
    const bool told = open.mean >= 0 && !std::isnan(open.seen) && record.periods > kWarmUp;
    const double units = static_cast<double>(open.seen);
    if (told && anchor == kWeekAnchor) {
      learn_loss(record, record.members.at(place - kAnchorFirst[anchor]),
                 scatter_at(record, anchor, prior), units);
    }
    if (told) learn_scatter(record.scatter[anchor], static_cast<double>(open.mean), units);
    open = {};
  }
}

bool begins(const ForecastRecord& record, std::size_t anchor) {
  return record.periods % kAnchorEvery.at(anchor) == 0;
}

void begin_forecast(ForecastRecord& record, std::size_t anchor, double mean,
                    const std::array<double, kBank.size()>& members) {
  const std::size_t place = place_of(record.periods, anchor);
  record.open.at(place) = {.mean = static_cast<float>(std::max(0.0, mean)), .seen = 0};
  if (anchor != kWeekAnchor) return;
  MemberMeans& means = record.members.at(place - kAnchorFirst[anchor]);
  std::ranges::transform(members, means.begin(), [](double m) { return static_cast<float>(m); });
}

}  // namespace shelfd::forecasting
