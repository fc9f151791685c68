// Changelog reader: the state that a partition has in its changelog, page by page, as committed.
//
// A consumer without a group's partitions of its own: it is pointed at one partition and offset,
// and reads on from there as long as the pages are asked for in order; another partition or offset
// points it anew.
// Threads: the worker's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

inline constexpr std::size_t kMaxPageRecords = 20'000;  // 8 MB of state records of 400 bytes

class ChangelogReader {
 public:
  [[nodiscard]] static Result<ChangelogReader> make(const KafkaSettings& settings, int worker,
                                                    std::shared_ptr<ClientLog> log);

  // Waits a fraction of a second for a first record. Errors: Stop, naming the offset, when it is
  // not there (any more) or a record cannot be read.
  [[nodiscard]] Result<ChangelogPage> read(std::int32_t partition, std::int64_t from);
  // Fetches nothing until the next read: what it holds ahead is memory.
  void rest();
  // At rest: hears what the library has to say, which would pile up.
  void hear();

 private:
  ChangelogReader(Client client, std::string topic);
  [[nodiscard]] Status point_at(std::int32_t partition, std::int64_t from);
  [[nodiscard]] std::vector<Message> receive();
  [[nodiscard]] Status take(const rd_kafka_message_t& message, ChangelogPage& page);

  Client client_;  // before the queue, which is of it
  ClientQueue queue_;
  std::string topic_;
  std::vector<rd_kafka_message_t*> received_;  // room for one page
  std::int32_t partition_ = -1;                // -1: at rest
  std::int64_t next_ = 0;
  std::int64_t end_ = -1;  // the newest end that was reached
};

}  // namespace shelfd::connectors
