// Shows what becomes of a transaction when the cluster answers a request of it with an error: each
// error of the table in the notes on librdkafka, on each request that can have it, ends in the
// right outcome, and after `renew` the next transaction commits. On librdkafka's mock cluster.
#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "connectors/kafka/transactional_producer.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/connectors/kafka/mock_cluster.h"

namespace shelfd::connectors {
namespace {

GroupMetadata some_membership() {
  return GroupMetadata(rd_kafka_consumer_group_metadata_new("shelfd"));
}

// One cluster for all tests of a suite; what was not asked for is taken back after each.
struct TransactionErrorsTest : testing::Test {
  static void SetUpTestSuite() { cluster = std::make_unique<MockCluster>(); }
  static void TearDownTestSuite() { cluster.reset(); }

  TransactionErrorsTest()
      : producer(cluster->settings(), 0, 2, std::make_shared<ClientLog>(KafkaListener{})) {
    const Status renewed = producer.renew(some_membership);
    EXPECT_TRUE(renewed) << renewed.error().message;
  }
  ~TransactionErrorsTest() override {
    for (const Api api : {Api::Produce, Api::InitProducerId, Api::AddPartitionsToTxn,
                          Api::AddOffsetsToTxn, Api::EndTxn, Api::TxnOffsetCommit}) {
      cluster->forget(api);
    }
  }

  Result<Transacted> transact() {
    const SealedEpoch epoch = epoch_of(1, 10);
    return producer.transact({{.partition = 1, .epoch = &epoch}}, some_membership);
  }
  void expect(Outcome outcome) {
    const Result<Transacted> done = transact();
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(done->outcome, outcome) << done->why;
  }

  static std::unique_ptr<MockCluster> cluster;
  TransactionalProducer producer;
};
std::unique_ptr<MockCluster> TransactionErrorsTest::cluster;

struct Case {
  Api api = Api::Produce;
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  Outcome outcome = Outcome::Unknown;
};

std::string name_of(const testing::TestParamInfo<Case>& info) {
  return std::to_string(static_cast<int>(info.param.api)) + "_" +
         rd_kafka_err2name(info.param.error);
}

struct TransactionErrorTest : TransactionErrorsTest, testing::WithParamInterface<Case> {};

TEST_P(TransactionErrorTest, ends_in_the_right_outcome_and_the_next_commits) {
  cluster->answer(GetParam().api, {GetParam().error});
  expect(GetParam().outcome);
  const Status renewed = producer.renew(some_membership);
  ASSERT_TRUE(renewed) << renewed.error().message;
  expect(Outcome::Committed);
}

constexpr Outcome kCommitted = Outcome::Committed;
constexpr Outcome kNot = Outcome::NotCommitted;
constexpr Outcome kUnknown = Outcome::Unknown;

// What passes: the library repeats the request.
INSTANTIATE_TEST_SUITE_P(
    passing, TransactionErrorTest,
    testing::Values(
        Case{Api::Produce, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, kCommitted},
        Case{Api::Produce, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, kCommitted},
        Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, kCommitted},
        Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, kCommitted},
        Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, kCommitted},
        Case{Api::AddOffsetsToTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, kCommitted},
        Case{Api::AddOffsetsToTxn, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, kCommitted},
        Case{Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_NOT_COORDINATOR, kCommitted},
        Case{Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, kCommitted},
        Case{Api::EndTxn, RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, kCommitted},
        Case{Api::EndTxn, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, kCommitted},
        Case{Api::EndTxn, RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, kCommitted}),
    name_of);

// What the transaction does not survive, and the producer does.
INSTANTIATE_TEST_SUITE_P(
    aborting, TransactionErrorTest,
    testing::Values(Case{Api::Produce, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, kNot},
                    Case{Api::Produce, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, kNot},
                    Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED,
                         kNot},
                    Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, kNot},
                    Case{Api::AddOffsetsToTxn, RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, kNot},
                    Case{Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, kNot},
                    Case{Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, kNot},
                    Case{Api::TxnOffsetCommit, RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, kNot},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_UNKNOWN, kNot}),
    name_of);

// Behind these another process may stand, or the end of the transaction may have been the cause.
INSTANTIATE_TEST_SUITE_P(
    unclear, TransactionErrorTest,
    testing::Values(Case{Api::Produce, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, kUnknown},
                    Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, kUnknown},
                    Case{Api::AddPartitionsToTxn, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, kUnknown},
                    Case{Api::AddOffsetsToTxn, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, kUnknown},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, kUnknown},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, kUnknown},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, kUnknown},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, kUnknown},
                    Case{Api::EndTxn, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, kUnknown}),
    name_of);

