#include "engine/price_flow.h"

#include <algorithm>
#include <cmath>

#include "engine/transition.h"

namespace shelfd::engine {
namespace {

std::string name_in(const Names& names, std::uint64_t competitor) {
  const auto found = names.find(competitor);
  return found == names.end() ? "#" + std::to_string(competitor) : found->second;
}

void fill_view(const JudgedPrice& judged, const PriceMemory& judgement, const Names& names,
               MarketView& view) {
  const auto name = [&](std::uint64_t competitor) { return name_in(names, competitor); };
  for (const JudgedOffer& offer : judged.offers) {
    if (offer.left_out != pricing::LeftOut::None) {
      view.left_out.push_back({.competitor = name(offer.competitor), .why = offer.left_out});
    }
  }
  if (!judgement.market) return;
  view.reference = judgement.market->reference;
  view.low = judgement.market->low;
  view.high = judgement.market->high;
  view.cheapest = judgement.market->cheapest.price;
  view.cheapest_competitor = name(judgement.market->cheapest.competitor);
  if (const auto& nearest = judgement.market->nearest) {
    view.nearest = nearest->price;
    view.nearest_competitor = name(nearest->competitor);
  }
  view.effective_offers = judgement.market->effective_offers;
}

// Who has promotions, and what they are worth.
void fill_nets(const Situation& situation, const StepContext& context, const PriceMemory& judgement,
               MarketView& view) {
  for (const OfferState& offer : situation.offers) {
    const pricing::OfferNets nets = nets_at(offer, context.now);
    if (nets.is_plain()) continue;
    view.offers.push_back({.competitor = name_in(*context.names, offer.competitor), .nets = nets});
  }
  if (judgement.own.filled) view.own = OfferView{.competitor = {}, .nets = judgement.own.net.nets};
  if (!view.offers.empty() || view.own) view.basket = judgement.judged.basket;
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
                             const PriceMemory& judgement, const Names& names) {
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
                {"present_elasticity_rate", inputs.present_elasticity},
                {"usable_changes_count", std::int64_t{inputs.usable_changes}}};
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
std::optional<ReasonCode> holds(const Situation& situation, Instant now) {
  if (situation.price_kind != PriceKind::Regular) return ReasonCode::PromotionRunning;
  if (situation.accepted_price) return ReasonCode::OnHold;
  for (const Rejection& rejection : situation.rejections) {
    if (rejection.reason == RejectReason::WrongCost && rejection.until > now) {
      return ReasonCode::CostDoubted;
    }
  }
  const auto& quiet_until = situation.price_quiet_until;
  if (quiet_until && *quiet_until > now) return ReasonCode::Snoozed;
  return std::nullopt;
}

Reason hold_reason(const Situation& situation, ReasonCode code, Money amount) {
  Reason reason{.code = code, .amount = amount.micros};
  const auto& accepted = situation.accepted_price;
  if (code == ReasonCode::OnHold && accepted) {
    reason.params = {{"accepted_price", accepted->price}};
  }
  const auto& quiet_until = situation.price_quiet_until;
  if (code == ReasonCode::Snoozed && quiet_until) {
    reason.params = {{"until_at", *quiet_until}};
  }
  return reason;
}

bool is_sound(const pricing::PriceAnswer& answer) {
  return answer.price.micros > 0 && std::isfinite(answer.units_now) &&
         std::isfinite(answer.units_then) && std::isfinite(answer.chance_of_gain);
}

// What becomes of the judge's answer, in numbers: all that decides whether it is told.
struct Verdict {
  Status status = Status::Keep;
  std::optional<Money> suggested{};
  std::optional<ReasonCode> hold{};
};

Verdict verdict_of(const Situation& situation, Instant now, const PriceMemory& judgement) {
  Verdict verdict;
  if (!judgement.answer) {
    verdict.status = Status::NeedsPerson;
    return verdict;
  }
  if (!situation.price) return verdict;
  verdict.hold = holds(situation, now);
  if (!verdict.hold && !is_sound(*judgement.answer)) verdict.hold = ReasonCode::NotFinite;
  verdict.suggested = verdict.hold ? *situation.price : judgement.answer->price;
  if (verdict.hold == ReasonCode::CostDoubted) verdict.status = Status::NeedsPerson;
  if (!verdict.hold && *verdict.suggested != *situation.price) verdict.status = Status::Open;
  return verdict;
}

void fill_answer(const ItemState& state, const StepContext& context, const PriceMemory& judgement,
                 const Verdict& verdict, PriceSuggestion& suggestion) {
  if (!judgement.answer || !state.situation.price) return;
  const JudgedPrice& judged = judgement.judged;
  const pricing::PriceAnswer& answer = *judgement.answer;
  for (const pricing::StepAmount& step : answer.steps) {
    suggestion.reasons.push_back(
        {.code = static_cast<ReasonCode>(step.step),
         .amount = step.amount.micros,
         .rests_on = rests_on(step.step, judged.inputs),
         .params = params_of(step.step, judged, judgement, *context.names)});
  }
  suggestion.binding_rule = guard_name(answer.binding.value_or(pricing::Guard::None));
  if (verdict.hold) {
    const Money back{state.situation.price->micros - answer.price.micros};
    suggestion.reasons.push_back(hold_reason(state.situation, *verdict.hold, back));
    return;
  }
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

PriceSuggestion suggestion_of(const ItemState& state, const StepContext& context,
                              const PriceMemory& judgement, const Verdict& verdict) {
  const Situation& situation = state.situation;
  const pricing::PriceInputs& inputs = judgement.judged.inputs;
  PriceSuggestion suggestion;
  suggestion.item = context.item;
  suggestion.status = verdict.status;
  suggestion.current_price = situation.price;
  suggestion.suggested_price = verdict.suggested;
  suggestion.currency = item_currency(situation, *context.policy);
  suggestion.judged_at = context.now;
  suggestion.valid_until = context.now + kPriceValidFor;
  fill_view(judgement.judged, judgement, *context.names, suggestion.market);
  fill_nets(situation, context, judgement, suggestion.market);
  if (!judgement.answer) {
    suggestion.reasons.push_back({.code = ReasonCode::NoPrice});
  } else {
    suggestion.checked_rules = checked_rules(inputs.guardrails, inputs.economics.has_value());
    fill_answer(state, context, judgement, verdict, suggestion);
    if (!inputs.economics) suggestion.reasons.push_back({.code = ReasonCode::NoCost});
  }
  if (!judgement.market) suggestion.reasons.push_back({.code = ReasonCode::NoMarket});
  suggestion.basis = {.partition = context.partition,
                      .epoch = context.epoch,
                      .rules_version = context.policy->version,
                      .build = context.build,
                      .arithmetic = context.arithmetic,
                      .judged = judgement.judged};
  return suggestion;
}

}  // namespace

std::optional<PriceSuggestion> issue_price(ItemState& state, const StepContext& context,
                                           const PriceMemory& judged) {
  const Verdict verdict = verdict_of(state.situation, context.now, judged);
  OpenPrice& last = state.situation.open_price;
  const OpenPrice next{.counter = last.counter + 1,
                       .status = verdict.status,
                       .current = state.situation.price.value_or(Money{}),
                       .suggested = verdict.suggested.value_or(Money{}),
                       .reference = judged.market ? judged.market->reference : Money{},
                       .judged_at = context.now,
                       .valid_until = context.now + kPriceValidFor};
  if (!is_material(last, next)) return std::nullopt;
  last = next;
  PriceSuggestion suggestion = suggestion_of(state, context, judged, verdict);
  suggestion.suggestion_id = suggestion.item.key() + ":price:" + std::to_string(next.counter);
  return suggestion;
}

}  // namespace shelfd::engine
