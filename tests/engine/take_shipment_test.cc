// Shows what the stages of an order leave, in whatever order they are told. By one item's day.

#include <gtest/gtest.h>

#include "engine/transition.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// 30 came on the 4th at 9:00 and 10 at 15:00, told in reverse, and only then that 40 were ordered
// 12 days before the first: all received, and a count at noon knows of 10.
TEST(TakeShipment, partial_receipts_add_up_in_any_order) {
  Shop shop = awake_item();
  (void)shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Received, 10)}});
  (void)shop.step_to(hour(17), {{hour(9), Shop::shipment("p", ShipmentStage::Received, 30)},
                                {hour(12), Shop::count(30)}});
  (void)shop.step_to(
      hour(18), {{hour(9) - std::chrono::days{12}, Shop::shipment("p", ShipmentStage::Ordered, 40)},
                 {hour(9), Shop::shipment("p", ShipmentStage::Received, 30)}});
  const OpenOrder& order = shop.state.situation.open_orders.front();
  EXPECT_EQ(order.received.units, 40);
  EXPECT_EQ(order.ordered.units, 40);
  EXPECT_EQ(order.stage, ShipmentStage::Received);
  EXPECT_EQ(shop.state.situation.stock->received_since.units, 10);
}

// The earliest `shipped` counts, whenever it is told: the rest of the way is counted from it.
TEST(TakeShipment, remembers_when_an_order_was_first_shipped) {
  Shop shop = awake_item();
  (void)shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Shipped, 10)}});
  (void)shop.step_to(hour(17), {{hour(9), Shop::shipment("p", ShipmentStage::Shipped, 10)}});
  (void)shop.step_to(hour(18), {{hour(16), Shop::shipment("p", ShipmentStage::Received, 10)}});
  EXPECT_EQ(shop.state.situation.open_orders.front().shipped_at, hour(9));
  EXPECT_EQ(shop.state.situation.open_orders.front().ordered_at, hour(9));
}

TEST(TakeShipment, refuses_a_receipt_or_an_order_too_many_by_name) {
  Shop shop = awake_item();
  std::vector<Shop::Timed> events;
  for (int part = 0; part <= static_cast<int>(kMaxReceipts); ++part) {
    events.push_back({hour(3 + 0.5 * part), Shop::shipment("p", ShipmentStage::Received, 1)});
  }
  const StepOutcome parts = shop.step_to(hour(20), events);
  ASSERT_EQ(parts.refusals.size(), 1U);
  EXPECT_EQ(parts.refusals.front().reason, "no_limit_left");
  EXPECT_EQ(shop.state.situation.open_orders.front().received.units, 16);
  events.clear();
  for (int number = 0; number < static_cast<int>(kMaxOpenOrders); ++number) {
    events.push_back({hour(20), Shop::shipment(std::to_string(number), ShipmentStage::Ordered, 1)});
  }
  EXPECT_TRUE(shop.step_to(hour(21), events).refusals.empty()) << "the done one made room";
  const StepOutcome full =
      shop.step_to(hour(22), {{hour(21), Shop::shipment("one more", ShipmentStage::Ordered, 1)}});
  ASSERT_EQ(full.refusals.size(), 1U);
  EXPECT_EQ(full.refusals.front().reason, "no_limit_left");
}

}  // namespace
}  // namespace shelfd::engine
