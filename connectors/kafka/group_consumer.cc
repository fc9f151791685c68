#include "connectors/kafka/group_consumer.h"

#include <algorithm>
#include <cstdlib>

#include "connectors/kafka/topic_names.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxPolled = 4'000;           // records of one poll
constexpr std::chrono::seconds kTopicPatience{30};  // a refresh of the metadata may miss one
constexpr int kCommittedMillis = 10'000;  // waits out a transaction that holds the offsets
constexpr int kCommittedAttempts = 3;
constexpr std::chrono::seconds kClosePatience{3};
constexpr std::chrono::milliseconds kCloseStep{50};

std::string place(const rd_kafka_message_t& message) {
  if (message.rkt == nullptr) return "kafka group";
  return std::string("topic ") + rd_kafka_topic_name(message.rkt) + " partition " +
         std::to_string(message.partition) + " offset " + std::to_string(message.offset);
}

// Its own stamp, but never after it came here; a record without one came now.
Instant appended(const rd_kafka_message_t& message, Instant arrived) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t millis = rd_kafka_message_timestamp(&message, &type);
  if (type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE || millis < 0) return arrived;
  return std::min(from_unix_millis(millis), arrived);
}

}  // namespace

std::string serialized(const rd_kafka_consumer_group_metadata_t* metadata) {
  void* bytes = nullptr;
  std::size_t size = 0;
  const ClientError error(rd_kafka_consumer_group_metadata_write(metadata, &bytes, &size));
  if (error) return {};
  std::string text(static_cast<const char*>(bytes), size);
  rd_kafka_mem_free(nullptr, bytes);
  return text;
}

GroupConsumer::GroupConsumer(KafkaSettings settings, int worker, std::int32_t count,
                             std::shared_ptr<ClientLog> log)
    : settings_(std::move(settings)),
      worker_(worker),
      count_(count),
      log_(std::move(log)),
      received_(kMaxPolled, nullptr) {
  std::ranges::copy(input_topics(settings_), names_.begin());
}

Result<std::unique_ptr<GroupConsumer>> GroupConsumer::make(const KafkaSettings& settings,
                                                           int worker, std::int32_t count,
                                                           std::shared_ptr<ClientLog> log) {
  auto made = std::make_unique<GroupConsumer>(settings, worker, count, log);
  ClientCallbacks callbacks = {
      .log = std::move(log), .role = ClientRole::Group, .has_statistics = true};
  // Called from polls only, which the consumer outlives.
  callbacks.rebalance = [consumer = made.get()](rd_kafka_resp_err_t what,
                                                const rd_kafka_topic_partition_list_t* partitions) {
    consumer->note(what, partitions);
  };
  callbacks.statistics = [consumer = made.get()](const ClientStatistics& told) {
    consumer->note_marks(told.marks);
  };
  Result<Client> client =
      Client::make(RD_KAFKA_CONSUMER, group_properties(settings, worker), std::move(callbacks));
  if (!client) return std::unexpected(client.error());
  made->client_ = std::move(*client);
  rd_kafka_poll_set_consumer(made->client_.get());
  made->queue_.reset(rd_kafka_queue_get_consumer(made->client_.get()));
  const TopicPartitions topics = make_topic_partitions(engine::kTopicCount);
  for (const std::string& name : made->names_) {
    rd_kafka_topic_partition_list_add(topics.get(), name.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const auto code = rd_kafka_subscribe(made->client_.get(), topics.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("kafka group: subscribe", code);
  return made;
}

void GroupConsumer::note(rd_kafka_resp_err_t what,
                         const rd_kafka_topic_partition_list_t* partitions) {
  is_answer_due_ = true;
  if (what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    note_assigned(*partitions);
  } else {
    noted_.assigned.reset();
    noted_.revoked = true;
    noted_.lost = noted_.lost || what != RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS ||
                  rd_kafka_assignment_lost(client_.get()) == 1;
    fetching_.clear();
    if (noted_.lost) set_generation({});
  }
  rd_kafka_queue_yield(queue_.get());  // ends the wait for records
}

void GroupConsumer::note_marks(const std::vector<StatisticsMark>& marks) {
  for (const StatisticsMark& mark : marks) {
    const auto found = std::ranges::find(names_, mark.topic);
    if (found == names_.end() || !fetching_.contains(mark.partition)) continue;
    noted_.marks.push_back({.partition = mark.partition,
                            .topic = static_cast<engine::Topic>(found - names_.begin()),
                            .end = mark.end,
                            .stable = mark.stable});
  }
}

void GroupConsumer::note_assigned(const rd_kafka_topic_partition_list_t& partitions) {
  std::vector<TopicPartition> assigned;
  for (int at = 0; at < partitions.cnt; ++at) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-bounds-pointer-arithmetic): the library's array
    const rd_kafka_topic_partition_t& one = partitions.elems[at];
    assigned.push_back({.topic = one.topic, .partition = one.partition});
  }
  Result<std::vector<std::int32_t>> shared = shared_partitions(settings_, assigned, count_);
  if (!shared) {
    broken_ = shared.error();
    return;
  }
  noted_.assigned = std::move(*shared);
  topic_missed_at_.reset();
  const GroupMetadata now(rd_kafka_consumer_group_metadata(client_.get()));
  set_generation(now ? serialized(now.get()) : "");
}

Result<News> GroupConsumer::poll(std::chrono::milliseconds longest, Lookup& lookup) {
  if (broken_) return std::unexpected(*broken_);
  const std::vector<Message> messages = receive(longest);
  const auto arrived = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  News news;
  news.records.reserve(messages.size());
  for (const Message& message : messages) {
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      take(*message, arrived, news);
    } else {
      take_error(*message, news);
    }
  }
  if (const Status sound = check(lookup); !sound) {
    broken_ = sound.error();
    return std::unexpected(*broken_);
  }
  news.has_more = messages.size() >= kMaxPolled && !noted_.assigned && !noted_.revoked;
  news.assigned = std::exchange(noted_.assigned, std::nullopt);
  news.revoked = std::exchange(noted_.revoked, false);
  news.lost = std::exchange(noted_.lost, false);
  news.marks = std::exchange(noted_.marks, {});
  return news;
}

