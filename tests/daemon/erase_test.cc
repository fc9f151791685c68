// Shows erasing in a folder that lived by the wall clock: nothing of an item is left in the control
// record either, nobody else's time goes on, and what waits unread is taken in first.
#include "daemon/erase.h"

#include "connectors/embedded/folder.h"
#include "daemon/node.h"
#include "tests/daemon/shop.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::daemon {
namespace {

class Erase : public testing::Test {
 protected:
  // Three items that lived through two midnights.
  Erase() {
    std::vector<engine::Event> events;
    for (const char* sku : {"a-kettle", "b-kettle", "c-kettle"}) {
      events.emplace_back(catalog(sku));
      events.emplace_back(count(sku, 5));
    }
    put(events);
    live(kStart);
    live(kStart + 2 * kDay);
  }

  void put(const std::vector<engine::Event>& events) {
    std::vector<connectors::Arrival> arrivals;
    for (const engine::Event& event : events) {
      arrivals.push_back({.record = {.topic = static_cast<engine::Topic>(event.index()),
                                     .key = connectors::event_key(event),
                                     .value = connectors::encode_event(event)}});
    }
    connectors::open_folder(folder_.path()).value();
    ASSERT_TRUE(open()->append(std::move(arrivals), kStart));
  }
  void live(Instant at) {
    fakes::ManualClock clock(at);
    const auto node =
        Node::open({.data = folder_.path(), .serves = false, .believes_clock = true}, clock);
    ASSERT_TRUE(node);
    Loop& loop = *(*node)->loops()[0];
    for (bool idle = false; !idle;) idle = loop.turn()->idle;
  }
  [[nodiscard]] std::unique_ptr<connectors::Partitions> open() const {
    return connectors::Partitions::open(folder_.path() + "/db", {}).value();
  }
  [[nodiscard]] connectors::Control control() const {
    return connectors::decode_control(
               **open()->get(connectors::Family::Control, connectors::kControlKey))
        .value();
  }
  [[nodiscard]] EraseTask task(const std::string& sku) const {
    return {.whose = {.merchant = "m", .sku = sku}, .data = folder_.path()};
  }
  [[nodiscard]] EraseReport erased(const std::string& sku) const {
    const auto report = erase(task(sku), [](double, const std::string&) {});
    EXPECT_TRUE(report) << (report ? "" : report.error().message);
    return report ? *report : EraseReport();
  }

  fakes::TemporaryFolder folder_;
};

TEST_F(Erase, leaves_no_item_in_the_cursor_of_timers) {
  const std::string cursor = control().timer_cursor;
  ASSERT_GT(cursor.size(), 8U);  // the instant, and the item whose day closed last
  for (const char* sku : {"a-kettle", "b-kettle", "c-kettle"}) {
    EXPECT_TRUE(erased(sku).is_clean()) << sku;
    EXPECT_EQ(look_for(task(sku))->traces.records(), 0) << sku;
  }
  EXPECT_EQ(control().timer_cursor, cursor.substr(0, 8));
  EXPECT_EQ(control().items, 0);
}

TEST_F(Erase, lets_no_time_pass) {
  const Instant before = control().now;
  EXPECT_TRUE(erased("a-kettle").is_clean());
  EXPECT_EQ(control().now, before);
}

TEST_F(Erase, takes_in_what_waits_unread_and_erases_it_too) {
  put({order("a-kettle", "e1"), order("b-kettle", "e2")});
  const EraseReport report = erased("a-kettle");
  EXPECT_TRUE(report.is_clean());
  EXPECT_EQ(report.before.inputs, 3);  // catalog, count, order
  EXPECT_GT(control().now, kStart + 30 * kDay);
  EXPECT_EQ(look_for(task("b-kettle"))->traces.inputs, 3);
}

}  // namespace
}  // namespace shelfd::daemon
