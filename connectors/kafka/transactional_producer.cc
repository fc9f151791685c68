#include "connectors/kafka/transactional_producer.h"

#include <algorithm>
#include <chrono>

#include "connectors/kafka/topic_names.h"
#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {
namespace {

using std::chrono::steady_clock;

constexpr int kFullQueueMillis = 50;
constexpr int kWithoutLimit = -1;

bool is_of_membership(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID ||
         code == RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION ||
         code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

Status check(const std::vector<TransactionPart>& parts) {
  for (const auto& [partition, epoch] : parts) {
    if (!epoch->writes.empty()) continue;
    return stop("epoch " + std::to_string(epoch->epoch) + " of partition " +
                std::to_string(partition) + ": no state to commit");
  }
  return {};
}

}  // namespace

TransactionalProducer::TransactionalProducer(KafkaSettings settings, int worker,
                                             std::int32_t partitions,
                                             std::shared_ptr<ClientLog> log)
    : settings_(std::move(settings)),
      worker_(worker),
      partitions_(partitions),
      log_(std::move(log)) {}

void TransactionalProducer::note_delivery(Watch& watch, const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (watch.failed++ == 0) watch.first_failure = rd_kafka_err2name(message.err);
    return;
  }
  auto* place = static_cast<SentPlace*>(message._private);
  if (place == nullptr || message.offset < 0) return;
  if (place->first < 0 || message.offset < place->first) place->first = message.offset;
  place->last = std::max(place->last, message.offset);
}

void TransactionalProducer::close() {
  outputs_.clear();
  changelog_.reset();
  client_.end();
  is_usable_ = false;
}

Status TransactionalProducer::open() {
  close();
  was_fenced_ = false;
  watch_ = std::make_shared<Watch>();
  ClientCallbacks callbacks = {.log = log_, .role = ClientRole::Producer, .has_statistics = true};
  callbacks.unanswered = [watch = watch_] { watch->is_suspect = true; };
  callbacks.delivered = [watch = watch_](const rd_kafka_message_t& message) {
    note_delivery(*watch, message);
  };
  Result<Client> client = Client::make(RD_KAFKA_PRODUCER, producer_properties(settings_, worker_),
                                       std::move(callbacks));
  if (!client) return std::unexpected(client.error());
  client_ = std::move(*client);
  for (const std::string& name : output_topics(settings_)) {
    outputs_.emplace_back(rd_kafka_topic_new(client_.get(), name.c_str(), nullptr));
  }
  const std::string changelog = changelog_topic(settings_);
  changelog_.reset(rd_kafka_topic_new(client_.get(), changelog.c_str(), nullptr));
  return {};
}

Status TransactionalProducer::renew(const Membership& membership) {
  if (const Status taken = take_epoch(); !taken) return taken;
  if (const Status swept = sweep(); !swept) return swept;
  if (const Status repaired = repair(membership); !repaired) return repaired;
  is_usable_ = true;
  return {};
}

Status TransactionalProducer::take_epoch() {
  if (const Status opened = open(); !opened) return opened;
  if (const Status initialised = initialise(); !initialised) return initialised;
  watch_->is_suspect = false;  // what went unanswered so far was before its first transaction
  return {};
}

Status TransactionalProducer::initialise() {
  const ClientError error = repeat(
      client_.get(), [this] { return rd_kafka_init_transactions(client_.get(), kWithoutLimit); });
  if (!error) return {};
  const std::string what = "transactional id " + transactional_id(settings_, worker_);
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  const std::string fatal = fatal_error(client_.get());
  return failed(what, code, fatal.empty() ? rd_kafka_error_string(error.get()) : fatal);
}

Status TransactionalProducer::sweep() {
  if (Step begun = begin(); !begun) return retry(begun.error().why);
  const Status touched = touch_all();
  const ClientError error = repeat(
      client_.get(), [this] { return rd_kafka_abort_transaction(client_.get(), kWithoutLimit); });
  if (error) return failed("abort", rd_kafka_error_code(error.get()), text_of(error.get()));
  return touched;
}

// A record to each partition, and the group's offsets, whose values do not matter: the group may
// refuse them of somebody who is no member, once its partition is a part of the transaction.
Status TransactionalProducer::touch_all() {
  const Record record = {.key = "aborted"};
  for (std::int32_t partition = 0; partition < partitions_; ++partition) {
    for (const Topic& topic : outputs_) {
      if (Step made = produce(topic, partition, record); !made) return retry(made.error().why);
    }
    if (Step made = produce(changelog_, partition, record); !made) return retry(made.error().why);
  }
  const auto patience = static_cast<int>(settings_.transaction_timeout.count());
  const rd_kafka_resp_err_t flushed = rd_kafka_flush(client_.get(), patience);
  if (flushed != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("flush", flushed, log_->trouble());
  if (watch_->failed > 0) return retry("delivery: " + watch_->first_failure);
  const TopicPartitions list = make_topic_partitions(1);
  const std::string input = input_topic(settings_, engine::Topic{});
  rd_kafka_topic_partition_list_add(list.get(), input.c_str(), 0)->offset = 0;
  const GroupMetadata group(rd_kafka_consumer_group_metadata_new(settings_.app_id.c_str()));
  const ClientError error = repeat(client_.get(), [&] {
    return rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), group.get(),
                                                kWithoutLimit);
  });
  if (!error || is_of_membership(rd_kafka_error_code(error.get()))) return {};
  return failed("offsets", rd_kafka_error_code(error.get()), text_of(error.get()));
}

