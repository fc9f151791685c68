// The offers and the days of a situation.
#include <algorithm>
#include <utility>

#include "connectors/formats/situation_parts.h"

namespace shelfd::connectors {
namespace {

using engine::DayTally;
using engine::OfferState;

// The open day, the next and the late days, and as many again for a close that is late.
constexpr std::size_t kMaxTallies = 2 * (std::size_t{engine::kLateDays} + 2);

std::size_t rivals_of(const state::Offers& packed) {
  return static_cast<std::size_t>(packed.competitor_size());
}

void pack_rating(const std::vector<OfferState>& offers, state::Offers& packed) {
  put_column(offers, packed.mutable_seller_rating(), [](const OfferState& offer) {
    return small_code(offer.seller_rating) ^ kCodeOfMinusOne;
  });
  put_column(offers, packed.mutable_rating_count(),
             [](const OfferState& offer) { return offer.rating_count; });
  std::uint64_t before = kCodeOfOne;
  put_column(offers, packed.mutable_match_confidence(), [&](const OfferState& offer) {
    const std::uint64_t code = small_code(offer.match_confidence);
    return code ^ std::exchange(before, code);
  });
  put_column(offers, packed.mutable_condition(),
             [](const OfferState& offer) { return static_cast<std::uint32_t>(offer.condition); });
  std::uint32_t out_of_stock = 0;
  for (std::size_t row = 0; row < std::min(offers.size(), engine::kMaxRivals); ++row) {
    if (!offers[row].in_stock) out_of_stock |= std::uint32_t{1} << row;
  }
  packed.set_out_of_stock(out_of_stock);
}

void pack_ignored(const std::vector<OfferState>& offers, const Packer& packer,
                  state::Offers& packed) {
  for (std::size_t row = 0; row < offers.size(); ++row) {
    const auto& until = offers[row].ignored_until;
    if (!until) continue;
    packed.add_ignored(static_cast<std::uint32_t>(row));
    packed.add_ignored_until(packer.decision(*until));
  }
}

void pack_nets(const std::vector<OfferState>& offers, Packer& packer, state::Offers& packed) {
  for (std::size_t row = 0; row < offers.size(); ++row) {
    for (const pricing::NetSpan& span : offers[row].nets) {
      packed.add_net_row(static_cast<std::uint32_t>(row));
      packed.add_net_from(packer.own_time(span.from, offers[row].observed_at));
      packed.add_net_alone(packer.money(span.nets.alone, offers[row].price));
      packed.add_net_full(packer.money(span.nets.full, span.nets.alone));
      packed.add_net_withheld(packer.money(span.nets.withheld, span.nets.alone));
      packed.add_net_unused(span.nets.unused);
    }
  }
}

void check_nets(const state::Offers& packed, Verdict& verdict) {
  const auto spans = static_cast<std::size_t>(packed.net_row_size());
  verdict.at_most("offers.nets", spans, engine::kMaxRivals * pricing::kMaxNetSpans);
  verdict.equal("offers.net_from", packed.net_from_size(), spans);
  verdict.equal("offers.net_alone", packed.net_alone_size(), spans);
  verdict.equal("offers.net_full", packed.net_full_size(), spans);
  verdict.equal("offers.net_withheld", packed.net_withheld_size(), spans);
  verdict.equal("offers.net_unused", packed.net_unused_size(), spans);
  for (const std::uint32_t row : packed.net_row()) {
    if (row >= rivals_of(packed)) verdict.refuse("offers.nets: no rival " + std::to_string(row));
  }
  for (const std::uint32_t unused : packed.net_unused()) {
    if (unused > pricing::kUnusedAll) verdict.refuse("offers.net_unused: unknown");
  }
}

void read_nets(const state::Offers& packed, const Unpacker& unpacker,
               std::vector<OfferState>& offers) {
  for (int at = 0; at < packed.net_row_size(); ++at) {
    OfferState& offer = offers[packed.net_row(at)];
    const Money alone = unpacker.money(packed.net_alone(at), offer.price);
    offer.nets.push_back({.from = unpacker.own_time(packed.net_from(at), offer.observed_at),
                          .nets = {.list = offer.price,
                                   .alone = alone,
                                   .full = unpacker.money(packed.net_full(at), alone),
                                   .withheld = unpacker.money(packed.net_withheld(at), alone),
                                   .unused = static_cast<std::uint8_t>(packed.net_unused(at))}});
    if (offer.nets.size() > pricing::kMaxNetSpans)
      unpacker.verdict().refuse("offers.nets: too many");
  }
}

void check_columns(const state::Offers& packed, Verdict& verdict) {
  const std::size_t rivals = rivals_of(packed);
  verdict.at_most("offers", rivals, engine::kMaxRivals);
  verdict.equal("offers.content", packed.content_size(), rivals);
  verdict.column("offers.price", packed.price_size(), rivals);
  verdict.column("offers.anchor_price", packed.anchor_price_size(), rivals);
  verdict.column("offers.observed_at", packed.observed_at_size(), rivals);
  verdict.column("offers.seller_rating", packed.seller_rating_size(), rivals);
  verdict.column("offers.rating_count", packed.rating_count_size(), rivals);
  verdict.column("offers.match_confidence", packed.match_confidence_size(), rivals);
  verdict.column("offers.condition", packed.condition_size(), rivals);
  verdict.at_most("offers.ignored", static_cast<std::size_t>(packed.ignored_size()), rivals);
  verdict.equal("offers.ignored", packed.ignored_size(),
                static_cast<std::size_t>(packed.ignored_until_size()));
  for (const std::uint32_t row : packed.ignored()) {
    if (row >= rivals) verdict.refuse("offers.ignored: no rival " + std::to_string(row));
  }
  check_nets(packed, verdict);
}

OfferState read_offer(const state::Offers& packed, int row, Money price, const Unpacker& unpacker) {
  const Money his = unpacker.money(entry(packed.price(), row), price);
  return {.competitor = entry(packed.competitor(), row),
          .price = his,
          .in_stock = (packed.out_of_stock() >> static_cast<std::uint32_t>(row)) % 2 == 0,
          .condition = unpacker.verdict().enumerator(
              "offers.condition", entry(packed.condition(), row), pricing::Condition::Used),
          .match_confidence = 1,
          .seller_rating = small_number(entry(packed.seller_rating(), row) ^ kCodeOfMinusOne),
          .rating_count = entry(packed.rating_count(), row),
          .observed_at = unpacker.own_time(entry(packed.observed_at(), row)),
          .content = entry(packed.content(), row),
          .anchor_price = unpacker.money(entry(packed.anchor_price(), row), his),
          .ignored_until = std::nullopt,
          .nets = {}};
}

void check_columns(const state::Days& packed, Verdict& verdict) {
  const std::size_t days = packed.tallies();
  verdict.at_most("tallies", days, kMaxTallies);
  verdict.column("tallies.day", packed.day_size(), days);
  verdict.column("tallies.units", packed.units_size(), days);
  verdict.column("tallies.orders", packed.orders_size(), days);
  verdict.column("tallies.returned_units", packed.returned_units_size(), days);
  verdict.column("tallies.preordered_units", packed.preordered_units_size(), days);
  verdict.column("tallies.views", packed.views_size(), days);
  verdict.column("tallies.carts", packed.carts_size(), days);
  verdict.column("tallies.held_units", packed.held_units_size(), days);
  verdict.column("tallies.held_orders", packed.held_orders_size(), days);
}

std::int32_t day_after(std::int64_t day, std::int64_t days) {
  return static_cast<std::int32_t>(wrapped_sum(day, days));
}

}  // namespace

void pack_offers(const std::vector<OfferState>& offers, Money price, Packer& packer,
                 state::Offers& packed) {
  for (const OfferState& offer : offers) {
    packed.add_competitor(offer.competitor);
    packed.add_content(offer.content);
  }
  put_column(offers, packed.mutable_price(),
             [&](const OfferState& offer) { return packer.money(offer.price, price); });
  put_column(offers, packed.mutable_anchor_price(), [&](const OfferState& offer) {
    return packer.money(offer.anchor_price, offer.price);
  });
  Instant before = packer.base();
  put_column(offers, packed.mutable_observed_at(), [&](const OfferState& offer) {
    return packer.own_time(offer.observed_at, std::exchange(before, offer.observed_at));
  });
  pack_rating(offers, packed);
  pack_ignored(offers, packer, packed);
  pack_nets(offers, packer, packed);
}

std::vector<OfferState> read_offers(const state::Offers& packed, Money price,
                                    const Unpacker& unpacker) {
  std::vector<OfferState> offers;
  check_columns(packed, unpacker.verdict());
  if (!unpacker.verdict().good()) return offers;
  offers.reserve(rivals_of(packed));
  Instant before = unpacker.own_time(0);
  std::uint64_t match = kCodeOfOne;
  for (int row = 0; row < packed.competitor_size(); ++row) {
    before = unpacker.own_time(entry(packed.observed_at(), row), before);
    offers.push_back(read_offer(packed, row, price, unpacker));
    offers.back().observed_at = before;
    match ^= entry(packed.match_confidence(), row);
    offers.back().match_confidence = small_number(match);
  }
  for (int at = 0; at < packed.ignored_size(); ++at) {
    offers[packed.ignored(at)].ignored_until = unpacker.decision(packed.ignored_until(at));
  }
  read_nets(packed, unpacker, offers);
  return offers;
}

void pack_days(const engine::Situation& situation, Packer& packer, state::Days& packed) {
  const std::int64_t closed = situation.closed_through;
  if (closed != 0) packed.set_closed_through(closed - packer.ticks().base_day());
  packed.set_late_units(situation.late_units);
  if (situation.due) packed.set_due(packer.decision(*situation.due));
  packed.set_tallies(static_cast<std::uint32_t>(situation.tallies.size()));
  const auto put = [&](auto* column, const auto& value) {
    put_column(situation.tallies, column, value);
  };
  std::int64_t expected = closed - 1;
  put(packed.mutable_day(), [&](const DayTally& tally) { return tally.day - expected++; });
  put(packed.mutable_units(), [](const DayTally& tally) { return tally.units; });
  put(packed.mutable_orders(),
      [](const DayTally& tally) { return wrapped_difference(tally.orders, tally.units); });
  put(packed.mutable_returned_units(), [](const DayTally& tally) { return tally.returned_units; });
  put(packed.mutable_preordered_units(),
      [](const DayTally& tally) { return tally.preordered_units; });
  put(packed.mutable_views(), [](const DayTally& tally) { return tally.views; });
  put(packed.mutable_carts(), [](const DayTally& tally) { return tally.carts; });
  put(packed.mutable_held_units(), [](const DayTally& tally) { return tally.held_units; });
  put(packed.mutable_held_orders(), [](const DayTally& tally) { return tally.held_orders; });
  if (const auto& held = situation.one_off) {
    packed.set_one_off_units(held->units);
    packed.set_one_off_orders(held->orders);
    packed.set_one_off_day(closed - held->day);
  }
  if (const auto& from = situation.first_day_from) {
    packed.set_first_day_from(packer.own_time(*from));
  }
  packed.set_active_day(closed + 1 - situation.active_day);
}

void read_days(const state::Days& packed, const Unpacker& unpacker, engine::Situation& situation) {
  check_columns(packed, unpacker.verdict());
  if (!unpacker.verdict().good()) return;
  if (packed.has_closed_through()) {
    situation.closed_through = day_after(unpacker.ticks().base_day(), packed.closed_through());
  }
  situation.late_units = packed.late_units();
  if (packed.has_due()) situation.due = unpacker.decision(packed.due());
  std::int64_t expected = std::int64_t{situation.closed_through} - 1;
  for (int row = 0; row < static_cast<int>(packed.tallies()); ++row) {
    const std::int64_t units = entry(packed.units(), row);
    situation.tallies.push_back(
        {.day = day_after(expected++, entry(packed.day(), row)),
         .units = units,
         .orders = static_cast<std::int32_t>(wrapped_sum(units, entry(packed.orders(), row))),
         .returned_units = entry(packed.returned_units(), row),
         .preordered_units = entry(packed.preordered_units(), row),
         .views = entry(packed.views(), row),
         .carts = entry(packed.carts(), row),
         .held_units = entry(packed.held_units(), row),
         .held_orders = entry(packed.held_orders(), row)});
  }
  if (packed.has_one_off_units()) {
    situation.one_off = {.day = static_cast<std::int32_t>(
                             wrapped_difference(situation.closed_through, packed.one_off_day())),
                         .units = packed.one_off_units(),
                         .orders = packed.one_off_orders()};
  }
  if (packed.has_first_day_from()) {
    situation.first_day_from = unpacker.own_time(packed.first_day_from());
  }
  situation.active_day = static_cast<std::int32_t>(
      wrapped_difference(std::int64_t{situation.closed_through} + 1, packed.active_day()));
}

}  // namespace shelfd::connectors
