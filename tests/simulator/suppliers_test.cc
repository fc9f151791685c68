// Suppliers: late, partial and silent ones come, and receipts never exceed what was ordered.
#include "simulator/suppliers.h"

#include <gtest/gtest.h>

#include <map>

#include "simulator/item_birth.h"
#include "tests/simulator/played.h"

namespace shelfd::simulator {
namespace {

using engine::ShipmentStage;

struct Ledger {
  std::int64_t ordered = 0;
  std::int64_t received = 0;
  std::int64_t cancelled = 0;
  int receipts = 0;
  bool late = false;
  Instant placed{};
};

std::map<std::string, Ledger> ledgers(const std::vector<TimedEvent>& events) {
  std::map<std::string, Ledger> orders;
  for (const auto& [at, shipment] : only<engine::Shipment>(events)) {
    Ledger& order = orders[shipment->item.key() + "#" + shipment->shipment_id];
    const std::int64_t units = shipment->quantity.units;
    if (shipment->stage == ShipmentStage::Ordered) {
      order.ordered += units;
      order.placed = at;
    } else if (shipment->stage == ShipmentStage::Received) {
      order.received += units;
      ++order.receipts;
      order.late = order.late || at > *shipment->expected_at + std::chrono::days{1};
    } else if (shipment->stage == ShipmentStage::Cancelled) {
      order.cancelled += units;
    }
  }
  return orders;
}

TEST(Suppliers, are_late_partial_and_silent_and_never_send_too_much) {
  int late = 0;
  int partial = 0;
  int silent = 0;
  const auto orders = ledgers(played().events);
  for (const auto& [name, order] : orders) {
    EXPECT_GT(order.ordered, 0) << name;
    EXPECT_LE(order.received + order.cancelled, order.ordered) << name;
    late += order.late ? 1 : 0;
    partial += order.receipts > 1 ? 1 : 0;
    const Instant end = MarketSettings{}.start + std::chrono::days{kPlayedDays};
    silent += order.receipts == 0 && end - order.placed > std::chrono::days{29} ? 1 : 0;
  }
  EXPECT_GT(orders.size(), 100U);
  EXPECT_GT(late, 10);
  EXPECT_GT(partial, 5);
  EXPECT_GT(silent, 1);
}

// 500 orders of one item: each ends, and what is on the shelf is what was received.
TEST(Suppliers, every_order_ends_and_fills_the_shelf_by_what_came) {
  const MarketSettings settings;
  const World world{settings, sale_calendar(settings.start, settings.days)};
  Item item = draw_item(settings, 0);
  const std::int64_t before = item.on_hand;
  for (int i = 0; i < 500; ++i) place_order(item, {.at = settings.start, .quantity = 12});
  EXPECT_EQ(outstanding_units(item), 6000);
  std::vector<TimedEvent> out;
  for (int day = 0; day < 60; ++day) {
    move_orders(world, item, settings.start + std::chrono::days{day}, out);
  }
  EXPECT_EQ(outstanding_units(item), 0);
  EXPECT_TRUE(item.orders.empty());
  std::int64_t received = 0;
  for (const auto& [name, order] : ledgers(out)) {
    EXPECT_EQ(order.received + order.cancelled, 12) << name;
    received += order.received;
  }
  EXPECT_EQ(item.on_hand - before, received);
}

TEST(Suppliers, a_merchant_who_counts_nothing_tells_no_count) {
  const MarketSettings settings;
  const World world{settings, sale_calendar(settings.start, settings.days)};
  std::vector<TimedEvent> out;
  count_stock(world, draw_item(settings, 12), settings.start, out);  // 12 counts no stock
  EXPECT_TRUE(out.empty());
  count_stock(world, draw_item(settings, 0), settings.start, out);
  EXPECT_EQ(out.size(), 1U);
}

}  // namespace
}  // namespace shelfd::simulator
