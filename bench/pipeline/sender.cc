#include "bench/pipeline/sender.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <numeric>

#include "connectors/kafka/client.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::bench {
namespace {

constexpr int kWaitMillis = 10;
constexpr int kFlushMillis = 120'000;

struct EndTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using Topic = std::unique_ptr<rd_kafka_topic_t, EndTopic>;

connectors::ClientProperties properties(const connectors::KafkaSettings& settings,
                                        Sender::Manner manner) {
  connectors::ClientProperties all = {{"bootstrap.servers", settings.brokers},
                                      {"client.id", "bench"},
                                      {"socket.nagle.disable", "true"},
                                      {"enable.idempotence", "true"},
                                      {"queue.buffering.max.messages", "500000"}};
  if (manner == Sender::Manner::Bulk) {
    all.insert(all.end(),
               {{"linger.ms", "20"}, {"batch.num.messages", "10000"}, {"compression.type", "lz4"}});
  } else {
    all.emplace_back("linger.ms", "5");
  }
  return all;
}

}  // namespace

void extend(Ends& ends, const Ends& further) {
  ends.resize(std::max(ends.size(), further.size()));
  for (std::size_t partition = 0; partition < further.size(); ++partition) {
    std::ranges::transform(
        ends[partition], further[partition], ends[partition].begin(),
        [](std::int64_t one, std::int64_t other) { return std::max(one, other); });
  }
}

std::int64_t sum(const Ends& ends) {
  std::int64_t all = 0;
  for (const connectors::Heads& heads : ends) {
    all = std::accumulate(heads.begin(), heads.end(), all);
  }
  return all;
}

struct Sender::Parts {
  connectors::Client client{};  // after the topics are gone
  std::array<Topic, engine::kTopicCount> topics{};
  Ends ends{};
  Delivered delivered{};
  std::string failure{};

  void hear(const rd_kafka_message_t& message);
};

// The topic's handle is one of ours, so it is found by comparing.
void Sender::Parts::hear(const rd_kafka_message_t& message) {
  if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    failure = rd_kafka_err2str(message.err);
    return;
  }
  const auto topic = std::ranges::find(std::as_const(topics), message.rkt, &Topic::get);
  if (topic == topics.end()) return;
  const auto rank = static_cast<std::size_t>(std::distance(topics.cbegin(), topic));
  std::int64_t& end = ends[static_cast<std::size_t>(message.partition)].at(rank);
  end = std::max(end, message.offset + 1);
  if (delivered) delivered(std::bit_cast<std::uint64_t>(message._private), message.offset);
}

Sender::Sender(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Sender::~Sender() = default;

Result<std::unique_ptr<Sender>> Sender::open(const connectors::KafkaSettings& settings,
                                             std::int32_t partitions, Manner manner,
                                             Delivered delivered) {
  auto parts = std::make_unique<Parts>();
  parts->delivered = std::move(delivered);
  parts->ends.resize(static_cast<std::size_t>(partitions));
  Parts* const own = parts.get();
  auto client = connectors::Client::make(
      RD_KAFKA_PRODUCER, properties(settings, manner),
      {.log = std::make_shared<connectors::ClientLog>(connectors::KafkaListener{}),
       .delivered = [own](const rd_kafka_message_t& message) { own->hear(message); }});
  if (!client) return std::unexpected(client.error());
  parts->client = std::move(*client);
  for (std::size_t rank = 0; rank < parts->topics.size(); ++rank) {
    const std::string name = connectors::input_topic(settings, static_cast<engine::Topic>(rank));
    parts->topics.at(rank).reset(rd_kafka_topic_new(parts->client.get(), name.c_str(), nullptr));
  }
  return std::unique_ptr<Sender>(new Sender(std::move(parts)));
}

Status Sender::send(const MarketRecord& record, std::uint64_t ticket) {
  rd_kafka_topic_t* const topic = parts_->topics.at(static_cast<std::size_t>(record.topic)).get();
  // The library copies the value; it only asks for it without const.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  auto* const value = const_cast<char*>(record.value.data());
  while (rd_kafka_produce(topic, record.partition, RD_KAFKA_MSG_F_COPY, value, record.value.size(),
                          record.key.data(), record.key.size(),
                          std::bit_cast<void*>(ticket)) != 0) {
    const auto code = rd_kafka_last_error();
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      return stop(std::string("sending: ") + rd_kafka_err2str(code));
    }
    rd_kafka_poll(parts_->client.get(), kWaitMillis);
  }
  return {};
}

void Sender::serve() { rd_kafka_poll(parts_->client.get(), 0); }

Status Sender::flush() {
  const auto code = rd_kafka_flush(parts_->client.get(), kFlushMillis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return stop(std::string("sending: ") + rd_kafka_err2str(code));
  }
  if (!parts_->failure.empty()) return stop("sending: " + parts_->failure);
  return {};
}

const Ends& Sender::ends() const { return parts_->ends; }

}  // namespace shelfd::bench
