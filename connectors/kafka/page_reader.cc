#include "connectors/kafka/page_reader.h"

namespace shelfd::connectors {
namespace {

constexpr int kFirstRecordMillis = 200;  // then the caller looks after its group again

}  // namespace

PageReader::PageReader(Client client)
    : client_(std::move(client)), received_(kMaxPageRecords, nullptr) {
  rd_kafka_poll_set_consumer(client_.get());
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
}

Result<PageReader> PageReader::make(const ClientProperties& properties,
                                    std::shared_ptr<ClientLog> log) {
  Result<Client> client = Client::make(RD_KAFKA_CONSUMER, properties,
                                       {.log = std::move(log), .role = ClientRole::Changelog});
  if (!client) return std::unexpected(client.error());
  return PageReader(std::move(*client));
}

Status PageReader::point_at(const std::string& topic, std::int32_t partition, std::int64_t from) {
  if (topic_ == topic && partition_ == partition && next_ == from) return {};
  const TopicPartitions list = make_topic_partitions(1);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = from;
  const auto code = rd_kafka_assign(client_.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("topic " + topic, code);
  topic_ = topic;
  partition_ = partition;
  next_ = from;
  end_ = -1;
  return {};
}

Result<ChangelogPage> PageReader::read(const std::string& topic, std::int32_t partition,
                                       std::int64_t from) {
  if (const Status pointed = point_at(topic, partition, from); !pointed) {
    return std::unexpected(pointed.error());
  }
  ChangelogPage page;
  for (const Message& message : receive()) {
    if (const Status taken = take(*message, page); !taken) {
      rest();
      return std::unexpected(taken.error());
    }
  }
  page.next = next_;
  page.at_end = end_ == next_;
  return page;
}

// The library waits until the batch is full or the time is over, so it waits for the first only.
std::vector<Message> PageReader::receive() {
  std::vector<Message> messages;
  const auto add = [&](int timeout_millis, std::size_t most) {
    const auto count =
        rd_kafka_consume_batch_queue(queue_.get(), timeout_millis, received_.data(), most);
    for (std::size_t at = 0; count > 0 && at < static_cast<std::size_t>(count); ++at) {
      messages.emplace_back(received_[at]);
    }
  };
  add(kFirstRecordMillis, 1);
  if (!messages.empty()) add(0, kMaxPageRecords - 1);
  return messages;
}

Status PageReader::take(const rd_kafka_message_t& message, ChangelogPage& page) {
  const bool is_of_it = message.rkt != nullptr && message.partition == partition_ &&
                        topic_ == rd_kafka_topic_name(message.rkt);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (!is_of_it || message.offset < next_) return {};
    ChangelogRecord& record = page.records.emplace_back();
    record.key = text_of(message.key, message.key_len);
    if (message.payload != nullptr) record.value = text_of(message.payload, message.len);
    record.offset = message.offset;
    next_ = message.offset + 1;
    return {};
  }
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    if (!is_of_it || message.offset < next_) return {};
    next_ = message.offset;
    end_ = message.offset;
    return {};
  }
  const std::string what = "topic " + topic_ + " partition " + std::to_string(partition_) +
                           " offset " + std::to_string(next_);
  const std::string detail(text_of(message.payload, message.len));
  if (loses_records(message.err) && is_of_it) {
    return stop(what + ": " + rd_kafka_err2str(message.err) + " (" + detail + ")");
  }
  if (is_lasting(message.err)) return failed(what, message.err, detail);
  return {};  // the library goes on by itself, and has logged it
}

void PageReader::hear() {
  if (partition_ >= 0) return;
  const Message ignored(rd_kafka_consumer_poll(client_.get(), 0));
}

void PageReader::rest() {
  if (partition_ < 0) return;
  rd_kafka_assign(client_.get(), nullptr);
  partition_ = -1;
}

}  // namespace shelfd::connectors