Result<Transacted> TransactionalProducer::transact(const std::vector<TransactionPart>& parts,
                                                   const Membership& membership) {
  if (const Status checked = check(parts); !checked) return std::unexpected(checked.error());
  hear();
  if (!is_usable_ || watch_->is_suspect) {
    const Status renewed = renew(membership);
    if (!renewed && renewed.error().reaction == Reaction::Stop) {
      return std::unexpected(renewed.error());
    }
    if (!renewed) {
      return Transacted{.outcome = Outcome::NotCommitted, .why = renewed.error().message};
    }
  }
  SentTransaction sent{.places = std::vector<SentPlace>(parts.size() * places_of_part())};
  for (const auto& [partition, epoch] : parts) {
    sent.parts.push_back({.partition = partition, .next_offsets = epoch->next_offsets});
  }
  Step done = attempt(std::move(sent), [&] { return produce_parts(parts); }, membership);
  if (!done) {
    const bool is_lasting = done.error().is_lasting;
    Transacted settled = settle(std::move(done.error()));
    if (settled.outcome == Outcome::Unknown) remember(false);
    if (is_lasting) return stop(settled.why);
    return settled;
  }
  remember(true);
  Transacted transacted{.outcome = Outcome::Committed};
  for (std::size_t at = 1; at <= parts.size(); ++at) {
    transacted.changelog_next.push_back(watch_->sent.places[at * places_of_part() - 1].last + 1);
  }
  return transacted;
}

bool TransactionalProducer::is_fenced() const {
  return was_fenced_ ||
         (client_.get() != nullptr &&
          rd_kafka_fatal_error(client_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR__FENCED);
}

void TransactionalProducer::hear() {
  if (client_.get() != nullptr) rd_kafka_poll(client_.get(), 0);
}

TransactionalProducer::Step TransactionalProducer::attempt(SentTransaction sent,
                                                           const std::function<Step()>& produce_all,
                                                           const Membership& membership) {
  watch_->sent = std::move(sent);
  watch_->failed = 0;
  if (Step begun = begin(); !begun) return begun;
  if (Step produced = produce_all(); !produced) return produced;
  if (Step offered = send_offsets(membership); !offered) return offered;
  if (Step committed = commit(); !committed) return committed;
  return check_deliveries();
}

TransactionalProducer::Step TransactionalProducer::begin() {
  const ClientError error(rd_kafka_begin_transaction(client_.get()));
  if (!error) return {};
  return std::unexpected(Failure{.why = "begin: " + text_of(error.get()), .is_over = true});
}

TransactionalProducer::Step TransactionalProducer::produce_parts(
    const std::vector<TransactionPart>& parts) {
  const std::size_t places = places_of_part();
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::span<SentPlace> of_part(std::span(watch_->sent.places).subspan(at * places, places));
    if (Step produced = produce_part(parts[at], of_part); !produced) return produced;
  }
  return {};
}

TransactionalProducer::Step TransactionalProducer::produce_part(const TransactionPart& part,
                                                                std::span<SentPlace> places) {
  for (const OutputRecord& output : part.epoch->outputs) {
    const auto rank = static_cast<std::size_t>(output.topic);
    const Record record = {.key = output.key,
                           .value = output.value.empty() ? nullptr : &output.value,
                           .place = &places[rank],
                           .is_borrowed = true};
    if (Step produced = produce(outputs_[rank], part.partition, record); !produced) return produced;
  }
  for (const StateWrite& write : part.epoch->writes) {
    const std::string key = state_key(write.family, write.key);
    const Record record = {.key = key,
                           .value = write.value ? &*write.value : nullptr,
                           .place = &places.back(),
                           .is_borrowed = true};
    if (Step produced = produce(changelog_, part.partition, record); !produced) return produced;
  }
  return {};
}