TEST_F(TransactionErrorsTest, a_renewal_repeats_what_passes) {
  cluster->answer(Api::InitProducerId, {RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS,
                                        RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS,
                                        RD_KAFKA_RESP_ERR_NOT_COORDINATOR});
  const Status renewed = producer.renew(some_membership);
  ASSERT_TRUE(renewed) << renewed.error().message;
  expect(Outcome::Committed);
}

TEST_F(TransactionErrorsTest, a_renewal_that_is_not_allowed_stops) {
  for (const auto error : {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED,
                           RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
                           RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT}) {
    cluster->answer(Api::InitProducerId, {error});
    const Status renewed = producer.renew(some_membership);
    ASSERT_FALSE(renewed);
    EXPECT_EQ(renewed.error().reaction, Reaction::Stop) << renewed.error().message;
    EXPECT_NE(renewed.error().message.find("transactional id shelfd-mock-0"), std::string::npos)
        << renewed.error().message;
  }
}

TEST_F(TransactionErrorsTest, a_failed_transaction_without_a_renewal_is_renewed_inside) {
  cluster->answer(Api::EndTxn, {RD_KAFKA_RESP_ERR_PRODUCER_FENCED});
  expect(Outcome::Unknown);
  expect(Outcome::Committed);
}

// That the next one takes a new epoch is seen by the refusal that the mock has ready for it.
TEST_F(TransactionErrorsTest, a_producer_whose_connection_broke_in_a_commit_is_replaced) {
  cluster->answer_late(Api::EndTxn, std::chrono::milliseconds{600});
  const std::jthread breaking([] {
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    cluster->break_connections();
  });
  expect(Outcome::Committed);
  cluster->answer(Api::InitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  const Result<Transacted> done = transact();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reaction, Reaction::Stop);
}

// Its time-out is a second, as its transactions' is.
TEST_F(TransactionErrorsTest, a_producer_whose_request_went_unanswered_is_replaced) {
  KafkaSettings settings = cluster->settings();
  settings.transaction_timeout = std::chrono::seconds{1};
  producer = TransactionalProducer(settings, 0, 2, std::make_shared<ClientLog>(KafkaListener{}));
  ASSERT_TRUE(producer.renew(some_membership));
  cluster->answer_late(Api::EndTxn, std::chrono::milliseconds{1'500});
  expect(Outcome::Committed);
  cluster->answer(Api::InitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  EXPECT_FALSE(transact());
}

TEST_F(TransactionErrorsTest, a_commit_all_of_which_was_answered_keeps_the_producer) {
  cluster->answer_late(Api::EndTxn, std::chrono::milliseconds{1'200});
  expect(Outcome::Committed);
  cluster->answer(Api::InitProducerId, {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED});
  expect(Outcome::Committed);
}

TEST_F(TransactionErrorsTest, nothing_is_committed_for_a_group_that_has_moved_on) {
  const SealedEpoch epoch = epoch_of(1, 10);
  const auto done =
      producer.transact({{.partition = 0, .epoch = &epoch}}, [] { return GroupMetadata(); });
  ASSERT_TRUE(done);
  EXPECT_EQ(done->outcome, Outcome::NotCommitted);
  EXPECT_EQ(done->why, "offsets: the group has moved on");
}

// 1,000,000 bytes is the client's limit of a message.
TEST_F(TransactionErrorsTest, a_record_that_is_too_large_stops) {
  SealedEpoch epoch = epoch_of(1, 10);
  epoch.writes.push_back(
      {.family = Family::Situation, .key = "m/sku", .value = std::string(1'000'001, 'x')});
  const auto done = producer.transact({{.partition = 0, .epoch = &epoch}}, some_membership);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reaction, Reaction::Stop);
  EXPECT_NE(done.error().message.find("shelfd-state partition 0: 1000001 bytes under "),
            std::string::npos)
      << done.error().message;
}

TEST_F(TransactionErrorsTest, a_part_without_state_stops) {
  SealedEpoch epoch = epoch_of(7, 10);
  epoch.writes.clear();
  const auto done = producer.transact({{.partition = 3, .epoch = &epoch}}, some_membership);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().message, "epoch 7 of partition 3: no state to commit");
}

// The library gives the offsets of a partition in order: the second commit's are after the first's.
TEST_F(TransactionErrorsTest, a_commit_tells_where_the_changelog_goes_on) {
  const auto first = transact();
  const auto second = transact();
  ASSERT_TRUE(first && second);
  ASSERT_EQ(first->changelog_next.size(), 1U);
  ASSERT_EQ(second->changelog_next.size(), 1U);
  EXPECT_GT(first->changelog_next[0], 0);
  EXPECT_GT(second->changelog_next[0], first->changelog_next[0]);
}

}  // namespace
}  // namespace shelfd::connectors
