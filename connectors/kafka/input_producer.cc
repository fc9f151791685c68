#include "connectors/kafka/input_producer.h"

#include <algorithm>

#include "connectors/kafka/client.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/partitioning.h"

namespace shelfd::connectors {
namespace {

// It asks as no worker does: its client id ends so.
constexpr int kSender = 98;
constexpr int kPollMillis = 10;
constexpr int kFullQueueMillis = 50;

struct EndTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};
using Topic = std::unique_ptr<rd_kafka_topic_t, EndTopic>;

class Counted {
 public:
  explicit Counted(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  [[nodiscard]] int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  int number_;
};

std::unexpected<Error> not_taken(const std::string& what, rd_kafka_resp_err_t code) {
  if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
    return reject(what + ": the cluster takes no record of this size");
  }
  if (code == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT) {
    return retry(what + ": not acknowledged within " + std::to_string(kHandInPatience.count()) +
                 " s; bring it again");
  }
  return failed(what, code);
}

}  // namespace

// What delivery reports touch, on any thread that polls; `waiting` last.
struct InputProducer::Batch {
  std::atomic<rd_kafka_resp_err_t> first_failure = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::atomic<std::size_t> waiting = 0;

  static void hear(const rd_kafka_message_t& message) {
    auto* batch = static_cast<Batch*>(message._private);
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) batch->fail(message.err);
    --batch->waiting;
  }
  void fail(rd_kafka_resp_err_t code) {
    rd_kafka_resp_err_t none = RD_KAFKA_RESP_ERR_NO_ERROR;
    first_failure.compare_exchange_strong(none, code);
  }
};

struct InputProducer::Connection {
  Client client{};
  std::vector<Topic> topics{};  // by rank; of the client, so they end before it

  [[nodiscard]] rd_kafka_resp_err_t put(Batch& batch, const NewRecord& record,
                                        std::int32_t partition);
};

// The queue is the library's, and is full where the cluster has been slow: then it is waited for.
rd_kafka_resp_err_t InputProducer::Connection::put(Batch& batch, const NewRecord& record,
                                                   std::int32_t partition) {
  rd_kafka_topic_t* topic = topics[static_cast<std::size_t>(record.topic)].get();
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): the library copies, its type is of C
  void* value = record.value.empty() ? nullptr : const_cast<char*>(record.value.data());
  const auto until = std::chrono::steady_clock::now() + kHandInPatience;
  ++batch.waiting;
  while (rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, value, record.value.size(),
                          record.key.data(), record.key.size(), &batch) != 0) {
    const rd_kafka_resp_err_t code = rd_kafka_last_error();
    if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || std::chrono::steady_clock::now() >= until) {
      --batch.waiting;
      return code;
    }
    rd_kafka_poll(client.get(), kFullQueueMillis);
  }
  return RD_KAFKA_RESP_ERR_NO_ERROR;
}

std::vector<Route> routes_of(const std::vector<NewRecord>& records, std::int32_t partitions) {
  std::vector<Route> routes;
  routes.reserve(records.size());
  for (std::size_t at = 0; at < records.size(); ++at) {
    if (records[at].topic != engine::Topic::Rules) {
      routes.push_back({.record = at, .partition = partition_of(records[at].key, partitions)});
      continue;
    }
    for (std::int32_t partition = 0; partition < partitions; ++partition) {
      routes.push_back({.record = at, .partition = partition});
    }
  }
  return routes;
}

InputProducer::InputProducer(KafkaSettings settings, std::int32_t partitions,
                             KafkaListener listener)
    : settings_(std::move(settings)),
      partitions_(partitions),
      log_(std::make_shared<ClientLog>(std::move(listener))) {}

InputProducer::~InputProducer() { log_->silence(); }

Result<std::unique_ptr<InputProducer>> InputProducer::make(const KafkaSettings& settings,
                                                           std::int32_t partitions,
                                                           KafkaListener listener) {
  std::unique_ptr<InputProducer> producer(
      new InputProducer(settings, partitions, std::move(listener)));
  const auto connected = producer->connection();
  if (!connected) return std::unexpected(connected.error());
  return producer;
}

// An idempotent producer that lost its place among the brokers' numbers says so for ever.
Result<std::shared_ptr<InputProducer::Connection>> InputProducer::connection() {
  const std::scoped_lock one_by_one(connection_mutex_);
  if (connection_ && fatal_error(connection_->client.get()).empty()) return connection_;
  auto client =
      Client::make(RD_KAFKA_PRODUCER, input_properties(settings_, kSender, kHandInPatience),
                   {.log = log_, .delivered = &Batch::hear});
  if (!client) return std::unexpected(client.error());
  auto made = std::make_shared<Connection>();
  made->client = std::move(*client);
  for (const std::string& name : input_topics(settings_)) {
    made->topics.emplace_back(rd_kafka_topic_new(made->client.get(), name.c_str(), nullptr));
  }
  connection_ = std::move(made);
  return connection_;
}

Status InputProducer::send(const std::vector<NewRecord>& records) {
  const Counted under_way(batches_);
  if (under_way.number() > kBatchesAtOnce) {
    return retry("so many batches wait for the cluster already: " + std::to_string(kBatchesAtOnce));
  }
  std::unique_lock in_order(rules_mutex_, std::defer_lock);
  const bool has_rules = std::ranges::any_of(
      records, [](const NewRecord& record) { return record.topic == engine::Topic::Rules; });
  if (has_rules) in_order.lock();
  const auto connected = connection();
  if (!connected) return std::unexpected(connected.error());
  Connection& to = **connected;
  Batch batch;
  for (const Route& route : routes_of(records, partitions_)) {
    const auto code = to.put(batch, records[route.record], route.partition);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    batch.fail(code);
    break;
  }
  // Each has its report by the end of the patience: that is the library's promise.
  while (batch.waiting > 0) rd_kafka_poll(to.client.get(), kPollMillis);
  const rd_kafka_resp_err_t code = batch.first_failure;
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return not_taken(std::to_string(records.size()) + (records.size() == 1 ? " record" : " records"),
                   code);
}

void InputProducer::hear() {
  if (const auto connected = connection()) rd_kafka_poll((*connected)->client.get(), 0);
}

}  // namespace shelfd::connectors
