// Kafka member: the port `Member` over librdkafka. Two consumers (the group's and the changelog's),
// one transactional producer and one client for questions.
//
// Not here: when to commit, restore or give up (partition_log, group_commit, partition_start).
// Threads: as member.h says; `connect`, `leave` and the end on the worker's, while nothing is
// committed.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

class KafkaMember final : public Member {
 public:
  // Looks for the topics, takes the transactional id over from whoever had it, joins the group.
  // Errors: Stop for topics that are not there or of unequal partition counts, and for what the
  // cluster refuses this identity; Retry when no broker answers.
  [[nodiscard]] static Result<std::unique_ptr<KafkaMember>> connect(const KafkaSettings& settings,
                                                                    int worker,
                                                                    KafkaListener listener = {});
  // Ends without giving its place up: the same identity finds its partitions again within the
  // session timeout, and nobody else is disturbed. At most 10 seconds.
  ~KafkaMember() override;
  KafkaMember(const KafkaMember&) = delete;
  KafkaMember& operator=(const KafkaMember&) = delete;

  // Of every topic.
  [[nodiscard]] std::int32_t partitions() const;
  // Gives its place up, so that the others get its partitions at once. Only the end may follow.
  void leave();

  [[nodiscard]] Result<News> poll(std::chrono::milliseconds longest) override;
  [[nodiscard]] Status fetch(const std::vector<FetchFrom>& from) override;
  [[nodiscard]] Status release() override;
  [[nodiscard]] Result<std::optional<Heads>> committed(std::int32_t partition) override;
  [[nodiscard]] Result<InputBounds> input_bounds(std::int32_t partition) override;
  [[nodiscard]] Result<Heads> offsets_at(std::int32_t partition, Instant at) override;
  [[nodiscard]] Result<ChangelogBounds> changelog_bounds(std::int32_t partition) override;
  [[nodiscard]] Result<ChangelogPage> read_changelog(std::int32_t partition,
                                                     std::int64_t from) override;
  [[nodiscard]] Result<Transacted> transact(const std::vector<TransactionPart>& parts) override;
  [[nodiscard]] Status renew() override;

 private:
  struct Parts;
  explicit KafkaMember(std::unique_ptr<Parts> parts);
  // After the group has refused the instance id as another's: joins anew where no other process
  // turns out to have it. Errors: `fenced` where one does.
  [[nodiscard]] Result<News> come_back(const Error& fenced, std::chrono::milliseconds longest);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::connectors
