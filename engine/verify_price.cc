#include <algorithm>

#include "engine/item_state.h"
#include "engine/judged_range.h"
#include "engine/verify.h"
#include "engine/verify_parts.h"

// The fields of a price that follow from its judged message.

namespace shelfd::engine {
namespace {

// A curve follows what is paid to a step a promotion and one more (pricing/net_curve.cc).
constexpr std::int64_t kStepsOff = static_cast<std::int64_t>(pricing::kMaxOfferPromotions) + 1;

// Under the name that a record gives a rival: its own, or "#" and its hash where none is known.
bool is_called(std::uint64_t competitor, const std::string& name) {
  return name_hash(name) == competitor || name == "#" + std::to_string(competitor);
}

std::string called(std::uint64_t competitor, const std::string& published) {
  return is_called(competitor, published) ? published : "#" + std::to_string(competitor);
}

void compare_left_out(Comparison& comparison, const std::vector<JudgedOffer>& offers,
                      const std::vector<LeftOutOffer>& published) {
  std::size_t at = 0;
  for (const JudgedOffer& offer : offers) {
    if (offer.left_out == pricing::LeftOut::None) continue;
    if (at < published.size()) {
      const std::string field = "market.left_out[" + std::to_string(at) + "]";
      const LeftOutOffer& told = published[at];
      comparison.exact(field + ".competitor", told.competitor,
                       called(offer.competitor, told.competitor));
      comparison.exact(field + ".why", static_cast<std::int64_t>(told.why),
                       static_cast<std::int64_t>(offer.left_out));
    }
    ++at;
  }
  comparison.exact("market.left_out.size", static_cast<std::int64_t>(published.size()),
                   static_cast<std::int64_t>(at));
}

void compare_rival(Comparison& comparison, const std::string& field, Money price,
                   const std::string& competitor, const std::optional<pricing::RivalOffer>& rival) {
  comparison.exact(field, price, rival ? rival->price : Money{});
  comparison.exact(field + "_competitor", competitor,
                   rival ? called(rival->competitor, competitor) : "");
}

// Whether the own net that was told is the one that was judged, as near as a curve follows it.
void compare_own(Comparison& comparison, const JudgedPrice& judged,
                 const std::optional<OfferView>& published) {
  const bool paid = !judged.inputs.guardrails.own_net.is_list();
  if (published.has_value() != paid) {
    comparison.exact("market.own", published ? "told" : "", paid ? "told" : "");
    return;
  }
  if (!paid) return;
  const Money own = published->nets.in(judged.basket);
  const Money off = own - current_paid(judged.inputs);
  const Money most = times_count(judged.inputs.guardrails.step, kStepsOff);
  const bool is_near = off <= most && -off <= most;
  comparison.exact("market.own", own, is_near ? own : current_paid(judged.inputs));
}

// The nets are what was known, as the names are; what of them was compared must be what was judged.
void compare_offers(Comparison& comparison, const JudgedPrice& judged,
                    const MarketView& published) {
  for (std::size_t at = 0; at < published.offers.size(); ++at) {
    const OfferView& told = published.offers[at];
    const auto offer = std::ranges::find_if(judged.offers, [&](const JudgedOffer& candidate) {
      return is_called(candidate.competitor, told.competitor);
    });
    const std::string field = "market.offers[" + std::to_string(at) + "]";
    if (offer == judged.offers.end()) {
      comparison.exact(field + ".competitor", told.competitor, "");
      continue;
    }
    comparison.exact(field, told.nets.in(judged.basket), offer->price);
  }
  compare_own(comparison, judged, published.own);
  const auto basket = [](const std::optional<pricing::ReferenceBasket>& value) {
    return value ? static_cast<std::int64_t>(*value) : std::int64_t{-1};
  };
  const bool is_told = published.own || !published.offers.empty();
  comparison.exact("market.basket", basket(published.basket),
                   basket(is_told ? std::optional(judged.basket) : std::nullopt));
}

void compare_market(Comparison& comparison, const JudgedPrice& judged,
                    const std::optional<pricing::MarketPrice>& recomputed,
                    const MarketView& published) {
  const pricing::MarketPrice market = recomputed.value_or(pricing::MarketPrice{});
  comparison.exact("market.reference", published.reference,
                   recomputed ? std::optional(market.reference) : std::nullopt);
  comparison.exact("market.low", published.low, market.low);
  comparison.exact("market.high", published.high, market.high);
  comparison.shown("market.effective_offers", published.effective_offers, market.effective_offers);
  compare_rival(comparison, "market.cheapest", published.cheapest, published.cheapest_competitor,
                recomputed ? std::optional(market.cheapest) : std::nullopt);
  compare_rival(comparison, "market.nearest", published.nearest, published.nearest_competitor,
                market.nearest);
  compare_left_out(comparison, judged.offers, published.left_out);
  compare_offers(comparison, judged, published);
}

void compare_expected(Comparison& comparison, const std::optional<ExpectedGain>& published,
                      const std::optional<ExpectedGain>& recomputed) {
  if (published.has_value() != recomputed.has_value()) {
    comparison.exact("expected", published ? "a gain" : "", recomputed ? "a gain" : "");
    return;
  }
  if (!published) return;
  comparison.amount("expected.profit_gain", published->profit_gain, recomputed->profit_gain);
  comparison.shown("expected.units_now", published->units_now, recomputed->units_now);
  comparison.shown("expected.units_then", published->units_then, recomputed->units_then);
  comparison.shown("expected.horizon_days", published->horizon_days, recomputed->horizon_days);
  comparison.shown("expected.chance_of_gain", published->chance_of_gain, recomputed->chance_of_gain,
                   kChanceDecimals);
}

// The guards are reasons too, in the same order: "careful" to "ending".
std::string binding_rule(std::optional<pricing::Guard> guard) {
  if (!guard || *guard == pricing::Guard::None) return "";
  return reason_name(static_cast<ReasonCode>(static_cast<std::size_t>(ReasonCode::Careful) +
                                             static_cast<std::size_t>(*guard) -
                                             static_cast<std::size_t>(pricing::Guard::Careful)));
}

std::vector<Told> reasons_of(const JudgedPrice& judged, const PriceJudgement& judgement,
                             std::optional<ReasonCode> hold) {
  std::vector<Told> reasons;
  if (judgement.answer) {
    for (const pricing::StepAmount& step : judgement.answer->steps) {
      reasons.push_back({static_cast<ReasonCode>(step.step), step.amount.micros});
    }
    if (hold) {
      reasons.push_back({*hold, (judged.inputs.current - judgement.answer->price).micros});
    }
    if (!judged.inputs.economics) reasons.push_back({.code = ReasonCode::NoCost});
  } else {
    reasons.push_back({.code = ReasonCode::NoPrice});
  }
  if (!judgement.market) reasons.push_back({.code = ReasonCode::NoMarket});
  return reasons;
}

std::optional<ExpectedGain> expected_of(const JudgedPrice& judged,
                                        const pricing::PriceAnswer& answer) {
  if (!answer.profit_known) return std::nullopt;
  return ExpectedGain{.profit_gain = answer.profit_gain,
                      .units_now = answer.units_now,
                      .units_then = answer.units_then,
                      .horizon_days = judged.inputs.horizon_days,
                      .chance_of_gain = answer.chance_of_gain};
}

void compare_answer(Comparison& comparison, const JudgedPrice& judged,
                    const pricing::PriceAnswer& answer, std::optional<ReasonCode> hold,
                    const PriceSuggestion& published) {
  const Money current = judged.inputs.current;
  comparison.exact("current_price", published.current_price, current);
  comparison.exact("suggested_price", published.suggested_price, hold ? current : answer.price);
  if (!hold) {
    compare_status(comparison, published.status,
                   answer.price == current ? Status::Keep : Status::Open);
  }
  compare_expected(comparison, published.expected,
                   hold ? std::nullopt : expected_of(judged, answer));
  comparison.exact("binding_rule", published.binding_rule, binding_rule(answer.binding));
}

// Without a price of its own only the market is told.
void compare_no_answer(Comparison& comparison, const PriceSuggestion& published) {
  comparison.exact("current_price", published.current_price.value_or(Money{}).micros, 0);
  comparison.exact("suggested_price", published.suggested_price, std::nullopt);
  compare_status(comparison, published.status, Status::NeedsPerson);
  compare_expected(comparison, published.expected, std::nullopt);
  comparison.exact("binding_rule", published.binding_rule, "");
}

}  // namespace

Verification verify(const PriceSuggestion& published, std::string_view arithmetic) {
  if (!published.basis.judged) return without_judged(published.status, published.reasons);
  const JudgedPrice& judged = *published.basis.judged;
  if (const std::string field = out_of_range(judged); !field.empty()) {
    return not_judgeable(field);
  }
  const PriceJudgement judgement = judge_price(judged);
  const bool same = published.basis.arithmetic == arithmetic;
  const auto hold = hold_in(published.reasons);
  Comparison comparison(same);
  if (judgement.answer) {
    compare_answer(comparison, judged, *judgement.answer, hold, published);
  } else {
    compare_no_answer(comparison, published);
  }
  compare_market(comparison, judged, judgement.market, published.market);
  compare_reasons(comparison, "amount", published.reasons, reasons_of(judged, judgement, hold));
  return outcome_of(comparison, same);
}

}  // namespace shelfd::engine
