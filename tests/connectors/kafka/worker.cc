#include "tests/connectors/kafka/worker.h"

#include <utility>

#include "tests/connectors/kafka/epochs.h"

namespace shelfd::connectors {
namespace {

constexpr std::chrono::milliseconds kTurn{20};

}  // namespace

Worker::Worker(const KafkaSettings& settings, int number) {
  auto made = KafkaMember::connect(settings, number);
  EXPECT_TRUE(made) << made.error().message;
  if (made) member = std::move(*made);
}

void Worker::turn() {
  if (!member || error) return;
  if (std::exchange(is_to_release, false)) {
    EXPECT_TRUE(member->release());
  }
  if (const auto partitions = std::exchange(to_fetch, std::nullopt)) {
    std::vector<FetchFrom> from;
    for (const std::int32_t partition : *partitions) {
      from.push_back({.partition = partition, .next = heads_of(0)});
    }
    EXPECT_TRUE(member->fetch(from));
    owned = *partitions;
  }
  Result<News> news = member->poll(kTurn);
  if (!news) {
    error = news.error();
    return;
  }
  if (news->revoked) {
    ++times_revoked;
    times_lost += news->lost ? 1 : 0;
    owned.reset();
    is_to_release = true;
  }
  if (news->assigned) {
    ++times_assigned;
    to_fetch = std::move(news->assigned);
  }
  for (InputRecord& record : news->records) records.push_back(std::move(record));
  for (const auto& [partition, topic, offset] : news->ends) ends[{partition, topic}] = offset;
}

bool Worker::comes_to_own(const std::vector<std::int32_t>& partitions) {
  return wait_for([&] {
    turn();
    return owned == partitions;
  });
}

bool Worker::reads_to_the_ends() {
  return wait_for([&] {
    turn();
    return owned && ends.size() == owned->size() * engine::kTopicCount;
  });
}

std::optional<std::int64_t> Worker::end(std::int32_t partition, engine::Topic topic) const {
  const auto found = ends.find({partition, topic});
  if (found == ends.end()) return std::nullopt;
  return found->second;
}

}  // namespace shelfd::connectors
