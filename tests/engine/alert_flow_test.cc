// Shows that each alert opens once and closes once, on the world's change. By one item's life.

#include "engine/alert_flow.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

std::vector<const Alert*> of_kind(const StepOutcome& outcome, AlertKind kind) {
  std::vector<const Alert*> found;
  for (const Alert& alert : outcome.alerts) {
    if (alert.kind == kind) found.push_back(&alert);
  }
  return found;
}

TEST(AlertFlow, names_every_kind_once) {
  std::set<std::string> names;
  for (std::size_t kind = 0; kind < kAlertKinds; ++kind) {
    names.insert(alert_kind_name(static_cast<AlertKind>(kind)));
  }
  EXPECT_EQ(names.size(), kAlertKinds);
}

TEST(AlertFlow, opens_undercut_once_and_closes_it_when_the_rival_is_back) {
  Shop shop;
  const StepOutcome opened =
      shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.4), Shop::offer("a", 25)}});
  ASSERT_EQ(of_kind(opened, AlertKind::Undercut).size(), 1U);
  const StepOutcome same = shop.step_to(day(0.6), {{day(0.6), Shop::offer("a", 25.5)}});
  EXPECT_TRUE(of_kind(same, AlertKind::Undercut).empty());
  const StepOutcome closed = shop.step_to(day(0.7), {{day(0.7), Shop::offer("a", 30)}});
  const auto alerts = of_kind(closed, AlertKind::Undercut);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_FALSE(alerts.front()->open);
  EXPECT_EQ(alerts.front()->opened_at, day(0.5));
  EXPECT_EQ(alerts.front()->alert_id, of_kind(opened, AlertKind::Undercut).front()->alert_id);
}

TEST(AlertFlow, says_when_every_offer_is_stale) {
  Shop shop;
  (void)shop.step_to(day(0.5), {{day(0), Shop::catalog()}, {day(0.4), Shop::offer("a", 30)}});
  EXPECT_EQ(of_kind(shop.step_to(day(4)), AlertKind::DataStale).size(), 1U);
  const StepOutcome fresh = shop.step_to(day(4.1), {{day(4.1), Shop::offer("a", 30)}});
  ASSERT_EQ(of_kind(fresh, AlertKind::DataStale).size(), 1U);
  EXPECT_FALSE(of_kind(fresh, AlertKind::DataStale).front()->open);
}

TEST(AlertFlow, says_when_the_price_in_force_breaks_the_floor) {
  Shop shop;
  CatalogEntry entry = Shop::catalog();
  entry.floor_price = Amount{.money = money(32)};
  const StepOutcome outcome = shop.step_to(day(0.5), {{day(0), entry}});
  EXPECT_EQ(of_kind(outcome, AlertKind::Guardrail).size(), 1U);
  EXPECT_EQ(outcome.price->suggested_price, money(32));
}

TEST(AlertFlow, says_when_an_order_is_late_and_when_it_has_come) {
  Shop shop;
  Shipment shipment;
  shipment.item = Shop::item();
  shipment.shipment_id = "o1";
  shipment.quantity = {10};
  shipment.expected_at = day(5);
  (void)shop.step_to(day(1), {{day(0), Shop::catalog()}, {day(1), shipment}});
  EXPECT_EQ(of_kind(shop.step_to(day(5.1)), AlertKind::LateShipment).size(), 1U);
  shipment.stage = ShipmentStage::Received;
  const StepOutcome came = shop.step_to(day(6), {{day(6), shipment}});
  ASSERT_EQ(of_kind(came, AlertKind::LateShipment).size(), 1U);
  EXPECT_FALSE(of_kind(came, AlertKind::LateShipment).front()->open);
}

TEST(AlertFlow, says_when_stock_will_run_out_and_when_there_is_far_too_much) {
  Shop shop;
  (void)shop.step_to(day(0.1), {{day(0), Shop::catalog()}});
  shop.sell(10, 1, 20);
  EXPECT_EQ(
      of_kind(shop.step_to(day(20), {{day(20), Shop::count(5)}}), AlertKind::StockoutRisk).size(),
      1U);
  const StepOutcome full = shop.step_to(day(20.1), {{day(20.1), Shop::count(5'000)}});
  EXPECT_EQ(of_kind(full, AlertKind::StockoutRisk).size(), 1U);
  EXPECT_EQ(of_kind(full, AlertKind::Overstock).size(), 1U);
}

}  // namespace
}  // namespace shelfd::engine
