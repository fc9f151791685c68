// Rekey sink: the transactions of a copy: records of two topics, and offsets of the third.
//
// What an outcome means, and when a producer is suspect and replaced: transactional_producer.h,
// whose rules these are, for records instead of epochs.
// Threads: one. Errors: Stop for what the cluster refuses this identity or cannot take, Retry when
// it does not answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/rekey_source.h"

namespace shelfd::connectors {

struct RekeyRecord {
  std::optional<std::string> key{};
  std::optional<std::string> value{};
  std::int64_t millis = 0;      // its time stamp; 0: of the append
  std::int32_t partition = -1;  // -1: the library's choice
  bool is_rejected = false;     // goes to the other topic
};

class RekeySink {
 public:
  enum class Outcome { Committed, NotCommitted, Unknown };
  struct Done {
    Outcome outcome = Outcome::NotCommitted;
    std::string why{};
  };

  // No connection yet. Without `rejects`, there are no rejected records.
  RekeySink(KafkaSettings settings, std::string to, std::string rejects,
            std::shared_ptr<ClientLog> log);

  // A new epoch of the producer: what an earlier one left open is ended by it.
  [[nodiscard]] Status renew();
  // `from` is the topic of `next`; `member` the membership it was read under, null: it has ended.
  [[nodiscard]] Result<Done> transact(const std::vector<RekeyRecord>& records,
                                      const std::string& from, const Offsets& next,
                                      const GroupMetadata& member);

 private:
  struct Watch {
    std::atomic<bool> is_suspect{false};
    std::string first_failure{};  // of a delivery; by polls only
  };

  [[nodiscard]] Status produce(const RekeyRecord& record);
  // "" where all went well.
  [[nodiscard]] std::string attempt(const std::string& from, const Offsets& next,
                                    const GroupMetadata& member, Outcome& failed);
  [[nodiscard]] Done settle(Done failed);

  KafkaSettings settings_;
  std::string to_;
  std::string rejects_;
  std::shared_ptr<ClientLog> log_;
  std::shared_ptr<Watch> watch_;
  Client client_;
  bool is_usable_ = false;
};

}  // namespace shelfd::connectors
