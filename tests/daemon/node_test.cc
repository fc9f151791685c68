// Shows the node through what surrounds it: a disk that fills and has room again, by its reserve
// and by a write that fails; a wall clock that jumps; a budget of memory. A node runs on a thread,
// on real databases whose files fail as the test has it, and is asked over its socket.
#include "daemon/node.h"

#include <gtest/gtest.h>

#include <thread>

#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"
#include "connectors/rocksdb/tuning.h"
#include "connectors/system_clock.h"
#include "daemon/full_disk.h"
#include "daemon/kafka_worker.h"
#include "daemon/logging.h"
#include "tests/connectors/rocksdb/faulty_files.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::daemon {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kCap{60};

// The machine's, and a wall clock that somebody sets.
class SetClock final : public connectors::Clock {
 public:
  [[nodiscard]] Instant now() override { return system_.now() + off_.load(); }
  [[nodiscard]] std::chrono::nanoseconds monotonic() override { return system_.monotonic(); }
  void set_off(Duration off) { off_ = off; }

 private:
  connectors::SystemClock system_;
  std::atomic<Duration> off_{Duration{}};
};

class RunningNode : public testing::Test {
 protected:
  void SetUp() override {
    settings_.data = folder_.path();
    settings_.partitions = 2;
    settings_.files = std::make_shared<connectors::DatabaseFiles>(faults_);
  }
  void TearDown() override { end(); }

  void start() {
    auto opened = Node::open(settings_, clock_);
    ASSERT_TRUE(opened) << opened.error().message;
    node_ = std::move(*opened);
    running_ = std::jthread([this] {
      ended_ = run_through_full_disks(node_, settings_,
                                      {.seen = [](const Turn&) {},
                                       .stopping = [this] { return stopping_.load(); },
                                       .opened = [this](Node&) { ++opened_; }},
                                      {.first = milliseconds{10}, .longest = milliseconds{40}});
    });
    ASSERT_TRUE(wait_for([this] { return ready(); }));
  }
  void end() {
    stopping_ = true;
    if (running_.joinable()) running_.join();
    EXPECT_TRUE(ended_) << ended_.error().message;
    node_.reset();
  }

  static bool wait_for(const std::function<bool()>& met) {
    const auto end = std::chrono::steady_clock::now() + kCap;
    while (std::chrono::steady_clock::now() < end) {
      if (met()) return true;
      std::this_thread::sleep_for(milliseconds{5});
    }
    return false;
  }
  [[nodiscard]] connectors::Reply get(const std::string& path) const {
    auto reply = connectors::call(connectors::folder_at(settings_.data).socket, {.path = path},
                                  std::chrono::seconds{20});
    return reply ? *reply : connectors::Reply{.status = 0};
  }
  [[nodiscard]] bool ready() const { return get("/readyz").status == 200; }
  // Not ready, and the reason is this.
  [[nodiscard]] bool unready(const std::string& why) const {
    const connectors::Reply reply = get("/readyz");
    return reply.status == 503 && reply.body.find(why) != std::string::npos;
  }
  [[nodiscard]] bool shows(const std::string& line) const {
    return get("/metrics").body.find("\n" + line + "\n") != std::string::npos;
  }
  [[nodiscard]] bool all_is_read() const {
    const std::string status = get("/api/v1/status").body;
    return status.find("\"demand\":0") != std::string::npos &&
           status.find("\"demand\":1") == std::string::npos;
  }
  // The status of one order handed in; 202 is kept in mind.
  int send() {
    const std::string number = std::to_string(++sent_);
    const std::string order = R"({"merchant":"m","sku":"s)" + number +
                              R"(","type":"order","quantity":1,"event_id":"e)" + number + R"("})";
    auto reply =
        connectors::call(connectors::folder_at(settings_.data).socket,
                         {.method = "POST", .path = "/api/v1/records/demand", .body = order},
                         std::chrono::seconds{20});
    if (reply && reply->status == 202) ++acknowledged_;
    return reply ? reply->status : 0;
  }
  // Orders in the logs and those that epochs took, once the node has ended.
  void expect_nothing_lost() {
    end();
    auto partitions =
        connectors::Partitions::open(connectors::folder_at(settings_.data).database, {});
    ASSERT_TRUE(partitions);
    std::int64_t orders = 0;
    for (std::int32_t number = 0; number < 2; ++number) {
      const auto heads = (*partitions)->partition(number).heads();
      ASSERT_TRUE(heads);
      orders += heads->at(static_cast<std::size_t>(engine::Topic::Demand));
    }
    EXPECT_EQ(orders, acknowledged_);
  }

  [[nodiscard]] fakes::FaultyFiles& faults() { return *faults_; }
  [[nodiscard]] SetClock& clock() { return clock_; }
  [[nodiscard]] NodeSettings& settings() { return settings_; }
  [[nodiscard]] int opened_anew() const { return opened_; }

 private:
  std::shared_ptr<fakes::FaultyFiles> faults_ = std::make_shared<fakes::FaultyFiles>();
  SetClock clock_;
  NodeSettings settings_{};
  std::atomic<int> opened_ = 0;  // anew
  std::int64_t acknowledged_ = 0;
  fakes::TemporaryFolder folder_;
  std::unique_ptr<Node> node_;
  std::atomic<bool> stopping_ = false;
  Status ended_;
  int sent_ = 0;
  std::jthread running_;
};

