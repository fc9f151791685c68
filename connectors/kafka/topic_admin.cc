#include "connectors/kafka/topic_admin.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <thread>
#include <utility>

#include "connectors/kafka/client.h"

namespace shelfd::connectors {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{100};
constexpr int kAttempts = 3;
constexpr std::size_t kErrorTextBytes = 512;  // as the library's examples have it

struct EndMetadata {
  void operator()(const struct rd_kafka_metadata* metadata) const {
    rd_kafka_metadata_destroy(metadata);
  }
};
using Metadata = std::unique_ptr<const struct rd_kafka_metadata, EndMetadata>;

struct EndNewTopic {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
};
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, EndNewTopic>;

struct EndResource {
  void operator()(rd_kafka_ConfigResource_t* resource) const {
    rd_kafka_ConfigResource_destroy(resource);
  }
};
using Resource = std::unique_ptr<rd_kafka_ConfigResource_t, EndResource>;

int millis(std::chrono::milliseconds span) { return static_cast<int>(span.count()); }

std::string text_or_empty(const char* text) { return text == nullptr ? "" : text; }

FoundTopic shape_of(const rd_kafka_metadata_topic& topic) {
  FoundTopic found{
      .name = topic.topic, .partitions = topic.partition_cnt, .copies = 0, .settings = {}};
  const std::span partitions(topic.partitions, static_cast<std::size_t>(topic.partition_cnt));
  for (const rd_kafka_metadata_partition& partition : partitions) {
    const bool is_first = partition.id == partitions.front().id;
    found.copies = is_first ? partition.replica_cnt : std::min(found.copies, partition.replica_cnt);
  }
  return found;
}

Result<NewTopic> new_topic_of(const PlannedTopic& planned) {
  std::array<char, kErrorTextBytes> text{};
  NewTopic topic(rd_kafka_NewTopic_new(planned.name.c_str(), planned.partitions, planned.copies,
                                       text.data(), text.size()));
  if (!topic) return stop("topic " + planned.name + ": " + text.data());
  for (const TopicSetting& setting : planned.settings) {
    const auto code =
        rd_kafka_NewTopic_set_config(topic.get(), setting.name.c_str(), setting.value.c_str());
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(planned.name, code);
  }
  return topic;
}

// By reason the topics that were refused, in one line; "" for none.
std::string refusals(rd_kafka_event_t* event) {
  std::size_t count = 0;
  const auto* const* topics =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  std::map<std::string, std::string> names_by_reason;
  for (const rd_kafka_topic_result_t* topic : std::span(topics, count)) {
    const auto code = rd_kafka_topic_result_error(topic);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    const std::string detail = text_or_empty(rd_kafka_topic_result_error_string(topic));
    std::string& names = names_by_reason[detail.empty() ? rd_kafka_err2str(code) : detail];
    names += (names.empty() ? "" : ", ") + std::string(rd_kafka_topic_result_name(topic));
  }
  std::string text;
  for (const auto& [reason, names] : names_by_reason) {
    text.append(text.empty() ? "" : "; ").append(reason).append(" (").append(names).append(")");
  }
  return text;
}

std::map<std::string, std::string> settings_of(const rd_kafka_ConfigResource_t* resource) {
  std::map<std::string, std::string> settings;
  std::size_t count = 0;
  const auto* const* entries = rd_kafka_ConfigResource_configs(resource, &count);
  for (const rd_kafka_ConfigEntry_t* entry : std::span(entries, count)) {
    settings[rd_kafka_ConfigEntry_name(entry)] = text_or_empty(rd_kafka_ConfigEntry_value(entry));
  }
  return settings;
}

std::span<const rd_kafka_ConfigResource_t* const> told_by(const AdminAnswer& described) {
  std::size_t count = 0;
  const auto* const* told = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(described.get()), &count);
  return {told, count};
}

template <typename Owner>
auto borrowed(const std::vector<Owner>& owners) {
  std::vector<typename Owner::pointer> all;
  all.reserve(owners.size());
  for (const Owner& owner : owners) all.push_back(owner.get());
  return all;
}

}  // namespace

struct TopicAdmin::Connection {
  std::shared_ptr<ClientLog> log{};
  Client client{};

