#include "tests/faults/simulated_member.h"

#include <algorithm>
#include <utility>

namespace shelfd::faults {

using connectors::ChangelogBounds;
using connectors::ChangelogPage;
using connectors::FetchFrom;
using connectors::Heads;
using connectors::InputBounds;
using connectors::News;

namespace {

constexpr std::size_t kWholeBatch = 1'000;

}  // namespace

SimulatedMember::SimulatedMember(SimulatedCluster& cluster, ProcessFate& fate)
    : cluster_(cluster), fate_(fate), who_{.instance = fate.name} {
  who_.member = cluster_.group().enter(who_.instance, cluster_.now());
  const Duration timeout = cluster_.settings().transaction_timeout;
  while (!session_) {
    session_ = cluster_.transactions().begin_producer(fate_.name, timeout);
    if (!session_) write_marker();
  }
}

// Any one of those that wait.
void SimulatedMember::write_marker() {
  Transactions& transactions = cluster_.transactions();
  const auto waiting = static_cast<std::int64_t>(transactions.waiting_markers());
  if (waiting > 0) {
    transactions.write_marker(static_cast<std::size_t>(fate_.random.below(waiting)));
  }
}

void SimulatedMember::heartbeat() {
  if (fate_.dead || fate_.paused || fenced_) return;
  const GroupAnswer answer = cluster_.group().heartbeat(who_, cluster_.now());
  if (answer == GroupAnswer::Done) return;
  if (answer == GroupAnswer::FencedInstance) {
    fenced_ = true;
  } else if (stage_ == Stage::Joining) {
    rejoin();
  } else if (answer == GroupAnswer::Rebalancing) {
    asked_back_ = true;
  } else {
    lost_ = true;
  }
}

void SimulatedMember::rejoin() {
  stage_ = Stage::Joining;
  owned_.clear();
  cursors_.clear();
  lost_ = asked_back_ = was_lost_ = false;
  const GroupAnswer answer = cluster_.group().join(who_, cluster_.now());
  if (answer == GroupAnswer::FencedInstance) fenced_ = true;
  if (answer == GroupAnswer::UnknownMember) {
    who_.member = cluster_.group().enter(who_.instance, cluster_.now());
  }
}

void SimulatedMember::leave() {
  if (!fate_.dead) cluster_.group().leave(who_, cluster_.now());
}

Result<News> SimulatedMember::poll(std::chrono::milliseconds /*longest*/) {
  if (auto status = fate_.call("poll"); !status) return std::unexpected(status.error());
  if (!fate_.happens(fate_.chances.odd_batch)) heartbeat();
  if (fenced_) return stop(fate_.name + ": another process has this instance id");
  News news;
  if (fate_.happens(fate_.chances.odd_batch)) return news;
  if (stage_ == Stage::Joining) take_assignment(news);
  const bool taken_back = lost_ || asked_back_;
  if (stage_ == Stage::Fetching && (!taken_back || fate_.happens(fate_.chances.odd_batch))) {
    deliver(news);
  }
  if ((stage_ == Stage::Fetching || stage_ == Stage::Assigned) && taken_back) tell_loss(news);
  return news;
}

void SimulatedMember::take_assignment(News& news) {
  const auto assignment = cluster_.group().assignment(who_);
  if (!assignment) return;
  who_.generation = assignment->generation;
  owned_ = assignment->partitions;
  stage_ = Stage::Assigned;
  news.assigned = owned_;
  fate_.note("is assigned " + std::to_string(owned_.size()) + " partitions, generation " +
             std::to_string(who_.generation));
}

void SimulatedMember::tell_loss(News& news) {
  stage_ = Stage::Revoked;
  news.revoked = true;
  news.lost = was_lost_ = lost_;
  fate_.note(lost_ ? "loses its partitions" : "is asked for its partitions");
}

Status SimulatedMember::fetch(const std::vector<FetchFrom>& from) {
  if (auto status = fate_.call("fetch"); !status) return status;
  const bool is_anew = stage_ == Stage::Fetching && std::exchange(fate_.taken_back, false);
  if (stage_ != Stage::Assigned && !is_anew) {
    // What is kept need not be fetched again.
    fate_.blame(stage_ == Stage::Fetching ? "fetches again" : "fetches what it is not assigned");
    return {};
  }
  cursors_.clear();
  for (const FetchFrom& wanted : from) {
    if (!owns(wanted.partition)) fate_.blame("fetches a partition of somebody else");
    for (std::size_t rank = 0; rank < wanted.next.size(); ++rank) {
      const std::int64_t next = wanted.next.at(rank);
      const TopicLog& log = cluster_.input(wanted.partition, static_cast<engine::Topic>(rank));
      if (next < log.first() || next > log.end()) {
        return stop(fate_.name + ": offset " + std::to_string(next) + " is out of range");
      }
      cursors_[{wanted.partition, rank}].next = next;
    }
  }
  stage_ = Stage::Fetching;
  return {};
}

Status SimulatedMember::release() {
  if (fate_.dead) return stop(fate_.name + " died");  // it asks nobody: it is never away
  if (stage_ != Stage::Revoked) fate_.blame("releases what nobody asked back");
  rejoin();
  return {};
}

bool SimulatedMember::owns(std::int32_t partition) const {
  return std::ranges::find(owned_, partition) != owned_.end();
}

// Begins with any of them, so that each topic is now ahead of the others and now behind.
void SimulatedMember::deliver(News& news) {
  if (cursors_.empty()) return;
  const auto size = static_cast<std::int64_t>(cursors_.size());
  auto place = std::next(cursors_.begin(), fate_.random.below(size));
  for (std::int64_t turn = 0; turn < size; ++turn) {
    deliver_from(place->first, place->second, news);
    if (++place == cursors_.end()) place = cursors_.begin();
    if (fate_.happens(fate_.chances.odd_batch)) return;
  }
}

void SimulatedMember::deliver_from(const Place& place, Cursor& cursor, News& news) {
  const auto topic = static_cast<engine::Topic>(place.second);
  const TopicLog& log = cluster_.input(place.first, topic);
  if (fate_.happens(fate_.chances.again)) {
    cursor.next = std::max(log.first(), cursor.next - 1 - fate_.random.below(3));
  }
  const bool odd = fate_.happens(fate_.chances.odd_batch);
  const std::size_t limit = odd ? static_cast<std::size_t>(fate_.random.below(4)) : kWholeBatch;
  const auto records = log.committed(cursor.next, limit);
  for (const Stored* stored : records) {
    connectors::RawRecord raw{.topic = topic,
                              .offset = stored->offset,
                              .appended_at = stored->appended_at,
                              .key = stored->key,
                              .value = stored->value.value_or("")};
    news.records.push_back({.partition = place.first, .record = std::move(raw)});
    cursor.next = stored->offset + 1;
  }
  if (records.size() == limit) return;
  cursor.next = log.stable_end();
  if (cursor.told_end == cursor.next) return;
  cursor.told_end = cursor.next;
  news.ends.push_back({.partition = place.first, .topic = topic, .offset = cursor.next});
}

Result<std::optional<Heads>> SimulatedMember::committed(std::int32_t partition) {
  if (auto status = fate_.call("committed"); !status) return std::unexpected(status.error());
  const SimulatedGroup& group = cluster_.group();
  while (group.is_held(partition) && cluster_.transactions().waiting_markers() > 0) {
    if (fate_.happens(fate_.chances.slow_marker)) break;
    write_marker();
  }
  if (group.is_held(partition)) return retry("a transaction holds the group's offsets");
  return group.offsets(partition);
}

Result<InputBounds> SimulatedMember::input_bounds(std::int32_t partition) {
  if (auto status = fate_.call("input bounds"); !status) return std::unexpected(status.error());
  InputBounds bounds;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const TopicLog& log = cluster_.input(partition, static_cast<engine::Topic>(rank));
    bounds.first.at(rank) = log.first();
    bounds.end.at(rank) = log.end();
  }
  return bounds;
}

