// Lead time: counts by length in integers, and the law that mixes item, pool and what is stated.
#include "forecasting/lead_time.h"

#include <algorithm>
#include <cmath>

#include "base/statistics.h"

namespace shelfd::forecasting {
namespace {

using Shares = std::array<double, kLeadBins>;

constexpr int kDayBins = 31;       // 0, 1, ... 30
constexpr int kLongestDays = 365;  // the last bin's edge

// Last whole day of each bin: 0 ... 30, 38, 48, 60, 75, 94, 118, 148, 185, 232, 290, 365. Each edge
// is a quarter above the last, rounded up; the last one, 363, is brought to the year.
constexpr std::array<int, kLeadBins> make_last_days() {
  std::array<int, kLeadBins> days{};
  for (int bin = 0; bin < static_cast<int>(kLeadBins); ++bin) {
    const int before = bin == 0 ? 0 : days.at(static_cast<std::size_t>(bin - 1));
    days.at(static_cast<std::size_t>(bin)) = bin < kDayBins ? bin : (before * 5 + 3) / 4;
  }
  days.back() = kLongestDays;
  return days;
}

constexpr std::array<int, kLeadBins> kLastDays = make_last_days();
static_assert(kLastDays.at(kDayBins) == 38 && kLastDays.at(kLeadBins - 2) == 290);

int first_day(std::size_t bin) { return bin == 0 ? 0 : kLastDays.at(bin - 1) + 1; }

std::size_t bin_of(double lead_days) {
  const double days = lead_days > 0 ? std::min(lead_days, static_cast<double>(kLongestDays)) : 0.0;
  const int whole = static_cast<int>(std::lround(days));
  const auto place = std::ranges::lower_bound(kLastDays, whole);
  return static_cast<std::size_t>(place - kLastDays.begin());
}

double receipts(const LeadCounts& counts) {
  double total = 0;
  for (const std::int32_t count : counts.bins) total += std::max(count, 0);
  return total / kOneReceipt;
}

// Adds counts to `law` so that together they weigh `weight` receipts.
void add_share(Shares& law, const LeadCounts& counts, double weight) {
  const double total = receipts(counts);
  if (!(total > 0)) return;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    law.at(bin) += weight * std::max(counts.bins.at(bin), 0) / (kOneReceipt * total);
  }
}

// A lead time as it is told: days, and stddev / mean.
struct Stated {
  double mean_days = 0;
  double variation_ratio = 0;
};

// Lognormal; by moments ln L has variance ln(1 + variation^2) and mean ln(mean) - half of it.
void add_spread(Shares& law, const Stated& stated, double weight) {
  if (stated.mean_days < 0.5) {
    law.at(0) += weight;
    return;
  }
  const double log_variance = std::log1p(stated.variation_ratio * stated.variation_ratio);
  const double log_mean = std::log(stated.mean_days) - log_variance / 2;
  double below = 0;
  for (std::size_t bin = 0; bin + 1 < kLeadBins; ++bin) {
    const double edge = std::log(kLastDays.at(bin) + 0.5);
    const double upto = normal_cdf((edge - log_mean) / std::sqrt(log_variance));
    law.at(bin) += weight * std::max(0.0, upto - below);
    below = std::max(below, upto);
  }
  law.at(kLeadBins - 1) += weight * (1 - below);
}

void add_stated(Shares& law, std::optional<double> stated_days) {
  if (!stated_days || !std::isfinite(*stated_days) || *stated_days < 0) {
    add_spread(law, {.mean_days = kDefaultLeadDays, .variation_ratio = kDefaultVariation},
               kStatedWeight);
    return;
  }
  const double mean = std::min(*stated_days, static_cast<double>(kLongestDays));
  add_spread(law, {.mean_days = mean, .variation_ratio = kStatedVariation}, kStatedWeight);
}

}  // namespace

LeadSpan bin_span(std::size_t bin) {
  const int first = first_day(bin);
  const int last = kLastDays.at(bin);
  const double days = last - first + 1;
  return {.first_day = first,
          .last_day = last,
          .mean_days = (first + last) / 2.0,
          .variance = (days * days - 1) / 12};
}

LeadCounts add_receipt(const LeadCounts& counts, double lead_days) {
  LeadCounts next;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    const std::int64_t kept = std::int64_t{std::max(counts.bins.at(bin), 0)} * kReceiptDiscount;
    next.bins.at(bin) = static_cast<std::int32_t>(kept / kOneReceipt);
  }
  std::int32_t& bin = next.bins.at(bin_of(lead_days));
  bin = std::min(bin, kMaxCount) + kOneReceipt;
  return next;
}

LeadTimeLaw lead_time_law(const LeadCounts& item, const LeadCounts& supplier_pool,
                          std::optional<double> stated_days) {
  const double own = receipts(item);
  const double pooled = std::min(receipts(supplier_pool), kPoolWeight);
  const double total = own + pooled + kStatedWeight;
  LeadTimeLaw law;
  add_share(law.probability, item, own / total);
  add_share(law.probability, supplier_pool, pooled / total);
  Shares stated{};
  add_stated(stated, stated_days);
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    law.probability.at(bin) += stated.at(bin) / total;
  }
  law.own_share = (own + pooled) / total;
  return law;
}

double mean_days(const LeadTimeLaw& law) {
  double mean = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    mean += law.probability.at(bin) * bin_span(bin).mean_days;
  }
  return mean;
}

double quantile_days(const LeadTimeLaw& law, double p) {
  double below = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    below += law.probability.at(bin);
    if (below + 1e-12 >= p && law.probability.at(bin) > 0) return kLastDays.at(bin);
  }
  return kLongestDays;
}

}  // namespace shelfd::forecasting
