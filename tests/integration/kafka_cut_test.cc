// Shows that a cut between the program and its broker, of which nobody is told, loses and doubles
// nothing, whether it is shorter than the session or longer; and neither does a request that
// arrives late: the end of a transaction when the next ones are under way (KAFKA-17754), a join
// when its member has long joined by another (librdkafka #3437). By a proxy before a listener of
// the broker; the records come and are checked past it.
#include <gtest/gtest.h>

#include "tests/integration/on_cluster.h"
#include "tests/integration/tcp_proxy.h"

namespace shelfd::integration {
namespace {

using std::chrono::seconds;
// Error codes of Kafka's protocol.
constexpr int kInvalidProducerEpoch = 47;
constexpr int kFencedInstanceId = 82;
constexpr int kProducerFenced = 90;

using Variables = std::vector<std::string>;

int count_of(const std::string& text, const std::string& part) {
  int count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
  return count;
}

struct Cut : OnCluster {
  void SetUp() override {
    auto started =
        KafkaBroker::start({.listeners = {"CUT:PLAINTEXT:" + std::to_string(proxy.port())}});
    if (!started) return skip_or_fail(started.error());
    own = std::move(*started);
    const std::string direct = own->bootstrap("CUT");
    proxy.forward_to(std::stoi(direct.substr(direct.find(':') + 1)));
    use(*own);
    make_shop();
  }
  void TearDown() override {
    program.reset();
    proxy.resume();
  }

  // Through the proxy.
  void start_program(Variables more) {
    more.push_back("SHELFD_KAFKA__BROKERS=" + proxy.address());
    program = start(0, std::move(more));
    ASSERT_TRUE(feed_until([&] { return is_ready(0) || program->ended(); })) << program->err();
    feed_for(seconds{1});
  }
  void cut_for(seconds time) {
    proxy.cut();
    feed_for(time);
    proxy.resume();
  }
  void expect_goes_on() {
    EXPECT_TRUE(feed_until([&] { return is_ready(0) || program->ended(); })) << program->err();
    feed_for(seconds{2});
    EXPECT_FALSE(program->ended()) << program->err();
    program->end(SIGTERM);
    EXPECT_EQ(program->code(), 0) << program->err();
  }
  [[nodiscard]] int assignments() const {
    return count_of(program->err(), "event=partitions_assigned");
  }
  [[nodiscard]] int revocations() const {
    return count_of(program->err(), "event=partitions_revoked") +
           count_of(program->err(), "event=partitions_lost");
  }

  // Of the program's metrics; -1 where it has none.
  [[nodiscard]] double figure(const std::string& name) const {
    const std::string all = metrics(0);
    const std::size_t at = all.find("\n" + name + " ");
    return at == std::string::npos ? -1 : std::stod(all.substr(at + name.size() + 2));
  }

  TcpProxy proxy;
  std::unique_ptr<KafkaBroker> own;
  std::unique_ptr<Child> program;
};

TEST_F(Cut, of_5_seconds_moves_no_partition) {
  start_program({"SHELFD_KAFKA__SESSION_TIMEOUT_MS=20000"});
  const int assigned = assignments();
  EXPECT_GE(assigned, 1) << program->err();
  for (int turn = 0; turn < times(); ++turn) {
    cut_for(seconds{5});
    feed_for(seconds{3});
  }
  EXPECT_EQ(assignments(), assigned) << program->err();
  EXPECT_EQ(revocations(), 0) << program->err();
  expect_goes_on();
  expect_exactly_once();
}

TEST_F(Cut, past_the_session_loses_the_partitions_and_gets_them_again) {
  start_program({"SHELFD_KAFKA__SESSION_TIMEOUT_MS=6000"});
  const int assigned = assignments();
  cut_for(seconds{times() > 1 ? 60 : 15});
  ASSERT_TRUE(feed_until([&] { return assignments() > assigned || program->ended(); }))
      << program->err();
  expect_goes_on();
  expect_exactly_once();
}

// The group takes the late one for a new process, and fences the member that sent it.
TEST_F(Cut, that_holds_a_join_until_its_member_has_joined) {
  proxy.hold(kJoinGroup);
  program = start(0, {"SHELFD_KAFKA__BROKERS=" + proxy.address()});
  ASSERT_TRUE(feed_until([&] { return proxy.has_held() || program->ended(); })) << program->err();
  proxy.drop();
  ASSERT_TRUE(feed_until([&] { return is_ready(0) || program->ended(); })) << program->err();
  const int assigned = assignments();
  proxy.release();
  ASSERT_TRUE(feed_until([&] { return assignments() > assigned || program->ended(); }))
      << program->err();
  EXPECT_EQ(count_of(program->err(), "fenced by itself"), 1) << program->err();
  expect_goes_on();
  expect_exactly_once();
}

// What a heartbeat of the membership before is answered, which the library repeats after a cut.
TEST_F(Cut, that_brings_a_heartbeat_when_its_member_has_joined_anew) {
  start_program({"SHELFD_KAFKA__SESSION_TIMEOUT_MS=60000"});
  const int assigned = assignments();
  proxy.falsify_heartbeat(kFencedInstanceId);
  ASSERT_TRUE(feed_until([&] { return assignments() > assigned || program->ended(); }))
      << program->err();
  EXPECT_EQ(count_of(program->err(), "fenced by itself"), 1) << program->err();
  expect_goes_on();
  expect_exactly_once();
}

TEST_F(Cut, that_drops_all_connections_again_and_again) {
  start_program({"SHELFD_KAFKA__SESSION_TIMEOUT_MS=20000"});
  for (int turn = 0; turn < 10 * times(); ++turn) {
    proxy.drop();
    feed_for(std::chrono::milliseconds{500});
  }
  expect_goes_on();
  expect_exactly_once();
}

// The broker's answer: correlation (4 bytes), throttle (4), error (2). Between the commit that was
// held and the next transaction it would be 0, and harmless.
TEST_F(Cut, that_holds_the_end_of_a_transaction_until_later_ones_are_under_way) {
  start_program(
      {"SHELFD_KAFKA__SESSION_TIMEOUT_MS=20000", "SHELFD_KAFKA__TRANSACTION_TIMEOUT_MS=30000"});
  proxy.hold(kEndTxn);
  ASSERT_TRUE(feed_until([&] { return proxy.has_held() || program->ended(); })) << program->err();
  const std::string counter = "shelfd_commit_seconds_count";
  const double before = figure(counter);
  ASSERT_GT(before, 0);
  // The client times out, asks over another connection, and goes on.
  ASSERT_TRUE(feed_until([&] { return figure(counter) > before + 20 || program->ended(); }))
      << program->err();
  proxy.release();
  ASSERT_TRUE(feed_until([&] { return proxy.answer_to_held().has_value() || program->ended(); }))
      << program->err();
  const std::string answer = *proxy.answer_to_held();
  ASSERT_GE(answer.size(), 10U);
  const int code =
      static_cast<unsigned char>(answer[8]) << 8U | static_cast<unsigned char>(answer[9]);
  EXPECT_TRUE(code == kInvalidProducerEpoch || code == kProducerFenced) << "answered by " << code;
  expect_goes_on();
  expect_exactly_once();
}

}  // namespace
}  // namespace shelfd::integration
