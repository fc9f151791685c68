// Returns: geometric lags side by side, a week at a time.
#include "forecasting/returns.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shelfd::forecasting {
namespace {

constexpr double kMaxUnits = 1e9;  // of a day; above, it counts as this
constexpr double kMaxReported = 1e9;
constexpr double kLeastShare = 1e-6;
constexpr double kMilli = 1e3;
constexpr double kTenThousand = 1e4;
// Followed for longer, it counts as this long and a whole number of weeks less.
constexpr std::int32_t kManyDays = 700'000;

double bounded(double value, double high) {
  return std::isfinite(value) ? std::clamp(value, 0.0, high) : 0.0;
}

using Column = std::array<double, kDelays.size()>;

// A delay's geometric law over `days` days.
struct Lag {
  double kept = 0;       // a^days: of what was out before
  double sold_kept = 1;  // of what was sold in them, evenly
};

Lag lag_over(double delay_days, int days) {
  if (days <= 0) return {.kept = 1, .sold_kept = 1};
  const double q = 1 / delay_days;
  const double kept = std::pow(1 - q, days);
  return {.kept = kept, .sold_kept = (1 - kept) / (days * q)};
}

// A delay between two of kDelays: `share` of the upper one.
struct Between {
  std::size_t lower = 0;
  double share = 0;

  [[nodiscard]] double of(const Column& values) const {
    return (1 - share) * values.at(lower) + share * values.at(lower + 1);
  }
};

Between place_of(double delay_days) {
  const double held = std::clamp(delay_days, kDelays.front(), kDelays.back());
  std::size_t lower = 0;
  while (lower + 2 < kDelays.size() && kDelays.at(lower + 1) <= held) ++lower;
  return {.lower = lower,
          .share = (held - kDelays.at(lower)) / (kDelays.at(lower + 1) - kDelays.at(lower))};
}

// What was sold before anybody looked is taken to have sold as in the first days.
void begin(ItemReturns& returns) {
  const double a_day = static_cast<double>(returns.due.front()) / kFirstDays;
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const double delay = kDelays.at(at);
    const double before = std::pow(1 - 1 / delay, kFirstDays) * delay * a_day;
    returns.out.at(at) = static_cast<float>(static_cast<double>(returns.out.at(at)) + before);
  }
  returns.due = {};
}

void learn_week(ItemReturns& returns, const Column& due, double returned) {
  const double kept = std::exp2(-kReturnWeek / kReturnHalfLife);
  const double mean = std::accumulate(due.begin(), due.end(), 0.0) / kDelays.size();
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const double held = (1 - kStrayShare) * due.at(at) + kStrayShare * mean;
    const double told = returned > 0 ? returned * std::log(held / mean) : 0;
    const auto move = [kept](float& sum, double by) {
      sum = static_cast<float>(kept * static_cast<double>(sum) + by);
    };
    move(returns.evidence.at(at), told);
    move(returns.due.at(at), held);
  }
  returns.returned = static_cast<float>(kept * static_cast<double>(returns.returned) + returned);
}

void close_week(ItemReturns& returns) {
  const double sold = bounded(static_cast<double>(returns.week_sold), kReturnWeek * kMaxUnits);
  Column due{};
  double most = 0;  // that can come back
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const Lag lag = lag_over(kDelays.at(at), kReturnWeek);
    const double out = static_cast<double>(returns.out.at(at));
    due.at(at) = (1 - lag.kept) * out + (1 - lag.sold_kept) * sold;
    most = std::max(most, out + sold);
    returns.out.at(at) = static_cast<float>(lag.kept * out + lag.sold_kept * sold);
  }
  const double returned = std::min(static_cast<double>(returns.week_returned), most);
  returns.week_sold = 0;
  returns.week_returned = 0;
  if (returns.days > kFirstDays) {
    learn_week(returns, due, returned);
    return;
  }
  returns.due.front() = static_cast<float>(static_cast<double>(returns.due.front()) + sold);
  if (returns.days == kFirstDays) begin(returns);
}

// At the delay in force; 0 while the first days run.
double due_of(const ItemReturns& returns, const ReturnPrior& prior) {
  if (returns.days < kFirstDays) return 0;
  Column due{};
  std::ranges::transform(returns.due, due.begin(),
                         [](float sum) { return static_cast<double>(sum); });
  return place_of(prior.delay_days).of(due);
}

std::int64_t fixed(double value, double scale) {
  return std::llround(std::clamp(value, -kMaxReported, kMaxReported) * scale);
}