TEST_F(RunningNode, refuses_and_says_so_while_the_disk_has_no_reserve_and_goes_on_with_room) {
  start();
  EXPECT_EQ(send(), 202);
  faults().set_free_bytes(1'000);
  EXPECT_EQ(send(), 503);
  EXPECT_TRUE(wait_for([this] { return unready("the disk is full, 0 MiB free, 128 MiB needed"); }));
  EXPECT_TRUE(shows("shelfd_store_full 1"));
  EXPECT_EQ(get("/livez").status, 200);
  EXPECT_EQ(get("/api/v1/status").status, 200);
  faults().set_free_bytes(std::nullopt);
  EXPECT_TRUE(wait_for([this] { return send() == 202 && ready(); }));
  EXPECT_TRUE(shows("shelfd_store_full 0"));
  expect_nothing_lost();
}

// From the first byte on that does not fit, until the test makes room.
TEST_F(RunningNode, opens_its_folder_anew_after_a_write_met_the_end_of_the_disk) {
  start();
  EXPECT_EQ(send(), 202);
  // Nothing is left to commit: the next write is the sender's.
  EXPECT_TRUE(wait_for([this] { return all_is_read(); }));
  faults().fail_at(fakes::Fault::NoSpace, 1);
  EXPECT_NE(send(), 202);
  EXPECT_TRUE(wait_for([this] { return !ready(); }));
  faults().heal();
  EXPECT_TRUE(wait_for([this] { return send() == 202 && ready(); }));
  EXPECT_GE(opened_anew(), 1);
  expect_nothing_lost();
}

TEST_F(RunningNode, holds_while_the_wall_clock_is_off_and_names_it_once) {
  testing::internal::CaptureStderr();
  start_logging("info", "logfmt");
  start();
  EXPECT_TRUE(shows("shelfd_clock_held 0"));
  clock().set_off(kClockJump + std::chrono::seconds{5});
  EXPECT_TRUE(wait_for([this] { return unready("the wall clock jumped"); }));
  EXPECT_TRUE(shows("shelfd_clock_held 1"));
  EXPECT_EQ(send(), 202);  // it is kept, and judged later
  clock().set_off({});
  EXPECT_TRUE(wait_for([this] { return ready(); }));
  EXPECT_TRUE(shows("shelfd_clock_held 0"));
  end();
  const std::string log = testing::internal::GetCapturedStderr();
  const std::size_t first = log.find("clock_jumped");
  EXPECT_NE(first, std::string::npos) << log;
  EXPECT_EQ(log.find("clock_jumped", first + 1), std::string::npos) << log;
  EXPECT_NE(log.find("clock_back"), std::string::npos) << log;
}

// 40 MiB for the program, a fifth of the rest for the allocator.
TEST(Memory, is_split_so_that_the_process_stays_within_it) {
  const MemoryShares shares = shares_of(std::uint64_t{240} << 20U);
  EXPECT_EQ(shares.items, std::uint64_t{80} << 20U);
  EXPECT_EQ(shares.databases, std::uint64_t{80} << 20U);
  EXPECT_EQ(shares_of(std::uint64_t{30} << 20U).items, 0U);
}

// A round is larger where there is memory for it, and never so small that none is taken.
TEST(Memory, of_a_cluster_is_kept_back_for_rounds_of_so_many_records) {
  constexpr std::uint64_t kMemory = std::uint64_t{512} << 20U;
  const MemoryShares shares = shares_on_cluster(kMemory);
  EXPECT_LT(shares.items + shares.databases, kMemory / 8 * 5);
  EXPECT_EQ(round_records(kMemory, 2), 47'185U);
  EXPECT_EQ(round_records(kMemory / 2, 2), 23'592U);
  EXPECT_EQ(round_records(kMemory * 8, 2), 47'185U);
  EXPECT_EQ(round_records(kMemory / 8, 64), 1'000U);
}

TEST_F(RunningNode, tells_its_budget_of_memory_and_what_is_used_of_it) {
  settings().memory_bytes = std::uint64_t{64} << 20U;
  start();
  EXPECT_EQ(send(), 202);
  EXPECT_TRUE(wait_for([this] { return shows("shelfd_memory_budget_bytes 67108864"); }));
  EXPECT_NE(get("/metrics").body.find("shelfd_memory_bytes{part=\"memtables\"} "),
            std::string::npos);
}

}  // namespace
}  // namespace shelfd::daemon
