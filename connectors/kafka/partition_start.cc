#include "connectors/kafka/partition_start.h"

#include <algorithm>

#include "connectors/formats/state_codec.h"

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
  return decide();
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
  if (*held && **held < bounds->first) {
    if (auto status = state_.wipe(); !status) return damaged(status.error());
    held->reset();
  }
  had_copy_ = held->has_value();
  position_ = held->value_or(bounds->first);
  first_ = position_;
  progressed_ = clock_.monotonic();
  return {};
}

Result<bool> PartitionStart::restore_page() {
  auto page = member_.read_changelog(settings_.partition, position_);
  if (!page) return std::unexpected(page.error());
  const std::chrono::nanoseconds now = clock_.monotonic();
  if (page->next > position_) {
    if (auto status = state_.restore(page->records, page->next); !status) {
      return damaged(status.error());
    }
    restored_ += static_cast<std::int64_t>(page->records.size());
    position_ = page->next;
    progressed_ = now;
  }
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

Result<bool> PartitionStart::decide() {
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
    return true;
  }
  const auto control = decode_control(**bytes);
  if (!control) return damaged(control.error());
  next_ = control->next_offsets;
  if (committed_ && *committed_ != next_) return compare_again();
  if (auto status = check_retention(); !status) return std::unexpected(status.error());
  return true;
}

// Another owner may have committed since the group's offsets were read: this one has lost the
// partition and is not told yet. And a cluster may have taken back a transaction that it had told
// of (docs/decisions/0020), which the local copy has and the changelog has not. Only what stands
// still, and is the changelog's own, is refused.
Result<bool> PartitionStart::compare_again() {
  const auto committed = member_.committed(settings_.partition);
  if (!committed) return std::unexpected(committed.error());
  if (*committed != committed_) {
    return retry("partition " + std::to_string(settings_.partition) +
                 ": the group's offsets moved while it was read");
  }
  if (had_copy_) {
    if (auto status = state_.wipe(); !status) return damaged(status.error());
    begun_ = false;
    return false;
  }
  return refuse("the group's offsets (" + text_of(*committed_) + ") are not the state's (" +
                text_of(next_) + "): somebody moved them, or two applications share an app_id");
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
