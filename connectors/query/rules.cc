#include "connectors/query/rules.h"

#include "connectors/query/json_reply.h"
#include "connectors/query/policy_reader.h"

namespace shelfd::connectors {
namespace {

double hours(Duration duration) {
  return std::chrono::duration<double, std::ratio<3600>>(duration).count();
}

// A policy as the rules record that says all of it. The offsets of its zone stay out: they are the
// bulk of a record and stand in `own` or `all`.
engine::Rules as_rules(const std::string& merchant, const engine::Policy& policy) {
  engine::Rules rules;
  rules.merchant = MerchantId(merchant);
  rules.version = policy.version;
  rules.time_zone = policy.time_zone;
  rules.currency = policy.currency;
  rules.rates = policy.rates;
  rules.tax_rate = policy.tax_rate;
  rules.price_includes_tax = policy.price_includes_tax;
  rules.strategy = policy.strategy;
  rules.match_ratio = policy.match_ratio;
  rules.min_margin_ratio = policy.min_margin_ratio;
  rules.max_change_ratio = policy.max_change_ratio;
  rules.careful_ratio = policy.careful_ratio;
  rules.min_gain = policy.min_gain;
  rules.min_chance = policy.min_chance;
  rules.price_endings = policy.price_endings;
  rules.offer_fresh_hours = hours(policy.offer_fresh_for);
  rules.min_match = policy.min_match;
  rules.offer_conditions = policy.offer_conditions;
  rules.min_effective_offers = policy.min_effective_offers;
  rules.max_weight_ratio = policy.max_weight_ratio;
  rules.rivals = policy.rivals;
  rules.reference_basket = policy.reference_basket;
  rules.audiences = policy.audiences;
  rules.holding_rate = policy.holding_rate;
  rules.service_level = policy.service_level;
  rules.review_days = policy.review_days;
  rules.resold_ratio = policy.resold_ratio;
  rules.order_confirm_hours = hours(policy.order_confirm_for);
  rules.own_accounts = policy.own_accounts;
  rules.suppliers = policy.suppliers;
  rules.daily_suggestions = policy.daily_suggestions;
  rules.demand_head = policy.demand_head;
  rules.demand_priors = policy.demand_priors;
  rules.left_at = policy.left_at;
  return rules;
}

Result<Json> record_of(Partitions& log, const std::string& merchant) {
  const auto bytes = log.get(Family::Rules, merchant);
  if (!bytes) return std::unexpected(bytes.error());
  return *bytes ? stored_json(**bytes) : Json();
}

}  // namespace

Reply show_rules(Partitions& log, const Request& request) {
  const auto asked = merchant_param(request, true);
  if (!asked) return asked.error();
  const std::string merchant = asked->empty() ? "*" : *asked;
  const auto all = record_of(log, "*");
  if (!all) return failed_reply(all.error());
  const auto own = merchant == "*" ? Result<Json>(Json()) : record_of(log, merchant);
  if (!own) return failed_reply(own.error());
  PolicyReader policies(log);
  const auto policy = policies.policy_of(merchant);
  if (!policy) return failed_reply(policy.error());
  Json json;
  json["merchant"] = merchant;
  json["own"] = *own;
  json["all"] = *all;
  json["effective"] = stored_json(encode_event(as_rules(merchant, **policy)));
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
