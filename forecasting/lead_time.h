// Lead time: days from order to first receipt as a law over whole-day bins, for a new order and for
// one that is open, from life tables in which open orders count (lead_table.h).
//
//   h_k = (arrived_k + n0 w_k h_parent,k) / (at_risk_k + n0 w_k)   chance to come today, age bin k
//   P(later than day t) = product over the days up to t of (1 - h)
//
// w_k is the bin's days, n0 the orders that the parent's opinion weighs. What an item knows of a
// supplier shrinks to what the supplier's other items and to what the item's lane (its category)
// tell, once each, and the two are averaged (by what each has seen, up to n0); both shrink to all
// orders of the merchant or, where the supplier states a time, to that. At the root stands an
// assumption, loglogistic:
//
//   P(later than t) = 1 / (1 + (t / m)^c)   m: median; c = 6 around a stated or promised time,
//                                           c = 4 around kDefaultLeadDays
//
// Clocks. Beside the age since the order there are two more, kept for the supplier: days since it
// was shipped, and days since (before: below zero) the promised day. An open order's remaining time
// is the mixture of each clock's law given that it has not come: the promised one weighs
// 1 / (1 + e^-g), g the discounted log likelihood by which it foretold past days better than the
// age did; the shipped one takes from both what its receipts weigh against n0.
// Sources: Kaplan & Meier, JASA 53 (1958) 457-481; Johnson, Kotz & Balakrishnan, Continuous
// Univariate Distributions 2, 2nd ed., ch. 23 (loglogistic). It fails where receipts are never
// told: then the law grows long. Pure. Not here: which orders are open (engine/take_shipment.cc).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "forecasting/lead_table.h"

namespace shelfd::forecasting {

inline constexpr double kPoolWeight = 8;        // orders that a parent weighs: 8 to 10 on SCMS
inline constexpr double kStatedWeight = 4;      // orders that an assumption weighs: assumed
inline constexpr double kDefaultLeadDays = 14;  // an assumption
inline constexpr double kMaxGainNats = 4;       // no clock is trusted above 98%
inline constexpr std::int64_t kOneNat = 1000;   // fixed point of promised_gain
inline constexpr double kSilentAfter = 0.99;    // share of orders that had come by then

// What one supplier's orders told, of all items.
struct SupplierLeads {
  LeadTable ordered{};             // by age
  LeadTable shipped{};             // by days since it was shipped
  LeadTable promised{};            // by days since the promised day, below zero before it
  std::int64_t promised_gain = 0;  // in thousandths of a nat, weighed as days of `promised`

  friend bool operator==(const SupplierLeads&, const SupplierLeads&) = default;
};

// As add and learn of lead_table.h.
void add(SupplierLeads& leads, const SupplierLeads& counts);
void learn(SupplierLeads& known, const SupplierLeads& counts, std::int32_t day);

// All that speaks of an item's orders at one supplier; borrowed, never null.
struct LeadEvidence {
  const LeadTable* item = nullptr;
  const SupplierLeads* supplier = nullptr;
  const LeadTable* lane = nullptr;
  const LeadTable* merchant = nullptr;
  std::optional<double> stated_days{};  // what the supplier promises from order to receipt
};

// Probabilities by bin (bin_span); they sum to 1.
struct LeadTimeLaw {
  std::array<double, kLeadBins> probability{};
  double own_share = 0;  // share that rests on receipts (the rest is assumption), 0..1
};

// How far an open order is, at the start of a day.
struct OrderAge {
  int ordered_days = 0;                // since it was ordered, >= 0
  std::optional<int> shipped_days{};   // since it was shipped, >= 0
  std::optional<int> promised_days{};  // since the promised day; below zero: still to come
};

// From order to receipt, of an order placed today. At most 5 us.
[[nodiscard]] LeadTimeLaw lead_time_law(const LeadEvidence& evidence);
// From shipment to receipt, of an order shipped today.
[[nodiscard]] LeadTimeLaw shipped_law(const LeadEvidence& evidence);
// From today to receipt, of an order that has not come; 0: it comes today.
[[nodiscard]] LeadTimeLaw remaining_law(const LeadEvidence& evidence, const OrderAge& age);

// Log likelihood of the day's outcome by the promised clock less that by the age, in thousandths of
// a nat; 0 without a promised day.
[[nodiscard]] std::int64_t promised_gain(const LeadEvidence& evidence, const OrderAge& age,
                                         bool came);

[[nodiscard]] double mean_days(const LeadTimeLaw& law);
// The smallest whole day with P(lead time <= day) >= p, p in (0, 1], a bin's days being equally
// likely.
[[nodiscard]] double quantile_days(const LeadTimeLaw& law, double p);

// The parts of which the above are made, for other levels than these (backtest).
using DailyHazards = std::array<double, kLeadBins>;  // each in [0, 1]
// Of the assumption; absent: kDefaultLeadDays.
[[nodiscard]] DailyHazards assumed_hazards(std::optional<double> stated_days);
// `parent` as a table's own orders correct it, seen from `day`. n0 > 0.
[[nodiscard]] DailyHazards shrunk_hazards(const LeadTable& table, std::int32_t day,
                                          const DailyHazards& parent, double n0);
// The average of what two levels say. One counts as many orders as came in it and one more, at most
// kPoolWeight + 1, so that a level that has seen little does not dilute one that has seen enough.
struct LevelHazards {
  DailyHazards hazards{};
  double orders = 0;
};
[[nodiscard]] DailyHazards average(const LevelHazards& a, const LevelHazards& b);
// Of an order whose age is `age_days` and that has not come: from today on.
[[nodiscard]] LeadTimeLaw law_of(const DailyHazards& hazards, int age_days);

}  // namespace shelfd::forecasting
