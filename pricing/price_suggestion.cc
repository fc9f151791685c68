// Price suggestion: see price_suggestion.h.
#include "pricing/price_suggestion.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pricing/best_rung.h"

namespace shelfd::pricing {

namespace {

// An own elasticity below this has no optimum: the rivals' pull is then not taken off in full.
constexpr double kLeastOwnElasticity = 0.05;

struct Elasticity {
  double total = 0;
  double stddev = 0;

  friend bool operator==(const Elasticity&, const Elasticity&) = default;
};

// The rivals at the anchor and now, as all walks meet them.
struct Rivals {
  RivalLogs anchor;
  RivalLogs now;
};

Money anchor_paid(const PriceInputs& inputs) {
  return inputs.anchor_paid > Money{} ? inputs.anchor_paid : inputs.anchor_price;
}

Money paid(const PriceInputs& inputs, Money list) { return inputs.guardrails.own_net.paid(list); }

// The response with a rate of one at the anchor.
Response unit_response(const PriceInputs& inputs, const RivalLogs& anchor_rivals,
                       const Elasticity& elasticity) {
  const double pull = inputs.rival_pull * weight_below(anchor_rivals, anchor_paid(inputs));
  return {.anchor_price = anchor_paid(inputs),
          .elasticity = std::max(kLeastOwnElasticity, elasticity.total - pull),
          .stddev = elasticity.stddev,
          .rival_pull = inputs.rival_pull,
          .anchor_hinge = hinge(anchor_rivals, anchor_paid(inputs)),
          .rate = 1};
}

// The response as learnt, at the rate that makes the current price with the rivals now sell
// anchor_rate.
Response present_response(const PriceInputs& inputs, const Rivals& rivals) {
  Response response =
      unit_response(inputs, rivals.anchor, {inputs.elasticity, inputs.elasticity_stddev});
  response.rate =
      inputs.anchor_rate / expected_rate(response, rivals.now, paid(inputs, inputs.current));
  return response;
}

// Takes the price from step to step, and keeps each change.
class Walk {
 public:
  explicit Walk(Money start) : price_(start) {}
  void go(PriceStep step, Money price) {
    if (price != price_) steps_.push_back({.step = step, .amount = price - price_});
    price_ = price;
  }
  [[nodiscard]] Money price() const { return price_; }
  [[nodiscard]] std::vector<StepAmount> take_steps() { return std::move(steps_); }

