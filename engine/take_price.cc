#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/transition.h"

// Taking in the catalog and the facts about the merchant's own price.

namespace shelfd::engine {
namespace {

bool is_newer(Instant at, std::uint64_t content, Instant than, std::uint64_t than_content) {
  return std::tie(at, content) > std::tie(than, than_content);
}

// What a rival's present offer says about the world in which a price is decided.
Money anchor_of(const OfferState& offer, Money own_price) {
  if (!offer.in_stock) return {0};
  return is_credible(offer.price, own_price) ? offer.price : Money{-1};
}

void start_promotion(Situation& situation, Money price, PriceKind kind, Instant at,
                     std::optional<Instant> until) {
  if (situation.price_kind == PriceKind::Regular) situation.regular_price = situation.price;
  situation.price = price;
  situation.price_kind = kind;
  situation.price_at = at;
  situation.price_until = until;
}

void plan_price(Situation& situation, const PlannedPrice& planned) {
  std::erase_if(situation.planned,
                [&](const PlannedPrice& other) { return other.from == planned.from; });
  situation.planned.push_back(planned);
  std::ranges::sort(situation.planned, {}, &PlannedPrice::from);
  if (situation.planned.size() > kMaxPlannedPrices) situation.planned.pop_back();
}

void put_in_force(Transition& transition, Money price, PriceKind kind, Instant at,
                  std::optional<Instant> until) {
  Situation& situation = transition.situation();
  if (kind != PriceKind::Regular) {
    start_promotion(situation, price, kind, at, until);
    return;
  }
  if (situation.price_kind != PriceKind::Regular && situation.price_until &&
      *situation.price_until > at) {
    situation.regular_price = price;  // it returns when the promotion ends
    return;
  }
  decide_price(transition, price, at);
}

// The currency changed: amounts in the old one mean nothing any more.
void forget_amounts(Situation& situation) {
  situation.price.reset();
  situation.regular_price.reset();
  situation.anchor_price.reset();
  situation.anchor_cost.reset();
  situation.offers.clear();
  situation.planned.clear();
  situation.rejections.clear();
  situation.accepted_price.reset();
}

// What the item told its old category is taken back, and told anew to the next at a day's close.
void leave_category(Transition& transition, const Category& next) {
  forecasting::RatePool& reported = transition.belief().reported;
  const Category& category = transition.situation().catalog.category;
  if (category == next || reported == forecasting::RatePool{}) return;
  transition.outcome.pool_changes.push_back(
      {.day = 0, .category = category, .rate = forecasting::subtract({}, reported)});
  reported = {};
}

}  // namespace

void decide_price(Transition& transition, Money price, Instant at) {
  Situation& situation = transition.situation();
  situation.price_at = at;
  situation.price_kind = PriceKind::Regular;
  situation.price_until.reset();
  situation.regular_price = price;
  const bool accepted = situation.accepted_price && !situation.accepted_price->own &&
                        situation.accepted_price->price == price;
  const bool same = situation.price == price;
  situation.accepted_price.reset();
  situation.price = price;
  if (situation.anchor_price && (same || accepted)) return;
  situation.anchor_price = price;
  situation.anchor_cost = unit_cost(situation, transition.policy());
  situation.anchor_at = at;
  for (OfferState& offer : situation.offers) offer.anchor_price = anchor_of(offer, price);
}

void take_in(Transition& transition, const Taken& taken, const CatalogEntry& entry) {
  Situation& situation = transition.situation();
  if (transition.state.known() &&
      !is_newer(taken.own_time, taken.content, situation.catalog_at, situation.catalog_content)) {
    return;
  }
  if (entry.withdrawn) {
    transition.outcome.erased = true;
    transition.state = ItemState{};
    return;
  }
  const bool first = !transition.state.known();
  transition.outcome.erased = false;  // it may have been, earlier in this epoch
  leave_category(transition, entry.category);
  const Currency before = item_currency(situation, transition.policy());
  situation.catalog = entry;
  situation.catalog.family.clear();
  situation.catalog_at = taken.own_time;
  situation.catalog_content = taken.content;
  if (!first && item_currency(situation, transition.policy()) != before) forget_amounts(situation);
  if (first) {
    transition.belief().demand = forecasting::start_belief(transition.context.pools->category);
  }
  std::erase_if(situation.rejections, [](const Rejection& rejection) {
    return rejection.reason == RejectReason::WrongCost;
  });
  if (!situation.anchor_cost) situation.anchor_cost = unit_cost(situation, transition.policy());
  if (!entry.price || (situation.price && taken.own_time <= situation.price_at)) return;
  const auto price = convert(*entry.price, item_currency(situation, transition.policy()),
                             transition.policy().rates);
  if (!price) {
    refuse(transition, taken, "price", "no_rate");
    return;
  }
  put_in_force(transition, *price, PriceKind::Regular, taken.own_time, std::nullopt);
}

void take_in(Transition& transition, const Taken& taken, const PriceFact& fact) {
  Situation& situation = transition.situation();
  const auto price =
      convert(fact.price, item_currency(situation, transition.policy()), transition.policy().rates);
  if (!price) {
    refuse(transition, taken, "price", "no_rate");
    return;
  }
  const Instant from = fact.from.value_or(taken.own_time);
  if (fact.until && *fact.until <= taken.at) return;  // over before it was told
  if (from > taken.at) {
    plan_price(situation, {.price = *price, .kind = fact.kind, .from = from, .until = fact.until});
    return;
  }
  if (situation.price && taken.own_time < situation.price_at) return;
  // A fact that names a suggestion was accepted, whether or not a response said so before.
  if (!fact.suggestion_id.empty() && !situation.accepted_price) {
    situation.accepted_price = AcceptedPrice{.price = *price, .at = taken.at};
  }
  put_in_force(transition, *price, fact.kind, taken.own_time, fact.until);
}

}  // namespace shelfd::engine
