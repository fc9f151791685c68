#include "connectors/kafka/lookup.h"

#include <span>
#include <thread>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

constexpr int kCoordinatorMillis = 30'000;
constexpr int kAnswerMillis = 5'000;  // for one question
constexpr int kAttempts = 3;
constexpr std::chrono::milliseconds kBetweenChecks{250};

struct EndTopic {
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
};

struct EndMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};

std::string named(const std::string& topic, std::int32_t partition) {
  return "topic " + topic + " partition " + std::to_string(partition);
}

bool is_not_there(rd_kafka_resp_err_t code) {
  return code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
         code == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || code == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION;
}

}  // namespace

std::unexpected<Error> Lookup::refused(const std::string& what, rd_kafka_resp_err_t code) {
  if (is_not_there(code)) return stop(what + ": is not there");
  return failed(what, code, log_->trouble());
}

Result<Lookup> Lookup::make(const KafkaSettings& settings, int worker,
                            std::shared_ptr<ClientLog> log) {
  Result<Client> client = Client::make(RD_KAFKA_CONSUMER, lookup_properties(settings, worker),
                                       {.log = log, .role = ClientRole::Questions});
  if (!client) return std::unexpected(client.error());
  return Lookup(std::move(*client), std::move(log));
}

Result<TopicCount> Lookup::count(const std::string& topic) {
  const std::unique_ptr<rd_kafka_topic_t, EndTopic> asked(
      rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  if (!asked) return failed("topic " + topic, rd_kafka_last_error());
  const rd_kafka_metadata_t* answer = nullptr;
  const auto code = rd_kafka_metadata(client_.get(), 0, asked.get(), &answer, kAnswerMillis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return refused("topic " + topic, code);
  const std::unique_ptr<const rd_kafka_metadata_t, EndMetadata> metadata(answer);
  if (metadata->topic_cnt != 1) return TopicCount{.topic = topic, .partitions = 0};
  const rd_kafka_metadata_topic& found = *metadata->topics;
  if (is_not_there(found.err)) return TopicCount{.topic = topic, .partitions = 0};
  if (found.err == RD_KAFKA_RESP_ERR_NO_ERROR ||
      found.err == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE) {
    return TopicCount{.topic = topic, .partitions = found.partition_cnt};
  }
  return failed("topic " + topic, found.err);
}

Result<std::vector<TopicCount>> Lookup::counts(const std::vector<std::string>& topics) {
  std::vector<TopicCount> counts;
  for (const std::string& topic : topics) {
    Result<TopicCount> found = count(topic);
    if (!found) return std::unexpected(found.error());
    counts.push_back(std::move(*found));
  }
  return counts;
}

Result<Watermarks> Lookup::watermarks(const std::string& topic, std::int32_t partition) {
  Watermarks marks;
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    code = rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &marks.low,
                                            &marks.high, kAnswerMillis);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return marks;
    if (is_lasting(code) || is_not_there(code)) break;
  }
  return refused(named(topic, partition), code);
}

Status Lookup::await_coordinator(const std::string& topic) {
  const TopicPartitions list = make_topic_partitions(1);
  rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), 0);
  const rd_kafka_resp_err_t code =
      rd_kafka_committed(client_.get(), list.get(), kCoordinatorMillis);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return refused("the group's coordinator", code);
}

Result<std::vector<std::int64_t>> Lookup::offsets_at(const std::vector<std::string>& topics,
                                                     std::int32_t partition, Instant at) {
  const TopicPartitions list = make_topic_partitions(topics.size());
  for (const std::string& topic : topics) {
    rd_kafka_topic_partition_list_add(list.get(), topic.c_str(), partition)->offset =
        unix_millis(at);
  }
  const auto code = rd_kafka_offsets_for_times(client_.get(), list.get(), kAnswerMillis);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return refused("offsets by time", code);
  std::vector<std::int64_t> offsets;
  for (const std::string& topic : topics) {
    const auto* found = rd_kafka_topic_partition_list_find(list.get(), topic.c_str(), partition);
    if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return refused(named(topic, partition), found->err);
    }
    if (found->offset >= 0) {
      offsets.push_back(found->offset);
      continue;
    }
    const Result<Watermarks> marks = watermarks(topic, partition);
    if (!marks) return std::unexpected(marks.error());
    offsets.push_back(marks->high);
  }
  return offsets;
}

Result<std::optional<std::string>> Lookup::static_member(const std::string& group,
                                                         const std::string& instance_id) {
  const AdminOptions options(
      rd_kafka_AdminOptions_new(client_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), kAnswerMillis, nullptr, 0);
  const ClientQueue queue(rd_kafka_queue_new(client_.get()));
  const char* name = group.c_str();
  rd_kafka_DescribeConsumerGroups(client_.get(), &name, 1, options.get(), queue.get());
  const AdminAnswer answer(rd_kafka_queue_poll(queue.get(), 2 * kAnswerMillis));
  if (!answer) return retry("group " + group + ": no answer");
  const auto code = rd_kafka_event_error(answer.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return refused("group " + group, code);
  std::size_t count = 0;
  const auto* const* groups = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(answer.get()), &count);
  for (const rd_kafka_ConsumerGroupDescription_t* one : std::span(groups, count)) {
    const rd_kafka_error_t* error = rd_kafka_ConsumerGroupDescription_error(one);
    if (error != nullptr) return refused("group " + group, rd_kafka_error_code(error));
    const std::size_t members = rd_kafka_ConsumerGroupDescription_member_count(one);
    for (std::size_t at = 0; at < members; ++at) {
      const auto* member = rd_kafka_ConsumerGroupDescription_member(one, at);
      const char* instance = rd_kafka_MemberDescription_group_instance_id(member);
      if (instance == nullptr || instance_id != instance) continue;
      return rd_kafka_MemberDescription_consumer_id(member);
    }
  }
  return std::nullopt;
}

Result<std::int32_t> check_topics(Lookup& lookup, const KafkaSettings& settings,
                                  std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    const Result<std::vector<TopicCount>> counts = lookup.counts(all_topics(settings));
    if (!counts) return std::unexpected(counts.error());
    Result<std::int32_t> count = shared_count(*counts);
    if (count || std::chrono::steady_clock::now() >= until) return count;
    std::this_thread::sleep_for(kBetweenChecks);
  }
}

}  // namespace shelfd::connectors