  // An error of the connection, with what the library met last.
  [[nodiscard]] std::unexpected<Error> lost(rd_kafka_resp_err_t code, const std::string& detail) {
    const std::string met = log->trouble();
    return failed("no answer", code, met.empty() ? detail : met);
  }

  // Everything the cluster shows, brokers and topics; asking for one by name may create it. The
  // question goes to any broker, so one that is silent is worth another.
  [[nodiscard]] Result<Metadata> metadata() {
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    for (int asked = 0; asked < kAttempts && code == RD_KAFKA_RESP_ERR__TIMED_OUT; ++asked) {
      const struct rd_kafka_metadata* answer = nullptr;
      code = rd_kafka_metadata(client.get(), 1, nullptr, &answer, millis(kAnswerPatience));
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return Metadata(answer);
    }
    return lost(code, "");
  }

  // `send` puts a request of that kind on its way; gives the answer to it.
  template <typename Send>
  [[nodiscard]] Result<AdminAnswer> ask(rd_kafka_admin_op_t kind,
                                        std::chrono::milliseconds patience, const Send& send) {
    std::array<char, kErrorTextBytes> text{};
    const AdminOptions options(rd_kafka_AdminOptions_new(client.get(), kind));
    rd_kafka_AdminOptions_set_request_timeout(options.get(), millis(patience), text.data(),
                                              text.size());
    const ClientQueue queue(rd_kafka_queue_new(client.get()));
    send(options.get(), queue.get());
    // The library answers by itself when the time is over.
    AdminAnswer event(rd_kafka_queue_poll(queue.get(), millis(patience + kAnswerPatience)));
    if (!event) return lost(RD_KAFKA_RESP_ERR__TIMED_OUT, "");
    const auto code = rd_kafka_event_error(event.get());
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return event;
    return lost(code, text_or_empty(rd_kafka_event_error_string(event.get())));
  }

  [[nodiscard]] Result<AdminAnswer> describe(const std::vector<Resource>& resources) {
    auto asked = borrowed(resources);
    return ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, kAnswerPatience, [&](auto* options, auto* queue) {
      rd_kafka_DescribeConfigs(client.get(), asked.data(), asked.size(), options, queue);
    });
  }
};

TopicAdmin::TopicAdmin(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
TopicAdmin::~TopicAdmin() = default;
TopicAdmin::TopicAdmin(TopicAdmin&&) noexcept = default;
TopicAdmin& TopicAdmin::operator=(TopicAdmin&&) noexcept = default;

Result<TopicAdmin> TopicAdmin::make(const KafkaSettings& settings) {
  auto connection = std::make_unique<Connection>();
  connection->log = std::make_shared<ClientLog>(KafkaListener{});
  KafkaSettings named = settings;
  if (named.instance.empty()) named.instance = "admin";
  Result<Client> client =
      Client::make(RD_KAFKA_CONSUMER, lookup_properties(named, 0), {.log = connection->log});
  if (!client) return std::unexpected(client.error());
  connection->client = std::move(*client);
  return TopicAdmin(std::move(connection));
}

Result<std::vector<BrokerNode>> TopicAdmin::brokers() {
  const Result<Metadata> metadata = connection_->metadata();
  if (!metadata) return std::unexpected(metadata.error());
  const std::span all((*metadata)->brokers, static_cast<std::size_t>((*metadata)->broker_cnt));
  std::vector<BrokerNode> nodes;
  for (const rd_kafka_metadata_broker& broker : all) {
    nodes.push_back(
        {.id = broker.id, .address = std::string(broker.host) + ":" + std::to_string(broker.port)});
  }
  std::ranges::sort(nodes, {}, &BrokerNode::id);
  return nodes;
}

Result<std::map<std::string, std::string>> TopicAdmin::broker_settings(std::int32_t id) {
  std::vector<Resource> resources;
  const std::string name = std::to_string(id);
  resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, name.c_str()));
  const Result<AdminAnswer> answer = connection_->describe(resources);
  if (!answer) return std::unexpected(answer.error());
  const auto told = told_by(*answer);
  if (told.size() != 1) return retry("broker " + name + " tells nothing of itself");
  const auto code = rd_kafka_ConfigResource_error(told.front());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return settings_of(told.front());
  return failed("settings of broker " + name, code,
                text_or_empty(rd_kafka_ConfigResource_error_string(told.front())));
}

