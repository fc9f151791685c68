// Shows that `shelfd run` that is killed again and again while records arrive by HTTP, at every
// named point and at random moments, loses and doubles nothing: in the end each partition is made
// again from its inputs and its epochs, and is the same byte for byte; and each order that was
// acknowledged lies in the inputs once. One folder lives through all kills of a test.
#include <nlohmann/json.hpp>
#include <random>

#include "base/arithmetic.h"
#include "connectors/formats/instant.h"
#include "connectors/http/client.h"
#include "connectors/metrics/metrics.h"
#include "connectors/system_clock.h"
#include "daemon/node.h"
#include "daemon/replay.h"
#include "tests/integration/killing.h"

namespace shelfd::integration {
namespace {

using nlohmann::json;

// The points that a run passes. The first is passed by a new folder alone.
constexpr auto kPoints = std::to_array<const char*>(
    {"sweep_epoch", "before_append_write", "after_append_sync", "before_commit_write",
     "after_commit_sync", "epoch_stepped", "epoch_given", "day_closed"});

// A shop's traffic, a request at a time: orders, and now and then a new item with a history of
// three days (whose days close at once), an offer, a count, or new rules.
class Traffic {
 public:
  explicit Traffic(std::string socket) : socket_(std::move(socket)) {}

  // Whether somebody took it. The orders of a request without an answer may or may not be there.
  bool send() {
    ++request_;
    if (request_ % 5 == 1) return send_new_item();
    if (request_ % 17 == 2) {
      return post("rules", json{{"merchant", "*"}, {"version", std::to_string(request_)}}.dump());
    }
    const std::string sku = "s" + std::to_string(request_ % (items_ + 1));
    if (request_ % 5 == 2) {
      return post("records/competitor-offers", json{{"merchant", "m"},
                                                    {"sku", sku},
                                                    {"competitor", "ada"},
                                                    {"currency", "EUR"},
                                                    {"price", 20 + request_ % 9}}
                                                   .dump());
    }
    return send_orders(sku, connectors::SystemClock().now());
  }

  [[nodiscard]] const std::vector<std::string>& acknowledged() const { return acknowledged_; }

 private:
  bool post(const std::string& route, const std::string& body) {
    const auto reply = connectors::call(
        socket_, {.method = "POST", .path = "/api/v1/" + route, .body = body}, kCap);
    EXPECT_TRUE(!reply || reply->status == 202) << route << ": " << reply->body;
    return reply && reply->status == 202;
  }

  bool send_orders(const std::string& sku, Instant at) {
    std::string body;
    std::vector<std::string> ids;
    for (int line = 0; line < 4; ++line) {
      ids.push_back("e" + std::to_string(request_) + "-" + std::to_string(line) + sku);
      body += json{{"merchant", "m"},        {"sku", sku},
                   {"type", "order"},        {"quantity", 1 + line},
                   {"event_id", ids.back()}, {"occurred_at", unix_millis(at)}}
                  .dump() +
              "\n";
    }
    if (!post("records/demand", body)) return false;
    acknowledged_.insert(acknowledged_.end(), ids.begin(), ids.end());
    return true;
  }

  bool send_new_item() {
    const std::string sku = "s" + std::to_string(++items_);
    const Instant now = connectors::SystemClock().now();
    bool taken = true;
    for (int days = 3; days > 0; --days) {
      taken = send_orders(sku, now - std::chrono::days{days}) && taken;
      ++request_;
    }
    return post("records/catalog", json{{"merchant", "m"},
                                        {"sku", sku},
                                        {"currency", "EUR"},
                                        {"category", "cups"},
                                        {"unit_cost", "10"},
                                        {"price", "25"}}
                                       .dump()) &&
           post("records/inventory",
                json{{"merchant", "m"}, {"sku", sku}, {"on_hand", 40}}.dump()) &&
           taken;
  }