// The library waits until the batch is full or the time is over, so it waits for the first only.
std::vector<Message> GroupConsumer::receive(std::chrono::milliseconds longest) {
  std::vector<Message> messages;
  const auto add = [&](std::chrono::milliseconds timeout, std::size_t most) {
    const auto count = rd_kafka_consume_batch_queue(queue_.get(), static_cast<int>(timeout.count()),
                                                    received_.data(), most);
    for (std::size_t at = 0; count > 0 && at < static_cast<std::size_t>(count); ++at) {
      messages.emplace_back(received_[at]);
    }
  };
  add({}, kMaxPolled);
  const bool has_news = noted_.assigned || noted_.revoked || broken_;
  if (!messages.empty() || has_news || longest.count() <= 0) return messages;
  add(longest, 1);
  if (!messages.empty()) add({}, kMaxPolled - 1);
  return messages;
}

std::optional<engine::Topic> GroupConsumer::input_of(const rd_kafka_message_t& message) {
  if (message.rkt == nullptr) return std::nullopt;
  const char* name = rd_kafka_topic_name(message.rkt);
  if (names_[last_rank_] != name) {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) return std::nullopt;
    last_rank_ = static_cast<std::size_t>(found - names_.begin());
  }
  return static_cast<engine::Topic>(last_rank_);
}

// Null for what is not being fetched.
std::int64_t* GroupConsumer::expected(const rd_kafka_message_t& message) {
  const auto topic = input_of(message);
  const auto partition = fetching_.find(message.partition);
  if (!topic || partition == fetching_.end()) return nullptr;
  return &partition->second[static_cast<std::size_t>(*topic)];
}

void GroupConsumer::take(const rd_kafka_message_t& message, Instant arrived, News& news) {
  std::int64_t* next = expected(message);
  if (next == nullptr || message.offset < *next) return;
  *next = message.offset + 1;
  news.records.push_back({.partition = message.partition,
                          .record = {.topic = static_cast<engine::Topic>(last_rank_),
                                     .offset = message.offset,
                                     .appended_at = appended(message, arrived),
                                     .key = std::string(text_of(message.key, message.key_len)),
                                     .value = text_of(message.payload, message.len)}});
}

void GroupConsumer::take_error(const rd_kafka_message_t& message, News& news) {
  const std::string detail(text_of(message.payload, message.len));
  if (message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    std::int64_t* next = expected(message);
    if (next == nullptr || message.offset < *next) return;
    *next = message.offset;
    news.ends.push_back({.partition = message.partition,
                         .topic = static_cast<engine::Topic>(last_rank_),
                         .offset = message.offset});
  } else if (loses_records(message.err)) {
    if (message.rkt != nullptr && expected(message) == nullptr) return;
    broken_ = Error{place(message) + ": " + rd_kafka_err2str(message.err) + " (" + detail + ")",
                    Reaction::Stop};
  } else if (message.err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
             message.err == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC ||
             message.err == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION) {
    if (!topic_missed_at_) topic_missed_at_ = std::chrono::steady_clock::now();
    log_->say(KafkaLogLevel::Warning, "MISSED", place(message) + ": " + detail);
  } else if (is_lasting(message.err)) {
    broken_ = failed(place(message), message.err, detail).error();
  } else {
    log_->say(KafkaLogLevel::Warning, rd_kafka_err2name(message.err),
              place(message) + ": " + detail);
  }
}

bool GroupConsumer::is_fenced() const {
  return rd_kafka_fatal_error(client_.get(), nullptr, 0) == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID;
}

std::string GroupConsumer::member_id() const {
  char* id = rd_kafka_memberid(client_.get());
  std::string text = id == nullptr ? "" : id;
  rd_kafka_mem_free(client_.get(), id);
  return text;
}

