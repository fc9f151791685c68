// Orders placed, moved and received.
#include "simulator/suppliers.h"

#include <algorithm>
#include <cmath>

#include "simulator/names.h"
#include "simulator/portable_math.h"

namespace shelfd::simulator {
namespace {

using engine::ShipmentStage;

constexpr double kSilentChance = 0.04;
constexpr double kLateChance = 0.15;
constexpr double kPartialChance = 0.1;
constexpr double kNeverCompleteChance = 0.25;
constexpr double kUnannouncedChance = 0.1;
constexpr auto kGiveUpAfter = std::chrono::days{30};

Duration days_long(double days) { return Duration{std::llround(days * 86'400'000.0)}; }

double draw_lead_days(Item& item) {
  Random& random = item.supplying;
  const double usual = item.truth.lead_days * portable_exp(0.2 * random.normal());
  const double stretch = random.between(1.5, 2.5);
  return random.chance(kLateChance) ? usual * stretch : usual;
}

void add_receipts(SupplyOrder& order, Random& random, Instant arrives, std::int64_t quantity) {
  const bool partial = random.chance(kPartialChance) && quantity > 1;
  const std::int64_t first =
      partial ? std::max<std::int64_t>(1, quantity * (4 + random.below(5)) / 10) : quantity;
  order.stages.push_back({arrives, ShipmentStage::Received, first});
  if (!partial) return;
  const bool ends = random.chance(kNeverCompleteChance);
  const Instant later = arrives + days_long(random.between(2, 7));
  order.stages.push_back(
      {later, ends ? ShipmentStage::Cancelled : ShipmentStage::Received, quantity - first});
}

void draw_fate(Item& item, SupplyOrder& order, Instant placed, std::int64_t quantity) {
  Random& random = item.supplying;
  const bool silent = random.chance(kSilentChance);
  const bool unannounced = random.chance(kUnannouncedChance);
  const double lead_days = draw_lead_days(item);
  order.stages.push_back({placed, ShipmentStage::Ordered, quantity});
  if (silent) {
    order.stages.push_back({placed + kGiveUpAfter, ShipmentStage::Cancelled, quantity});
    return;
  }
  if (!unannounced) {
    const Instant leaves = placed + days_long(lead_days * random.between(0.3, 0.6));
    order.stages.push_back({leaves, ShipmentStage::Shipped, quantity});
  }
  add_receipts(order, random, placed + days_long(lead_days), quantity);
}

// True when units were received.
bool move_order(const World& world, Item& item, SupplyOrder& order, Instant at,
                std::vector<TimedEvent>& out) {
  bool received = false;
  while (!order.stages.empty() && order.stages.front().at <= at) {
    const OrderStage stage = order.stages.front();
    order.stages.erase(order.stages.begin());
    engine::Shipment shipment;
    shipment.item = item_id(item.index, world.settings.merchants);
    shipment.shipment_id = shipment.item.sku.value + "/" + std::to_string(order.number);
    shipment.suggestion_id = order.suggestion_id;
    shipment.supplier = supplier_id(item.truth.supplier);
    shipment.quantity = Quantity{stage.quantity};
    shipment.stage = stage.stage;
    shipment.at = at;
    shipment.expected_at = order.expected_at;
    out.push_back({at, std::move(shipment)});
    if (stage.stage == ShipmentStage::Received) {
      item.on_hand += stage.quantity;
      received = true;
    }
    const bool ends =
        stage.stage == ShipmentStage::Received || stage.stage == ShipmentStage::Cancelled;
    if (ends) order.outstanding -= stage.quantity;
  }
  return received;
}

}  // namespace

void place_order(Item& item, const OrderRequest& request) {
  SupplyOrder order;
  order.number = ++item.order_number;
  order.suggestion_id = request.suggestion_id;
  order.outstanding = request.quantity;
  order.expected_at = request.at + days_long(std::round(item.truth.lead_days));
  draw_fate(item, order, request.at, request.quantity);
  item.orders.push_back(std::move(order));
}

void move_orders(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  if (item.orders.empty()) return;
  bool received = false;
  for (SupplyOrder& order : item.orders) {
    received = move_order(world, item, order, at, out) || received;
  }
  std::erase_if(item.orders, [](const SupplyOrder& order) { return order.stages.empty(); });
  if (received) count_stock(world, item, at + std::chrono::seconds{30}, out);
}

std::int64_t outstanding_units(const Item& item) {
  std::int64_t units = 0;
  for (const SupplyOrder& order : item.orders) units += order.outstanding;
  return units;
}

void count_stock(const World& world, const Item& item, Instant at, std::vector<TimedEvent>& out) {
  if (!item.truth.counts_stock) return;
  engine::StockCount count;
  count.item = item_id(item.index, world.settings.merchants);
  count.on_hand = Quantity{item.on_hand};
  count.as_of = at;
  out.push_back({at, std::move(count)});
}

}  // namespace shelfd::simulator
