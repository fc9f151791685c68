// Shows what becomes of a commit that was in doubt when its producer lost the cluster, on a real
// broker: where one place has it as committed, `renew` commits the rest again, once; where none
// has, nothing of it is seen. Its fate is a stranger's of the same transactional id, who begins
// just before it would have been committed: that aborts all of it, and what he commits then stands
// for the marker that was written before a crash (docs/decisions/0043).
#include <gtest/gtest.h>

#include <thread>

#include "connectors/kafka/lookup.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/transactional_producer.h"
#include "connectors/rocksdb/layout.h"
#include "tests/connectors/kafka/cluster.h"
#include "tests/connectors/kafka/epochs.h"
#include "tests/integration/on_broker.h"

namespace shelfd::connectors {
namespace {

struct RepairTest : integration::OnBroker {
  void SetUp() override {
    OnBroker::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings = settings_of_test("pod-0");
    make_topics(settings, 1);
    auto lookup = Lookup::make(settings, 0, std::make_shared<ClientLog>(KafkaListener{}));
    ASSERT_TRUE(lookup && lookup->await_coordinator(changelog_topic(settings)));
    producer.emplace(settings, 0, 1, std::make_shared<ClientLog>(KafkaListener{}));
    ASSERT_TRUE(producer->renew(member()));
    expect(Outcome::Committed, epoch_of(1, 4), member());
  }

  [[nodiscard]] TransactionalProducer::Membership member(const std::string& group = "") const {
    return [id = group.empty() ? settings.app_id : group] {
      return GroupMetadata(rd_kafka_consumer_group_metadata_new(id.c_str()));
    };
  }
  // Asked for the membership once all records are sent.
  [[nodiscard]] TransactionalProducer::Membership meets_a_stranger(bool commits_offsets) const {
    return [this, commits_offsets] {
      std::this_thread::sleep_for(std::chrono::seconds{1});  // the records are there
      Feeder stranger(settings, transactional_id(settings, 0));
      if (commits_offsets) {
        stranger.begin();
        for (const std::string& topic : input_topics(settings)) {
          stranger.send_offset(settings.app_id, topic, 9);
        }
        stranger.commit();
      }
      return member()();
    };
  }
  void expect(Outcome outcome, const SealedEpoch& epoch,
              const TransactionalProducer::Membership& membership) {
    const auto done = producer->transact({{.partition = 0, .epoch = &epoch}}, membership);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->outcome, outcome) << done->why;
  }
  [[nodiscard]] std::vector<std::string> prices() const {
    std::vector<std::string> keys;
    for (const Seen& seen :
         read_all(settings, output_topic(settings, OutputTopic::ReferencePrices), 0).records) {
      keys.push_back(seen.key);
    }
    return keys;
  }
  [[nodiscard]] std::vector<std::string> states() const {
    std::vector<std::string> values;
    for (const Seen& seen : read_all(settings, changelog_topic(settings), 0).records) {
      values.push_back(seen.value.value_or("none"));
    }
    return values;
  }

  using Texts = std::vector<std::string>;
  KafkaSettings settings{};
  std::optional<TransactionalProducer> producer{};
};

TEST_F(RepairTest, brings_the_rest_of_a_commit_that_one_place_has) {
  expect(Outcome::Unknown, epoch_of(2, 9), meets_a_stranger(true));
  EXPECT_EQ(prices(), Texts{"m/1"});
  ASSERT_TRUE(producer->renew(member()));
  EXPECT_EQ(prices(), (Texts{"m/1", "m/2"}));
  EXPECT_EQ(states(), (Texts{"1", "2"}));
  ASSERT_TRUE(producer->renew(member()));  // what was sent again is found, and not sent once more
  EXPECT_EQ(prices(), (Texts{"m/1", "m/2"}));
  EXPECT_EQ(states(), (Texts{"1", "2"}));
  expect(Outcome::Committed, epoch_of(3, 11), member());
  EXPECT_EQ(prices(), (Texts{"m/1", "m/2", "m/3"}));
}

TEST_F(RepairTest, brings_nothing_of_a_commit_that_no_place_has) {
  expect(Outcome::Unknown, epoch_of(2, 9), meets_a_stranger(false));
  ASSERT_TRUE(producer->renew(member()));
  EXPECT_EQ(prices(), Texts{"m/1"});
  EXPECT_EQ(states(), Texts{"1"});
  expect(Outcome::Committed, epoch_of(2, 9), member());
  EXPECT_EQ(prices(), (Texts{"m/1", "m/2"}));
}

// Somebody else may have the partition by now, and have gone on.
TEST_F(RepairTest, brings_nothing_under_another_membership) {
  expect(Outcome::Unknown, epoch_of(2, 9), meets_a_stranger(true));
  ASSERT_TRUE(producer->renew(member("another")));
  EXPECT_EQ(prices(), Texts{"m/1"});
  EXPECT_EQ(states(), Texts{"1"});
}

}  // namespace
}  // namespace shelfd::connectors
