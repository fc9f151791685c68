// Lead time: days from order to receipt, as discounted counts by length, for an item's supplier and
// for the supplier's pool, in fixed point.
//
// Bins: day 0, 1, ... 30 each, then growing by a quarter (38, 48, 60, ... 290) up to 365, the last.
// A lead time counts as the nearest whole day. A receipt adds kOneReceipt to its bin after all bins
// have been multiplied by kReceiptDiscount / kOneReceipt, in integers, rounded down. The law mixes
// the item's counts, the pool's at most kPoolWeight receipts of it, and kStatedWeight receipts
// spread lognormally around what the supplier states (or kDefaultLeadDays): an assumption until
// receipts outweigh it.
// Pure. Open orders are not here yet: late ones are censored, see the forecasting issue.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace shelfd::forecasting {

inline constexpr std::size_t kLeadBins = 42;
inline constexpr std::int32_t kOneReceipt = 1024;
inline constexpr std::int32_t kReceiptDiscount = 993;     // of 1024: half-life 23 receipts
inline constexpr std::int32_t kMaxCount = 1'000'000'000;  // of a bin; out of reach by receipts
inline constexpr double kPoolWeight = 8;          // receipts: 8 to 10 a level on SCMS' deliveries
inline constexpr double kStatedWeight = 4;        // receipts: an assumption
inline constexpr double kDefaultLeadDays = 14;    // an assumption
inline constexpr double kStatedVariation = 0.3;   // stddev / mean around a stated time: assumed
inline constexpr double kDefaultVariation = 0.5;  // around kDefaultLeadDays: assumed

// Fixed-point counts (1/1024 of a receipt) by bin.
struct LeadCounts {
  std::array<std::int32_t, kLeadBins> bins{};

  friend bool operator==(const LeadCounts&, const LeadCounts&) = default;
};

// Probabilities by bin; they sum to 1.
struct LeadTimeLaw {
  std::array<double, kLeadBins> probability{};
  double own_share =
      0;  // share that rests on receipts, item's or pool's (the rest is assumption), 0..1
};

// The whole days of a bin, and the mean and variance of a day drawn evenly from them.
struct LeadSpan {
  int first_day = 0;
  int last_day = 0;
  double mean_days = 0;
  double variance = 0;
};

// bin < kLeadBins.
[[nodiscard]] LeadSpan bin_span(std::size_t bin);

// lead_days >= 0; above the last bin counts there.
[[nodiscard]] LeadCounts add_receipt(const LeadCounts& counts, double lead_days);

[[nodiscard]] LeadTimeLaw lead_time_law(const LeadCounts& item, const LeadCounts& supplier_pool,
                                        std::optional<double> stated_days);

// Within half a day up to 30 days; beyond, within half a bin.
[[nodiscard]] double mean_days(const LeadTimeLaw& law);
// The smallest day (the bin's last) with P(lead time <= day) >= p, p in (0, 1].
[[nodiscard]] double quantile_days(const LeadTimeLaw& law, double p);

}  // namespace shelfd::forecasting
