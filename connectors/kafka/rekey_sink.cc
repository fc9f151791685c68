#include "connectors/kafka/rekey_sink.h"

#include <array>
#include <utility>

#include "connectors/crash_point.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

constexpr int kWithoutLimit = -1;

// NOLINTBEGIN(cppcoreguidelines-pro-type-union-access): the library's type
rd_kafka_vu_t bytes_of(rd_kafka_vtype_t kind, const std::optional<std::string>& text) {
  rd_kafka_vu_t one = {.vtype = kind, .u = {}};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the library copies, its type is of C
  one.u.mem.ptr = text ? const_cast<char*>(text->data()) : nullptr;
  one.u.mem.size = text ? text->size() : 0;
  return one;
}

rd_kafka_vu_t topic_named(const std::string& name) {
  rd_kafka_vu_t one = {.vtype = RD_KAFKA_VTYPE_TOPIC, .u = {}};
  one.u.cstr = name.c_str();
  return one;
}

rd_kafka_vu_t number(rd_kafka_vtype_t kind, std::int64_t value) {
  rd_kafka_vu_t one = {.vtype = kind, .u = {}};
  if (kind == RD_KAFKA_VTYPE_TIMESTAMP) {
    one.u.i64 = value;
  } else if (kind == RD_KAFKA_VTYPE_PARTITION) {
    one.u.i32 = static_cast<std::int32_t>(value);
  } else {
    one.u.i = static_cast<int>(value);
  }
  return one;
}
// NOLINTEND(cppcoreguidelines-pro-type-union-access)

}  // namespace

RekeySink::RekeySink(KafkaSettings settings, std::string to, std::string rejects,
                     std::shared_ptr<ClientLog> log)
    : settings_(std::move(settings)),
      to_(std::move(to)),
      rejects_(std::move(rejects)),
      log_(std::move(log)) {}

Status RekeySink::renew() {
  client_.end();
  is_usable_ = false;
  watch_ = std::make_shared<Watch>();
  ClientCallbacks callbacks = {.log = log_};
  callbacks.unanswered = [watch = watch_] { watch->is_suspect = true; };
  callbacks.delivered = [watch = watch_](const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR || !watch->first_failure.empty()) return;
    watch->first_failure = rd_kafka_err2name(message.err);
  };
  auto client =
      Client::make(RD_KAFKA_PRODUCER, producer_properties(settings_, 0), std::move(callbacks));
  if (!client) return std::unexpected(client.error());
  client_ = std::move(*client);
  const ClientError error = repeat(
      client_.get(), [this] { return rd_kafka_init_transactions(client_.get(), kWithoutLimit); });
  if (error) {
    const std::string fatal = fatal_error(client_.get());
    return failed("transactional id " + transactional_id(settings_, 0),
                  rd_kafka_error_code(error.get()),
                  fatal.empty() ? rd_kafka_error_string(error.get()) : fatal);
  }
  watch_->is_suspect = false;  // what went unanswered so far was before its first transaction
  is_usable_ = true;
  return {};
}

Status RekeySink::produce(const RekeyRecord& record) {
  const std::array<rd_kafka_vu_t, 6> parts = {topic_named(record.is_rejected ? rejects_ : to_),
                                              number(RD_KAFKA_VTYPE_PARTITION, record.partition),
                                              number(RD_KAFKA_VTYPE_TIMESTAMP, record.millis),
                                              number(RD_KAFKA_VTYPE_MSGFLAGS, RD_KAFKA_MSG_F_COPY),
                                              bytes_of(RD_KAFKA_VTYPE_KEY, record.key),
                                              bytes_of(RD_KAFKA_VTYPE_VALUE, record.value)};
  const ClientError error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  if (!error) return {};
  return failed("topic " + (record.is_rejected ? rejects_ : to_), rd_kafka_error_code(error.get()),
                "key " + record.key.value_or(""));
}

Result<RekeySink::Done> RekeySink::transact(const std::vector<RekeyRecord>& records,
                                            const std::string& from, const Offsets& next,
                                            const GroupMetadata& member) {
  if (client_.get() != nullptr) rd_kafka_poll(client_.get(), 0);
  if (!is_usable_ || watch_->is_suspect) {
    if (auto renewed = renew(); !renewed) return std::unexpected(renewed.error());
  }
  const ClientError begun(rd_kafka_begin_transaction(client_.get()));
  if (begun) {
    is_usable_ = false;
    return Done{.why = "begin: " + text_of(begun.get())};
  }
  for (const RekeyRecord& record : records) {
    const Status produced = produce(record);
    if (produced) continue;
    Done settled = settle({.why = produced.error().message});
    if (settled.outcome == Outcome::NotCommitted) return std::unexpected(produced.error());
    return settled;
  }
  Done done = {.outcome = Outcome::NotCommitted};
  done.why = attempt(from, next, member, done.outcome);
  if (done.why.empty()) return Done{.outcome = Outcome::Committed};
  return settle(std::move(done));
}

// As in transactional_producer.cc: after the end was asked for, only a confirmed abort says no.
std::string RekeySink::attempt(const std::string& from, const Offsets& next,
                               const GroupMetadata& member, Outcome& failed) {
  if (!member) return "offsets: the group has moved on";
  const TopicPartitions list = make_topic_partitions(next.size());
  for (const auto& [partition, offset] : next) {
    rd_kafka_topic_partition_list_add(list.get(), from.c_str(), partition)->offset = offset;
  }
  const ClientError sent = repeat(client_.get(), [&] {
    return rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), member.get(),
                                                kWithoutLimit);
  });
  if (sent) return "offsets: " + text_of(sent.get());
  crash_point(CrashPoint::BeforeCommitWrite);
  const ClientError ended = repeat(
      client_.get(), [this] { return rd_kafka_commit_transaction(client_.get(), kWithoutLimit); });
  rd_kafka_poll(client_.get(), 0);
  if (ended) {
    if (rd_kafka_error_txn_requires_abort(ended.get()) == 0) failed = Outcome::Unknown;
    return "commit: " + text_of(ended.get()) + " " + watch_->first_failure;
  }
  crash_point(CrashPoint::TransactionCommitted);
  if (watch_->first_failure.empty()) return {};
  failed = Outcome::Unknown;
  return "committed without " + watch_->first_failure;
}

RekeySink::Done RekeySink::settle(Done failed) {
  is_usable_ = false;
  if (failed.outcome == Outcome::NotCommitted && fatal_error(client_.get()).empty()) {
    const ClientError error = repeat(
        client_.get(), [this] { return rd_kafka_abort_transaction(client_.get(), kWithoutLimit); });
    if (error) failed = {Outcome::Unknown, failed.why + "; abort: " + text_of(error.get())};
  }
  if (const std::string fatal = fatal_error(client_.get()); !fatal.empty()) {
    failed = {Outcome::Unknown, failed.why + "; fatal: " + fatal};
  }
  return failed;
}

}  // namespace shelfd::connectors
