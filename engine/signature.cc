#include "engine/signature.h"

namespace shelfd::engine {
namespace {

void add(Signature& signature, const std::optional<Money>& money) {
  signature.add(static_cast<std::uint64_t>(money.has_value()));
  signature.add(money.value_or(Money{}).micros);
}

void add(Signature& signature, const std::vector<Reason>& reasons) {
  for (const Reason& reason : reasons) {
    signature.add(std::string_view(reason_name(reason.code)));
    signature.add(reason.amount);
    signature.add(static_cast<std::uint64_t>(reason.rests_on));
  }
}

void add(Signature& signature, Instant at) { signature.add(unix_millis(at)); }

}  // namespace

void add_to(Signature& signature, const PriceSuggestion& suggestion) {
  signature.add(std::string_view(suggestion.suggestion_id));
  signature.add(static_cast<std::uint64_t>(suggestion.status));
  add(signature, suggestion.current_price);
  add(signature, suggestion.suggested_price);
  add(signature, suggestion.market.reference);
  signature.add(suggestion.market.effective_offers);
  if (suggestion.expected) add(signature, suggestion.expected->profit_gain);
  add(signature, suggestion.reasons);
  add(signature, suggestion.judged_at);
}

void add_to(Signature& signature, const RestockPlan& plan) {
  signature.add(std::string_view(plan.suggestion_id));
  signature.add(static_cast<std::uint64_t>(plan.status));
  signature.add(plan.quantity.units);
  signature.add(plan.demand_mean_units);
  signature.add(plan.stockout_chance_if_not);
  add(signature, plan.reasons);
  add(signature, plan.judged_at);
}

void add_to(Signature& signature, const Alert& alert) {
  signature.add(std::string_view(alert.alert_id));
  signature.add(static_cast<std::uint64_t>(alert.open));
  add(signature, alert.opened_at);
}

}  // namespace shelfd::engine
