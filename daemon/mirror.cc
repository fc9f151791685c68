#include "daemon/mirror.h"

#include <sstream>

#include "connectors/formats/state_codec.h"
#include "connectors/kafka/topic_names.h"
#include "connectors/rocksdb/layout.h"

namespace shelfd::daemon {
namespace {

using connectors::Family;
using connectors::OutputTopic;

constexpr std::string_view kMirrorKey = "mirror";  // of Family::Control
constexpr std::size_t kChangelog = connectors::kOutputTopicCount;
constexpr std::size_t kInputs = kChangelog + 1;

// Outputs, changelog, and the inputs where they are asked for: the place in the list tells which.
std::vector<std::string> topics_of(const connectors::KafkaSettings& settings, MirrorOf what) {
  std::vector<std::string> topics = connectors::output_topics(settings);
  topics.push_back(connectors::changelog_topic(settings));
  if (what == MirrorOf::All) {
    for (std::string& topic : connectors::input_topics(settings))
      topics.push_back(std::move(topic));
  }
  return topics;
}

bool is_asked_for(Family family) {
  return family == Family::Situation || family == Family::Belief || family == Family::Pools ||
         family == Family::Rules || family == Family::Names || family == Family::Control;
}

// "" is none; what is no list of numbers is none too.
std::vector<std::int64_t> read_numbers(const std::string& text) {
  std::vector<std::int64_t> numbers;
  std::istringstream words(text);
  for (std::int64_t number = 0; words >> number;) numbers.push_back(number);
  return words.eof() ? numbers : std::vector<std::int64_t>{};
}

// A folder with records and no place to read on is somebody's own.
Status check_new(connectors::EmbeddedLog& log) {
  const auto heads = log.heads();
  if (!heads) return std::unexpected(heads.error());
  const auto control = log.get(Family::Control, connectors::kControlKey);
  if (!control) return std::unexpected(control.error());
  if (*heads == connectors::Heads{} && !*control) return {};
  return stop("the data folder has records of its own: a cluster is mirrored into a new one");
}

}  // namespace

Result<bool> is_mirror(connectors::Partitions& partitions) {
  const auto text = partitions.get(Family::Control, kMirrorKey);
  if (!text) return std::unexpected(text.error());
  return text->has_value();
}

Result<std::unique_ptr<Mirror>> Mirror::open(const connectors::KafkaSettings& settings,
                                             const MirrorOptions& options,
                                             connectors::KafkaListener listener) {
  const auto topics = topics_of(settings, options.what);
  const auto count = connectors::count_partitions(settings, listener);
  if (!count) return std::unexpected(count.error());
  auto partitions = connectors::Partitions::open(options.database,
                                                 {.count = *count,
                                                  .log = {.app_id = settings.app_id,
                                                          .opened_at = options.now,
                                                          .database = {.memory = options.memory}}});
  if (!partitions) return std::unexpected(partitions.error());
  std::unique_ptr<Mirror> mirror(new Mirror(std::move(*partitions), options.what));
  mirror->next_.assign(static_cast<std::size_t>(*count),
                       std::vector<std::int64_t>(topics.size(), -1));
  if (auto status = mirror->read_positions(); !status) return std::unexpected(status.error());
  const auto from = [&](std::size_t topic, std::int32_t partition) {
    return mirror->place(topic, partition);
  };
  auto reader = connectors::TopicReader::open(settings, topics, from, std::move(listener));
  if (!reader) return std::unexpected(reader.error());
  mirror->reader_ = std::move(*reader);
  return mirror;
}

Status Mirror::read_positions() {
  for (std::size_t partition = 0; partition < next_.size(); ++partition) {
    const auto text = partitions_->partition(static_cast<std::int32_t>(partition))
                          .get(Family::Control, kMirrorKey);
    if (!text) return std::unexpected(text.error());
    if (!*text) {
      if (auto status = check_new(partitions_->partition(static_cast<std::int32_t>(partition)));
          !status) {
        return status;
      }
      continue;
    }
    auto numbers = read_numbers(**text);
    if (numbers.size() != next_[partition].size()) {
      return stop("the mirror's place in the topics cannot be read: \"" + **text + "\"");
    }
    next_[partition] = std::move(numbers);
  }
  return {};
}

// Of dead letters and epochs the newest are enough; of what is compacted nothing goes unread.
connectors::ReadFrom Mirror::place(std::size_t topic, std::int32_t partition) const {
  const std::int64_t next = next_[static_cast<std::size_t>(partition)][topic];
  const bool is_appended =
      topic < kChangelog && !connectors::is_compacted(static_cast<OutputTopic>(topic));
  return {.offset = next < 0 ? std::nullopt : std::optional(next),
          .may_skip = what_ == MirrorOf::Answers && is_appended};
}

Status Mirror::trim(std::int32_t partition) {
  connectors::EmbeddedLog& log = partitions_->partition(partition);
  auto status = log.trim_appended(OutputTopic::DeadLetters, kMirroredLetters);
  return status ? log.trim_appended(OutputTopic::Epochs, kMirroredEpochs) : status;
}

std::string Mirror::positions_of(std::int32_t partition) const {
  std::string text;
  for (const std::int64_t next : next_[static_cast<std::size_t>(partition)]) {
    text += (text.empty() ? "" : " ") + std::to_string(next);
  }
  return text;
}

void Mirror::take(connectors::TopicRecord record, Taken& into) const {
  if (record.topic >= kInputs) {
    into.inputs.push_back({.topic = static_cast<engine::Topic>(record.topic - kInputs),
                           .offset = record.offset,
                           .appended_at = record.appended_at,
                           .key = std::move(record.key),
                           .value = record.value ? std::move(*record.value) : std::string()});
    return;
  }
  if (record.topic < kChangelog) {
    into.rest.outputs.push_back({.topic = static_cast<OutputTopic>(record.topic),
                                 .key = std::move(record.key),
                                 .value = record.value ? std::move(*record.value) : std::string()});
    return;
  }
  const auto family = connectors::family_of(record.key);
  if (!family || (what_ == MirrorOf::Answers && !is_asked_for(*family))) return;
  into.rest.writes.push_back(
      {.family = *family, .key = record.key.substr(1), .value = std::move(record.value)});
}

Result<std::size_t> Mirror::turn(std::chrono::milliseconds longest) {
  auto records = reader_->read(longest);
  if (!records) return std::unexpected(records.error());
  std::vector<Taken> taken(next_.size());
  std::vector<bool> touched(next_.size(), false);
  const std::size_t count = records->size();
  for (connectors::TopicRecord& record : *records) {
    const auto partition = static_cast<std::size_t>(record.partition);
    std::int64_t& next = next_[partition].at(record.topic);
    if (record.offset < next) continue;
    next = record.offset + 1;
    touched[partition] = true;
    take(std::move(record), taken[partition]);
  }
  for (std::size_t partition = 0; partition < taken.size(); ++partition) {
    if (!touched[partition]) continue;
    Taken& one = taken[partition];
    const auto number = static_cast<std::int32_t>(partition);
    if (what_ == MirrorOf::Answers) {
      one.rest.writes.push_back({.family = Family::Control,
                                 .key = std::string(kMirrorKey),
                                 .value = positions_of(number)});
    }
    // What is lost with the power is read again.
    one.rest.may_lag = true;
    auto status = partitions_->partition(number).mirror(one.inputs, one.rest);
    if (status && what_ == MirrorOf::Answers) status = trim(number);
    if (!status) return std::unexpected(status.error());
  }
  return count;
}

}  // namespace shelfd::daemon
