// Shows that a fault at any call loses nothing and doubles nothing. A short scenario is played once
// undisturbed; then once for each port call that it makes, with that call failing (before its
// effect, after it, and as a broken log). After a fault the loop is opened anew on what is durable,
// as the next process does; the feeder repeats an append that it got no answer for. At the end the
// latest outputs are those of the undisturbed run, byte for byte, and so are the epochs' offsets.
#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

std::vector<std::vector<engine::Event>> scenario() {
  engine::Rules rules;
  rules.merchant = MerchantId("m");
  rules.version = "1";
  rules.min_margin_ratio = 0.1;
  engine::Response response;
  response.item = item("kettle");
  response.suggestion_id = "m/kettle:price:1";
  response.action = engine::ResponseAction::Reject;
  response.reason = engine::RejectReason::TooLow;
  return {{offer("mug", "ada", 25), rules},
          {catalog("kettle"), catalog("mug"), count("kettle", 9), count("mug", 0)},
          {offer("kettle", "ada", 22), offer("kettle", "bob", 23), order("kettle", "1")},
          {order("kettle", "2"), order("mug", "3")},
          {response, order("mug", "4")},
          {offer("kettle", "bob", 21), order("kettle", "5")}};
}

struct Played {
  Outputs outputs{};
  std::vector<std::int64_t> next_offsets{};
  std::int64_t calls = 0;
  int restarts = 0;
};

Played play(const fakes::Fault& fault) {
  Shop shop;
  shop.log.order(fault);
  Played played;
  const auto restart = [&] {
    ++played.restarts;
    do {
      shop.reopen();
    } while (!shop.loop);
  };
  for (const auto& events : scenario()) {
    shop.clock.advance(std::chrono::hours{7});
    while (!shop.put(events)) restart();
    while (!shop.turns()) restart();
  }
  shop.clock.advance(std::chrono::hours{1});
  while (!shop.turns()) restart();
  played.outputs = shop.outputs();
  played.calls = shop.log.calls();
  const auto& offsets = shop.loop->control().next_offsets;
  played.next_offsets = {offsets.begin(), offsets.end()};
  const auto heads = *shop.log.heads();
  EXPECT_EQ(played.next_offsets, std::vector<std::int64_t>(heads.begin(), heads.end()));
  return played;
}

class LoopFaults : public testing::Test {
 protected:
  static void fail_each_call(Reaction reaction, bool takes_effect) {
    const Error error{.message = "fault", .reaction = reaction};
    const Played undisturbed = play({.call = kNever, .error = error});
    ASSERT_EQ(undisturbed.restarts, 0);
    ASSERT_GE(undisturbed.outputs.size(), 4U);
    for (std::int64_t call = 2; call <= undisturbed.calls; ++call) {
      const Played played = play({.call = call, .error = error, .takes_effect = takes_effect});
      ASSERT_EQ(played.outputs, undisturbed.outputs) << "fault at call " << call;
    }
  }
};

TEST_F(LoopFaults, lose_and_double_nothing_when_a_call_does_nothing) {
  fail_each_call(Reaction::Retry, false);
}

TEST_F(LoopFaults, lose_and_double_nothing_when_only_the_answer_is_lost) {
  fail_each_call(Reaction::Retry, true);
}

TEST_F(LoopFaults, lose_and_double_nothing_when_the_log_breaks) {
  fail_each_call(Reaction::Stop, false);
}

}  // namespace
}  // namespace shelfd::daemon
