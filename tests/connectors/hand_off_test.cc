// Shows that the slot holds one epoch, that its commit runs beside the thread that gave it, that
// its outcome comes back once, and that a hand-off that ends lets a commit end first.
#include "connectors/hand_off.h"

#include <gtest/gtest.h>

#include <atomic>
#include <semaphore>

#include "tests/fakes/manual_clock.h"

namespace shelfd::connectors {
namespace {

// Commits when it is let.
class SlowLog final : public Log {
 public:
  [[nodiscard]] Result<std::vector<RawRecord>> poll(engine::Topic, std::int64_t, std::size_t,
                                                    std::size_t) override {
    return std::vector<RawRecord>{};
  }
  [[nodiscard]] Result<Heads> heads() override { return Heads{}; }
  [[nodiscard]] Status append(const std::vector<NewRecord>&, const std::vector<StateWrite>&,
                              Instant) override {
    return {};
  }
  [[nodiscard]] Status commit(const SealedEpoch& epoch) override {
    thread = std::this_thread::get_id();
    let.acquire();
    committed = epoch.epoch;
    if (epoch.epoch == fails) return stop("fault");
    return {};
  }

  std::counting_semaphore<8> let{0};
  std::atomic<std::int64_t> committed = 0;
  std::atomic<std::thread::id> thread{};
  std::int64_t fails = 0;
};

class HandingOff : public testing::Test {
 protected:
  fakes::ManualClock clock_{Instant{}};
  SlowLog log_;
};

TEST_F(HandingOff, commits_beside_the_thread_that_gave) {
  HandOff slot(log_, clock_, HandOff::Commits::OnOwnThread);
  EXPECT_TRUE(slot.done());
  const SealedEpoch epoch{.epoch = 7};
  slot.give(epoch);
  EXPECT_FALSE(slot.done());
  EXPECT_EQ(log_.committed, 0);
  log_.let.release();
  ASSERT_TRUE(slot.wait());
  EXPECT_EQ(log_.committed, 7);
  EXPECT_NE(log_.thread.load(), std::this_thread::get_id());
  EXPECT_TRUE(slot.done());
}

TEST_F(HandingOff, brings_back_what_went_wrong) {
  log_.fails = 2;
  HandOff slot(log_, clock_, HandOff::Commits::OnOwnThread);
  log_.let.release(2);
  const SealedEpoch first{.epoch = 1};
  slot.give(first);
  EXPECT_TRUE(slot.wait());
  const SealedEpoch second{.epoch = 2};
  slot.give(second);
  const auto outcome = slot.wait();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "fault");
}

TEST_F(HandingOff, lets_a_commit_end_before_it_goes) {
  const SealedEpoch epoch{.epoch = 3};
  {
    HandOff slot(log_, clock_, HandOff::Commits::OnOwnThread);
    slot.give(epoch);
    log_.let.release();
  }
  EXPECT_EQ(log_.committed, 3);
}

TEST_F(HandingOff, commits_on_call_where_it_has_no_thread) {
  HandOff slot(log_, clock_, HandOff::Commits::OnCall);
  const SealedEpoch epoch{.epoch = 4};
  slot.give(epoch);
  EXPECT_EQ(log_.committed, 0);
  log_.let.release();
  ASSERT_TRUE(slot.wait());
  EXPECT_EQ(log_.thread.load(), std::this_thread::get_id());
}

}  // namespace
}  // namespace shelfd::connectors
