// Lead table: how often open orders came, by age, as a discounted life table in integers.
//
//   arrived  orders that came at an age in the bin
//   at_risk  order-days: each day on which an order was open at its start, and not yet come, counts
//            one in the bin of the order's age on that day, the day it comes on included
//
// so that arrived / at_risk is the chance that an order of this age comes today. An order that is
// still open has told all that it can: it is right-censored, not left out. A day weighs
// 2^(days from base_day / kLeadHalfLifeDays), drawn straight between the powers of two and in
// fixed point: older days weigh less without being touched, and days add in any order. When the
// weights double the table is halved, rounded down, and base_day moves on.
//
// Bins: an age of 0, 1, ... 30 whole days each, then growing by an eighth (31-34, 35-39, ...
// 648-730). A position may lie before a promised day: the bins below zero mirror those above (-1 is
// the day before, -2 two days before). Beyond both ends nothing is counted. Sources: period life
// table; Kaplan & Meier, JASA 53 (1958) 457-481; half-life: 180, 365 and 730 days score alike on
// SCMS' deliveries (docs/models.md). Pure. Not here: what the counts say of an order (lead_time.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace shelfd::forecasting {

inline constexpr std::size_t kLeadBins = 57;
inline constexpr int kLongestLeadDays = 730;
inline constexpr std::int32_t kLeadHalfLifeDays = 365;
inline constexpr std::int64_t kOneOrder = 1024;  // fixed point of an order, and of an order-day
inline constexpr std::int64_t kMaxLeadCount = std::int64_t{1} << 40;       // of a row
inline constexpr std::int64_t kMaxOwnCount = (std::int64_t{1} << 20) - 1;  // of an item's: 3 bytes

// The whole days of a bin, and the mean and variance of a day drawn evenly from them.
struct LeadSpan {
  int first_day = 0;
  int last_day = 0;
  double mean_days = 0;
  double variance = 0;
};

// bin < kLeadBins.
[[nodiscard]] LeadSpan bin_span(std::size_t bin);

// The bin of a position in whole days, below zero: before the promised day.
// -kLongestLeadDays <= days <= kLongestLeadDays.
[[nodiscard]] int bin_at(int days);

struct LeadRow {
  std::int32_t bin = 0;  // -kLeadBins <= bin < kLeadBins
  std::int64_t arrived = 0;
  std::int64_t at_risk = 0;

  friend bool operator==(const LeadRow&, const LeadRow&) = default;
};

// Two uses: counts of one day, not weighed (both days zero); and what is known, weighed.
struct LeadTable {
  std::int32_t base_day = 0;    // a day of it weighs kOneOrder
  std::int32_t newest_day = 0;  // >= base_day
  std::vector<LeadRow> rows{};  // by bin

  friend bool operator==(const LeadTable&, const LeadTable&) = default;
};

// Adds to a position's counts; below zero takes back. Beyond the bins: nothing.
void count(LeadTable& table, int position_days, std::int64_t arrived, std::int64_t at_risk);
// Adds counts, not weighed.
void add(LeadTable& table, const LeadTable& counts);
// Weighs the counts of `day` and adds them to what is known. A day before known.base_day weighs as
// that day. Where a row passes `limit` all are halved: so much evidence needs no more.
void learn(LeadTable& known, const LeadTable& counts, std::int32_t day,
           std::int64_t limit = kMaxLeadCount);

// What one order-day of the table's newest day weighs, seen from `day` >= newest_day: counts divide
// by it. > 0.
[[nodiscard]] double scale_at(const LeadTable& known, std::int32_t day);
// Orders that came, discounted to the table's newest day. >= 0.
[[nodiscard]] double orders_arrived(const LeadTable& known);

// Fixed-point weight of `day`, and what its base_day moves on by first: for other sums that are
// kept beside a table.
[[nodiscard]] std::int64_t weight_of(const LeadTable& known, std::int32_t day);
// Halves until `day` weighs less than two orders; returns how often.
int move_base(LeadTable& known, std::int32_t day);

}  // namespace shelfd::forecasting
