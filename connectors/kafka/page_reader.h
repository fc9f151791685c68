// Page reader: what lies in one partition of a topic, page by page: as committed, the state that a
// changelog has; or all there is.
//
// A consumer without a group's partitions of its own: it is pointed at one partition and offset,
// and reads on from there as long as the pages are asked for in order; another topic, partition or
// offset points it anew.
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

class PageReader {
 public:
  [[nodiscard]] static Result<PageReader> make(const ClientProperties& properties,
                                               std::shared_ptr<ClientLog> log);

  // Waits a fraction of a second for a first record. Errors: Stop, naming the offset, when it is
  // not there (any more) or a record cannot be read.
  [[nodiscard]] Result<ChangelogPage> read(const std::string& topic, std::int32_t partition,
                                           std::int64_t from);
  // To ask the group for its offsets.
  [[nodiscard]] rd_kafka_t* client() const { return client_.get(); }
  // Fetches nothing until the next read: what it holds ahead is memory.
  void rest();
  // At rest: hears what the library has to say, which would pile up.
  void hear();

 private:
  explicit PageReader(Client client);
  [[nodiscard]] Status point_at(const std::string& topic, std::int32_t partition,
                                std::int64_t from);
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