// Twice: the first question also makes the connection.
Result<BrokerAnswer> TopicAdmin::ask_broker(const BrokerNode& broker) {
  if (auto first = broker_settings(broker.id); !first) {
    // What was met last may be of another broker.
    const bool is_of_it = first.error().message.find(broker.address) != std::string::npos;
    if (first.error().reaction == Reaction::Stop || is_of_it) return std::unexpected(first.error());
    return retry("no answer in " + std::to_string(kAnswerPatience.count()) + " s");
  }
  const auto asked_at = std::chrono::steady_clock::now();
  auto settings = broker_settings(broker.id);
  if (!settings) return std::unexpected(settings.error());
  return BrokerAnswer{.latency = std::chrono::duration_cast<std::chrono::microseconds>(
                          std::chrono::steady_clock::now() - asked_at),
                      .settings = std::move(*settings)};
}

Result<std::vector<FoundTopic>> TopicAdmin::find(const std::vector<std::string>& names) {
  const Result<Metadata> metadata = connection_->metadata();
  if (!metadata) return std::unexpected(metadata.error());
  std::vector<FoundTopic> found;
  const std::span all((*metadata)->topics, static_cast<std::size_t>((*metadata)->topic_cnt));
  for (const rd_kafka_metadata_topic& topic : all) {
    if (std::ranges::find(names, topic.topic) == names.end()) continue;
    if (is_lasting(topic.err)) return failed(topic.topic, topic.err);
    found.push_back(shape_of(topic));
  }
  if (const Status read = read_settings(found); !read) return std::unexpected(read.error());
  return found;
}

// One that went away meanwhile keeps no settings.
Status TopicAdmin::read_settings(std::vector<FoundTopic>& topics) {
  if (topics.empty()) return {};
  std::vector<Resource> resources;
  resources.reserve(topics.size());
  for (const FoundTopic& topic : topics) {
    resources.emplace_back(
        rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.name.c_str()));
  }
  const Result<AdminAnswer> answer = connection_->describe(resources);
  if (!answer) return std::unexpected(answer.error());
  for (const rd_kafka_ConfigResource_t* resource : told_by(*answer)) {
    const std::string name = rd_kafka_ConfigResource_name(resource);
    const auto code = rd_kafka_ConfigResource_error(resource);
    if (code == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) continue;
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return failed("settings of " + name, code,
                    text_or_empty(rd_kafka_ConfigResource_error_string(resource)));
    }
    const auto topic = std::ranges::find(topics, name, &FoundTopic::name);
    if (topic != topics.end()) topic->settings = settings_of(resource);
  }
  return {};
}

Status TopicAdmin::create(const std::vector<PlannedTopic>& topics) {
  if (topics.empty()) return {};
  std::vector<NewTopic> made;
  for (const PlannedTopic& planned : topics) {
    Result<NewTopic> topic = new_topic_of(planned);
    if (!topic) return std::unexpected(topic.error());
    made.push_back(std::move(*topic));
  }
  auto asked = borrowed(made);
  const Result<AdminAnswer> answer = connection_->ask(
      RD_KAFKA_ADMIN_OP_CREATETOPICS, kCreatePatience, [&](auto* options, auto* queue) {
        rd_kafka_CreateTopics(connection_->client.get(), asked.data(), asked.size(), options,
                              queue);
      });
  if (!answer) return std::unexpected(answer.error());
  if (const std::string refused = refusals(answer->get()); !refused.empty()) return stop(refused);
  return await(topics);
}

// The answer comes before all brokers know of them.
Status TopicAdmin::await(const std::vector<PlannedTopic>& topics) {
  std::vector<std::string> names;
  names.reserve(topics.size());
  for (const PlannedTopic& topic : topics) names.push_back(topic.name);
  const auto end = std::chrono::steady_clock::now() + kCreatePatience;
  while (true) {
    const auto found = find(names);
    if (!found) return std::unexpected(found.error());
    const auto is_described = [](const FoundTopic& topic) {
      return topic.partitions > 0 && topic.copies > 0 && !topic.settings.empty();
    };
    const auto described = std::ranges::count_if(*found, is_described);
    if (std::cmp_equal(described, names.size())) return {};
    if (std::chrono::steady_clock::now() >= end) {
      return retry("of " + std::to_string(names.size()) + " new topics the cluster describes " +
                   std::to_string(described));
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

}  // namespace shelfd::connectors
