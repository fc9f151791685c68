#include "connectors/query/rim_check.h"

#include <algorithm>

#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "engine/price_flow.h"
#include "pricing/guardrails.h"

namespace shelfd::connectors {
namespace {

bool keeps_guardrails(const engine::PriceSuggestion& suggestion, engine::Situation situation,
                      const engine::Policy& policy) {
  engine::ItemState state;
  state.situation = std::move(situation);
  if (!suggestion.suggested_price || !state.situation.price) return false;
  const engine::JudgedPrice judged = engine::price_inputs(state, policy, {}, suggestion.judged_at);
  const pricing::PriceInputs& inputs = judged.inputs;
  return pricing::broken_guard(*suggestion.suggested_price, inputs.current, inputs.guardrails,
                               inputs.economics ? &*inputs.economics : nullptr) ==
         pricing::Guard::None;
}

bool keeps_terms(const engine::RestockPlan& plan, const engine::CatalogEntry& catalog) {
  if (plan.quantity.units <= 0) return true;
  const auto terms =
      std::ranges::find(catalog.suppliers, plan.supplier, &engine::SupplierTerms::supplier);
  if (terms == catalog.suppliers.end()) return catalog.suppliers.empty();
  const std::int64_t pack = std::max<std::int64_t>(terms->case_pack.units, 1);
  return plan.quantity >= terms->moq && plan.quantity.units % pack == 0;
}

}  // namespace

Result<std::optional<engine::Situation>> situation_of(Partitions& log,
                                                      const std::string& item_key) {
  const auto bytes = log.get(Family::Situation, item_key);
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return std::nullopt;
  auto situation = decode_situation(**bytes);
  if (!situation) return std::unexpected(situation.error());
  return *std::move(situation);
}

Result<bool> RimCheck::price_may_show(std::string_view record) {
  const auto suggestion = decode_price(record);
  if (!suggestion) return false;
  auto situation = situation_of(log_, suggestion->item.key());
  if (!situation) return std::unexpected(situation.error());
  if (!*situation) return false;
  const auto policy = policies_.policy_of(suggestion->item.merchant.value);
  if (!policy) return std::unexpected(policy.error());
  return keeps_guardrails(*suggestion, **std::move(situation), **policy);
}

Result<bool> RimCheck::plan_may_show(std::string_view record) {
  const auto plan = decode_plan(record);
  if (!plan) return false;
  const auto situation = situation_of(log_, plan->item.key());
  if (!situation) return std::unexpected(situation.error());
  return *situation && keeps_terms(*plan, (*situation)->catalog);
}

}  // namespace shelfd::connectors
