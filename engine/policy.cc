#include "engine/policy.h"

#include <algorithm>
#include <cmath>

#include "engine/item_state.h"

namespace shelfd::engine {
namespace {

template <typename T>
void take(T& into, const std::optional<T>& from) {
  if (from) into = *from;
}

template <typename T>
void take(std::optional<T>& into, const std::optional<T>& from) {
  if (from) into = from;
}

template <typename T>
void take(std::vector<T>& into, const std::vector<T>& from) {
  if (!from.empty()) into = from;
}

void take_hours(Duration& into, const std::optional<double>& hours) {
  if (hours) into = Duration{std::llround(*hours * 3'600'000.0)};
}

void overlay(Policy& policy, const Rules& rules) {
  policy.version = rules.version.empty() ? policy.version : rules.version;
  take(policy.zone, rules.utc_offsets);
  take(policy.time_zone, rules.time_zone);
  take(policy.currency, rules.currency);
  take(policy.rates, rules.rates);
  take(policy.tax_rate, rules.tax_rate);
  take(policy.price_includes_tax, rules.price_includes_tax);
  take(policy.strategy, rules.strategy);
  take(policy.match_ratio, rules.match_ratio);
  take(policy.min_margin_ratio, rules.min_margin_ratio);
  take(policy.max_change_ratio, rules.max_change_ratio);
  take(policy.careful_ratio, rules.careful_ratio);
  take(policy.min_gain, rules.min_gain);
  take(policy.min_chance, rules.min_chance);
  take(policy.price_endings, rules.price_endings);
  take_hours(policy.offer_fresh_for, rules.offer_fresh_hours);
  take(policy.min_match, rules.min_match);
  take(policy.offer_conditions, rules.offer_conditions);
  take(policy.min_effective_offers, rules.min_effective_offers);
  take(policy.max_weight_ratio, rules.max_weight_ratio);
  take(policy.rivals, rules.rivals);
  take(policy.reference_basket, rules.reference_basket);
  take(policy.audiences, rules.audiences);
  take(policy.holding_rate, rules.holding_rate);
  take(policy.service_level, rules.service_level);
  take(policy.review_days, rules.review_days);
  take(policy.resold_ratio, rules.resold_ratio);
  take_hours(policy.order_confirm_for, rules.order_confirm_hours);
  take(policy.own_accounts, rules.own_accounts);
  take(policy.suppliers, rules.suppliers);
  take(policy.occasions, rules.occasions);
  take(policy.daily_suggestions, rules.daily_suggestions);
  take(policy.demand_head, rules.demand_head);
  take(policy.demand_priors, rules.demand_priors);
  take(policy.left_at, rules.left_at);
}

// An own account stays one, whatever weight it is given.
std::vector<Policy::RivalWeight> weights_of(const Policy& policy) {
  std::vector<Policy::RivalWeight> weights;
  weights.reserve(policy.own_accounts.size() + policy.rivals.size());
  for (const std::string& name : policy.own_accounts) {
    weights.push_back({.competitor = name_hash(name), .weight = 0, .own_account = true});
  }
  for (const RivalRules& rival : policy.rivals) {
    weights.push_back({.competitor = name_hash(rival.competitor), .weight = rival.weight});
  }
  std::ranges::stable_sort(weights, {}, &Policy::RivalWeight::competitor);
  return weights;
}

}  // namespace

Policy::RivalWeight rival_weight(const Policy& policy, std::uint64_t competitor) {
  const auto& weights = policy.rival_weights;
  const auto place =
      std::ranges::lower_bound(weights, competitor, {}, &Policy::RivalWeight::competitor);
  if (place != weights.end() && place->competitor == competitor) return *place;
  return {.competitor = competitor};
}

Policy make_policy(const Rules* all, const Rules* own) {
  Policy policy;
  if (all != nullptr) overlay(policy, *all);
  policy.left_at.reset();  // not all can leave
  if (own != nullptr) overlay(policy, *own);
  policy.rival_weights = weights_of(policy);
  policy.trained = make_trained(policy.demand_head ? &*policy.demand_head : nullptr,
                                policy.demand_priors ? &*policy.demand_priors : nullptr);
  return policy;
}

std::optional<Money> convert(const Amount& amount, const Currency& to,
                             const std::vector<Rate>& rates) {
  if (amount.currency.empty() || amount.currency == to) return amount.money;
  for (const Rate& rate : rates) {
    if (rate.from == amount.currency && rate.to == to) {
      return times_ratio_nearest(amount.money, rate.rate);
    }
    if (rate.to == amount.currency && rate.from == to) {
      return times_ratio_nearest(amount.money, 1.0 / rate.rate);
    }
  }
  return std::nullopt;
}

}  // namespace shelfd::engine