// Errors: what ends this member.
Status GroupConsumer::check(Lookup& lookup) {
  if (broken_) return std::unexpected(*broken_);
  const std::string fatal = fatal_error(client_.get());
  if (!fatal.empty()) {
    return stop("kafka group, as " + group_instance_id(settings_, worker_) + ": " + fatal);
  }
  if (!topic_missed_at_) return {};
  if (std::chrono::steady_clock::now() - *topic_missed_at_ < kTopicPatience) return {};
  topic_missed_at_.reset();
  const Result<std::int32_t> count = check_topics(lookup, settings_, {});
  if (!count && count.error().reaction == Reaction::Stop) return std::unexpected(count.error());
  return {};
}

Status GroupConsumer::fetch(const std::vector<FetchFrom>& from) {
  const TopicPartitions list = make_topic_partitions(from.size() * engine::kTopicCount);
  fetching_.clear();
  for (const auto& [partition, next] : from) {
    for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
      rd_kafka_topic_partition_list_add(list.get(), names_[rank].c_str(), partition)->offset =
          next[rank];
    }
    fetching_[partition] = next;
  }
  is_answer_due_ = false;
  const auto code = rd_kafka_assign(client_.get(), list.get());
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("kafka group: assign", code);
  return {};
}

Status GroupConsumer::release() {
  fetching_.clear();
  set_generation({});
  is_answer_due_ = false;
  const auto code = rd_kafka_assign(client_.get(), nullptr);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed("kafka group: unassign", code);
  return {};
}

Result<std::optional<Heads>> GroupConsumer::committed(std::int32_t partition) {
  const TopicPartitions list = make_topic_partitions(engine::kTopicCount);
  for (const std::string& name : names_) {
    rd_kafka_topic_partition_list_add(list.get(), name.c_str(), partition);
  }
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
  for (int attempt = 0; attempt < kCommittedAttempts; ++attempt) {
    code = rd_kafka_committed(client_.get(), list.get(), kCommittedMillis);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || is_lasting(code)) break;
  }
  const std::string what = "group's offsets of partition " + std::to_string(partition);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(what, code);
  Heads heads{};
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const auto* found =
        rd_kafka_topic_partition_list_find(list.get(), names_[rank].c_str(), partition);
    if (found->err != RD_KAFKA_RESP_ERR_NO_ERROR) return failed(what, found->err, names_[rank]);
    heads[rank] = found->offset;
  }
  return all_or_none(heads, what);
}

// Below zero: the group has none.
Result<std::optional<Heads>> GroupConsumer::all_or_none(const Heads& heads,
                                                        const std::string& what) const {
  std::string without;
  std::size_t missing = 0;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    if (heads[rank] >= 0) continue;
    without += (missing++ == 0 ? "" : ", ") + names_[rank];
  }
  if (missing == 0) return heads;
  if (missing == engine::kTopicCount) return std::nullopt;
  return stop(what + ": some topics have one and these have none: " + without);
}

GroupMetadata GroupConsumer::metadata() {
  GroupMetadata now(rd_kafka_consumer_group_metadata(client_.get()));
  if (!now) return nullptr;
  const std::lock_guard lock(mutex_);
  if (generation_.empty() || serialized(now.get()) != generation_) return nullptr;
  return now;
}

void GroupConsumer::set_generation(std::string generation) {
  const std::lock_guard lock(mutex_);
  generation_ = std::move(generation);
}

// A close alone would keep the place, so it comes after the group was told: the library forgets the
// member id with that.
void GroupConsumer::leave() {
  if (client_.get() == nullptr) return;
  rd_kafka_unsubscribe(client_.get());
  const auto until = std::chrono::steady_clock::now() + kClosePatience;
  while (!member_id().empty() && std::chrono::steady_clock::now() < until) {
    noted_ = {};
    if (is_answer_due_ && !release()) break;
    static_cast<void>(receive(kCloseStep));
  }
  close();
}

// A close hands the assignment back, which is to be answered like any rebalance.
void GroupConsumer::close() {
  if (client_.get() == nullptr) return;
  if (is_answer_due_) rd_kafka_assign(client_.get(), nullptr);
  ClientQueue closing(rd_kafka_queue_new(client_.get()));
  const ClientError error(rd_kafka_consumer_close_queue(client_.get(), closing.get()));
  const auto until = std::chrono::steady_clock::now() + kClosePatience;
  while (!error && rd_kafka_consumer_closed(client_.get()) == 0 &&
         std::chrono::steady_clock::now() < until) {
    rd_kafka_event_t* event =
        rd_kafka_queue_poll(closing.get(), static_cast<int>(kCloseStep.count()));
    if (rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE) {
      rd_kafka_assign(client_.get(), nullptr);
    }
    rd_kafka_event_destroy(event);
  }
  closing.reset();
  queue_.reset();
  client_.end();
}

}  // namespace shelfd::connectors
