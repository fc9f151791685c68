#include "tests/connectors/kafka/cluster.h"

#include <array>
#include <optional>

#include "connectors/kafka/group_consumer.h"
#include "connectors/kafka/lookup.h"
#include "connectors/kafka/topic_names.h"
#include "tests/integration/on_broker.h"

namespace shelfd::connectors {
namespace {

constexpr int kCapMillis = 60'000;

std::shared_ptr<ClientLog> no_log() { return std::make_shared<ClientLog>(KafkaListener{}); }

struct EndNewTopic {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};

Client make_client(rd_kafka_type_t type, const ClientProperties& properties) {
  auto client = Client::make(type, properties, {.log = no_log()});
  EXPECT_TRUE(client) << client.error().message;
  return client ? std::move(*client) : Client();
}

void expect_none(rd_kafka_error_t* error) {
  const ClientError owned(error);
  EXPECT_FALSE(owned) << rd_kafka_error_string(owned.get());
}

}  // namespace

bool wait_for(const std::function<bool()>& holds) {
  const auto until = std::chrono::steady_clock::now() + kCap;
  while (std::chrono::steady_clock::now() < until) {
    if (holds()) return true;
  }
  return holds();
}

KafkaSettings settings_of_test(const std::string& instance) {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string name = std::string(test->test_suite_name()) + "-" + test->name();
  return {.brokers = integration::OnBroker::broker().bootstrap(),
          .app_id = name,
          .instance = instance,
          .topic_prefix = name + ".",
          .session_timeout = std::chrono::seconds{6}};
}

void make_topic(const KafkaSettings& settings, const std::string& topic, std::int32_t partitions) {
  const Client client = make_client(RD_KAFKA_PRODUCER, {{"bootstrap.servers", settings.brokers}});
  const std::unique_ptr<rd_kafka_NewTopic_t, EndNewTopic> wanted(
      rd_kafka_NewTopic_new(topic.c_str(), partitions, 1, nullptr, 0));
  rd_kafka_NewTopic_t* list = wanted.get();
  const ClientQueue queue(rd_kafka_queue_new(client.get()));
  rd_kafka_CreateTopics(client.get(), &list, 1, nullptr, queue.get());
  rd_kafka_event_t* event = rd_kafka_queue_poll(queue.get(), kCapMillis);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(rd_kafka_event_error(event), RD_KAFKA_RESP_ERR_NO_ERROR)
      << rd_kafka_event_error_string(event);
  rd_kafka_event_destroy(event);
}

void make_topics(const KafkaSettings& settings, std::int32_t partitions) {
  for (const std::string& topic : all_topics(settings)) make_topic(settings, topic, partitions);
}

namespace {

// One past all that was sent, committed or not.
std::int64_t high_mark(const KafkaSettings& settings, const std::string& topic,
                       std::int32_t partition) {
  const Client client = make_client(RD_KAFKA_CONSUMER, {{"bootstrap.servers", settings.brokers},
                                                        {"group.id", "stranger"},
                                                        {"isolation.level", "read_uncommitted"}});
  std::int64_t low = 0;
  std::int64_t high = 0;
  EXPECT_EQ(rd_kafka_query_watermark_offsets(client.get(), topic.c_str(), partition, &low, &high,
                                             kCapMillis),
            RD_KAFKA_RESP_ERR_NO_ERROR);
  return high;
}

}  // namespace

// A transaction is told committed before its end is written to its partitions: until then the last
// stable offset, and with it the end that a read_committed reader is told, lies before it. That is
// waited for kOpenPatience, since a test may have a transaction open.
Contents read_all(const KafkaSettings& settings, const std::string& topic, std::int32_t partition,
                  See see) {
  constexpr std::chrono::seconds kOpenPatience{3};
  const std::int64_t mark = high_mark(settings, topic, partition);
  const Client client =
      make_client(RD_KAFKA_CONSUMER,
                  {{"bootstrap.servers", settings.brokers},
                   {"group.id", "stranger"},
                   {"enable.partition.eof", "true"},
                   {"isolation.level", see == See::All ? "read_uncommitted" : "read_committed"}});
  rd_kafka_poll_set_consumer(client.get());
  const TopicPartitions list = make_topic_partitions(1);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset = 0;
  rd_kafka_assign(client.get(), list.get());
  Contents contents;
  std::optional<std::chrono::steady_clock::time_point> ended;
  const bool is_read = wait_for([&] {
    const Message message(rd_kafka_consumer_poll(client.get(), 100));
    if (!message) return ended && std::chrono::steady_clock::now() - *ended > kOpenPatience;
    contents.end = message->offset;
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      ended = std::chrono::steady_clock::now();
      return message->offset >= mark;
    }
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    Seen& seen = contents.records.emplace_back();
    seen.key = text_of(message->key, message->key_len);
    if (message->payload != nullptr) seen.value = text_of(message->payload, message->len);
    seen.offset = message->offset;
    return false;
  });
  EXPECT_TRUE(is_read) << topic << " was not read to its end";
  return contents;
}

