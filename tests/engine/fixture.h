// Fixture: one item's life by hand. `Shop` keeps the state, the policy and the pools of one item
// and steps it; helpers make the records that most tests need.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/step.h"

namespace shelfd::engine {

inline constexpr Instant kStart{
    std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};  // a Monday

inline Instant day(double days) {
  return kStart + Duration{static_cast<std::int64_t>(days * 86'400'000.0)};
}

inline Money money(double units) { return round_money(units); }

struct Shop {
  Shop() {
    step_context.item = item();
    step_context.previous_now = kStart;
    step_context.now = kStart;
    step_context.build = "test";
    step_context.arithmetic = "test";
  }

  static ItemId item() { return {.merchant = MerchantId("m"), .sku = Sku("s")}; }

  // Cost 20, price 30 EUR, one supplier with a stated lead time of 7 days.
  static CatalogEntry catalog() {
    CatalogEntry entry;
    entry.item = item();
    entry.category = Category("kettles");
    entry.currency = Currency{{'E', 'U', 'R'}};
    entry.unit_cost = Amount{.money = money(20)};
    entry.price = Amount{.money = money(30)};
    entry.suppliers.push_back({.supplier = SupplierId("north"), .lead_days = 7.0});
    return entry;
  }

  static CompetitorOffer offer(const std::string& competitor, double price) {
    CompetitorOffer event;
    event.item = item();
    event.competitor = competitor;
    event.price = Amount{.money = money(price)};
    return event;
  }

  static DemandEvent order(std::int64_t units, const std::string& id) {
    DemandEvent event;
    event.item = item();
    event.quantity = {units};
    event.event_id = id;
    return event;
  }

  static StockCount count(std::int64_t units) {
    StockCount event;
    event.item = item();
    event.on_hand = {units};
    return event;
  }

  static Shipment shipment(const std::string& id, ShipmentStage stage, std::int64_t units) {
    Shipment event;
    event.item = item();
    event.shipment_id = id;
    event.supplier = SupplierId("north");
    event.stage = stage;
    event.quantity = {units};
    return event;
  }

  static PriceFact price(double amount) {
    PriceFact fact;
    fact.item = item();
    fact.price = Amount{.money = money(amount)};
    return fact;
  }

  static Response response(const std::string& id, ResponseAction action) {
    Response event;
    event.item = item();
    event.suggestion_id = id;
    event.action = action;
    return event;
  }

  struct Timed {
    Instant at{};
    Event event;
  };

  // One epoch that ends at `now`, which no worker lets run back.
  StepOutcome step_to(Instant now, const std::vector<Timed>& events = {}) {
    if (now < step_context.now) throw std::logic_error("a shop's clock runs back");
    std::vector<Record> records;
    records.reserve(events.size());
    for (const Timed& timed : events) {
      records.push_back({.topic = static_cast<Topic>(timed.event.index()),
                         .offset = ++newest_offset,
                         .appended_at = now,
                         .own_time = timed.at,
                         .content = static_cast<std::uint64_t>(newest_offset),
                         .event = timed.event});
    }
    step_context.policy = &policy;
    step_context.pools = &pools;
    step_context.names = &names;
    step_context.previous_now = step_context.now;
    step_context.now = now;
    ++step_context.epoch;
    step_context.judging = judging;
    step_context.rebuilding = rebuilding;
    StepOutcome outcome = step(state, step_context, records);
    if (outcome.price) last_price = outcome.price;
    if (outcome.plan) last_plan = outcome.plan;
    return outcome;
  }

  // Every day at noon one order of `units`, from day `from` to day `until`.
  void sell(std::int64_t units, int from, int until) {
    for (int today = from; today < until; ++today) {
      (void)step_to(day(today + 0.5),
                    {{day(today + 0.5), order(units, "order-" + std::to_string(today))}});
    }
  }

  ItemState state;
  Policy policy;
  Pools pools;
  Names names;
  bool judging = true;
  bool rebuilding = false;
  std::optional<PriceSuggestion> last_price;
  std::optional<RestockPlan> last_plan;

  StepContext step_context;
  std::int64_t newest_offset = 0;
};

// Hours into 4 March, a whole day of an item that `awake_item` gives.
inline Instant hour(double hours) {
  return day(2) + Duration{static_cast<std::int64_t>(hours * 3'600'000.0)};
}

// Known since the 2nd, with one order then; judging is off, and the 3rd has closed.
inline Shop awake_item() {
  Shop shop;
  shop.judging = false;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.5), Shop::order(1, "first")}});
  (void)shop.step_to(day(2.1));
  return shop;
}

// The reason with this code; null when there is none.
template <typename Suggestion>
const Reason* reason_in(const Suggestion& suggestion, ReasonCode code) {
  for (const Reason& reason : suggestion.reasons) {
    if (reason.code == code) return &reason;
  }
  return nullptr;
}

inline std::int64_t sum_of(const std::vector<Reason>& reasons) {
  std::int64_t sum = 0;
  for (const Reason& reason : reasons) sum += reason.amount;
  return sum;
}

}  // namespace shelfd::engine
