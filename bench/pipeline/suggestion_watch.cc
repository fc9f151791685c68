#include "bench/pipeline/suggestion_watch.h"

#include <string_view>

#include "bench/pipeline/stage.h"
#include "connectors/formats/event_codec.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::milliseconds kWait{50};

// Of a suggestion's JSON; the rest of it is not read. 1970 where it has none.
Instant caused_at(std::string_view json) {
  constexpr std::string_view kName = R"("caused_at":")";
  const std::size_t name = json.find(kName);
  if (name == std::string_view::npos) return {};
  const std::size_t begin = name + kName.size();
  const auto at = connectors::parse_instant(json.substr(begin, json.find('"', begin) - begin));
  return at ? *at : Instant{};
}

}  // namespace

SuggestionWatch::SuggestionWatch(std::unique_ptr<connectors::TopicReader> reader)
    : reader_(std::move(reader)), thread_([this] { read(); }) {}

SuggestionWatch::~SuggestionWatch() { static_cast<void>(stop()); }

Result<std::unique_ptr<SuggestionWatch>> SuggestionWatch::open(const Stage& stage) {
  std::vector<std::string> topics;
  std::vector<std::vector<std::int64_t>> ends;
  for (const auto topic :
       {connectors::OutputTopic::ReferencePrices, connectors::OutputTopic::RestockPlans}) {
    topics.push_back(connectors::output_topic(stage.settings, topic));
    const auto end = ends_of(stage, topics.back());
    if (!end) return std::unexpected(end.error());
    ends.push_back(*end);
  }
  const auto newest = [&ends](std::size_t topic, std::int32_t partition) {
    return connectors::ReadFrom{.offset = ends[topic][static_cast<std::size_t>(partition)]};
  };
  auto reader = connectors::TopicReader::open(stage.settings, topics, newest, {});
  if (!reader) return std::unexpected(reader.error());
  return std::unique_ptr<SuggestionWatch>(new SuggestionWatch(std::move(*reader)));
}

Status SuggestionWatch::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return status_;
}

void SuggestionWatch::read() {
  while (!stopping_) {
    const auto records = reader_->read(kWait);
    if (!records) {
      status_ = std::unexpected(records.error());
      return;
    }
    const Instant now = wall_now();
    for (const connectors::TopicRecord& record : *records) {
      if (!record.value) continue;
      seen_.push_back({.seen_at = now, .caused_at = caused_at(*record.value)});
    }
  }
}

}  // namespace shelfd::bench