Result<Heads> SimulatedMember::offsets_at(std::int32_t partition, Instant at) {
  if (auto status = fate_.call("offsets at"); !status) return std::unexpected(status.error());
  Heads heads{};
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    const TopicLog& log = cluster_.input(partition, static_cast<engine::Topic>(rank));
    const auto found = std::ranges::find_if(
        log.records(), [&](const Stored& stored) { return stored.appended_at >= at; });
    heads.at(rank) = found == log.records().end() ? log.end() : found->offset;
  }
  return heads;
}

Result<ChangelogBounds> SimulatedMember::changelog_bounds(std::int32_t partition) {
  if (auto status = fate_.call("changelog bounds"); !status) {
    return std::unexpected(status.error());
  }
  const TopicLog& log = cluster_.changelog(partition);
  return ChangelogBounds{.first = log.first(), .end = log.end()};
}

Result<ChangelogPage> SimulatedMember::read_changelog(std::int32_t partition, std::int64_t from) {
  if (auto status = fate_.call("changelog"); !status) return std::unexpected(status.error());
  const TopicLog& log = cluster_.changelog(partition);
  if (from < log.first()) return stop("changelog: offset " + std::to_string(from) + " is gone");
  if (!fate_.happens(fate_.chances.slow_marker)) write_marker();
  const bool odd = fate_.happens(fate_.chances.odd_batch);
  const std::size_t limit = odd ? static_cast<std::size_t>(fate_.random.below(6)) : kWholeBatch;
  const auto records = log.committed(from, limit);
  ChangelogPage page{.next = from};
  for (const Stored* stored : records) {
    page.records.push_back({.key = stored->key, .value = stored->value, .offset = stored->offset});
    page.next = stored->offset + 1;
  }
  if (records.size() == limit) return page;
  page.next = std::max(page.next, log.stable_end());
  page.at_end = log.stable_end() == log.end() || fate_.random.chance(0.5);
  return page;
}

Status SimulatedMember::renew() {
  if (auto status = fate_.call("renew"); !status) return status;
  session_.reset();
  const Duration timeout = cluster_.settings().transaction_timeout;
  while (!session_) {
    session_ = cluster_.transactions().begin_producer(fate_.name, timeout);
    if (session_) break;
    if (fate_.happens(fate_.chances.slow_marker)) return retry("a transaction is being ended");
    write_marker();
  }
  return {};
}

}  // namespace shelfd::faults
