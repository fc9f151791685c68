#include "bench/pipeline/output_watch.h"

#include <algorithm>

#include "connectors/formats/event_codec.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::milliseconds kWait{50};

// A new topic has no leader for a moment.
constexpr int kTries = 20;
constexpr std::chrono::milliseconds kNewTopicWait{250};

bool is_too_early(const Result<std::unique_ptr<connectors::TopicReader>>& reader) {
  return !reader && reader.error().reaction == Reaction::Retry;
}

// In the order in which the reader is given them.
constexpr std::array kWatched = {
    connectors::OutputTopic::Epochs, connectors::OutputTopic::ReferencePrices,
    connectors::OutputTopic::RestockPlans, connectors::OutputTopic::DeadLetters};
constexpr std::size_t kEpochs = 0;
constexpr std::size_t kDeadLetters = 3;

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

OutputWatch::OutputWatch(std::unique_ptr<connectors::TopicReader> reader)
    : reader_(std::move(reader)),
      cuts_(static_cast<std::size_t>(reader_->partitions())),
      epochs_(cuts_.size(), 0),
      thread_([this] { read(); }) {}

OutputWatch::~OutputWatch() {
  stopping_ = true;
  thread_.join();
}

Result<std::unique_ptr<OutputWatch>> OutputWatch::open(const connectors::KafkaSettings& settings) {
  std::vector<std::string> topics;
  for (const auto topic : kWatched) topics.push_back(connectors::output_topic(settings, topic));
  const auto oldest = [](std::size_t, std::int32_t) { return connectors::ReadFrom{}; };
  auto reader = connectors::TopicReader::open(settings, topics, oldest, {});
  for (int again = 0; again < kTries && is_too_early(reader); ++again) {
    std::this_thread::sleep_for(kNewTopicWait);
    reader = connectors::TopicReader::open(settings, topics, oldest, {});
  }
  if (!reader) return std::unexpected(reader.error());
  return std::unique_ptr<OutputWatch>(new OutputWatch(std::move(*reader)));
}

void OutputWatch::read() {
  while (!stopping_) {
    const auto records = reader_->read(kWait);
    const SteadyTime at = std::chrono::steady_clock::now();
    const auto seen_at = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    const std::scoped_lock lock(mutex_);
    if (!records) {
      status_ = std::unexpected(records.error());
      return;
    }
    for (const connectors::TopicRecord& record : *records) see(record, at, seen_at);
  }
}

void OutputWatch::see(const connectors::TopicRecord& record, SteadyTime at, Instant seen_at) {
  if (!record.value) return;
  if (record.topic == kEpochs) {
    if (const auto epoch = connectors::decode_epoch(*record.value)) see_cut(*epoch, at);
  } else if (record.topic == kDeadLetters) {
    if (totals_.dead_letters++ == 0) totals_.first_dead_letter = *record.value;
  } else {
    ++totals_.suggestions;
    suggestions_.push_back({.seen_at = seen_at, .caused_at = caused_at(*record.value)});
  }
}

void OutputWatch::see_cut(const connectors::EpochRecord& epoch, SteadyTime at) {
  const auto partition = static_cast<std::size_t>(epoch.partition);
  std::vector<SeenCut>& cuts = cuts_.at(partition);
  SeenCut cut{.at = at, .judging = epoch.judging};
  std::ranges::copy_n(
      epoch.next_offsets.begin(),
      static_cast<std::ptrdiff_t>(std::min(epoch.next_offsets.size(), cut.next.size())),
      cut.next.begin());
  const connectors::Heads before = cuts.empty() ? connectors::Heads{} : cuts.back().next;
  bool follows = epoch.epoch == epochs_[partition] + 1;
  for (std::size_t rank = 0; rank < before.size(); ++rank) {
    follows = follows && cut.next.at(rank) >= before.at(rank);
    covered_records_ += cut.next.at(rank) - before.at(rank);
  }
  if (!follows) ++totals_.cuts_out_of_order;
  ++totals_.cuts;
  totals_.swept += epoch.swept.value_or(0);
  epochs_[partition] = epoch.epoch;
  cuts.push_back(cut);
}

Status OutputWatch::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

OutputTotals OutputWatch::totals() const {
  const std::scoped_lock lock(mutex_);
  return totals_;
}

Ends OutputWatch::covered() const {
  const std::scoped_lock lock(mutex_);
  Ends ends(cuts_.size());
  for (std::size_t partition = 0; partition < cuts_.size(); ++partition) {
    if (!cuts_[partition].empty()) ends[partition] = cuts_[partition].back().next;
  }
  return ends;
}

std::vector<std::vector<SeenCut>> OutputWatch::cuts_since(SteadyTime since) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::vector<SeenCut>> newer(cuts_.size());
  for (std::size_t partition = 0; partition < cuts_.size(); ++partition) {
    const auto first = std::ranges::lower_bound(cuts_[partition], since, {}, &SeenCut::at);
    newer[partition].assign(first, cuts_[partition].end());
  }
  return newer;
}

std::vector<SeenSuggestion> OutputWatch::suggestions_since(Instant since) const {
  const std::scoped_lock lock(mutex_);
  const auto first = std::ranges::lower_bound(suggestions_, since, {}, &SeenSuggestion::seen_at);
  return {first, suggestions_.end()};
}

}  // namespace shelfd::bench
