// Shows that a commit that fails, as after a failed sync, is never told of: a turn tells of an
// epoch only once it is durable, with the commits on a thread of their own too. After reopening
// all that was appended is told of once, and the answers are those of a run without a failure.
#include "connectors/hand_off.h"
#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

using connectors::HandOff;

// The n-th commit fails, and leaves nothing.
class FailingCommits final : public connectors::Log {
 public:
  FailingCommits(connectors::Log& log, int commit) : log_(log), left_(commit) {}

  [[nodiscard]] Result<std::vector<connectors::RawRecord>> poll(engine::Topic topic,
                                                                std::int64_t offset,
                                                                std::size_t max_records,
                                                                std::size_t max_bytes) override {
    return log_.poll(topic, offset, max_records, max_bytes);
  }
  [[nodiscard]] Result<connectors::Heads> heads() override { return log_.heads(); }
  [[nodiscard]] Status append(const std::vector<connectors::NewRecord>& records,
                              const std::vector<connectors::StateWrite>& beside,
                              Instant at) override {
    return log_.append(records, beside, at);
  }
  [[nodiscard]] Status commit(const connectors::SealedEpoch& epoch) override {
    return --left_ == 0 ? stop("sync failed") : log_.commit(epoch);
  }

 private:
  connectors::Log& log_;
  int left_;
};

struct Told {
  Outputs outputs{};
  std::size_t records = 0;
  bool failed = false;
};

class FailedSync : public testing::TestWithParam<HandOff::Commits> {
 protected:
  // Six batches of orders and offers; the commit of number `failing` fails. 0: none.
  static Told play(int failing) {
    Shop shop;
    FailingCommits log(shop.log, failing);
    open(shop, log);
    Told told;
    for (int batch = 0; batch < 6; ++batch) {
      shop.clock.advance(std::chrono::hours{7});
      EXPECT_TRUE(shop.put(arriving(batch)));
      while (!tell(shop, told)) {
        told.failed = true;
        // All that was told of is durable, and all that is durable was told of.
        shop.reopen();
        EXPECT_EQ(told.records, read_of(*shop.loop));
        open(shop, log);
      }
    }
    EXPECT_EQ(told.records, read_of(*shop.loop));
    told.outputs = shop.outputs();
    return told;
  }

 private:
  static void open(Shop& shop, connectors::Log& log) {
    shop.loop.reset();
    auto opened = Loop::open({.log = &log,
                              .store = &shop.log,
                              .clock = &shop.clock,
                              .metrics = &shop.metrics,
                              .build = "test",
                              .arithmetic = "test",
                              .commits = GetParam()});
    ASSERT_TRUE(opened);
    shop.loop = std::move(*opened);
  }
  static std::vector<engine::Event> arriving(int batch) {
    const std::string number = std::to_string(batch);
    if (batch == 0) return {catalog("kettle"), count("kettle", 9), offer("kettle", "ada", 22)};
    return {order("kettle", number), offer("kettle", "ada", 22.0 + batch)};
  }
  // Turns until nothing is left to do or told; false where a commit failed.
  static bool tell(Shop& shop, Told& told) {
    for (;;) {
      const auto turn = shop.loop->turn();
      if (!turn) return false;
      told.records += turn->records;
      if (turn->idle) return true;
    }
  }
  static std::size_t read_of(const Loop& loop) {
    std::int64_t records = 0;
    for (const std::int64_t offset : loop.control().next_offsets) records += offset;
    return static_cast<std::size_t>(records);
  }
};

TEST_P(FailedSync, is_never_told_of_and_all_is_judged_once_after_reopening) {
  const Told whole = play(0);
  EXPECT_EQ(whole.records, 13U);  // 3, then 5 times 2
  EXPECT_FALSE(whole.failed);
  for (int failing = 1; failing <= 6; ++failing) {
    const Told told = play(failing);
    EXPECT_TRUE(told.failed) << failing;
    EXPECT_EQ(told.records, whole.records) << failing;
    EXPECT_EQ(told.outputs, whole.outputs) << failing;
  }
}

INSTANTIATE_TEST_SUITE_P(Commits, FailedSync,
                         testing::Values(HandOff::Commits::OnCall, HandOff::Commits::OnOwnThread));

}  // namespace
}  // namespace shelfd::daemon
