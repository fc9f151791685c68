#include "engine/judge.h"

#include <algorithm>

namespace shelfd::engine {
namespace {

// An offer that cannot be believed now is unknown, not gone: it pulls neither now nor at the
// anchor. A rival without stock is gone now, and was there then.
bool is_known(const JudgedOffer& offer) {
  return offer.left_out == pricing::LeftOut::None || offer.left_out == pricing::LeftOut::OutOfStock;
}

void fill_rivals(const JudgedPrice& judged, pricing::PriceInputs& inputs) {
  for (const JudgedOffer& offer : judged.offers) {
    if (!is_known(offer)) continue;
    const auto pull = static_cast<double>(offer.pull);
    if (offer.left_out == pricing::LeftOut::None) inputs.rivals.push_back({offer.price, pull});
    if (offer.anchor_price.micros > 0) inputs.anchor_rivals.push_back({offer.anchor_price, pull});
  }
}

}  // namespace

Money current_paid(const pricing::PriceInputs& inputs) {
  if (inputs.current.micros <= 0) return {};
  return inputs.guardrails.own_net.paid(inputs.current);
}

std::optional<pricing::MarketPrice> judge_market(const JudgedPrice& judged) {
  std::vector<pricing::RatedOffer> rated;
  rated.reserve(judged.offers.size());
  for (const JudgedOffer& offer : judged.offers) {
    rated.push_back({.competitor = offer.competitor,
                     .price = offer.price,
                     .weight = static_cast<double>(offer.weight),
                     .left_out = offer.left_out});
  }
  return pricing::market_price(rated, {.min_effective_offers = judged.min_effective_offers,
                                       .own_price = current_paid(judged.inputs)});
}

PriceJudgement judge_price(const JudgedPrice& judged) {
  PriceJudgement judgement;
  judgement.market = judge_market(judged);
  if (judged.inputs.current.micros <= 0) return judgement;
  pricing::PriceInputs inputs = judged.inputs;
  inputs.rivals.clear();
  inputs.anchor_rivals.clear();
  fill_rivals(judged, inputs);
  inputs.market = judgement.market;
  judgement.answer = pricing::suggest_price(inputs);
  return judgement;
}

PlanJudgement judge_plan(const JudgedPlan& judged) {
  PlanJudgement judgement;
  judgement.plan = replenishment::plan_order(judged.terms, judged.stock, judged.demand);
  judgement.reorder_point = {quantile(judged.demand_waiting, judgement.plan.fractile)};
  judgement.waits = judgement.plan.quantity.units > 0 &&
                    replenishment::position(judged.stock) > judgement.reorder_point;
  const double stock =
      static_cast<double>(std::max<std::int64_t>(0, replenishment::position(judged.stock).units));
  if (judged.rate_units_per_day > 0) {
    judgement.order_within_days =
        std::max(0.0, stock / judged.rate_units_per_day - judged.lead_high_days);
  }
  return judgement;
}

}  // namespace shelfd::engine
