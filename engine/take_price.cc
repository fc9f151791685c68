#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/own_net.h"
#include "engine/transition.h"

// Taking in the catalog and the facts about the merchant's own price.

namespace shelfd::engine {
namespace {

bool is_newer(Instant at, std::uint64_t content, Instant than, std::uint64_t than_content) {
  return std::tie(at, content) > std::tie(than, than_content);
}

// What a rival's present offer says about the world in which a price is decided.
Money anchor_of(const OfferState& offer, Money own_price, Instant at,
                pricing::ReferenceBasket basket) {
  if (!offer.in_stock) return {0};
  return is_credible(offer.price, own_price) ? nets_at(offer, at).in(basket) : Money{-1};
}

// Of two regular prices, or two promotions, the greater holds.
auto rank_of(const ToldPrice& told) {
  return std::tuple(told.from, !told.of_catalog, told.told_at, told.kind, told.price,
                    told.until.value_or(Instant::max()), told.cause);
}

bool is_regular(const ToldPrice& told) { return told.kind == PriceKind::Regular; }

ToldPrice regular_of(const Situation& situation) {
  return {.price = situation.regular_price.value_or(Money{}),
          .from = situation.regular_from,
          .told_at = situation.regular_told_at,
          .of_catalog = situation.regular_of_catalog};
}

void plan_price(Transition& transition, const ToldPrice& told) {
  auto& planned = transition.situation().planned;
  const auto same = std::ranges::find_if(planned, [&](const ToldPrice& other) {
    return other.from == told.from && is_regular(other) == is_regular(told);
  });
  if (same == planned.end()) {
    planned.push_back(told);
  } else if (rank_of(*same) < rank_of(told)) {
    *same = told;
  }
  std::ranges::sort(planned, {}, rank_of);
  if (planned.size() <= kMaxPlannedPrices) return;
  ++transition.outcome.prices_let_go;
  planned.pop_back();
}

// The merchant's decision: the anchor is the world it saw, where the price is another one than
// `before` and none that was suggested.
void decide(Transition& transition, const std::optional<Money>& before, const ToldPrice& told,
            bool named) {
  Situation& situation = transition.situation();
  const Money price = told.price;
  const auto& answer = situation.accepted_price;
  const bool suggested = answer ? !answer->own && answer->price == price : named;
  situation.accepted_price.reset();
  if (situation.anchor_price && (before == price || suggested)) return;
  situation.anchor_price = price;
  situation.anchor_cost = unit_cost(situation, transition.policy());
  situation.anchor_at = told.from;
  const Money paid = own_paid(situation, transition.policy(), price, told.from);
  situation.anchor_paid = paid > Money{} ? std::optional(paid) : std::nullopt;
  for (OfferState& offer : situation.offers) {
    offer.anchor_price = anchor_of(offer, price, told.from, transition.policy().reference_basket);
  }
}

void begin_regular(Transition& transition, const ToldPrice& told, Instant at, bool named) {
  Situation& situation = transition.situation();
  note_cause(situation, told);
  if (situation.regular_price && rank_of(told) <= rank_of(regular_of(situation))) return;
  const std::optional<Money> before = situation.price;
  situation.regular_price = told.price;
  situation.regular_from = told.from;
  situation.regular_told_at = told.told_at;
  situation.regular_of_catalog = told.of_catalog;
  settle_price(situation, at);
  if (situation.price_kind == PriceKind::Regular) decide(transition, before, told, named);
}

// The currency changed: amounts in the old one mean nothing any more.
void forget_amounts(Situation& situation) {
  situation.price.reset();
  situation.price_kind = PriceKind::Regular;
  situation.regular_price.reset();
  situation.promotion.reset();
  situation.anchor_price.reset();
  situation.anchor_cost.reset();
  situation.anchor_paid.reset();
  situation.offers.clear();
  situation.planned.clear();
  situation.told_cause = {};
  situation.rejections.clear();
  situation.accepted_price.reset();
}

// Why the fact's price is what it is. A person's own answer to a suggestion is a person's price, by
// whatever name its fact goes.
PriceCause cause_of(const Situation& situation, const PriceFact& fact, Money price) {
  const auto& answer = situation.accepted_price;
  if (answer && answer->own && answer->price == price) return PriceCause::Unknown;
  if (fact.cause != PriceCause::Unknown || fact.suggestion_id.empty()) return fact.cause;
  return PriceCause::Suggestion;
}

// A catalog's price counts by its own time whenever it comes, and at once: a catalog may be dated
// by when it was typed.
void take_catalog_price(Transition& transition, const Taken& taken, const CatalogEntry& entry) {
  if (!entry.price) return;
  const Situation& situation = transition.situation();
  const auto price = convert(*entry.price, item_currency(situation, transition.policy()),
                             transition.policy().rates);
  if (!price) {
    refuse(transition, taken, "price", "no_rate");
    return;
  }
  begin_regular(
      transition,
      {.price = *price, .from = taken.own_time, .told_at = taken.own_time, .of_catalog = true},
      taken.at, false);
}

}  // namespace

void note_cause(Situation& situation, const ToldPrice& told) {
  if (told.cause == PriceCause::Unknown) return;
  ToldCause& newest = situation.told_cause;
  if (std::tuple(told.from, told.told_at, told.price, told.cause) <=
      std::tuple(newest.from, newest.told_at, newest.price, newest.cause)) {
    return;
  }
  newest = {.price = told.price, .cause = told.cause, .from = told.from, .told_at = told.told_at};
}

void settle_price(Situation& situation, Instant at) {
  const auto& promotion = situation.promotion;
  const bool runs = promotion && (promotion->until ? at < *promotion->until
                                                   : !situation.regular_price ||
                                                         situation.regular_from <= promotion->from);
  situation.price = runs ? promotion->price : situation.regular_price;
  situation.price_kind = runs ? promotion->kind : PriceKind::Regular;
}

void take_price(Transition& transition, const ToldPrice& told, Instant at, bool named) {
  Situation& situation = transition.situation();
  if (told.from > at) {
    plan_price(transition, told);
  } else if (is_regular(told)) {
    begin_regular(transition, told, at, named);
  } else if (!situation.promotion || rank_of(*situation.promotion) < rank_of(told)) {
    situation.promotion = told;
    settle_price(situation, at);
  }
}

void take_back_report(Transition& transition) {
  forecasting::DemandPool& reported = transition.belief().reported;
  forecasting::ElasticityPool& response = transition.belief().response.reported;
  if (reported == forecasting::DemandPool{} && response == forecasting::ElasticityPool{}) return;
  transition.outcome.pool_changes.push_back({.category = transition.situation().catalog.category,
                                             .demand = forecasting::subtract({}, reported),
                                             .elasticity = forecasting::subtract({}, response)});
  reported = {};
  response = {};
  transition.outcome.belief_changed = true;
}

void take_in(Transition& transition, const Taken& taken, const CatalogEntry& entry) {
  Situation& situation = transition.situation();
  if (transition.state.known() &&
      !is_newer(taken.own_time, taken.content, situation.catalog_at, situation.catalog_content)) {
    if (!entry.withdrawn) take_catalog_price(transition, taken, entry);
    return;
  }
  if (entry.withdrawn) {
    take_back_report(transition);
    transition.outcome.erased = true;
    transition.state = ItemState{};
    return;
  }
  const bool first = !transition.state.known();
  transition.outcome.erased = false;  // it may have been, earlier in this epoch
  // What the item told its old category is told anew to the next at a day's close.
  if (situation.catalog.category != entry.category) take_back_report(transition);
  const Currency before = item_currency(situation, transition.policy());
  situation.catalog = entry;
  situation.catalog.family.clear();
  situation.catalog_at = taken.own_time;
  situation.catalog_content = taken.content;
  if (!first && item_currency(situation, transition.policy()) != before) forget_amounts(situation);
  std::erase_if(situation.rejections, [](const Rejection& rejection) {
    return rejection.reason == RejectReason::WrongCost;
  });
  if (!situation.anchor_cost) situation.anchor_cost = unit_cost(situation, transition.policy());
  take_catalog_price(transition, taken, entry);
}

void take_in(Transition& transition, const Taken& taken, const PriceFact& fact) {
  const Situation& situation = transition.situation();
  const auto price =
      convert(fact.price, item_currency(situation, transition.policy()), transition.policy().rates);
  if (!price) {
    refuse(transition, taken, "price", "no_rate");
    return;
  }
  const bool regular = fact.kind == PriceKind::Regular;
  take_price(transition,
             {.price = *price,
              .kind = fact.kind,
              .from = std::max(taken.own_time, fact.from.value_or(taken.own_time)),
              .until = regular ? std::nullopt : fact.until,
              .told_at = taken.own_time,
              .cause = cause_of(situation, fact, *price)},
             taken.at, !fact.suggestion_id.empty());
}

}  // namespace shelfd::engine
