#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/hash.h"
#include "engine/one_off.h"
#include "engine/transition.h"

// Taking in rivals' offers and what shoppers did.

namespace shelfd::engine {
namespace {

// How much an offer is worth keeping when the item has more rivals than fit: credibility, then age.
auto keeping_order(const OfferState& offer) {
  return std::tuple(static_cast<double>(offer.match_confidence) *
                        std::max(0.0, static_cast<double>(offer.seller_rating)),
                    offer.observed_at, offer.competitor);
}

void drop_least(Transition& transition) {
  std::vector<OfferState>& offers = transition.situation().offers;
  if (offers.size() <= kMaxRivals) return;
  ++transition.outcome.rivals_let_go;
  offers.erase(std::ranges::min_element(offers, {}, keeping_order));
}

std::int32_t add_count(std::int32_t count, std::int64_t units) {
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(std::int64_t{count} + units, -2'000'000'000, 2'000'000'000));
}

void count_demand(DayTally& tally, const DemandEvent& demand) {
  const std::int64_t units = demand.quantity.units;
  switch (demand.type) {
    case DemandType::Order:
      tally.orders = add_count(tally.orders, 1);
      tally.units += units;
      return;
    case DemandType::Cancel:
      tally.units -= units;
      return;
    case DemandType::Return:
      tally.returned_units = add_count(tally.returned_units, units);
      return;
    case DemandType::Preorder:
      tally.preordered_units = add_count(tally.preordered_units, units);
      return;
    case DemandType::View:
      tally.views = add_count(tally.views, units);
      return;
    case DemandType::Cart:
      tally.carts = add_count(tally.carts, units);
      return;
  }
}

// Units that leave the shelf: an order takes them, a cancel gives them back; a preorder promises
// them, and until the next count they are not to be sold.
std::int64_t shelf_units(const DemandEvent& demand) {
  const bool takes = demand.type == DemandType::Order || demand.type == DemandType::Preorder;
  if (takes) return demand.quantity.units;
  return demand.type == DemandType::Cancel ? -demand.quantity.units : 0;
}

// What counts as demand, or takes it back.
bool is_sale(const DemandEvent& demand) {
  return demand.type == DemandType::Order || demand.type == DemandType::Cancel;
}

void hold(DayTally& tally, const DemandEvent& demand) {
  const std::int32_t orders = demand.type == DemandType::Order ? 1 : -1;
  tally.held_orders = add_count(tally.held_orders, orders);
  tally.held_units += orders * demand.quantity.units;
}

// True when the event is new; then it is remembered. An id that comes again with other content is
// its sender's contradiction: the first that was committed counts.
bool remember(Transition& transition, const Taken& taken, const DemandEvent& demand,
              std::int32_t day) {
  const std::uint64_t hash =
      demand.event_id.empty() ? taken.content : sip_hash(transition.context.key, demand.event_id);
  auto& recent = transition.state.recent;
  const auto place = std::ranges::lower_bound(recent, hash, {}, &RecentEntry::hash);
  if (place != recent.end() && place->hash == hash) return false;
  const RecentEntry entry{
      .hash = hash, .day = day, .at = taken.own_time, .units = add_count(0, shelf_units(demand))};
  recent.insert(place, entry);
  transition.outcome.recent_added.push_back(entry);
  return true;
}

// What turns a rival's price into one with tax counted as in the item's own.
double tax_ratio(const CompetitorOffer& offer, const Situation& situation, const Policy& policy) {
  const bool own = situation.catalog.price_includes_tax.value_or(policy.price_includes_tax);
  const bool his = offer.price_includes_tax.value_or(own);
  if (own == his) return 1;
  const double taxed = 1 + situation.catalog.tax_rate.value_or(policy.tax_rate);
  return own ? taxed : 1 / taxed;
}

// A rival's amounts in the item's terms.
class ItemTerms {
 public:
  ItemTerms(const CompetitorOffer& offer, const Situation& situation, const Policy& policy)
      : currency_(item_currency(situation, policy)),
        his_(offer.price.currency),
        rates_(policy.rates),
        tax_ratio_(tax_ratio(offer, situation, policy)) {}

  [[nodiscard]] std::optional<Money> of(Money money) const {
    const auto converted = convert({.money = money, .currency = his_}, currency_, rates_);
    if (!converted || tax_ratio_ == 1) return converted;
    return times_ratio_nearest(*converted, tax_ratio_);
  }

