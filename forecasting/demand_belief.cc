// Demand belief: the two numbers always, the bank while there is enough.
#include "forecasting/demand_belief.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/hash.h"
#include "base/polygamma.h"
#include "forecasting/sold_out.h"

namespace shelfd::forecasting {
namespace {

constexpr double kMaxUnits = 1e9;     // a period; above, it counts as this
constexpr double kMaxPhi = 10;        // quasi-Poisson factor
constexpr double kHiddenShare = 0.5;  // of the planned exposure
constexpr double kMinLevelStddev = 0.05;
constexpr double kMinShape = 1e-3;
constexpr double kMinExpected = 1e-9;

double bounded(double value, double high) {
  return std::isfinite(value) ? std::clamp(value, 0.0, high) : 0.0;
}

double signed_bounded(double value) {
  return std::isfinite(value) ? std::clamp(value, -kMaxUnits, kMaxUnits) : 0.0;
}

// Two numbers a word: a bank has 416 of them.
void add(Digest& digest, std::span<const float> values) {
  std::size_t at = 0;
  for (; at + 1 < values.size(); at += 2) {
    const std::uint64_t high = std::bit_cast<std::uint32_t>(values[at]);
    digest.add(high << 32 | std::bit_cast<std::uint32_t>(values[at + 1]));
  }
  if (at < values.size()) digest.add(values[at]);
}

void add(Digest& digest, const Tally& tally) {
  digest.add(tally.sum);
  digest.add(tally.exposure);
}

void add(Digest& digest, const SparseDemand& sparse) {
  for (const Tally& tally : sparse.units) add(digest, tally);
  for (const Tally& tally : sparse.orders) add(digest, tally);
  add(digest, sparse.squares);
  for (const float field :
       {sparse.active, sparse.periods, sparse.since, sparse.surplus, sparse.expected}) {
    digest.add(field);
  }
}

void add(Digest& digest, const ForecastRecord& record) {
  digest.add(static_cast<std::uint64_t>(record.periods) * 2 + (record.judged ? 1 : 0));
  for (const OpenForecast& open : record.open) {
    digest.add(open.mean);
    digest.add(open.seen);
  }
  for (const MemberMeans& means : record.members) {
    for (const float mean : means) digest.add(mean);
  }
  for (const Scatter& scatter : record.scatter) {
    digest.add(scatter.sum);
    digest.add(scatter.weight);
  }
  for (const float loss : record.loss) digest.add(loss);
}

RatePrior order_prior(const DemandPrior& prior) {
  return {.mean = prior.rate.mean / std::max(prior.size, 1e-3), .weight = prior.rate.weight};
}

// Where the bank starts: the level from the two numbers' gamma law of the rate of orders, the rest
// from the category.
RegressorPrior start_of(const DemandBelief& belief, const DemandPrior& prior) {
  const Tally& orders = belief.sparse.orders.front();
  const RatePrior start = order_prior(prior);
  const double shape = std::max(0.05, static_cast<double>(orders.sum) + start.weight * start.mean);
  const double exposure = static_cast<double>(orders.exposure) + start.weight;
  // Days that scatter say less of the level than Poisson ones; the mean stays.
  const double scatter = prior.scatter.front() / std::max(exposure, 1e-3);
  const double level = digamma(shape) - std::log(std::max(exposure, 1e-3)) - scatter / 2;
  const double stddev = std::sqrt(trigamma(shape) + scatter);
  RegressorPrior at = prior.regressors;
  at.mean[kLevel] = static_cast<float>(level);
  at.stddev[kLevel] = static_cast<float>(std::max(kMinLevelStddev, stddev));
  return at;
}

void fit_bank(DemandBelief& belief, const DemandPrior& prior) {
  const double active = static_cast<double>(belief.sparse.active);
  if (belief.bank.empty() && active >= kEnoughActive) {
    belief.bank.assign(kBank.size(), start_filter(start_of(belief, prior)));
    belief.record = {};
  } else if (!belief.bank.empty() && active < kTooFewActive) {
    belief.bank.clear();
    belief.record = {};
  }
}

void learn_price(DemandBelief& belief, double price) {
  if (!(std::isfinite(price) && price > 0)) return;
  const double kept = std::exp2(-1 / kReferenceHalfLife);
  belief.log_price_sum = kept * belief.log_price_sum + std::log(price);
  belief.log_price_weight = kept * belief.log_price_weight + 1;
}

void learn_bank(DemandBelief& belief, const ClosedPeriod& period, const CountSeen& seen,
                const DemandPrior& prior) {
  const RegressorRow row =
      row_of(period.conditions, log_reference(belief, period.conditions.price));
  const double rate = forecasting::rate(belief.sparse.orders.back(), order_prior(prior));
  // A count in a part of the period has variance m e + c (m e)^2, e its exposure: busy days that
  // sell out early keep their say.
  const double scattered = 1 + scatter_at(belief.record, 0, prior.scatter) * rate * seen.exposure;
  for (std::size_t member = 0; member < kBank.size(); ++member) {
    CountSeen counted = seen;
    if (kBank[member].scattered) counted.phi = std::clamp(scattered, 1.0, kMaxPhi);
    learn(belief.bank[member], row, counted, kBank[member], prior.regressors);
  }
}

// Nothing where the period has none.
PeriodSold hint_in(const DemandBelief& belief, const ClosedPeriod& period,
                   const DemandPrior& prior) {
  const double exposure = bounded(period.hint.exposure, kHintShare);
  if (!(exposure > 0) || period.sold_out) return {.exposure = 0};
  const double units = bounded(period.hint.units, kMaxUnits);
  return {
      .units = units, .orders = units / mean_size(belief.size, prior.size), .exposure = exposure};
}

using MemberLogs = std::array<double, kBank.size()>;

// Most periods are as a week before: nothing is planned but the weekday.
bool as_a_week_before(std::span<const PlannedPeriod> ahead, std::size_t at) {
  return at >= 7 && ahead[at].conditions == ahead[at - 7].conditions;
}

// The bank as one: weights and size worked out once.
class Mixer {
 public:
  Mixer(const DemandBelief& belief, const DemandPrior& prior)
      : belief_(belief),
        size_(mean_size(belief.size, prior.size)),
        steady_(rate(belief.sparse.units.at(kSteadyMemory), prior.rate)) {
    if (!belief.bank.empty()) weight_ = weights(belief.record);
  }

