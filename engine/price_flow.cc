#include "engine/price_flow.h"

#include <algorithm>
#include <cmath>

#include "engine/transition.h"

namespace shelfd::engine {
namespace {

void fill_view(const JudgedPrice& judged, const PriceJudgement& judgement, const Names& names,
               MarketView& view) {
  const auto name = [&](std::uint64_t competitor) {
    const auto found = names.find(competitor);
    return found == names.end() ? "#" + std::to_string(competitor) : found->second;
  };
  for (const JudgedOffer& offer : judged.offers) {
    if (offer.left_out != pricing::LeftOut::None) {
      view.left_out.push_back({.competitor = name(offer.competitor), .why = offer.left_out});
    } else if (judgement.market && offer.price == judgement.market->cheapest) {
      view.cheapest_competitor = name(offer.competitor);
    }
  }
  if (!judgement.market) return;
  view.reference = judgement.market->reference;
  view.low = judgement.market->low;
  view.high = judgement.market->high;
  view.cheapest = judgement.market->cheapest;
  view.effective_offers = judgement.market->effective_offers;
}

// The rival whose move since the anchor weighs most, told by name and prices.
void tell_rival(const JudgedPrice& judged, const Names& names, std::vector<Param>& params) {
  const JudgedOffer* most = nullptr;
  double weight_of_most = 0;
  for (const JudgedOffer& offer : judged.offers) {
    const bool here = offer.left_out == pricing::LeftOut::None && offer.price.micros > 0;
    const bool there = offer.anchor_price.micros > 0;
    if (!here && !(there && offer.left_out == pricing::LeftOut::OutOfStock)) continue;
    const double move =
        here && there ? std::abs(std::log(main_units(offer.price) / main_units(offer.anchor_price)))
                      : 1.0;
    const double weight = static_cast<double>(offer.pull) * move;
    if (weight > weight_of_most) {
      weight_of_most = weight;
      most = &offer;
    }
  }
  if (most == nullptr) return;
  const auto name = names.find(most->competitor);
  if (name != names.end()) params.push_back({"competitor", name->second});
  if (most->anchor_price.micros > 0) params.push_back({"old_price", most->anchor_price});
  if (most->left_out == pricing::LeftOut::None) params.push_back({"new_price", most->price});
}

std::vector<Param> params_of(pricing::PriceStep step, const JudgedPrice& judged,
                             const PriceJudgement& judgement, const Names& names) {
  const pricing::PriceInputs& inputs = judged.inputs;
  std::vector<Param> params;
  switch (step) {
    case pricing::PriceStep::Cost:
      params = {{"old_cost", inputs.anchor_cost}};
      if (inputs.economics) params.push_back({"new_cost", inputs.economics->unit_cost});
      break;
    case pricing::PriceStep::Rivals:
      tell_rival(judged, names, params);
      break;
    case pricing::PriceStep::PresentMargin:
      if (inputs.anchor_price != inputs.current) params = {{"own_price", inputs.anchor_price}};
      break;
    case pricing::PriceStep::Response:
      params = {{"elasticity_rate", inputs.elasticity},
                {"present_elasticity_rate", inputs.present_elasticity}};
      break;
    case pricing::PriceStep::MarketPosition:
      if (judgement.market) params.push_back({"reference_price", judgement.market->reference});
      params.push_back({"match_ratio", inputs.match_ratio});
      break;
    case pricing::PriceStep::Careful:
      params = {{"person_price", inputs.guardrails.person_price.value_or(inputs.current)},
                {"limit_ratio", inputs.guardrails.careful_ratio}};
      break;
    case pricing::PriceStep::MaxChange:
      params = {{"limit_ratio", inputs.guardrails.max_change_ratio}};
      break;
    case pricing::PriceStep::Ceiling:
      if (inputs.guardrails.ceiling) params = {{"limit_price", *inputs.guardrails.ceiling}};
      break;
    case pricing::PriceStep::Floor:
      if (inputs.guardrails.floor) params = {{"limit_price", *inputs.guardrails.floor}};
      break;
    case pricing::PriceStep::Map:
      if (inputs.guardrails.map_price) params = {{"limit_price", *inputs.guardrails.map_price}};
      break;
    case pricing::PriceStep::MarginFloor:
      params = {{"limit_ratio", inputs.guardrails.min_margin_ratio.value_or(0)}};
      break;
    case pricing::PriceStep::Ending:
      break;
    case pricing::PriceStep::SmallGain:
      params = {{"min_gain_amount", inputs.min_gain}};
      break;
  }
  return params;
}

RestsOn rests_on(pricing::PriceStep step, const pricing::PriceInputs& inputs) {
  switch (step) {
    case pricing::PriceStep::PresentMargin:
    case pricing::PriceStep::Rivals:
    case pricing::PriceStep::Careful:
      return RestsOn::Assumption;
    case pricing::PriceStep::Cost:
    case pricing::PriceStep::Response:
    case pricing::PriceStep::SmallGain:
      return inputs.assumption ? RestsOn::Assumption : RestsOn::Data;
    default:
      return RestsOn::Data;
  }
}

std::vector<std::string> checked_rules(const pricing::Guardrails& guardrails, bool cost_known) {
  std::vector<std::string> checked;
  if (guardrails.person_price) checked.emplace_back("careful");
  checked.emplace_back("max_change");
  if (guardrails.ceiling) checked.emplace_back("ceiling");
  if (guardrails.map_price) checked.emplace_back("map");
  if (guardrails.min_margin_ratio && cost_known) checked.emplace_back("margin_floor");
  if (guardrails.floor) checked.emplace_back("floor");
  if (!guardrails.endings.empty()) checked.emplace_back("ending");
  return checked;
}

const char* guard_name(pricing::Guard guard) {
  switch (guard) {
    case pricing::Guard::None:
      return "";
    case pricing::Guard::Careful:
      return "careful";
    case pricing::Guard::MaxChange:
      return "max_change";
    case pricing::Guard::Ceiling:
      return "ceiling";
    case pricing::Guard::Map:
      return "map";
    case pricing::Guard::MarginFloor:
      return "margin_floor";
    case pricing::Guard::Floor:
      return "floor";
    case pricing::Guard::Ending:
      return "ending";
  }
  return "";
}

// Why the price is left as it is, whatever the judge said; absent: nothing holds it.
std::optional<Reason> holds(const Situation& situation, Instant now) {
  const auto because = [](ReasonCode code) { return Reason{.code = code}; };
  if (situation.price_kind != PriceKind::Regular) return because(ReasonCode::PromotionRunning);
  if (situation.accepted_price) {
    Reason reason = because(ReasonCode::OnHold);
    reason.params = {{"accepted_price", situation.accepted_price->price}};
    return reason;
  }
  for (const Rejection& rejection : situation.rejections) {
    if (rejection.reason == RejectReason::WrongCost && rejection.until > now) {
      return because(ReasonCode::CostDoubted);
    }
  }
  if (situation.price_quiet_until && *situation.price_quiet_until > now) {
    Reason reason = because(ReasonCode::Snoozed);
    reason.params = {{"until_at", *situation.price_quiet_until}};
    return reason;
  }
  return std::nullopt;
}

bool is_sound(const pricing::PriceAnswer& answer) {
  return answer.price.micros > 0 && std::isfinite(answer.units_now) &&
         std::isfinite(answer.units_then) && std::isfinite(answer.chance_of_gain);
}

void fill_answer(const ItemState& state, const StepContext& context, const JudgedPrice& judged,
                 const PriceJudgement& judgement, PriceSuggestion& suggestion) {
  if (!judgement.answer || !state.situation.price) return;
  const pricing::PriceAnswer& answer = *judgement.answer;
  const Money current = *state.situation.price;
  suggestion.suggested_price = answer.price;
  for (const pricing::StepAmount& step : answer.steps) {
    suggestion.reasons.push_back(
        {.code = static_cast<ReasonCode>(step.step),
         .amount = step.amount.micros,
         .rests_on = rests_on(step.step, judged.inputs),
         .params = params_of(step.step, judged, judgement, *context.names)});
  }
  suggestion.binding_rule = guard_name(answer.binding.value_or(pricing::Guard::None));
  std::optional<Reason> hold = holds(state.situation, context.now);
  if (!hold && !is_sound(answer)) hold = Reason{.code = ReasonCode::NotFinite};
  if (hold) {
    hold->amount = current.micros - answer.price.micros;
    suggestion.suggested_price = current;
    suggestion.reasons.push_back(*hold);
    if (hold->code == ReasonCode::CostDoubted) suggestion.status = Status::NeedsPerson;
    return;
  }
  if (answer.price != current) suggestion.status = Status::Open;
  if (!answer.profit_known) return;
  suggestion.expected = ExpectedGain{.profit_gain = answer.profit_gain,
                                     .units_now = answer.units_now,
                                     .units_then = answer.units_then,
                                     .horizon_days = judged.inputs.horizon_days,
                                     .chance_of_gain = answer.chance_of_gain};
}

bool differs(Money a, Money b, double ratio) {
  return std::abs(main_units(a) - main_units(b)) > ratio * std::abs(main_units(a));
}

bool is_material(const OpenPrice& last, const OpenPrice& next) {
  if (last.counter == 0 || last.status != next.status || last.current != next.current) return true;
  if (next.status == Status::Open && next.judged_at >= last.valid_until) return true;
  return differs(last.suggested, next.suggested, kMaterialRatio) ||
         differs(last.reference, next.reference, kMaterialMarketRatio);
}

}  // namespace

PriceSuggestion suggest_price(const ItemState& state, const StepContext& context,
                              const JudgedPrice& judged, const PriceJudgement& judgement) {
  const Situation& situation = state.situation;
  PriceSuggestion suggestion;
  suggestion.item = context.item;
  suggestion.current_price = situation.price;
  suggestion.currency = item_currency(situation, *context.policy);
  suggestion.judged_at = context.now;
  suggestion.valid_until = context.now + kPriceValidFor;
  suggestion.checked_rules =
      checked_rules(judged.inputs.guardrails, judged.inputs.economics.has_value());
  fill_view(judged, judgement, *context.names, suggestion.market);
  if (!judgement.answer) {
    suggestion.status = Status::NeedsPerson;
    suggestion.checked_rules.clear();
    suggestion.reasons.push_back({.code = ReasonCode::NoPrice});
  } else {
    fill_answer(state, context, judged, judgement, suggestion);
    if (!judged.inputs.economics) suggestion.reasons.push_back({.code = ReasonCode::NoCost});
  }
  if (!judgement.market) suggestion.reasons.push_back({.code = ReasonCode::NoMarket});
  suggestion.basis = {.partition = context.partition,
                      .epoch = context.epoch,
                      .rules_version = context.policy->version,
                      .build = context.build,
                      .arithmetic = context.arithmetic,
                      .judged = judged};
  return suggestion;
}

std::optional<PriceSuggestion> issue_price(ItemState& state, PriceSuggestion suggestion) {
  OpenPrice& last = state.situation.open_price;
  const OpenPrice next{.counter = last.counter + 1,
                       .status = suggestion.status,
                       .current = suggestion.current_price.value_or(Money{}),
                       .suggested = suggestion.suggested_price.value_or(Money{}),
                       .reference = suggestion.market.reference.value_or(Money{}),
                       .judged_at = suggestion.judged_at,
                       .valid_until = suggestion.valid_until};
  if (!is_material(last, next)) return std::nullopt;
  last = next;
  suggestion.suggestion_id = suggestion.item.key() + ":price:" + std::to_string(next.counter);
  return suggestion;
}

}  // namespace shelfd::engine