 private:
  Money price_;
  std::vector<StepAmount> steps_;
};

void walk_to_best_price(const PriceInputs& inputs, const Rivals& rivals,
                        const UnitEconomics& economics, Walk& walk) {
  const Rungs rungs(inputs.current, inputs.reach_ratio, inputs.guardrails.step,
                    inputs.anchor_price);
  const NetCurve& own_net = inputs.guardrails.own_net;
  UnitEconomics anchor_economics = economics;
  anchor_economics.unit_cost = inputs.anchor_cost;
  const Elasticity anchor{.total = inputs.present_elasticity};
  const Elasticity learnt{.total = inputs.elasticity, .stddev = inputs.elasticity_stddev};
  const Response response = unit_response(inputs, rivals.anchor, anchor);

  walk.go(PriceStep::PresentMargin, rungs.best(anchor_economics, response, rivals.anchor, own_net));
  if (inputs.anchor_cost != economics.unit_cost) {
    walk.go(PriceStep::Cost, rungs.best(economics, response, rivals.anchor, own_net));
  }
  if (inputs.anchor_rivals != inputs.rivals) {
    walk.go(PriceStep::Rivals, rungs.best(economics, response, rivals.now, own_net));
  }
  if (learnt != anchor) {
    const Response own = unit_response(inputs, rivals.anchor, learnt);
    walk.go(PriceStep::Response, rungs.best(economics, own, rivals.now, own_net));
  }
}

void walk_to_market(const PriceInputs& inputs, const MarketPrice& market, Walk& walk) {
  const Money step = inputs.guardrails.step;
  const Money price = times_ratio_nearest(market.reference, inputs.match_ratio);
  const Money list = list_for(inputs.guardrails.own_net, price, step);
  walk.go(PriceStep::MarketPosition, std::max(list, step));
}

PriceStep step_of(Guard guard) {
  switch (guard) {
    case Guard::Careful:
      return PriceStep::Careful;
    case Guard::MaxChange:
      return PriceStep::MaxChange;
    case Guard::Ceiling:
      return PriceStep::Ceiling;
    case Guard::Map:
      return PriceStep::Map;
    case Guard::MarginFloor:
      return PriceStep::MarginFloor;
    case Guard::Floor:
      return PriceStep::Floor;
    case Guard::Ending:
    case Guard::None:
      break;
  }
  return PriceStep::Ending;
}

// Careful holds only while the elasticity is an assumption.
Guardrails effective_guardrails(const PriceInputs& inputs) {
  Guardrails guardrails = inputs.guardrails;
  if (!inputs.assumption) guardrails.person_price.reset();
  return guardrails;
}

// What a price is worth against another, over the horizon.
struct Worth {
  double gain = 0;
  double units_now = 0;
  double units_then = 0;
  double chance_of_gain = 0;
};

// How the item earns, where that is known.
struct Earning {
  UnitEconomics economics;
  Response response;
  Rivals rivals;
};

std::optional<Earning> earning_of(const PriceInputs& inputs) {
  if (!inputs.economics) return std::nullopt;
  Earning earning{.economics = *inputs.economics,
                  .response = {},
                  .rivals = {.anchor = inputs.anchor_rivals, .now = inputs.rivals}};
  earning.response = present_response(inputs, earning.rivals);
  if (!(earning.response.rate > 0) || !std::isfinite(earning.response.rate)) return std::nullopt;
  return earning;
}

Worth worth_of(const PriceInputs& inputs, const Earning& earning, Money list_now, Money list_then) {
  const auto& [economics, response, rivals] = earning;
  const Money now = paid(inputs, list_now);
  const Money then = paid(inputs, list_then);
  const double days = inputs.horizon_days;
  const double units_now = days * expected_rate(response, rivals.now, now);
  const double units_then = days * expected_rate(response, rivals.now, then);
  return {
      .gain = units_then * unit_margin(economics, then) - units_now * unit_margin(economics, now),
      .units_now = units_now,
      .units_then = units_then,
      .chance_of_gain = chance_of_gain(economics, response, rivals.now, now, then)};
}

// The price at which things stay: the current one or, where that breaks a guard, what the guards
// make of it.
Money staying_price(Money current, const Guardrails& guardrails, const UnitEconomics* economics) {
  if (broken_guard(current, current, guardrails, economics) == Guard::None) return current;
  return apply_guardrails(current, current, guardrails, economics).back().after;
}

bool worth_a_change(const PriceInputs& inputs, const Worth& worth) {
  return round_money(worth.gain) >= inputs.min_gain && worth.chance_of_gain >= inputs.min_chance;
}

// The last guard that changed the price.
std::optional<Guard> walk_through_guards(Money current, const Guardrails& guardrails,
                                         const UnitEconomics* economics, Walk& walk) {
  std::optional<Guard> binding;
  for (const GuardStep& step : apply_guardrails(walk.price(), current, guardrails, economics)) {
    walk.go(step_of(step.guard), step.after);
    if (step.bound) binding = step.guard;
  }
  return binding;
}

void walk_back_from_small_gain(const PriceInputs& inputs, const Earning& earning,
                               const Guardrails& guardrails, Walk& walk) {
  const Money staying = staying_price(inputs.current, guardrails, &earning.economics);
  if (walk.price() == staying) return;
  const Worth worth = worth_of(inputs, earning, staying, walk.price());
  if (!worth_a_change(inputs, worth)) walk.go(PriceStep::SmallGain, staying);
}

void tell_worth(const Worth& worth, PriceAnswer& answer) {
  if (!std::isfinite(worth.gain)) return;
  answer.profit_known = true;
  answer.profit_gain = round_money(worth.gain);
  answer.units_now = worth.units_now;
  answer.units_then = worth.units_then;
  answer.chance_of_gain = worth.chance_of_gain;
}

}  // namespace

PriceAnswer suggest_price(const PriceInputs& inputs) {
  const std::optional<Earning> earning = earning_of(inputs);
  const UnitEconomics* economics = inputs.economics ? &*inputs.economics : nullptr;
  const Guardrails guardrails = effective_guardrails(inputs);
  const bool for_profit = inputs.strategy == Strategy::Profit && earning.has_value();

  Walk walk(inputs.current);
  if (for_profit) walk_to_best_price(inputs, earning->rivals, earning->economics, walk);
  if (inputs.strategy == Strategy::MatchMarket && inputs.market) {
    walk_to_market(inputs, *inputs.market, walk);
  }
  PriceAnswer answer;
  answer.binding = walk_through_guards(inputs.current, guardrails, economics, walk);
  if (for_profit) walk_back_from_small_gain(inputs, *earning, guardrails, walk);

  answer.price = walk.price();
  answer.steps = walk.take_steps();
  if (answer.price == inputs.current) answer.binding.reset();
  if (earning) tell_worth(worth_of(inputs, *earning, inputs.current, answer.price), answer);
  return answer;
}

}  // namespace shelfd::pricing