Feeder::Feeder(const KafkaSettings& settings, const std::string& transactional_id) {
  ClientProperties properties = {{"bootstrap.servers", settings.brokers}, {"linger.ms", "0"}};
  if (!transactional_id.empty()) properties.emplace_back("transactional.id", transactional_id);
  client_ = make_client(RD_KAFKA_PRODUCER, properties);
  if (!transactional_id.empty()) {
    expect_none(rd_kafka_init_transactions(client_.get(), kCapMillis));
  }
}

// With the typed list of arguments: the macros of the other form cast as C does.
// NOLINTBEGIN(cppcoreguidelines-pro-type-union-access,cppcoreguidelines-pro-type-const-cast)
void Feeder::send(const Record& record) {
  std::array<rd_kafka_vu_t, 6> parts{};
  parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
  parts[0].u.cstr = record.topic.c_str();
  parts[1].vtype = RD_KAFKA_VTYPE_PARTITION;
  parts[1].u.i32 = record.partition;
  parts[2].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
  parts[2].u.i = RD_KAFKA_MSG_F_COPY;
  parts[3].vtype = RD_KAFKA_VTYPE_KEY;
  parts[3].u.mem = {.ptr = const_cast<char*>(record.key.data()), .size = record.key.size()};
  parts[4].vtype = RD_KAFKA_VTYPE_TIMESTAMP;
  parts[4].u.i64 = record.unix_millis;
  parts[5].vtype = RD_KAFKA_VTYPE_VALUE;
  if (record.value) {
    parts[5].u.mem = {.ptr = const_cast<char*>(record.value->data()), .size = record.value->size()};
  }
  const ClientError error(rd_kafka_produceva(client_.get(), parts.data(), parts.size()));
  EXPECT_FALSE(error) << rd_kafka_error_string(error.get());
}
// NOLINTEND(cppcoreguidelines-pro-type-union-access,cppcoreguidelines-pro-type-const-cast)

void Feeder::flush() {
  EXPECT_EQ(rd_kafka_flush(client_.get(), kCapMillis), RD_KAFKA_RESP_ERR_NO_ERROR);
}

void Feeder::begin() { expect_none(rd_kafka_begin_transaction(client_.get())); }

void Feeder::commit() { expect_none(rd_kafka_commit_transaction(client_.get(), kCapMillis)); }

void Feeder::abort() { expect_none(rd_kafka_abort_transaction(client_.get(), kCapMillis)); }

void Feeder::send_offset(const std::string& group, const std::string& topic, std::int64_t offset) {
  const TopicPartitions list = make_topic_partitions(1);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0)->offset = offset;
  const GroupMetadata member(rd_kafka_consumer_group_metadata_new(group.c_str()));
  expect_none(
      rd_kafka_send_offsets_to_transaction(client_.get(), list.get(), member.get(), kCapMillis));
}

}  // namespace shelfd::connectors
