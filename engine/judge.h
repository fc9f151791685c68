// Judge: the pure judging that `verify` repeats. A judgement takes one message of numbers and
// nothing else: neither belief nor rules nor clock. What it takes travels with the suggestion.
//
//   price: rate the market, then pricing::suggest_price; plan: replenishment::plan_order, held back
//   while waiting a day is safe (position above the level of lead time + 1 day)
//
// Pure. Not here: how the messages are made (price_flow, order_flow), their bytes
// (connectors/formats, at most 2 KB as base64).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/count_mixture.h"
#include "base/money.h"
#include "base/time.h"
#include "pricing/market_price.h"
#include "pricing/price_suggestion.h"
#include "replenishment/reorder_policy.h"

namespace shelfd::engine {

struct JudgedOffer {
  std::uint64_t competitor = 0;
  Money price{};     // as compared: what is paid in the rules' basket, the item's currency
  float weight = 0;  // in the market's median; above 0: eligible, believed or implausible
  float pull = 0;    // in the hinges of demand; all known rivals together at most 1
  pricing::LeftOut left_out = pricing::LeftOut::None;
  Money anchor_price{};  // his price when the anchor was set; 0: not on offer then
};

// Everything a price judgement rests on. Without a current price only the market is judged.
struct JudgedPrice {
  std::vector<JudgedOffer> offers{};  // at most 32
  double min_effective_offers = 1;    // the bar of a market, [1, 32]
  pricing::ReferenceBasket basket = pricing::ReferenceBasket::Alone;  // in which prices compare
  pricing::PriceInputs inputs{};  // rivals, anchor_rivals and market are filled from `offers`
};

struct PriceJudgement {
  std::optional<pricing::MarketPrice> market{};
  std::optional<pricing::PriceAnswer> answer{};  // absent without a current price
};

// What is paid at the current price; zero where that is not known.
[[nodiscard]] Money current_paid(const pricing::PriceInputs& inputs);

// The market alone.
[[nodiscard]] std::optional<pricing::MarketPrice> judge_market(const JudgedPrice& judged);

[[nodiscard]] PriceJudgement judge_price(const JudgedPrice& judged);

struct JudgedPlan {
  replenishment::OrderTerms terms{};
  replenishment::StockPosition stock{};
  CountMixture demand{};          // over lead time + review period
  CountMixture demand_waiting{};  // over lead time + 1 day: is it safe to wait?
  Money unit_cost{};              // 0: not known
  double rate_units_per_day = 0;
  double lead_median_days = 0;
  double lead_high_days = 0;  // 90%
};

struct PlanJudgement {
  replenishment::OrderPlan plan{};
  bool waits = false;            // a need is there, but waiting a day is safe: quantity 0
  double order_within_days = 0;  // until stock no longer lasts through the 90% lead time, >= 0
  Quantity reorder_point{};      // the level of lead time + 1 day
};

[[nodiscard]] PlanJudgement judge_plan(const JudgedPlan& judged);

}  // namespace shelfd::engine
