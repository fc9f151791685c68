#include "connectors/kafka/topic_reader.h"

#include <algorithm>
#include <map>

#include "connectors/kafka/client.h"
#include "connectors/kafka/lookup.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kPageRecords = 10'000;
// A reader asks as no worker does: its client ids end so.
constexpr int kReader = 99;
constexpr std::chrono::seconds kPatience{10};

}  // namespace

Result<std::int32_t> count_partitions(const KafkaSettings& settings,
                                      const KafkaListener& listener) {
  auto lookup = Lookup::make(settings, kReader, std::make_shared<ClientLog>(listener));
  if (!lookup) return std::unexpected(lookup.error());
  return check_topics(*lookup, settings, kPatience);
}

struct TopicReader::Parts {
  Client client{};
  ClientQueue queue{};
  std::vector<std::string> topics{};
  std::int32_t partitions = 0;
  std::map<std::string, std::size_t, std::less<>> index{};
  // By topic and partition: the high watermark when it was opened, and whether it was reached.
  std::vector<std::int64_t> marks{};
  std::vector<bool> ended{};
  std::vector<rd_kafka_message_t*> received{};

  [[nodiscard]] std::size_t place(std::size_t topic, std::int32_t partition) const {
    return topic * static_cast<std::size_t>(partitions) + static_cast<std::size_t>(partition);
  }
  [[nodiscard]] Status assign(Lookup& lookup, const From& from);
  [[nodiscard]] Status take(const rd_kafka_message_t& message, std::vector<TopicRecord>& records);
};

Status TopicReader::Parts::assign(Lookup& lookup, const From& from) {
  const TopicPartitions list = make_topic_partitions(ended.size());
  for (std::size_t topic = 0; topic < topics.size(); ++topic) {
    for (std::int32_t partition = 0; partition < partitions; ++partition) {
      const auto bounds = lookup.watermarks(topics[topic], partition);
      if (!bounds) return std::unexpected(bounds.error());
      marks[place(topic, partition)] = bounds->high;
      const ReadFrom asked = from(topic, partition);
      std::int64_t start = asked.offset.value_or(bounds->low);
      if (asked.may_skip) start = std::max(start, bounds->low);
      rd_kafka_topic_partition_list_add(list.get(), topics[topic].c_str(), partition)->offset =
          start;
    }
  }
  const auto code = rd_kafka_assign(client.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("reading topics", code);
  return {};
}

Status TopicReader::Parts::take(const rd_kafka_message_t& message,
                                std::vector<TopicRecord>& records) {
  const std::string name = message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt);
  const auto found = index.find(name);
  const bool is_known = found != index.end();
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (!is_known) return {};
    const std::size_t where = place(found->second, message.partition);
    ended[where] = message.offset >= marks[where];
    return {};
  }
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    const std::string what = "topic " + name + " partition " + std::to_string(message.partition);
    const std::string detail(text_of(message.payload, message.len));
    if (loses_records(message.err) && is_known) {
      return stop(what + ": " + rd_kafka_err2str(message.err) + " (" + detail + ")");
    }
    if (is_lasting(message.err)) return failed(what, message.err, detail);
    return {};  // the library goes on by itself, and has logged it
  }
  if (!is_known) return {};
  ended[place(found->second, message.partition)] = false;
  rd_kafka_timestamp_type_t type{};
  const std::int64_t millis = rd_kafka_message_timestamp(&message, &type);
  TopicRecord& record = records.emplace_back();
  record.topic = found->second;
  record.partition = message.partition;
  record.offset = message.offset;
  record.appended_at = Instant{std::chrono::milliseconds{std::max<std::int64_t>(millis, 0)}};
  record.key = text_of(message.key, message.key_len);
  if (message.payload != nullptr) record.value = text_of(message.payload, message.len);
  return {};
}

TopicReader::TopicReader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
TopicReader::~TopicReader() = default;

Result<std::unique_ptr<TopicReader>> TopicReader::open(const KafkaSettings& settings,
                                                       const std::vector<std::string>& topics,
                                                       const From& from, KafkaListener listener) {
  const auto log = std::make_shared<ClientLog>(std::move(listener));
  auto lookup = Lookup::make(settings, kReader, log);
  if (!lookup) return std::unexpected(lookup.error());
  const auto partitions = check_topics(*lookup, settings, kPatience);
  if (!partitions) return std::unexpected(partitions.error());
  auto client =
      Client::make(RD_KAFKA_CONSUMER, changelog_properties(settings, kReader), {.log = log});
  if (!client) return std::unexpected(client.error());
  auto parts = std::make_unique<Parts>();
  parts->client = std::move(*client);
  rd_kafka_poll_set_consumer(parts->client.get());
  parts->queue.reset(rd_kafka_queue_get_consumer(parts->client.get()));
  parts->topics = topics;
  parts->partitions = *partitions;
  for (std::size_t topic = 0; topic < topics.size(); ++topic) parts->index[topics[topic]] = topic;
  parts->ended.assign(topics.size() * static_cast<std::size_t>(*partitions), false);
  parts->marks.assign(parts->ended.size(), 0);
  parts->received.assign(kPageRecords, nullptr);
  if (auto status = parts->assign(*lookup, from); !status) return std::unexpected(status.error());
  return std::unique_ptr<TopicReader>(new TopicReader(std::move(parts)));
}

std::int32_t TopicReader::partitions() const { return parts_->partitions; }

bool TopicReader::at_end() const {
  return std::ranges::all_of(parts_->ended, [](bool ended) { return ended; });
}

// The library waits until a batch is full or the time is over, so it waits for the first only.
Result<std::vector<TopicRecord>> TopicReader::read(std::chrono::milliseconds longest) {
  std::vector<TopicRecord> records;
  std::size_t room = 1;
  for (int timeout_millis = static_cast<int>(longest.count());;) {
    const auto count = rd_kafka_consume_batch_queue(parts_->queue.get(), timeout_millis,
                                                    parts_->received.data(), room);
    Status taken;
    for (std::size_t at = 0; count > 0 && at < static_cast<std::size_t>(count); ++at) {
      const Message message(parts_->received[at]);
      if (taken) taken = parts_->take(*message, records);
    }
    if (!taken) return std::unexpected(taken.error());
    if (count <= 0 || room > 1) return records;
    room = kPageRecords;
    timeout_millis = 0;
  }
}

}  // namespace shelfd::connectors
