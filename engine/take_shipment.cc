#include <algorithm>
#include <tuple>

#include "engine/transition.h"

// Taking in the stages of replenishment orders, in any order. Lead times: lead_flow.h.

namespace shelfd::engine {
namespace {

OpenOrder* find_order(Situation& situation, std::uint64_t shipment) {
  const auto found = std::ranges::find(situation.open_orders, shipment, &OpenOrder::shipment);
  return found == situation.open_orders.end() ? nullptr : &*found;
}

// An order that is done is kept, so that its repeats are known; the one done longest is the first
// to make room.
OpenOrder* add_order(Situation& situation, const OpenOrder& order) {
  auto& orders = situation.open_orders;
  if (orders.size() >= kMaxOpenOrders) {
    const auto oldest = std::ranges::min_element(orders, {}, [](const OpenOrder& other) {
      return std::tuple(!is_done(other), other.changed_at, other.shipment);
    });
    if (!is_done(*oldest)) return nullptr;
    orders.erase(oldest);
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

// What a stage says, newest first; of two at one instant the further stage, the greater number. A
// supplier that only some stages name, or that they name differently, is the greater hash.
void follow(OpenOrder& order, const Taken& taken, const Shipment& shipment) {
  const std::uint64_t supplier =
      shipment.supplier.value.empty() ? 0 : name_hash(shipment.supplier.value);
  order.supplier = std::max(order.supplier, supplier);
  order.ordered_at = std::min(order.ordered_at, taken.own_time);
  if (std::tie(taken.own_time, shipment.stage) > std::tie(order.changed_at, order.stage)) {
    order.changed_at = taken.own_time;
    order.stage = shipment.stage;
  }
  if (shipment.stage == ShipmentStage::Shipped) {
    order.shipped_at = std::min(order.shipped_at.value_or(taken.own_time), taken.own_time);
  }
  const bool tells_order = shipment.stage != ShipmentStage::Received && shipment.quantity.units > 0;
  if (tells_order &&
      (order.ordered.units == 0 || std::tie(taken.own_time, shipment.quantity) >
                                       std::tie(order.ordered_told_at, order.ordered))) {
    order.ordered = shipment.quantity;
    order.ordered_told_at = taken.own_time;
  }
  if (shipment.expected_at &&
      (!order.expected_at || std::tie(taken.own_time, shipment.expected_at) >
                                 std::tie(order.expected_told_at, order.expected_at))) {
    order.expected_at = shipment.expected_at;
    order.expected_told_at = taken.own_time;
  }
}

// A receipt that comes again counts once; of two with one own time the greater counts.
void receive(Transition& transition, const Taken& taken, OpenOrder& order, Quantity quantity) {
  Situation& situation = transition.situation();
  auto& receipts = order.receipts;
  auto place = std::ranges::lower_bound(receipts, taken.own_time, {}, &Receipt::at);
  if (place == receipts.end() || place->at != taken.own_time) {
    if (receipts.size() >= kMaxReceipts) {
      refuse(transition, taken, "shipment_id", "no_limit_left");
      return;
    }
    place = receipts.insert(place, {.at = taken.own_time});
  }
  const Quantity more{std::max<std::int64_t>(0, quantity.units - place->quantity.units)};
  place->quantity += more;
  order.received += more;
  if (situation.stock && taken.own_time > situation.stock->as_of) {
    situation.stock->received_since += more;
  }
}

}  // namespace

bool is_done(const OpenOrder& order) {
  return order.stage == ShipmentStage::Cancelled ||
         (!order.receipts.empty() && order.received >= order.ordered);
}

void take_in(Transition& transition, const Taken& taken, const Shipment& shipment) {
  Situation& situation = transition.situation();
  const std::uint64_t id = name_hash(shipment.shipment_id);
  OpenOrder* order = find_order(situation, id);
  const bool fresh = order == nullptr;
  if (fresh) {
    order = add_order(situation, {.shipment = id,
                                  .stage = shipment.stage,
                                  .ordered_at = taken.own_time,
                                  .changed_at = taken.own_time});
  }
  if (order == nullptr) {
    refuse(transition, taken, "shipment_id", "no_limit_left");
    return;
  }
  follow(*order, taken, shipment);
  if (fresh) replace_accepted(situation, shipment, *order);
  if (shipment.stage == ShipmentStage::Received) {
    receive(transition, taken, *order, shipment.quantity);
  }
}

}  // namespace shelfd::engine
