#include "connectors/kafka/partition_start.h"

#include <algorithm>
#include <iterator>

#include "connectors/formats/record_formats.h"

namespace shelfd::connectors {
namespace {

std::string text_of(const Heads& offsets) {
  std::string text;
  for (std::size_t rank = 0; rank < offsets.size(); ++rank) {
    text += (text.empty() ? "" : " ") +
            std::string(engine::topic_name(static_cast<engine::Topic>(rank))) + "=" +
            std::to_string(offsets[rank]);
  }
  return text;
}

}  // namespace

std::unexpected<Error> PartitionStart::refuse(std::string message) {
  is_refusal_ = true;
  return stop("partition " + std::to_string(settings_.partition) + ": " + std::move(message));
}

std::unexpected<Error> PartitionStart::damaged(const Error& error) {
  is_damage_ = true;
  return std::unexpected(error);
}

Result<bool> PartitionStart::step() {
  if (!begun_) {
    auto status = begin();
    if (!status) return std::unexpected(status.error());
    begun_ = true;
    return false;
  }
  auto restored = restore_page();
  if (!restored || !*restored) return restored;
  auto status = decide();
  if (!status) return std::unexpected(status.error());
  return true;
}

Status PartitionStart::begin() {
  auto committed = member_.committed(settings_.partition);
  if (!committed) {
    is_refusal_ = committed.error().reaction == Reaction::Stop;
    return std::unexpected(committed.error());
  }
  committed_ = *committed;
  const auto bounds = member_.changelog_bounds(settings_.partition);
  if (!bounds) return std::unexpected(bounds.error());
  mark_ = bounds->end;
  auto held = state_.changelog_next();
  if (!held) return damaged(held.error());
  if (*held && **held > bounds->end) {
    return refuse("its changelog ends at " + std::to_string(bounds->end) +
                  " and this folder holds it up to " + std::to_string(**held) +
                  ": the topic was truncated or made anew");
  }
  if (*held && **held <= bounds->first) {
    if (auto status = state_.wipe(); !status) return damaged(status.error());
    held->reset();
  }
  last_held_.reset();
  if (*held) last_held_ = **held - 1;
  position_ = last_held_.value_or(bounds->first);
  first_ = position_;
  progressed_ = clock_.monotonic();
  return {};
}

Result<bool> PartitionStart::restore_page() {
  auto page = member_.read_changelog(settings_.partition, position_);
  if (!page) return std::unexpected(page.error());
  const std::chrono::nanoseconds now = clock_.monotonic();
  const std::vector<ChangelogRecord>& records = page->records;
  if (last_held_ && page->next > *last_held_) {
    if (records.empty() || records.front().offset != *last_held_) return forget_copy();
    last_held_.reset();
    --restored_;  // it is not new
  }
  if (!records.empty()) {
    auto status = state_.restore(records, records.back().offset + 1);
    if (!status) return damaged(status.error());
    restored_ += std::ssize(records);
  }
  if (page->next > position_) progressed_ = now;
  position_ = std::max(position_, page->next);
  if (page->at_end && position_ >= mark_) return true;
  if (now - progressed_ > settings_.longest_wait) {
    return retry("partition " + std::to_string(settings_.partition) +
                 ": a transaction is open in its changelog at " + std::to_string(position_) +
                 " of " + std::to_string(mark_) + ", for longer than it may be");
  }
  return false;
}

double PartitionStart::progress() const {
  if (!begun_ || mark_ <= first_) return begun_ ? 1 : 0;
  return std::clamp(static_cast<double>(position_ - first_) / static_cast<double>(mark_ - first_),
                    0.0, 1.0);
}

Status PartitionStart::decide() {
  const auto bytes = state_.get(Family::Control, kControlKey);
  if (!bytes) return damaged(bytes.error());
  if (!*bytes && committed_) {
    return refuse("the group has offsets (" + text_of(*committed_) +
                  ") and the changelog has no state: it was deleted, or is another application's");
  }
  if (!*bytes) {
    auto first = first_offsets();
    if (!first) return std::unexpected(first.error());
    next_ = *first;
    return {};
  }
  if (auto known = check_format(**bytes, settings_.state_format); !known) {
    return refuse(known.error().message);
  }
  const auto control = decode_control(**bytes);
  if (!control) return damaged(control.error());
  next_ = control->next_offsets;
  if (committed_ && *committed_ != next_) return refuse_or_retry();
  return check_retention();
}

// Another owner may have committed since the group's offsets were read: this one has lost the
// partition and is not told yet. Only what stands still is refused.
Status PartitionStart::refuse_or_retry() {
  const auto committed = member_.committed(settings_.partition);
  if (!committed) return std::unexpected(committed.error());
  if (*committed != committed_) {
    return retry("partition " + std::to_string(settings_.partition) +
                 ": the group's offsets moved while it was read");
  }
  return refuse("the group's offsets (" + text_of(*committed_) + ") are not the state's (" +
                text_of(next_) + "): somebody moved them, or two applications share an app_id");
}

Result<bool> PartitionStart::forget_copy() {
  if (auto status = state_.wipe(); !status) return damaged(status.error());
  begun_ = false;
  restored_ = 0;
  return false;
}

Result<Heads> PartitionStart::first_offsets() {
  if (settings_.first.from == FirstStart::From::Instant) {
    return member_.offsets_at(settings_.partition, settings_.first.instant);
  }
  const auto bounds = member_.input_bounds(settings_.partition);
  if (!bounds) return std::unexpected(bounds.error());
  return settings_.first.from == FirstStart::From::Latest ? bounds->end : bounds->first;
}

Status PartitionStart::check_retention() {
  const auto bounds = member_.input_bounds(settings_.partition);
  if (!bounds) return std::unexpected(bounds.error());
  for (std::size_t rank = 0; rank < next_.size(); ++rank) {
    if (next_[rank] >= bounds->first[rank]) continue;
    const std::string topic = engine::topic_name(static_cast<engine::Topic>(rank));
    if (!settings_.skips_lost_inputs) {
      return refuse("topic " + topic + " begins at " + std::to_string(bounds->first[rank]) +
                    ", and records from " + std::to_string(next_[rank]) +
                    " on were not read: retention removed them. kafka.skip_lost_inputs goes on "
                    "without them");
    }
    next_[rank] = bounds->first[rank];
  }
  return {};
}

}  // namespace shelfd::connectors