  std::string socket_;
  std::uint64_t request_ = 0;
  std::uint64_t items_ = 0;
  std::vector<std::string> acknowledged_;
};

// The partition made again from what `live` keeps; "" or what differs.
std::string replayed(connectors::EmbeddedLog& live, const std::string& folder) {
  auto target = connectors::EmbeddedLog::open(folder, {});
  if (!target) return target.error().message;
  connectors::SystemClock clock;
  connectors::Metrics metrics("test", "test");
  auto replay = daemon::Replay::open({.inputs = &live,
                                      .live = &live,
                                      .target = target->get(),
                                      .made = target->get(),
                                      .clock = &clock,
                                      .metrics = &metrics,
                                      .partition = live.identity().partition});
  if (!replay) return replay.error().message;
  Status taken;
  const auto take = [&](const connectors::AppendedRecord& record) {
    taken = (*replay)->take(record.value);
    return taken.has_value();
  };
  const auto status = live.scan_appended(connectors::OutputTopic::Epochs, 0, take);
  if (!status) return status.error().message;
  return taken ? daemon::first_difference(live, **target) : taken.error().message;
}

class KilledRun : public testing::TestWithParam<Shape> {
 protected:
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }
  [[nodiscard]] std::vector<std::string> run_words() const {
    return {"run", "--data", path("data"), "--listen", ""};
  }
  // Sends until the process is killed, by itself or after `delay`. Whether by itself.
  bool run_until_killed(const std::string& crash_at, std::chrono::milliseconds delay) {
    Child child(run_words(), path("run"), variables_of(GetParam(), crash_at));
    const auto end = std::chrono::steady_clock::now() + delay;
    while (!child.ended() && std::chrono::steady_clock::now() < end) {
      if (!traffic_.send()) std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
    const bool by_itself = child.ended();
    child.end(SIGKILL);
    EXPECT_EQ(child.code(), -1) << crash_at << ": " << child.err();
    return by_itself;
  }
  [[nodiscard]] bool all_is_read() const {
    const auto reply = connectors::call(socket(), {.path = "/api/v1/status"}, kCap);
    if (!reply || reply->status != 200) return false;
    const json status = json::parse(reply->body);
    for (const json& partition : status["partitions"]) {
      if (!partition["caught_up"]) return false;
      for (const json& records : partition["unread"]) {
        if (records != 0) return false;
      }
    }
    return true;
  }
  // A last run, undisturbed; then all is looked at.
  void finish() {
    Child child(run_words(), path("run"), variables_of(GetParam()));
    ASSERT_TRUE(wait_for([&] { return traffic_.send(); })) << child.err();
    for (int request = 0; request < 40; ++request) ASSERT_TRUE(traffic_.send());
    ASSERT_TRUE(wait_for([&] { return all_is_read(); }));
    child.end(SIGTERM);
    ASSERT_EQ(child.code(), 0) << child.err();
    const auto partitions = partitions_at(path("data"));
    ASSERT_TRUE(partitions);
    std::map<std::string, int> found;
    for (std::int32_t number = 0; number < partitions->count(); ++number) {
      connectors::EmbeddedLog& live = partitions->partition(number);
      EXPECT_EQ(replayed(live, path("again-" + std::to_string(number))), "") << number;
      count_orders(live, found);
    }
    EXPECT_GT(traffic_.acknowledged().size(), 100U);
    for (const std::string& id : traffic_.acknowledged()) ASSERT_EQ(found[id], 1) << id;
  }

  [[nodiscard]] Tally& tally() { return tally_; }
  [[nodiscard]] std::string socket() const { return connectors::folder_at(path("data")).socket; }

 private:
  static void count_orders(connectors::EmbeddedLog& log, std::map<std::string, int>& found) {
    const auto records = log.poll(engine::Topic::Demand, 0, 10'000'000, 1U << 30U);
    ASSERT_TRUE(records);
    for (const connectors::RawRecord& record : *records) {
      ++found[json::parse(record.value.str())["event_id"].get<std::string>()];
    }
  }

  fakes::TemporaryFolder folder_;
  Tally tally_;
  Traffic traffic_{socket()};
};

TEST_P(KilledRun, at_every_named_point_loses_and_doubles_nothing) {
  const std::vector<int> passings =
      is_slow() ? std::vector{1, 2, 3, 5, 8, 13, 21, 34} : std::vector{1, 7};
  for (const std::string point : kPoints) {
    for (const int passing : passings) {
      if (point == "sweep_epoch" && passing > GetParam().partitions) continue;
      ASSERT_TRUE(run_until_killed(point + ":" + std::to_string(passing), kCap))
          << point << " is not passed";
      tally().add(point);
    }
  }
  finish();
}

TEST_P(KilledRun, at_random_moments_loses_and_doubles_nothing) {
  std::mt19937_64 random(11);
  for (int round = 0; round < (is_slow() ? 100 : 6); ++round) {
    run_until_killed("", std::chrono::milliseconds{random() % 600});
    tally().add("random_moment");
  }
  finish();
}

INSTANTIATE_TEST_SUITE_P(Shapes, KilledRun,
                         testing::Values(Shape{.partitions = 1, .workers = 1},
                                         Shape{.partitions = 4, .workers = 4}),
                         [](const auto& shape) { return name_of(shape.param); });

}  // namespace
}  // namespace shelfd::integration
