// Market: the simulated shop, its shoppers, rivals, scrapers and suppliers, hour by hour.
//
// Each item moves in slices of an hour that begin at start + n hours + its own offset. In a slice:
// prices, returns and deliveries that are due, the day's decisions, visits to rivals, the count of
// the shelf, then the shoppers. Each item has its own random streams, so that the events are the
// same however `advance` is called, and one item's answers never touch another.
// Memory: about a kilobyte an item, and what is due later than told. Time: linear in items x hours
// and in events. Pure. Not here: a quick mix of events for benches (event_stream.h).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/event.h"
#include "engine/suggestion.h"
#include "simulator/item.h"

namespace shelfd::simulator {

// Where an item stands; for tests and tables.
struct ItemNow {
  Money price;
  Money cost;
  Money optimum;             // what would earn most at this cost and these rivals
  double units_per_day = 0;  // true rate at the price, on an average day
  std::int64_t on_hand = 0;
  std::int64_t lost_units = 0;  // asked for while the shelf was empty, since the start
};

class Market {
 public:
  explicit Market(const MarketSettings& settings);

  // Rules, then each item's catalog record, price and stock count, all stated at the start. At a
  // million items use opening_rules and opening_of (item_birth.h) instead.
  [[nodiscard]] std::vector<engine::Event> opening() const;

  // All that arrives after the last call's `until` (or from the start) up to and with this one's,
  // in order of arrival; ties by item. An earlier instant than the last brings nothing.
  [[nodiscard]] std::vector<TimedEvent> advance(Instant until);

  // The merchant's answer, if he gives one. What follows from it begins with the first slice that
  // is not played yet. Nothing for items that are not of this market.
  [[nodiscard]] std::optional<engine::Response> consider(const engine::PriceSuggestion& suggestion,
                                                         Instant at);
  [[nodiscard]] std::optional<engine::Response> consider(const engine::RestockPlan& plan,
                                                         Instant at);

  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] ItemId id(std::size_t index) const;
  [[nodiscard]] const ItemTruth& truth(std::size_t index) const;
  [[nodiscard]] ItemNow now(std::size_t index) const;

 private:
  using Place = std::tuple<Instant, std::size_t, std::uint64_t>;  // arrival, item, sequence

  void play_hour();
  void play_slice(Item& item, Instant at);
  [[nodiscard]] Item* find(const ItemId& id);

  World world_;
  std::vector<Item> items_;
  std::int64_t hours_played_ = 0;
  std::uint64_t sequence_ = 0;
  std::map<Place, engine::Event> waiting_;
};

}  // namespace shelfd::simulator
