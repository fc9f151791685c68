// Shows what the stages of an order leave, in whatever order they are told. By one item's day.

#include <gtest/gtest.h>

#include "engine/transition.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

// 30 came on the 4th at 9:00 and 10 at 15:00, told in reverse, and only then that 40 were ordered
// 12 days before the first: 12 days of lead time, all received, and a count at noon knows of 10.
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
  const StepOutcome closed = shop.step_to(hour(25));
  ASSERT_EQ(closed.pool_changes.size(), 1U);
  EXPECT_EQ(closed.pool_changes.front().lead_days, 12.0);
}

// Two receipts of a day in the order of their own times, whatever their ids: 5 days, then 9. A
// receipt discounts those before it by 993 / 1024 (lead_time.h).
TEST(TakeShipment, lead_times_are_learnt_in_the_order_of_receipts) {
  for (const auto& [early, late] : {std::pair{"a", "b"}, std::pair{"b", "a"}}) {
    Shop shop = awake_item();
    (void)shop.step_to(
        hour(20),
        {{hour(15), Shop::shipment(late, ShipmentStage::Received, 1)},
         {hour(15) - std::chrono::days{9}, Shop::shipment(late, ShipmentStage::Ordered, 1)},
         {hour(9), Shop::shipment(early, ShipmentStage::Received, 1)},
         {hour(9) - std::chrono::days{5}, Shop::shipment(early, ShipmentStage::Ordered, 1)}});
    (void)shop.step_to(hour(25));
    const auto& bins = shop.state.belief.suppliers.front().lead.bins;
    EXPECT_EQ(bins[5], 993);
    EXPECT_EQ(bins[9], 1024);
  }
}

// Nobody told when it was ordered: how long it took is not known, until somebody does.
TEST(TakeShipment, a_receipt_alone_teaches_no_lead_time) {
  Shop shop = awake_item();
  (void)shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Received, 10)}});
  EXPECT_TRUE(shop.step_to(hour(25)).pool_changes.empty());
  EXPECT_TRUE(is_done(shop.state.situation.open_orders.front())) << "nothing more is known of it";
  (void)shop.step_to(hour(26), {{hour(15) - std::chrono::days{3},
                                 Shop::shipment("p", ShipmentStage::Ordered, 10)}});
  const StepOutcome closed = shop.step_to(hour(49));
  ASSERT_EQ(closed.pool_changes.size(), 1U);
  EXPECT_EQ(closed.pool_changes.front().lead_days, 3.0);
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
