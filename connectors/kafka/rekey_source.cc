#include "connectors/kafka/rekey_source.h"

#include <algorithm>
#include <span>
#include <utility>

namespace shelfd::connectors {
namespace {

constexpr int kCommittedMillis = 10'000;  // waits out a transaction that holds the offsets
constexpr int kCommittedAttempts = 3;

}  // namespace

Result<std::unique_ptr<RekeySource>> RekeySource::make(const KafkaSettings& settings,
                                                       const std::string& topic, Lookup& lookup,
                                                       std::shared_ptr<ClientLog> log) {
  auto made = std::make_unique<RekeySource>(topic, lookup, log);
  ClientCallbacks callbacks = {.log = std::move(log)};
  // Called from polls only, which the source outlives.
  callbacks.rebalance = [source = made.get()](rd_kafka_resp_err_t what,
                                              const rd_kafka_topic_partition_list_t* partitions) {
    source->note(what, partitions);
  };
  auto client =
      Client::make(RD_KAFKA_CONSUMER, group_properties(settings, 0), std::move(callbacks));
  if (!client) return std::unexpected(client.error());
  made->client_ = std::move(*client);
  rd_kafka_poll_set_consumer(made->client_.get());
  const TopicPartitions topics = make_topic_partitions(1);
  rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  const auto code = rd_kafka_subscribe(made->client_.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("kafka group: subscribe", code);
  return made;
}

void RekeySource::note(rd_kafka_resp_err_t what,
                       const rd_kafka_topic_partition_list_t* partitions) {
  if (what != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    is_revoked_ = true;
    assigned_.reset();
    return;
  }
  assigned_.emplace();
  for (const auto& one : std::span(partitions->elems, static_cast<std::size_t>(partitions->cnt))) {
    assigned_->push_back(one.partition);
  }
}

void RekeySource::forget() {
  next_.clear();
  ended_.clear();
  generation_.clear();
  rd_kafka_assign(client_.get(), nullptr);
}

Status RekeySource::answer() {
  if (std::exchange(is_revoked_, false)) forget();
  if (!assigned_) return {};
  const std::vector<std::int32_t> partitions = *std::exchange(assigned_, std::nullopt);
  return assign(partitions);
}

Status RekeySource::assign(const std::vector<std::int32_t>& partitions) {
  const GroupMetadata now(rd_kafka_consumer_group_metadata(client_.get()));
  generation_ = now ? serialized(now.get()) : "";
  next_.clear();
  ended_.clear();
  const auto held = committed(partitions);
  if (!held) return std::unexpected(held.error());
  const TopicPartitions list = make_topic_partitions(partitions.size());
  for (const auto& [partition, offset] : *held) {
    const auto start = start_of(partition, offset);
    if (!start) return std::unexpected(start.error());
    next_[partition] = *start;
    ended_[partition] = false;
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition)->offset = *start;
  }
  const auto code = rd_kafka_assign(client_.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("kafka group: assign", code);
  return {};
}

Result<std::int64_t> RekeySource::start_of(std::int32_t partition, std::int64_t committed) {
  const auto marks = lookup_->watermarks(topic_, partition);
  if (!marks) return std::unexpected(marks.error());
  if (committed < 0) return marks->low;
  if (committed >= marks->low && committed <= marks->high) return committed;
  return stop("topic " + topic_ + " partition " + std::to_string(partition) + " holds " +
              std::to_string(marks->low) + " to " + std::to_string(marks->high) +
              ", and the group has read up to " + std::to_string(committed) +
              (committed < marks->low ? ": retention removed records unread"
                                      : ": the topic was made anew") +
              "; delete the group's offsets to begin with what is there");
}

Result<Offsets> RekeySource::committed(const std::vector<std::int32_t>& partitions) {
  const TopicPartitions list = make_topic_partitions(partitions.size());
  for (const std::int32_t partition : partitions) {
    rd_kafka_topic_partition_list_add(list.get(), topic_.c_str(), partition);
  }
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int attempt = 0; attempt < kCommittedAttempts; ++attempt) {
    code = partitions.empty() ? RD_KAFKA_RESP_ERR_NO_ERROR
                              : rd_kafka_committed(client_.get(), list.get(), kCommittedMillis);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || is_lasting(code)) break;
  }
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("group's offsets of " + topic_, code);
  Offsets offsets;
  for (const auto& one : std::span(list->elems, static_cast<std::size_t>(list->cnt))) {
    if (one.err != RD_KAFKA_RESP_ERR_NO_ERROR)
      return failed("group's offsets of " + topic_, one.err);
    offsets[one.partition] = std::max<std::int64_t>(one.offset, -1);
  }
  return offsets;
}

Result<RekeySource::Polled> RekeySource::poll(std::chrono::milliseconds longest) {
  lookup_->hear();
  Polled polled = {
      .message = Message(rd_kafka_consumer_poll(client_.get(), static_cast<int>(longest.count())))};
  polled.revoked = is_revoked_ || assigned_.has_value();
  if (auto status = answer(); !status) return std::unexpected(status.error());
  if (const std::string fatal = fatal_error(client_.get()); !fatal.empty()) {
    return stop("kafka group: " + fatal);
  }
  if (!polled.message) return polled;
  const auto is_record = take(*polled.message);
  if (!is_record) return std::unexpected(is_record.error());
  if (!*is_record) polled.message.reset();
  return polled;
}

Result<bool> RekeySource::take(const rd_kafka_message_t& message) {
  const auto next = next_.find(message.partition);
  const std::string place = "topic " + topic_ + " partition " + std::to_string(message.partition);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (next == next_.end() || message.offset < next->second) return false;
    next->second = message.offset + 1;
    ended_[message.partition] = false;
    return true;
  }
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (next == next_.end() || message.offset < next->second) return false;
    next->second = message.offset;
    ended_[message.partition] = true;
    return false;
  }
  const std::string detail(text_of(message.payload, message.len));
  if (loses_records(message.err)) {
    return stop(place + ": " + rd_kafka_err2str(message.err) + " (" + detail + ")");
  }
  if (is_lasting(message.err)) return failed(place, message.err, detail);
  log_->say(KafkaLogLevel::Warning, rd_kafka_err2name(message.err), place + ": " + detail);
  return false;
}

bool RekeySource::at_end() const {
  return !generation_.empty() &&
         std::ranges::all_of(ended_, [](const auto& one) { return one.second; });
}

GroupMetadata RekeySource::metadata() const {
  GroupMetadata now(rd_kafka_consumer_group_metadata(client_.get()));
  if (!now || generation_.empty() || serialized(now.get()) != generation_) return nullptr;
  return now;
}

}  // namespace shelfd::connectors
