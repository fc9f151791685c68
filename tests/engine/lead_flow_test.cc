// Lead flow: what the closes of an item's days count of its orders, told in time, late and never;
// by one item's days. The arithmetic of the tables is shown in tests/forecasting.
#include "engine/lead_flow.h"

#include <gtest/gtest.h>

#include "engine/transition.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

using forecasting::LeadRow;
using forecasting::LeadTable;

// The sum of what the closes told the pools, not weighed.
struct Told {
  forecasting::SupplierLeads leads{};
  int changes = 0;

  void take(const StepOutcome& outcome) {
    for (const PoolChange& change : outcome.pool_changes) {
      if (change.leads == forecasting::SupplierLeads{}) continue;
      forecasting::add(leads, change.leads);
      EXPECT_EQ(change.supplier, name_hash("north"));
      EXPECT_EQ(change.category, Category("kettles"));
      ++changes;
    }
  }
};

// Steps to 00:40 of each day, when the day before has closed.
void live(Shop& shop, Told& told, int from, int until) {
  for (int today = from; today <= until; ++today) told.take(shop.step_to(day(today + 0.03)));
}

LeadTable rows(std::vector<LeadRow> rows) { return {.rows = std::move(rows)}; }

// Ordered on the 4th, received on the 7th: at risk at ages 0 to 3, and it came at 3. North states 7
// days: by that clock it came 4 days early.
TEST(LeadFlow, counts_an_order_once_on_each_day_it_is_open) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  live(shop, told, 3, 4);
  EXPECT_EQ(told.leads.ordered, rows({{0, 0, 1}, {1, 0, 1}}));
  told.take(shop.step_to(day(5.5), {{day(5.4), Shop::shipment("p", ShipmentStage::Received, 10)}}));
  live(shop, told, 6, 12);
  EXPECT_EQ(told.leads.ordered, rows({{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {3, 1, 1}}));
  EXPECT_EQ(told.leads.promised, rows({{-7, 0, 1}, {-6, 0, 1}, {-5, 0, 1}, {-4, 1, 1}}));
  EXPECT_EQ(told.leads.shipped, LeadTable{});
  EXPECT_EQ(told.changes, 4) << "done is done";
  const LeadTable& own = shop.state.belief.suppliers.front().lead;
  ASSERT_EQ(own.rows.size(), 4U);
  EXPECT_EQ(own.rows[3].arrived, own.rows[3].at_risk);
}

// The receipt of the 5th is told on the 7th, when two days more were counted as open: they are
// taken back.
TEST(LeadFlow, takes_back_the_days_between_a_receipt_and_its_telling) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  live(shop, told, 3, 5);
  told.take(shop.step_to(day(5.5), {{day(3.4), Shop::shipment("p", ShipmentStage::Received, 10)}}));
  live(shop, told, 6, 7);
  EXPECT_EQ(told.leads.ordered, rows({{0, 0, 1}, {1, 1, 1}}));
}

// Told together on the 4th: ordered twelve days before. All days of its life count at once.
TEST(LeadFlow, catches_up_with_an_order_that_was_told_late) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(18), {{hour(9), Shop::shipment("p", ShipmentStage::Received, 30)},
                                    {hour(9) - std::chrono::days{12},
                                     Shop::shipment("p", ShipmentStage::Ordered, 40)}}));
  live(shop, told, 3, 4);
  ASSERT_EQ(told.leads.ordered.rows.size(), 13U);
  for (int age = 0; age <= 12; ++age) {
    EXPECT_EQ(told.leads.ordered.rows.at(static_cast<std::size_t>(age)),
              (LeadRow{age, age == 12 ? 1 : 0, 1}));
  }
}