// Of three values at -1, 0 and 1: where their parabola is greatest, in [-1, 1].
double peak_of(double before, double at, double after) {
  const double bend = before - 2 * at + after;
  if (!(bend < 0)) return after > before ? 1 : -1;
  return std::clamp((before - after) / (2 * bend), -1.0, 1.0);
}

}  // namespace

void learn_day(ItemReturns& returns, const DayReturns& day, const ReturnPrior& prior) {
  const double returned = bounded(day.returned, kMaxUnits);
  if (returns.days == 0 && !prior.told && returned == 0) return;
  const double sold = std::isfinite(day.sold) ? std::clamp(day.sold, -kMaxUnits, kMaxUnits) : 0.0;
  returns.week_sold = static_cast<float>(static_cast<double>(returns.week_sold) + sold);
  returns.week_returned = static_cast<float>(static_cast<double>(returns.week_returned) + returned);
  ++returns.days;
  if (returns.days % kReturnWeek == 0) close_week(returns);
  if (returns.days >= kManyDays) returns.days -= kManyDays / 2;
}

double return_rate(const ItemReturns& returns, const ReturnPrior& prior) {
  const double returned = static_cast<double>(returns.returned) + kReturnUnits * prior.rate_ratio;
  const double due = due_of(returns, prior) + kReturnUnits;
  return std::clamp(returned / due, 0.0, kMaxReturnRate);
}

double rate_leans_on_category(const ItemReturns& returns, const ReturnPrior& prior) {
  return kReturnUnits / (due_of(returns, prior) + kReturnUnits);
}

double expected_returns(const ItemReturns& returns, const ReturnPrior& prior,
                        std::span<const double> sold_ahead) {
  if (returns.days == 0) return 0;
  const int since = returns.days % kReturnWeek;
  const double sold = bounded(static_cast<double>(returns.week_sold), kReturnWeek * kMaxUnits);
  Column out{};
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const Lag lag = lag_over(kDelays.at(at), since);
    out.at(at) = lag.kept * static_cast<double>(returns.out.at(at)) + lag.sold_kept * sold;
  }
  const double q = 1 / std::clamp(prior.delay_days, kDelays.front(), kDelays.back());
  double still_out = place_of(prior.delay_days).of(out);
  double coming = 0;
  for (const double units : sold_ahead) {
    coming += q * still_out;
    still_out += bounded(units, kMaxUnits) - q * still_out;
  }
  return return_rate(returns, prior) * coming;
}

ReturnsPool report(const ItemReturns& returns, const ReturnPrior& prior) {
  const double all = due_of(returns, prior);
  if (!(all > 0)) return {};
  const double returned = static_cast<double>(returns.returned);
  ReturnsPool pool{.returned = fixed(returned, kMilli), .due = fixed(all, kMilli)};
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    // Given how many came back in all, when they did is multinomial in what was due.
    const double share = static_cast<double>(returns.due.at(at)) / all;
    const double told = static_cast<double>(returns.evidence.at(at)) -
                        returned * std::log(std::max(share, kLeastShare));
    pool.evidence.at(at) = fixed(told, kTenThousand);
  }
  return pool;
}

ReturnPrior return_prior(const ReturnsPool& pool, const ReturnPrior& behind) {
  const double returned = std::max(0.0, static_cast<double>(pool.returned) / kMilli);
  const double due = std::max(0.0, static_cast<double>(pool.due) / kMilli);
  const double rate =
      (returned + kCategoryReturnUnits * behind.rate_ratio) / (due + kCategoryReturnUnits);
  Column told{};
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const double off = std::log(kDelays.at(at) / behind.delay_days) / kDelaySpread;
    told.at(at) = static_cast<double>(pool.evidence.at(at)) / kTenThousand - off * off / 2;
  }
  const auto best = static_cast<std::size_t>(std::ranges::max_element(told) - told.begin());
  const std::size_t middle = std::clamp<std::size_t>(best, 1, kDelays.size() - 2);
  const double peak = peak_of(told.at(middle - 1), told.at(middle), told.at(middle + 1));
  const double step = std::log(kDelays.at(1) / kDelays.at(0));
  return {.rate_ratio = std::clamp(rate, 0.0, kMaxReturnRate),
          .delay_days = std::clamp(kDelays.at(middle) * std::exp(step * peak), kDelays.front(),
                                   kDelays.back()),
          .told = behind.told || pool.returned > 0};
}

}  // namespace shelfd::forecasting
