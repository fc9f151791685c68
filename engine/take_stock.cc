#include <algorithm>
#include <tuple>

#include "engine/transition.h"

// Taking in stock counts and the stages of replenishment orders.

namespace shelfd::engine {
namespace {

constexpr std::int64_t kMillisPerDay = 86'400'000;

// Adds the time from `from` to `until` without stock to the days it touches.
void add_time_out(Situation& situation, const LocalTime& zone, Instant from, Instant until) {
  while (from < until) {
    const Day today = local_day(zone, from);
    const auto day = static_cast<std::int32_t>(day_number(today));
    const Instant end = std::min(until, day_start(zone, today + std::chrono::days{1}));
    if (day > situation.closed_through) tally_of(situation, day).out_millis += (end - from).count();
    from = end;
  }
}

std::int64_t sold_after(const Situation& situation, const LocalTime& zone, Instant at) {
  const auto counted = static_cast<std::int32_t>(day_number(local_day(zone, at)));
  std::int64_t units = 0;
  for (const DayTally& tally : situation.tallies) {
    if (tally.day > counted) units += tally.units;
  }
  return units;
}

void follow_stock(Transition& transition, Instant at) {
  Situation& situation = transition.situation();
  StockState& stock = *situation.stock;
  const bool out = stock.on_hand.units - stock.reserved.units - stock.unsellable.units <= 0;
  if (out && !stock.out_since) stock.out_since = at;
  if (!out && stock.out_since) {
    add_time_out(situation, transition.policy().zone, *stock.out_since, at);
    stock.out_since.reset();
  }
}

OpenOrder* find_order(Situation& situation, std::uint64_t shipment) {
  const auto found = std::ranges::find(situation.open_orders, shipment, &OpenOrder::shipment);
  return found == situation.open_orders.end() ? nullptr : &*found;
}

// An order that is complete or cancelled is kept for a while, so that its repeats are known; it is
// the first to make room.
bool is_done(const OpenOrder& order) {
  return order.stage == ShipmentStage::Cancelled ||
         (order.stage == ShipmentStage::Received && order.received >= order.ordered);
}

OpenOrder* add_order(Situation& situation, const OpenOrder& order) {
  auto& orders = situation.open_orders;
  if (orders.size() >= kMaxOpenOrders) {
    const auto done = std::ranges::find_if(orders, is_done);
    if (done == orders.end()) return nullptr;
    orders.erase(done);
  }
  orders.push_back(order);
  std::ranges::sort(orders, {}, &OpenOrder::shipment);
  return find_order(situation, order.shipment);
}

// A placed order takes the place of the accepted plan it names, or of the supplier's oldest.
void replace_accepted(Situation& situation, const Shipment& shipment, const OpenOrder& order) {
  auto& plans = situation.accepted_plans;
  const std::string prefix = situation.catalog.item.key() + ":plan:";
  const auto named = std::ranges::find_if(plans, [&](const AcceptedPlan& plan) {
    return shipment.suggestion_id == prefix + std::to_string(plan.counter);
  });
  if (named != plans.end()) {
    plans.erase(named);
    return;
  }
  if (!shipment.suggestion_id.empty()) return;
  const auto oldest = std::ranges::find_if(plans, [&](const AcceptedPlan& plan) {
    return plan.at <= order.ordered_at &&
           (plan.supplier == order.supplier || order.supplier == 0 || plan.supplier == 0);
  });
  if (oldest != plans.end()) plans.erase(oldest);
}

void learn_lead_time(Transition& transition, const OpenOrder& order, Instant received) {
  const double days = static_cast<double>((received - order.ordered_at).count()) /
                      static_cast<double>(kMillisPerDay);
  if (days < 0) return;
  auto& suppliers = transition.belief().suppliers;
  auto found = std::ranges::find(suppliers, order.supplier, &SupplierBelief::supplier);
  if (found == suppliers.end()) {
    if (suppliers.size() >= kMaxSuppliers) return;
    suppliers.push_back({.supplier = order.supplier, .lead = {}});
    found = std::prev(suppliers.end());
  }
  found->lead = forecasting::add_receipt(found->lead, days);
  ++transition.belief().version;
  transition.outcome.belief_changed = true;
  transition.outcome.pool_changes.push_back(
      {.day = 0, .category = {}, .rate = {}, .supplier = order.supplier, .lead_days = days});
}

void receive(Transition& transition, const Taken& taken, OpenOrder& order, Quantity quantity) {
  Situation& situation = transition.situation();
  const bool first = order.received.units == 0;
  order.received += quantity;
  if (first) learn_lead_time(transition, order, taken.own_time);
  if (situation.stock && taken.own_time > situation.stock->as_of) {
    situation.stock->received_since += quantity;
  }
}

}  // namespace

std::int64_t usable_units(const StockState& stock) {
  return stock.on_hand.units - stock.unsellable.units - stock.sold_since.units +
         stock.received_since.units - stock.reserved.units;
}

void take_in(Transition& transition, const Taken& taken, const StockCount& count) {
  Situation& situation = transition.situation();
  if (situation.stock && std::tie(taken.own_time, taken.content) <=
                             std::tie(situation.stock->as_of, situation.stock->content)) {
    return;
  }
  if (!situation.stock) situation.stock.emplace();
  StockState& stock = *situation.stock;
  stock.on_hand = count.on_hand;
  stock.reserved = count.reserved;
  stock.backorders = count.backorders;
  stock.unsellable = count.unsellable;
  stock.as_of = taken.own_time;
  stock.content = taken.content;
  stock.sold_since = {sold_after(situation, transition.policy().zone, taken.own_time)};
  stock.received_since = {};
  follow_stock(transition, taken.at);
}

void take_in(Transition& transition, const Taken& taken, const Shipment& shipment) {
  Situation& situation = transition.situation();
  const std::uint64_t id = name_hash(shipment.shipment_id);
  const std::uint64_t supplier =
      shipment.supplier.value.empty() ? 0 : name_hash(shipment.supplier.value);
  OpenOrder* order = find_order(situation, id);
  if (order != nullptr && taken.own_time <= order->changed_at) return;  // came before, or repeats
  const bool fresh = order == nullptr;
  if (fresh) {
    order = add_order(situation, {.shipment = id,
                                  .supplier = supplier,
                                  .ordered = shipment.quantity,
                                  .ordered_at = taken.own_time});
  }
  if (order == nullptr) {
    refuse(transition, taken, "shipment_id", "no_limit_left");
    return;
  }
  if (shipment.stage != ShipmentStage::Received && shipment.quantity.units > 0) {
    order->ordered = shipment.quantity;
  }
  order->stage = shipment.stage;
  order->changed_at = taken.own_time;
  if (shipment.expected_at) order->expected_at = shipment.expected_at;
  if (fresh) replace_accepted(situation, shipment, *order);
  if (shipment.stage == ShipmentStage::Received) {
    receive(transition, taken, *order, shipment.quantity);
  }
}

}  // namespace shelfd::engine