  // The step in which he counts.
  [[nodiscard]] Money step() const { return minor_unit(his_.empty() ? currency_ : his_); }

 private:
  Currency currency_;
  Currency his_;
  const std::vector<Rate>& rates_;  // outlives the terms: both live in one call
  double tax_ratio_;
};

std::vector<pricing::NetSpan> nets_of(const CompetitorOffer& offer, const ItemTerms& terms,
                                      Instant seen_at, const Policy& policy) {
  const pricing::ItemPrice item{.price = offer.price.money,
                                .shipping = offer.shipping.value_or(Amount{}).money,
                                .step = terms.step()};
  auto spans = pricing::net_spans(item, offer.promotions, seen_at, seen_at + policy.offer_fresh_for,
                                  policy.audiences);
  const auto take = [&](Money& money) { money = terms.of(money).value_or(money); };
  for (pricing::NetSpan& span : spans) {
    take(span.nets.list);
    take(span.nets.alone);
    take(span.nets.full);
    take(span.nets.withheld);
  }
  return spans;
}

}  // namespace

bool is_credible(Money price, const std::optional<Money>& own) {
  if (price.micros <= 0) return false;
  if (!own || own->micros <= 0) return true;
  const double factor = main_units(price) / main_units(*own);
  return factor > 1 / kCredibleFactor && factor < kCredibleFactor;
}

void take_in(Transition& transition, const Taken& taken, const CompetitorOffer& offer) {
  Situation& situation = transition.situation();
  const ItemTerms terms(offer, situation, transition.policy());
  const auto price = terms.of(offer.price.money + offer.shipping.value_or(Amount{}).money);
  if (!price) {
    refuse(transition, taken, "currency", "no_rate");
    return;
  }
  const std::uint64_t competitor = name_hash(offer.competitor);
  auto place = std::ranges::lower_bound(situation.offers, competitor, {}, &OfferState::competitor);
  const bool known = place != situation.offers.end() && place->competitor == competitor;
  const auto content = static_cast<std::uint32_t>(taken.content);
  if (known && std::tie(taken.own_time, content) <= std::tie(place->observed_at, place->content)) {
    return;
  }
  if (!known) {
    place = situation.offers.insert(place, {.competitor = competitor, .anchor_price = {-1}});
  }
  place->price = *price;
  place->nets = nets_of(offer, terms, taken.own_time, transition.policy());
  place->in_stock = offer.in_stock;
  place->condition = offer.condition;
  place->match_confidence = static_cast<float>(offer.match_confidence);
  place->seller_rating = static_cast<float>(offer.seller_rating.value_or(-1));
  place->rating_count = add_count(0, offer.rating_count);
  place->observed_at = taken.own_time;
  place->content = content;
  if (place->anchor_price.micros < 0 && !place->in_stock) place->anchor_price = {0};
  if (place->anchor_price.micros < 0 && is_credible(place->price, situation.price)) {
    place->anchor_price = nets_at(*place, taken.own_time).in(transition.policy().reference_basket);
  }
  drop_least(transition);
}

void take_in(Transition& transition, const Taken& taken, const DemandEvent& demand) {
  Situation& situation = transition.situation();
  const auto day =
      static_cast<std::int32_t>(day_number(local_day(transition.policy().zone, taken.own_time)));
  if (day <= situation.closed_through - kLateDays) {
    refuse(transition, taken, "occurred_at", "too_late");
    return;
  }
  if (!remember(transition, taken, demand, day)) {
    ++transition.outcome.duplicates;
    return;
  }
  const std::int64_t units = shelf_units(demand);
  const std::int32_t open = situation.closed_through + 1;
  if (is_sale(demand) && is_one_off(transition.belief(), demand.quantity.units)) {
    hold(tally_of(situation, std::max(day, open)), demand);
  } else {
    // One that is told late comes back a day late: nothing reads a closed day's returns.
    const bool returned = demand.type == DemandType::Return;
    count_demand(tally_of(situation, returned ? std::max(day, open) : day), demand);
    if (is_sale(demand) && day <= situation.closed_through) situation.late_units += units;
  }
  if (situation.stock && taken.own_time > situation.stock->as_of) {
    situation.stock->sold_since += {units};
  }
}

}  // namespace shelfd::engine