// Nobody told when it was ordered: how long it took is not known, until somebody does.
TEST(LeadFlow, a_receipt_alone_teaches_nothing) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Received, 10)}}));
  live(shop, told, 3, 3);
  EXPECT_EQ(told.changes, 0);
  EXPECT_TRUE(is_done(shop.state.situation.open_orders.front())) << "nothing more is known of it";
  told.take(shop.step_to(day(3.1), {{hour(15) - std::chrono::days{3},
                                     Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  live(shop, told, 4, 4);
  EXPECT_EQ(told.leads.ordered, rows({{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {3, 1, 1}}));
}

// Cancelled on the 6th: open on the 4th and 5th, and nothing is known of the days after.
TEST(LeadFlow, a_cancelled_order_counts_until_then) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  live(shop, told, 3, 4);
  told.take(
      shop.step_to(day(4.5), {{day(4.4), Shop::shipment("p", ShipmentStage::Cancelled, 10)}}));
  live(shop, told, 5, 9);
  EXPECT_EQ(told.leads.ordered, rows({{0, 0, 1}, {1, 0, 1}}));
}

// Shipped on the 6th, two days after it was ordered, and received three days later; promised for
// the 10th, told with the shipment, where the catalog's 7 days had meant the 11th.
TEST(LeadFlow, counts_by_each_clock_that_is_known) {
  Shop shop = awake_item();
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  live(shop, told, 3, 4);
  Shipment shipped = Shop::shipment("p", ShipmentStage::Shipped, 10);
  shipped.expected_at = day(8.5);
  told.take(shop.step_to(day(4.5), {{day(4.4), shipped}}));
  live(shop, told, 5, 7);
  told.take(shop.step_to(day(7.5), {{day(7.4), Shop::shipment("p", ShipmentStage::Received, 10)}}));
  live(shop, told, 8, 8);
  EXPECT_EQ(told.leads.ordered.rows.back(), (LeadRow{5, 1, 1}));
  EXPECT_EQ(told.leads.shipped, rows({{0, 0, 1}, {1, 0, 1}, {2, 0, 1}, {3, 1, 1}}));
  EXPECT_EQ(told.leads.promised,
            rows({{-7, 0, 1}, {-6, 0, 1}, {-4, 0, 1}, {-3, 0, 1}, {-2, 0, 1}, {-1, 1, 1}}));
}

// What pools know reaches an item that never ordered: the supplier's orders took 3 days; the
// promise of 7, as yet neither kept nor broken, weighs half.
TEST(LeadFlow, an_order_under_way_is_expected_by_what_pools_know) {
  Shop shop = awake_item();
  PooledLeads north;
  forecasting::SupplierLeads counts;
  for (int age = 0; age <= 3; ++age) forecasting::count(counts.ordered, age, age == 3 ? 99 : 0, 99);
  forecasting::learn(north.leads, counts, 20'000);
  shop.pools.suppliers[name_hash("north")] = &north;
  (void)shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}});
  const OpenOrder& order = shop.state.situation.open_orders.front();
  EXPECT_EQ(forecasting::quantile_days(remaining_time(shop.state, shop.step_context, order), 0.4),
            3);
  (void)shop.step_to(day(4.5));
  EXPECT_EQ(forecasting::quantile_days(remaining_time(shop.state, shop.step_context, order), 0.4),
            1);
}

// North states 7 days, and pools know nothing: by the promise 1 / (1 + (t / 7)^6) are later than t,
// by the age, on which the item's one open order weighs 1 of 9, that to the 8/9. Half of each: 1.1%
// after day 15 (t = 15.5), 0.8% after day 16. So at 17 days it is silent, the alert opens once, and
// the days from then on are not counted. The receipt after 25 closes it, and counts them all.
TEST(LeadFlow, a_supplier_who_is_not_heard_of_falls_silent_and_speaks_again) {
  Shop shop = awake_item();
  shop.judging = true;
  Told told;
  told.take(shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}}));
  std::vector<Alert> alerts;
  const auto live_on = [&](int from, int until) {
    for (int today = from; today <= until; ++today) {
      const StepOutcome outcome = shop.step_to(day(today + 0.03));
      told.take(outcome);
      for (const Alert& alert : outcome.alerts) {
        if (alert.kind == AlertKind::SupplierSilent) alerts.push_back(alert);
      }
    }
  };
  live_on(3, 19);
  EXPECT_TRUE(alerts.empty());
  EXPECT_EQ(told.leads.ordered.rows.back().bin, 16);
  live_on(20, 27);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_TRUE(alerts.front().open);
  EXPECT_EQ(unix_millis(alerts.front().opened_at), unix_millis(day(20.03)));
  EXPECT_EQ(told.leads.ordered.rows.back().bin, 16) << "silent days are not counted";
  const StepOutcome received =
      shop.step_to(day(27.5), {{day(27.4), Shop::shipment("p", ShipmentStage::Received, 10)}});
  for (const Alert& alert : received.alerts) {
    if (alert.kind == AlertKind::SupplierSilent) alerts.push_back(alert);
  }
  live_on(28, 30);
  ASSERT_EQ(alerts.size(), 2U);
  EXPECT_FALSE(alerts.back().open);
  EXPECT_EQ(told.leads.ordered.rows.back(), (LeadRow{25, 1, 1}));
  EXPECT_EQ(told.leads.ordered.rows.size(), 26U);
}

// Shipped on the 17th day: not silent, though no order took so long; shipments are given what the
// supplier states, 7 x 99^(1/6) = 15 days from then on.
TEST(LeadFlow, a_late_shipment_breaks_the_silence) {
  Shop shop = awake_item();
  (void)shop.step_to(hour(16), {{hour(15), Shop::shipment("p", ShipmentStage::Ordered, 10)}});
  (void)shop.step_to(day(21.03));
  ASSERT_NE(silent_order(shop.state.situation), nullptr);
  EXPECT_EQ(days_without_news(shop.state.situation.open_orders.front(), shop.policy, day(21.03)),
            19);
  (void)shop.step_to(day(21.5), {{day(21.4), Shop::shipment("p", ShipmentStage::Shipped, 10)}});
  (void)shop.step_to(day(36.03));
  EXPECT_EQ(silent_order(shop.state.situation), nullptr);
  (void)shop.step_to(day(39.03));
  EXPECT_NE(silent_order(shop.state.situation), nullptr);
}

}  // namespace
}  // namespace shelfd::engine
