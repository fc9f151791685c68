// Played: a shop of 50 items after 90 days, played once and shared by the tests of this folder; and
// the signature of a list of events.
#pragma once

#include <string_view>
#include <vector>

#include "base/hash.h"
#include "engine/event.h"
#include "simulator/market.h"

namespace shelfd::simulator {

struct Played {
  Market market{MarketSettings{}};
  std::vector<TimedEvent> events;
};

inline constexpr int kPlayedDays = 90;

inline const Played& played() {
  static const Played shop = [] {
    Played fresh;
    fresh.events = fresh.market.advance(MarketSettings{}.start + std::chrono::days{kPlayedDays});
    return fresh;
  }();
  return shop;
}

// The events of one kind, with when they arrive.
template <typename Kind>
struct Arrived {
  Instant at{};
  const Kind* event = nullptr;
};
template <typename Kind>
std::vector<Arrived<Kind>> only(const std::vector<TimedEvent>& events) {
  std::vector<Arrived<Kind>> found;
  for (const TimedEvent& timed : events) {
    if (const auto* event = engine::content_if<Kind>(timed.event)) {
      found.push_back({timed.arrives_at, event});
    }
  }
  return found;
}

struct FieldsOf {
  Signature* signature = nullptr;

  void operator()(const engine::Rules& rules) const {
    signature->add(std::string_view{rules.version});
  }
  void operator()(const engine::CatalogEntry& entry) const {
    signature->add(entry.unit_cost ? entry.unit_cost->money.micros : -1);
    signature->add(std::string_view{entry.title});
  }
  void operator()(const engine::PriceFact& fact) const {
    signature->add(fact.price.money.micros);
    signature->add(static_cast<std::uint64_t>(fact.kind));
    signature->add(std::string_view{fact.suggestion_id});
  }
  void operator()(const engine::StockCount& count) const { signature->add(count.on_hand.units); }
  void operator()(const engine::Shipment& shipment) const {
    signature->add(std::string_view{shipment.shipment_id});
    signature->add(shipment.quantity.units);
    signature->add(static_cast<std::uint64_t>(shipment.stage));
  }
  void operator()(const engine::CompetitorOffer& offer) const {
    signature->add(std::string_view{offer.competitor});
    signature->add(offer.price.money.micros);
    signature->add(static_cast<std::uint64_t>(offer.in_stock));
  }
  void operator()(const engine::DemandEvent& demand) const {
    signature->add(std::string_view{demand.event_id});
    signature->add(demand.quantity.units);
    signature->add(demand.unit_price ? demand.unit_price->money.micros : -1);
  }
  void operator()(const engine::Response& response) const {
    signature->add(std::string_view{response.suggestion_id});
  }
};

inline void add_event(Signature& signature, const TimedEvent& timed) {
  signature.add(unix_millis(timed.arrives_at));
  const auto stated = engine::stated_time(timed.event);
  signature.add(stated ? unix_millis(*stated) : -1);
  signature.add(static_cast<std::uint64_t>(timed.event.index()));
  if (const ItemId* item = engine::item_of(timed.event)) {
    signature.add(std::string_view{item->sku.value});
  }
  engine::visit_event(FieldsOf{&signature}, timed.event);
}

inline std::uint64_t signature_of(const std::vector<TimedEvent>& events) {
  Signature signature;
  for (const TimedEvent& timed : events) add_event(signature, timed);
  return signature.value();
}

}  // namespace shelfd::simulator
