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
// this identity (docs/decisions/0020). The abort's markers end it.
//
// Then `renew` looks after the commits that such a crash may have taken back, whole or in some
// partitions (docs/decisions/0043): those since the last one without a lost connection. What of
// them is committed nowhere any more is read from where it lies, aborted, and committed again,
// once.
//
// Threads: one at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "connectors/kafka/client.h"
#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/member.h"
#include "connectors/kafka/page_reader.h"

namespace shelfd::connectors {

// Where records of a transaction lie in one partition of a topic.
struct SentPlace {
  std::int64_t records = 0;
  std::int64_t first = -1;  // offsets; -1: not known
  std::int64_t last = -1;
  std::int64_t again = -1;  // the last one of what was sent again
  // Found when it was looked for:
  bool is_kept = false;       // the records are committed, these or those sent again
  bool is_overtaken = false;  // what came after them is
};

// What is remembered of a transaction, to find it in the cluster.
struct SentTransaction {
  struct Part {
    std::int32_t partition = 0;
    Heads next_offsets{};
  };
  std::vector<Part> parts{};
  std::vector<SentPlace> places{};  // by part: those of the outputs, then the changelog's
  std::string generation{};         // of the group, under which it was sent
  bool is_committed = false;
};

class TransactionalProducer {
 public:
  using Membership = std::function<GroupMetadata()>;  // GroupConsumer::metadata

  // No connection yet: `renew` comes before the first transaction.
  // `partitions`: of each topic.
  TransactionalProducer(KafkaSettings settings, int worker, std::int32_t partitions,
                        std::shared_ptr<ClientLog> log);

  // Errors: Stop for what the cluster refuses this identity; Retry when it does not answer.
  [[nodiscard]] Status renew(const Membership& membership);
  // Errors: Stop, for a part without state, or a record that the cluster cannot take.
  [[nodiscard]] Result<Transacted> transact(const std::vector<TransactionPart>& parts,
                                            const Membership& membership);
  // Whether a crash may have taken back what was committed last, and no `renew` came since.
  [[nodiscard]] bool is_in_doubt() const {
    return !unsure_.empty() && (!is_usable_ || watch_->is_suspect);
  }
  // Another process has taken the transactional id since.
  [[nodiscard]] bool is_fenced() const;
  // Between transactions: hears what the library has to say, which would pile up.
  void hear();

 private:
  // What delivery reports and callbacks touch; shared, as a client's callbacks may outlive this.
  struct Watch {
    std::atomic<bool> is_suspect{false};
    SentTransaction sent{};  // the newest
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
    const std::string* value = nullptr;  // null: a tombstone
    SentPlace* place = nullptr;          // where its delivery report goes
    bool is_borrowed = false;            // `value` outlives the transaction; else it is copied
  };

  static void note_delivery(Watch& watch, const rd_kafka_message_t& message);
  void close();
  [[nodiscard]] Status open();
  [[nodiscard]] Status initialise();
  [[nodiscard]] Status take_epoch();
  // Ends what brokers left open of this identity.
  [[nodiscard]] Status sweep();
  [[nodiscard]] Status touch_all();
  // One transaction of what `produce_all` produces, and the offsets of the parts.
  [[nodiscard]] Step attempt(SentTransaction sent, const std::function<Step()>& produce_all,
                             const Membership& membership);
  [[nodiscard]] Step begin();
  [[nodiscard]] Step produce_parts(const std::vector<TransactionPart>& parts);
  // `places`: of the part.
  [[nodiscard]] Step produce_part(const TransactionPart& part, std::span<SentPlace> places);
  [[nodiscard]] Step produce(const Topic& topic, std::int32_t partition, const Record& record);
  [[nodiscard]] Step send_offsets(const Membership& membership);
  [[nodiscard]] Step commit();
  [[nodiscard]] Step check_deliveries() const;
  // The outcome of a failed transaction, aborted where that is possible.
  [[nodiscard]] Transacted settle(Failure failure);

  // transaction_repair.cc
  void remember(bool is_committed);
  [[nodiscard]] Status repair(const Membership& membership);
  [[nodiscard]] Status open_readers();
  // What is committed of it, place by place; and whether it was committed at all.
  [[nodiscard]] Status look_for(SentTransaction& sent);
  [[nodiscard]] Status look_at(SentPlace& place, const std::string& topic, std::int32_t partition);
  [[nodiscard]] Result<bool> has_offsets_of(const SentTransaction::Part& part);
  [[nodiscard]] Status send_again(SentTransaction& sent, const Membership& membership);
  [[nodiscard]] Step produce_lost(const SentTransaction& sent);
  // Errors: Stop where not all of its records are there.
  [[nodiscard]] Result<std::vector<ChangelogRecord>> read_all(const SentPlace& place,
                                                              const std::string& topic,
                                                              std::int32_t partition);
  [[nodiscard]] const Topic& topic_of(std::size_t place) const;
  // Its places in SentTransaction::places.
  [[nodiscard]] std::size_t places_of_part() const { return outputs_.size() + 1; }

  KafkaSettings settings_;
  int worker_ = 0;
  std::int32_t partitions_ = 0;
  std::shared_ptr<ClientLog> log_;
  std::shared_ptr<Watch> watch_;
  Client client_;
  std::vector<Topic> outputs_;  // of the client, so they end before it
  Topic changelog_;
  bool is_usable_ = false;
  bool was_fenced_ = false;                     // the client before
  std::vector<SentTransaction> unsure_;         // the oldest first
  std::map<std::int32_t, Heads> last_offsets_;  // by partition, of what is committed
  std::optional<PageReader> committed_;         // while there is something to look for
  std::optional<PageReader> all_;               // with what is aborted
};

}  // namespace shelfd::connectors
