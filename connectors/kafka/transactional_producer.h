// Transactional producer: brings what some partitions commit into the cluster as one transaction:
// their outputs, their state, and the offsets of their inputs.
//
// What an outcome means: Committed, the cluster said so. NotCommitted, the end of the transaction
// was never asked for, or it was ended by an abort that the cluster confirmed. Unknown, all else,
// and every fatal error of the library, behind which another process may stand with this identity.
//
// A producer is *suspect* once a request was given up without an answer, though its repetition had
// one: it may still be on its way, and one that arrives late could end the next transaction
// (KAFKA-17754; this library speaks the old protocol). It is replaced before the next one begins:
// the new epoch makes the cluster refuse what is late.
//
// `renew` begins with a transaction over every partition, and aborts it: brokers of 4.3.1 that come
// up before they know a leader drop the markers of a transaction that they end ("likely deleted
// already"). It would hold readers and the group's offsets for good, and go on in the next one of
// this identity (docs/decisions/0020). The abort's markers end it. A suspect producer whose last
// commit was told of is replaced without: only that commit can be open, and the next one ends it.
//
// Threads: one at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/member.h"

namespace shelfd::connectors {

class TransactionalProducer {
 public:
  using Membership = std::function<GroupMetadata()>;  // GroupConsumer::metadata

  // No connection yet: `renew` comes before the first transaction.
  // `partitions`: of each topic.
  TransactionalProducer(KafkaSettings settings, int worker, std::int32_t partitions,
                        std::shared_ptr<ClientLog> log);

  // Errors: Stop for what the cluster refuses this identity; Retry when it does not answer.
  [[nodiscard]] Status renew();
  // Errors: Stop, for a part without state, or a record that the cluster cannot take.
  [[nodiscard]] Result<Transacted> transact(const std::vector<TransactionPart>& parts,
                                            const Membership& membership);
  // Another process has taken the transactional id since.
  [[nodiscard]] bool is_fenced() const;
  // Between transactions: hears what the library has to say, which would pile up.
  void hear();

 private:
  // What delivery reports and callbacks touch; shared, as a client's callbacks may outlive this.
  struct Watch {
    std::atomic<bool> is_suspect{false};
    std::vector<std::int64_t> changelog_next{};  // by part; -1: none known
    std::int64_t failed = 0;
    std::string first_failure{};
  };
  // How a transaction failed, and what is still to be done about it.
  struct Failure {
    Outcome outcome = Outcome::NotCommitted;  // once it is aborted
    std::string why{};
    bool is_over = false;     // no abort is possible, or called for
    bool is_lasting = false;  // it would fail again
  };
  using Step = std::expected<void, Failure>;

  struct EndTopic {
    void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  };
  using Topic = std::unique_ptr<rd_kafka_topic_t, EndTopic>;
  struct Record {
    std::string_view key{};
    const std::string* value = nullptr;   // null: a tombstone
    std::int64_t* offset_next = nullptr;  // where its delivery report goes
  };

  static void note_delivery(Watch& watch, const rd_kafka_message_t& message);
  [[nodiscard]] Status open();
  [[nodiscard]] Status initialise();
  [[nodiscard]] Status take_epoch();
  // Ends what brokers left open of this identity.
  [[nodiscard]] Status sweep();
  [[nodiscard]] Status touch_all();
  [[nodiscard]] Step attempt(const std::vector<TransactionPart>& parts,
                             const Membership& membership);
  [[nodiscard]] Step begin();
  [[nodiscard]] Step produce_part(const TransactionPart& part, std::int64_t& offset_next);
  [[nodiscard]] Step produce(const Topic& topic, std::int32_t partition, const Record& record);
  [[nodiscard]] Step send_offsets(const std::vector<TransactionPart>& parts,
                                  const Membership& membership);
  [[nodiscard]] Step commit();
  [[nodiscard]] Step check_deliveries() const;
  // The outcome of a failed transaction, aborted where that is possible.
  [[nodiscard]] Transacted settle(Failure failure);

  KafkaSettings settings_;
  int worker_ = 0;
  std::int32_t partitions_ = 0;
  std::shared_ptr<ClientLog> log_;
  std::shared_ptr<Watch> watch_;
  Client client_;
  std::vector<Topic> outputs_;  // of the client, so they end before it
  Topic changelog_;
  bool is_usable_ = false;
};

}  // namespace shelfd::connectors
