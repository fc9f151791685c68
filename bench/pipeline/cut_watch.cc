#include "bench/pipeline/cut_watch.h"

#include <algorithm>

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
constexpr std::size_t kEpochs = 0;
constexpr std::array kWatched = {connectors::OutputTopic::Epochs,
                                 connectors::OutputTopic::DeadLetters};

}  // namespace

CutWatch::CutWatch(std::unique_ptr<connectors::TopicReader> reader)
    : reader_(std::move(reader)),
      cuts_(static_cast<std::size_t>(reader_->partitions())),
      epochs_(cuts_.size(), 0),
      thread_([this] { read(); }) {}

CutWatch::~CutWatch() {
  stopping_ = true;
  thread_.join();
}

Result<std::unique_ptr<CutWatch>> CutWatch::open(const connectors::KafkaSettings& settings) {
  std::vector<std::string> topics;
  topics.reserve(kWatched.size());
  for (const auto topic : kWatched) topics.push_back(connectors::output_topic(settings, topic));
  const auto oldest = [](std::size_t, std::int32_t) { return connectors::ReadFrom{}; };
  auto reader = connectors::TopicReader::open(settings, topics, oldest, {});
  for (int again = 0; again < kTries && is_too_early(reader); ++again) {
    std::this_thread::sleep_for(kNewTopicWait);
    reader = connectors::TopicReader::open(settings, topics, oldest, {});
  }
  if (!reader) return std::unexpected(reader.error());
  return std::unique_ptr<CutWatch>(new CutWatch(std::move(*reader)));
}

void CutWatch::read() {
  while (!stopping_) {
    const auto records = reader_->read(kWait);
    const SteadyTime at = std::chrono::steady_clock::now();
    const std::scoped_lock lock(mutex_);
    if (!records) {
      status_ = std::unexpected(records.error());
      return;
    }
    for (const connectors::TopicRecord& record : *records) see(record, at);
  }
}

void CutWatch::see(const connectors::TopicRecord& record, SteadyTime at) {
  if (!record.value) return;
  if (record.topic == kEpochs) {
    if (const auto epoch = connectors::decode_epoch(*record.value)) see_cut(*epoch, at);
  } else if (totals_.dead_letters++ == 0) {
    totals_.first_dead_letter = *record.value;
  }
}

void CutWatch::see_cut(const connectors::EpochRecord& epoch, SteadyTime at) {
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

Status CutWatch::status() const {
  const std::scoped_lock lock(mutex_);
  return status_;
}

CutTotals CutWatch::totals() const {
  const std::scoped_lock lock(mutex_);
  return totals_;
}

Ends CutWatch::covered() const {
  const std::scoped_lock lock(mutex_);
  Ends ends(cuts_.size());
  for (std::size_t partition = 0; partition < cuts_.size(); ++partition) {
    if (!cuts_[partition].empty()) ends[partition] = cuts_[partition].back().next;
  }
  return ends;
}

std::vector<std::vector<SeenCut>> CutWatch::cuts_since(SteadyTime since) const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::vector<SeenCut>> newer(cuts_.size());
  for (std::size_t partition = 0; partition < cuts_.size(); ++partition) {
    const auto first = std::ranges::lower_bound(cuts_[partition], since, {}, &SeenCut::at);
    newer[partition].assign(first, cuts_[partition].end());
  }
  return newer;
}

}  // namespace shelfd::bench
