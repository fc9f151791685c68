// Shows a member whose cluster goes away or throws it out, on librdkafka's mock cluster: what is
// lost is told as lost, nothing is committed any more, and the end does not wait for anybody.
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "connectors/kafka/kafka_member.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/connectors/kafka/mock_cluster.h"

namespace shelfd::connectors {
namespace {

using Owned = std::vector<std::int32_t>;

constexpr std::chrono::seconds kCap{60};

// What the listener was told, from whatever thread.
struct Heard {
  std::mutex mutex{};
  std::vector<std::string> logs{};
  std::map<ClientRole, ClientFigures> figures{};
  std::map<ClientRole, int> lost{};

  KafkaListener listener() {
    return {.log =
                [this](KafkaLogLevel /*level*/, const std::string& text) {
                  const std::lock_guard lock(mutex);
                  logs.push_back(text);
                },
            .figures =
                [this](ClientRole role, const ClientFigures& told) {
                  const std::lock_guard lock(mutex);
                  figures[role] = told;
                },
            .trouble =
                [this](ClientRole role, ClientTrouble trouble) {
                  const std::lock_guard lock(mutex);
                  if (trouble == ClientTrouble::Connection) ++lost[role];
                }};
  }
};

struct MemberErrorsTest : testing::Test {
  MemberErrorsTest() {
    KafkaSettings settings = cluster.settings();
    settings.session_timeout = std::chrono::seconds{4};
    auto made = KafkaMember::connect(settings, 0, heard.listener());
    EXPECT_TRUE(made) << made.error().message;
    if (made) member = std::move(*made);
  }
  // The next news that are any; none at the cap.
  [[nodiscard]] std::optional<News> next_news() const {
    const auto until = std::chrono::steady_clock::now() + kCap;
    while (std::chrono::steady_clock::now() < until) {
      Result<News> news = member->poll(std::chrono::milliseconds{20});
      EXPECT_TRUE(news) << news.error().message;
      if (!news) return std::nullopt;
      if (news->assigned || news->revoked) return *news;
    }
    return std::nullopt;
  }

  Heard heard{};
  MockCluster cluster;
  std::unique_ptr<KafkaMember> member{};
};

TEST_F(MemberErrorsTest, what_is_lost_is_told_and_nothing_is_committed_any_more) {
  const auto first = next_news();
  ASSERT_TRUE(first && first->assigned);
  EXPECT_EQ(*first->assigned, Owned({0, 1}));
  ASSERT_TRUE(member->fetch({{.partition = 0, .next = heads_of(0)}}));
  cluster.answer(Api::Heartbeat, {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID});
  const auto second = next_news();
  ASSERT_TRUE(second);
  EXPECT_TRUE(second->revoked);
  EXPECT_TRUE(second->lost);
  const SealedEpoch epoch = epoch_of(1, 1);
  const auto done = member->transact({{.partition = 0, .epoch = &epoch}});
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->outcome, Outcome::NotCommitted);
  ASSERT_TRUE(member->release());
  const auto third = next_news();
  ASSERT_TRUE(third && third->assigned);
  EXPECT_EQ(*third->assigned, Owned({0, 1}));
  const std::lock_guard lock(heard.mutex);
  EXPECT_GT(heard.figures[ClientRole::Group].bytes_in, 0);
  EXPECT_GT(heard.figures[ClientRole::Group].round_trip_p99_seconds, 0);
}

TEST_F(MemberErrorsTest, the_end_does_not_wait_for_a_cluster_that_is_gone) {
  ASSERT_TRUE(next_news());
  cluster.go_away();
  const auto started = std::chrono::steady_clock::now();
  member.reset();
  EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds{10});
  const std::lock_guard lock(heard.mutex);
  EXPECT_FALSE(heard.logs.empty());
  EXPECT_GT(heard.lost[ClientRole::Group], 0);
  EXPECT_GT(heard.lost[ClientRole::Producer], 0);
  EXPECT_LE(heard.logs.size(), 100U);
}

TEST(MemberErrors, a_cluster_that_is_not_there_is_tried_again) {
  const KafkaSettings settings{.brokers = "127.0.0.1:1", .instance = "alone"};
  const auto made = KafkaMember::connect(settings, 0);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reaction, Reaction::Retry) << made.error().message;
}

// One that was there before, and takes the identity back while this one starts: who starts leaves.
TEST(MemberErrors, a_process_that_is_fenced_while_it_starts_says_that_there_is_another) {
  MockCluster cluster;
  cluster.answer(Api::EndTxn, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  const auto made = KafkaMember::connect(cluster.settings(), 0);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reaction, Reaction::Stop) << made.error().message;
  EXPECT_TRUE(made.error().message.starts_with("another process runs as shelfd-mock-0"))
      << made.error().message;
}

TEST(MemberErrors, a_property_that_is_refused_is_named_and_no_secret_is_shown) {
  const KafkaSettings settings{.brokers = "127.0.0.1:1",
                               .instance = "alone",
                               .security = KafkaSecurity::SaslPlaintext,
                               .sasl_mechanism = "GUESS",
                               .username = "me",
                               .password = "open sesame"};
  const auto made = KafkaMember::connect(settings, 0);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().reaction, Reaction::Stop);
  EXPECT_NE(made.error().message.find("GUESS"), std::string::npos) << made.error().message;
  EXPECT_EQ(made.error().message.find("sesame"), std::string::npos);
}

}  // namespace
}  // namespace shelfd::connectors