  // Units of a period of exposure 1.
  [[nodiscard]] double units(const Conditions& conditions) const {
    return belief_.bank.empty() ? steady_ : units(log_orders(conditions));
  }

  // The same of a bank, from what each of its memories says.
  [[nodiscard]] double units(const MemberLogs& logs) const {
    double log_orders = 0;
    for (std::size_t member = 0; member < weight_.size(); ++member) {
      log_orders += weight_[member] * logs[member];
    }
    return size_ * std::exp(log_orders);
  }

  // Ln of the orders that each memory of the bank expects.
  [[nodiscard]] MemberLogs log_orders(const Conditions& conditions) const {
    const RegressorRow row = row_of(conditions, log_reference(belief_, conditions.price));
    MemberLogs logs{};
    for (std::size_t member = 0; member < logs.size(); ++member) {
      logs[member] = log_mean_count(belief_.bank[member], row);
    }
    return logs;
  }

  [[nodiscard]] double size() const { return size_; }

 private:
  const DemandBelief& belief_;
  std::array<double, kBank.size()> weight_{};
  double size_ = 1;
  double steady_ = 0;
};

// E[Y | Y >= sold] of a period that was to sell `expected` units: by its law of one period, whose
// scatter is that of the outlook (demand_outlook.h) but for a slow mover's excess.
double mean_demand(const DemandBelief& belief, const DemandPrior& prior, double expected,
                   double sold) {
  const double scatter = scatter_at(belief.record, 0, prior.scatter) + rate_doubt(belief, prior);
  const GammaRate law{.alpha = 1 / scatter,
                      .beta = 1 / (scatter * std::max(expected, kMinExpected))};
  return bounded(mean_sold_out(law, 1, sold), kMaxUnits);
}

std::array<double, kBank.size()> week_by_member(std::span<const PlannedPeriod> ahead,
                                                std::span<const MemberLogs> logs, double size) {
  std::array<double, kBank.size()> units{};
  for (std::size_t at = 0; at < ahead.size(); ++at) {
    const double exposure = bounded(ahead[at].exposure, 1);
    for (std::size_t member = 0; member < units.size(); ++member) {
      units[member] += exposure * size * std::exp(logs[at][member]);
    }
  }
  return units;
}

void begin_forecasts(DemandBelief& belief, std::span<const PlannedPeriod> ahead,
                     const DemandPrior& prior) {
  const Mixer mixer(belief, prior);
  std::array<MemberLogs, kPathPeriods> logs{};
  std::array<double, kPathPeriods> units{};  // of exposure 1
  double total = 0;
  std::size_t summed = 0;
  for (std::size_t anchor = 0; anchor < kAnchors.size(); ++anchor) {
    const auto periods = static_cast<std::size_t>(kAnchors[anchor]);
    if (!begins(belief.record, anchor) || ahead.size() < periods) continue;
    for (; summed < periods; ++summed) {
      const bool again = as_a_week_before(ahead, summed);
      logs.at(summed) = again ? logs.at(summed - 7) : mixer.log_orders(ahead[summed].conditions);
      units.at(summed) = again ? units.at(summed - 7) : mixer.units(logs.at(summed));
      total += bounded(ahead[summed].exposure, 1) * units.at(summed);
    }
    std::array<double, kBank.size()> members{};
    if (anchor == kWeekAnchor) {
      members = week_by_member(ahead.first(periods), logs, mixer.size());
    }
    begin_forecast(belief.record, anchor, total, members);
  }
}

}  // namespace

bool operator==(const DemandPrior& a, const DemandPrior& b) {
  return a.rate.mean == b.rate.mean && a.rate.weight == b.rate.weight &&
         a.rate.excess == b.rate.excess && a.rate.scatter == b.rate.scatter && a.size == b.size &&
         a.scatter == b.scatter && a.regressors == b.regressors && a.returns == b.returns;
}

void close_period(DemandBelief& belief, const ClosedPeriod& period,
                  std::span<const PlannedPeriod> ahead, const DemandPrior& prior) {
  const double exposure = bounded(period.exposure, 1);
  const double planned = bounded(period.planned_exposure, 1);
  const double orders = bounded(period.orders, kMaxUnits);
  const double late_units = signed_bounded(period.late_units);
  const double late_orders = late_units / mean_size(belief.size, prior.size);
  const double expected = exposure * expected_units(belief, period.conditions, prior);
  const double sold = bounded(period.units, kMaxUnits);
  const double units = period.sold_out ? mean_demand(belief, prior, expected, sold) : sold;
  if (!belief.bank.empty()) {
    const bool hidden = exposure < kHiddenShare * planned;
    close_period(belief.record, {.units = std::max(0.0, units + late_units), .hidden = hidden},
                 prior.scatter);
  }
  learn_price(belief, period.conditions.price);
  const PeriodSold hint = hint_in(belief, period, prior);
  if (exposure + hint.exposure > 0 && !belief.bank.empty()) {
    const double counted = exposure > 0 ? std::max(0.0, orders + late_orders) : 0;
    learn_bank(belief, period,
               {.count = counted + hint.orders,
                .exposure = exposure + hint.exposure,
                .at_least = period.sold_out,
                .passed = exposure > 0 ? 1 : hint.exposure},
               prior);
  }
  if (exposure > 0) {
    const double more = sold > 0 ? units / sold : 1;
    belief.sparse = learn(belief.sparse,
                          {.units = units,
                           .orders = orders * more,
                           .exposure = exposure,
                           .expected = expected,
                           .imputed = period.sold_out},
                          prior.rate);
    belief.size = learn(belief.size, sold, orders);
  }
  if (hint.exposure > 0) belief.sparse = hinted(belief.sparse, hint);
  if (late_units != 0) {
    belief.sparse = correct(belief.sparse, late_units, late_orders);
  }
  fit_bank(belief, prior);
  if (!belief.bank.empty()) begin_forecasts(belief, ahead, prior);
  refresh_digest(belief);
}

void refresh_digest(DemandBelief& belief) {
  Digest digest;
  add(digest, belief.sparse);
  for (const float field : {belief.size.units, belief.size.orders, belief.size.squares})
    digest.add(field);
  digest.add(belief.log_price_sum);
  digest.add(belief.log_price_weight);
  for (const FilterState& member : belief.bank) {
    add(digest, member.mean);
    add(digest, member.spread);
  }
  if (!belief.bank.empty()) add(digest, belief.record);
  belief.digest = digest.value();
}

std::vector<double> mean_units(const DemandBelief& belief, std::span<const PlannedPeriod> ahead,
                               const DemandPrior& prior) {
  std::vector<double> units;
  units.reserve(std::min(ahead.size(), kPathPeriods));
  const Mixer mixer(belief, prior);
  const auto planned = ahead.first(std::min(ahead.size(), kPathPeriods));
  std::array<double, kPathPeriods> at_full{};  // of exposure 1
  for (std::size_t at = 0; at < planned.size(); ++at) {
    at_full.at(at) =
        as_a_week_before(planned, at) ? at_full.at(at - 7) : mixer.units(planned[at].conditions);
    units.push_back(bounded(planned[at].exposure, kMostExposure) * at_full.at(at));
  }
  return units;
}

double expected_units(const DemandBelief& belief, const Conditions& conditions,
                      const DemandPrior& prior) {
  return Mixer(belief, prior).units(conditions);
}

double rate_doubt(const DemandBelief& belief, const DemandPrior& prior) {
  const Tally& steady = belief.sparse.units.at(kSteadyMemory);
  const double size = std::max(1.0, mean_size(belief.size, prior.size));
  const double periods = static_cast<double>(steady.exposure) + prior.rate.weight;
  // What the days scatter, a bank's own record of forecasts holds.
  const double scatter = belief.bank.empty() ? prior.rate.scatter : 0;
  const double noise = (2 * size - 1) / rate(steady, prior.rate) + scatter;
  return std::min(kMaxScatter, noise / std::max(periods, kMinShape));
}

double log_reference(const DemandBelief& belief, double price) {
  if (belief.log_price_weight > 0) return belief.log_price_sum / belief.log_price_weight;
  return std::isfinite(price) && price > 0 ? std::log(price) : 0;
}

double leans_on_category(const DemandBelief& belief, const DemandPrior& prior) {
  const double own = static_cast<double>(belief.sparse.units.at(kSteadyMemory).exposure);
  const double all = own + prior.rate.weight;
  return all > 0 ? std::clamp(prior.rate.weight / all, 0.0, 1.0) : 1.0;
}

}  // namespace shelfd::forecasting
