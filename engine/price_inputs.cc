#include <algorithm>
#include <cmath>
#include <cstdint>

#include "engine/own_net.h"
#include "engine/price_flow.h"
#include "engine/price_learning.h"
#include "engine/transition.h"
#include "forecasting/price_response.h"

namespace shelfd::engine {
namespace {

// A change worth less than this share of the horizon's revenue, or than a twentieth of one unit, is
// not worth a person's time, unless the rules say otherwise.
constexpr double kMinGainRevenueRatio = 0.001;
constexpr double kMinGainUnitRatio = 0.05;
// Shrinkage of a seller's rating: pseudo-ratings at 0.8 (pricing/offer.h).
constexpr double kRatingPseudoCount = 20;
constexpr double kRatingPrior = 0.8;

bool is_ignored(const OfferState& offer, Instant now) {
  return offer.ignored_until && *offer.ignored_until > now;
}

// Whether a person's "wrong rival" is heeded.
enum class Answers : std::uint8_t { Heeded, Unheeded };

std::vector<pricing::Offer> offers_of(const Situation& situation, const Policy& policy, Instant now,
                                      Answers answers) {
  std::vector<pricing::Offer> offers;
  offers.reserve(situation.offers.size());
  for (const OfferState& offer : situation.offers) {
    const Policy::RivalWeight rival = rival_weight(policy, offer.competitor);
    const bool ignored = answers == Answers::Heeded && is_ignored(offer, now);
    offers.push_back({.competitor = offer.competitor,
                      .price = nets_at(offer, now).in(policy.reference_basket),
                      .in_stock = offer.in_stock,
                      .own_account = rival.own_account,
                      .condition = offer.condition,
                      .match_confidence = static_cast<double>(offer.match_confidence),
                      .seller_rating = static_cast<double>(offer.seller_rating),
                      .rating_count = offer.rating_count,
                      .merchant_weight = ignored ? 0 : rival.weight,
                      .age = std::max(Duration{0}, now - offer.observed_at)});
  }
  return offers;
}

// How strongly a rival pulls shoppers, before all are brought to at most 1 together.
double base_pull(const pricing::Offer& offer) {
  const double count = offer.seller_rating < 0 ? 0 : static_cast<double>(offer.rating_count);
  const double rating =
      (std::max(0.0, offer.seller_rating) * count + kRatingPseudoCount * kRatingPrior) /
      (count + kRatingPseudoCount);
  return offer.own_account ? 0 : offer.merchant_weight * offer.match_confidence * rating;
}

pricing::OfferTerms terms_of(const Policy& policy) {
  pricing::OfferTerms terms{.fresh_for = policy.offer_fresh_for,
                            .min_match = policy.min_match,
                            .conditions = {},
                            .max_weight_ratio = policy.max_weight_ratio};
  for (const pricing::Condition condition : policy.offer_conditions) {
    terms.conditions.at(static_cast<std::size_t>(condition)) = true;
  }
  return terms;
}

std::vector<JudgedOffer> judged_offers(const Situation& situation, const Policy& policy,
                                       Instant now, Money own_paid,
                                       Answers answers = Answers::Heeded) {
  const std::vector<pricing::Offer> offers = offers_of(situation, policy, now, answers);
  const auto rated = pricing::rate_offers(offers, terms_of(policy), own_paid);
  double all = 0;
  for (const pricing::Offer& offer : offers) all += base_pull(offer);
  std::vector<JudgedOffer> judged;
  judged.reserve(offers.size());
  for (std::size_t at = 0; at < offers.size(); ++at) {
    const Money anchor = situation.offers[at].anchor_price;
    judged.push_back({.competitor = offers[at].competitor,
                      .price = offers[at].price,
                      .weight = static_cast<float>(rated[at].weight),
                      .pull = static_cast<float>(base_pull(offers[at]) / std::max(1.0, all)),
                      .left_out = rated[at].left_out,
                      .anchor_price = anchor.micros < 0 ? offers[at].price : anchor});
  }
  return judged;
}

Money money_or_zero(const std::optional<Amount>& amount, const Currency& currency,
                    const Policy& policy) {
  if (!amount) return {};
  return convert(*amount, currency, policy.rates).value_or(Money{});
}

std::optional<Money> bound(const std::optional<Amount>& amount, const Currency& currency,
                           const Policy& policy) {
  return amount ? convert(*amount, currency, policy.rates) : std::nullopt;
}

// The strictest limit that a rejection still sets on the side of the current price where it binds.
void apply_rejections(const Situation& situation, Instant now, pricing::Guardrails& guardrails) {
  const Money current = situation.price.value_or(Money{});
  for (const Rejection& rejection : situation.rejections) {
    if (rejection.until <= now) continue;
    if (rejection.reason == RejectReason::TooLow && rejection.limit <= current) {
      guardrails.floor = std::max(guardrails.floor.value_or(rejection.limit), rejection.limit);
    }
    if (rejection.reason == RejectReason::TooHigh && rejection.limit >= current) {
      guardrails.ceiling = std::min(guardrails.ceiling.value_or(rejection.limit), rejection.limit);
    }
  }
}

pricing::Guardrails guardrails_of(const Situation& situation, const Policy& policy, Instant now) {
  const CatalogEntry& catalog = situation.catalog;
  const Currency currency = item_currency(situation, policy);
  pricing::Guardrails guardrails;
  guardrails.floor = bound(catalog.floor_price, currency, policy);
  guardrails.ceiling = bound(catalog.ceiling_price, currency, policy);
  guardrails.map_price = bound(catalog.map_price, currency, policy);
  guardrails.min_margin_ratio =
      catalog.min_margin_ratio ? catalog.min_margin_ratio : policy.min_margin_ratio;
  guardrails.max_change_ratio = policy.max_change_ratio;
  guardrails.careful_ratio = policy.careful_ratio;
  guardrails.endings = catalog.price_endings.empty() ? policy.price_endings : catalog.price_endings;
  guardrails.step = minor_unit(currency);
  apply_rejections(situation, now, guardrails);
  return guardrails;
}

// What was paid at the anchor.
Money anchor_paid(const pricing::PriceInputs& inputs) {
  return inputs.anchor_paid > Money{} ? inputs.anchor_paid : inputs.anchor_price;
}

// The elasticity at which the merchant's last decision was optimal, with the cost it saw.
double present_elasticity(const pricing::PriceInputs& inputs) {
  if (!inputs.economics) return 0;
  pricing::UnitEconomics then = *inputs.economics;
  then.unit_cost = inputs.anchor_cost;
  return pricing::elasticity_of_optimum(then, anchor_paid(inputs));
}

// What the judge knows of the rivals at the anchor, as it weighs them (judge.cc).
double weight_below_anchor(const std::vector<JudgedOffer>& offers, Money anchor_paid) {
  double weight = 0;
  for (const JudgedOffer& offer : offers) {
    const bool known =
        offer.left_out == pricing::LeftOut::None || offer.left_out == pricing::LeftOut::OutOfStock;
    const bool there = known && offer.anchor_price.micros > 0;
    if (there && offer.anchor_price < anchor_paid) weight += static_cast<double>(offer.pull);
  }
  return std::min(1.0, weight);
}

// What the item's category and merchant say, its own report taken out.
forecasting::PooledElasticity pooled_elasticity(const ItemState& state, const Pools& pools) {
  const forecasting::ElasticityPool& own = state.belief.response.reported;
  return forecasting::pooled_elasticity(forecasting::subtract(pools.category_elasticity, own),
                                        forecasting::subtract(pools.merchant_elasticity, own));
}

void fill_response(const ItemState& state, const Pools& pools, JudgedPrice& judged) {
  pricing::PriceInputs& inputs = judged.inputs;
  const auto pooled = pooled_elasticity(state, pools);
  const forecasting::ElasticityPrior prior{
      .present = present_elasticity(inputs),
      .category = pooled.mean,
      .category_share = pooled.share,
      .weight_below = weight_below_anchor(judged.offers, anchor_paid(inputs))};
  const auto learnt = forecasting::elasticity(evidence_now(state.belief.response), prior);
  inputs.present_elasticity = forecasting::start_elasticity(prior);
  inputs.elasticity = learnt.mean;
  inputs.elasticity_stddev = learnt.stddev;
  inputs.elasticity_low = static_cast<float>(learnt.low);
  inputs.elasticity_high = static_cast<float>(learnt.high);
  inputs.usable_changes = learnt.usable_changes;
  inputs.assumption = learnt.assumption;
  inputs.rival_pull = learnt.rival_pull;
  if (learnt.assumption) inputs.guardrails.person_price = state.situation.regular_price;
}

Money min_gain(const Policy& policy, Money price, double rate) {
  if (policy.min_gain) return *policy.min_gain;
  const double revenue = main_units(price) * rate * kPriceHorizonDays;
  return round_money(
      std::max(kMinGainRevenueRatio * revenue, kMinGainUnitRatio * main_units(price)));
}

}  // namespace

Currency item_currency(const Situation& situation, const Policy& policy) {
  return situation.catalog.currency.empty() ? policy.currency : situation.catalog.currency;
}

std::optional<Money> unit_cost(const Situation& situation, const Policy& policy) {
  return bound(situation.catalog.unit_cost, item_currency(situation, policy), policy);
}

std::optional<pricing::UnitEconomics> economics_of(const Situation& situation,
                                                   const Policy& policy) {
  const auto cost = unit_cost(situation, policy);
  if (!cost) return std::nullopt;
  const CatalogEntry& catalog = situation.catalog;
  const Currency currency = item_currency(situation, policy);
  return pricing::UnitEconomics{
      .tax_rate = catalog.tax_rate.value_or(policy.tax_rate),
      .price_includes_tax = catalog.price_includes_tax.value_or(policy.price_includes_tax),
      .fee_rate = catalog.fee_rate,
      .variable_cost_rate = catalog.variable_cost_rate,
      .fee_fixed = money_or_zero(catalog.fee_fixed, currency, policy),
      .unit_cost = *cost,
      .return_cost = money_or_zero(catalog.return_cost, currency, policy)};
}

namespace {

// All that the judge takes but for the response to price and the rate of demand.
JudgedPrice inputs_without_response(const Situation& situation, const Policy& policy, Instant now,
                                    OwnNetMemory* memory) {
  JudgedPrice judged;
  judged.min_effective_offers = policy.min_effective_offers;
  judged.basket = policy.reference_basket;
  if (!situation.price) {
    judged.offers = judged_offers(situation, policy, now, {});
    return judged;
  }
  OwnNet own = own_net(situation, policy, now, memory);
  pricing::PriceInputs& inputs = judged.inputs;
  inputs.current = *situation.price;
  inputs.strategy = situation.catalog.strategy.value_or(policy.strategy);
  inputs.economics = economics_of(situation, policy);
  inputs.anchor_price = situation.anchor_price.value_or(inputs.current);
  inputs.anchor_paid = situation.anchor_paid.value_or(Money{});
  if (inputs.economics) {
    inputs.anchor_cost = situation.anchor_cost.value_or(inputs.economics->unit_cost);
    add_delivery(situation, policy, *inputs.economics);
  }
  inputs.match_ratio = policy.match_ratio;
  inputs.guardrails = guardrails_of(situation, policy, now);
  inputs.guardrails.own_net = std::move(own.curve);
  judged.offers = judged_offers(situation, policy, now, current_paid(inputs));
  inputs.min_chance = policy.min_chance;
  inputs.horizon_days = kPriceHorizonDays;
  return judged;
}

}  // namespace

void price_at_rate(JudgedPrice& judged, const Policy& policy, double rate_units_per_day) {
  if (judged.inputs.current.micros <= 0) return;
  judged.inputs.anchor_rate = rate_units_per_day;
  judged.inputs.min_gain = min_gain(policy, judged.inputs.current, rate_units_per_day);
}

std::optional<pricing::MarketPrice> market_now(const ItemState& state, const Policy& policy,
                                               Instant now) {
  if (state.situation.offers.empty()) return std::nullopt;
  return judge_market(inputs_without_response(state.situation, policy, now, nullptr));
}

RivalStanding rival_standing(const Situation& situation, const Policy& policy, Instant now) {
  RivalStanding standing;
  if (situation.offers.empty() || !situation.price || situation.price->micros <= 0) return standing;
  const Money paid = own_net(situation, policy, now, nullptr).curve.paid(*situation.price);
  if (paid.micros <= 0) return standing;
  const double log_own = std::log(main_units(paid));
  for (const JudgedOffer& offer : judged_offers(situation, policy, now, paid, Answers::Unheeded)) {
    const bool there =
        offer.left_out == pricing::LeftOut::None || offer.left_out == pricing::LeftOut::Stale;
    if (!there || offer.price.micros <= 0 || offer.price >= paid) continue;
    const auto pull = static_cast<double>(offer.pull);
    standing.hinge += pull * (log_own - std::log(main_units(offer.price)));
    standing.weight_below = std::min(1.0, standing.weight_below + pull);
  }
  return standing;
}

JudgedPrice price_inputs(const ItemState& state, const Policy& policy, const Pools& pools,
                         Instant now, OwnNetMemory* memory) {
  JudgedPrice judged = inputs_without_response(state.situation, policy, now, memory);
  if (judged.inputs.current.micros > 0) fill_response(state, pools, judged);
  return judged;
}

}  // namespace shelfd::engine
