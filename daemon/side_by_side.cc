#include "daemon/side_by_side.h"

#include <cmath>

namespace shelfd::daemon {
namespace {

// Calls `see(item, a, b)` for what both have, and counts the rest.
template <typename Answer, typename See>
void walk(const std::map<std::string, Answer>& a, const std::map<std::string, Answer>& b,
          Shared& shared, const See& see) {
  for (const auto& [item, one] : a) {
    shared.open_a += one.is_open ? 1 : 0;
    const auto other = b.find(item);
    if (other == b.end()) {
      ++shared.only_a;
      continue;
    }
    ++shared.both;
    see(item, one, other->second);
  }
  for (const auto& [item, one] : b) {
    shared.open_b += one.is_open ? 1 : 0;
    if (!a.contains(item)) ++shared.only_b;
  }
}

std::map<std::string, Money> gains_of(const Answers& answers) {
  std::map<std::string, Money> gains;
  for (const auto& [item, price] : answers.prices) {
    if (price.is_open && price.gain) gains[price.currency.text()] += *price.gain;
  }
  return gains;
}

std::int64_t units_of(const Answers& answers) {
  std::int64_t units = 0;
  for (const auto& [item, plan] : answers.plans) units += plan.units;
  return units;
}

}  // namespace

PriceAnswer answer_of(const engine::PriceSuggestion& suggestion) {
  PriceAnswer answer{.is_open = suggestion.status == engine::Status::Open,
                     .suggested = suggestion.suggested_price,
                     .currency = suggestion.currency};
  if (suggestion.expected) answer.gain = suggestion.expected->profit_gain;
  return answer;
}

PlanAnswer answer_of(const engine::RestockPlan& plan) {
  return {.is_open = plan.status == engine::Status::Open, .units = plan.quantity.units};
}

PricesBeside prices_beside(const Answers& a, const Answers& b) {
  PricesBeside beside;
  double sum = 0;
  walk(a.prices, b.prices, beside,
       [&](const std::string& item, const PriceAnswer& one, const PriceAnswer& other) {
         const bool is_same =
             one.suggested == other.suggested && (!one.suggested || one.currency == other.currency);
         ++(is_same ? beside.same : beside.differing);
         if (is_same || !one.suggested || !other.suggested || one.currency != other.currency ||
             one.suggested->micros <= 0) {
           return;
         }
         const double ratio =
             main_units(*other.suggested - *one.suggested) / main_units(*one.suggested);
         ++beside.measured;
         sum += std::abs(ratio);
         if (std::abs(ratio) <= std::abs(beside.largest_ratio)) return;
         beside.largest_ratio = ratio;
         beside.largest_item = item;
       });
  if (beside.measured > 0) beside.mean_ratio = sum / static_cast<double>(beside.measured);
  beside.gain_a = gains_of(a);
  beside.gain_b = gains_of(b);
  return beside;
}

PlansBeside plans_beside(const Answers& a, const Answers& b) {
  PlansBeside beside;
  double sum = 0;
  walk(a.plans, b.plans, beside,
       [&](const std::string& item, const PlanAnswer& one, const PlanAnswer& other) {
         const std::int64_t units = other.units - one.units;
         ++(units == 0 ? beside.same : beside.differing);
         sum += std::abs(static_cast<double>(units));
         if (std::abs(units) <= std::abs(beside.largest_units)) return;
         beside.largest_units = units;
         beside.largest_item = item;
       });
  if (beside.differing > 0) beside.mean_units = sum / static_cast<double>(beside.differing);
  beside.units_a = units_of(a);
  beside.units_b = units_of(b);
  return beside;
}

}  // namespace shelfd::daemon