TransactionalProducer::Step TransactionalProducer::produce(const Topic& topic,
                                                           std::int32_t partition,
                                                           const Record& record) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the library only reads, its type is of C
  void* value = record.value == nullptr ? nullptr : const_cast<char*>(record.value->data());
  const std::size_t size = record.value == nullptr ? 0 : record.value->size();
  const int flags = record.is_borrowed ? 0 : RD_KAFKA_MSG_F_COPY;
  const auto try_once = [&] {
    const bool is_taken = rd_kafka_produce(topic.get(), partition, flags, value, size,
                                           record.key.data(), record.key.size(), record.place) == 0;
    return is_taken ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error();
  };
  rd_kafka_resp_err_t code = try_once();
  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    const auto until = steady_clock::now() + settings_.transaction_timeout;
    while (code == RD_KAFKA_RESP_ERR__QUEUE_FULL && steady_clock::now() < until) {
      rd_kafka_poll(client_.get(), kFullQueueMillis);
      code = try_once();
    }
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (record.place != nullptr) ++record.place->records;
    return {};
  }
  const bool is_lasting = code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;
  return std::unexpected(Failure{.why = "topic " + std::string(rd_kafka_topic_name(topic.get())) +
                                        " partition " + std::to_string(partition) + ": " +
                                        std::to_string(size) + " bytes under " +
                                        describe_key(record.key) + ": " + rd_kafka_err2str(code),
                                 .is_lasting = is_lasting});
}

TransactionalProducer::Step TransactionalProducer::send_offsets(const Membership& membership) {
  SentTransaction& sent = watch_->sent;
  const TopicPartitions list = make_topic_partitions(sent.parts.size() * engine::kTopicCount);
  const std::vector<std::string> names = input_topics(settings_);
  for (const auto& [partition, next_offsets] : sent.parts) {
    for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
      rd_kafka_topic_partition_list_add(list.get(), names[rank].c_str(), partition)->offset =
          next_offsets[rank];
    }
  }
  const GroupMetadata member = membership();
  if (!member) {
    return std::unexpected(Failure{.why = "offsets: the group has moved on"});
  }
  sent.generation = serialized(member.get());
  const ClientError error = repeat(client_.get(), [&] {
    return rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), member.get(),
                                                kWithoutLimit);
  });
  if (!error) return {};
  return std::unexpected(Failure{.why = "offsets: " + text_of(error.get())});
}

// The end may have been asked for before the call fails. Then only an abort that the cluster
// confirms says that it was not committed; but where the cluster does not know the producer any
// more, an abort is a new epoch, which tells nothing of the old one. After a failed delivery the
// library does not ask for the end.
TransactionalProducer::Step TransactionalProducer::commit() {
  const ClientError error = repeat(
      client_.get(), [this] { return rd_kafka_commit_transaction(client_.get(), kWithoutLimit); });
  rd_kafka_poll(client_.get(), 0);  // errors that came meanwhile
  if (!error) return {};
  const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
  const bool is_abortable = rd_kafka_error_txn_requires_abort(error.get()) != 0;
  const bool is_forgotten =
      watch_->failed == 0 && (code == RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID ||
                              code == RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING);
  Failure failure = {.why = "commit: " + text_of(error.get()), .is_over = !is_abortable};
  if (watch_->failed > 0) failure.why += ", first " + watch_->first_failure;
  if (!is_abortable || is_forgotten) failure.outcome = Outcome::Unknown;
  return std::unexpected(std::move(failure));
}

// The library refuses to commit after a failed delivery, and tells every offset but that of a
// record which it had to send twice.
TransactionalProducer::Step TransactionalProducer::check_deliveries() const {
  const std::vector<SentPlace>& places = watch_->sent.places;
  bool are_known = true;
  for (std::size_t at = outputs_.size(); at < places.size(); at += places_of_part()) {
    are_known = are_known && (places[at].records == 0 || places[at].last >= 0);
  }
  if (watch_->failed == 0 && are_known) return {};
  return std::unexpected(Failure{.outcome = Outcome::Unknown,
                                 .why = watch_->failed > 0
                                            ? "committed without " + watch_->first_failure
                                            : "committed at an offset that is not known",
                                 .is_over = true});
}

// The library may still hold some of the records: it is ended, and nothing is borrowed any more.
Transacted TransactionalProducer::settle(Failure failure) {
  Transacted settled = {.outcome = failure.outcome, .why = std::move(failure.why)};
  if (!failure.is_over && fatal_error(client_.get()).empty()) {
    const ClientError error = repeat(
        client_.get(), [this] { return rd_kafka_abort_transaction(client_.get(), kWithoutLimit); });
    if (error) {
      settled.outcome = Outcome::Unknown;
      settled.why += "; abort: " + text_of(error.get());
    }
  }
  if (const std::string fatal = fatal_error(client_.get()); !fatal.empty()) {
    settled.outcome = Outcome::Unknown;
    settled.why += "; fatal: " + fatal;
  }
  hear();
  was_fenced_ = is_fenced();
  close();
  return settled;
}

}  // namespace shelfd::connectors
