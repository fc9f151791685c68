#include "connectors/kafka/group_commit.h"

#include <algorithm>

#include "base/check.h"
#include "connectors/crash_point.h"

namespace shelfd::connectors {

GroupCommit::GroupCommit(Member& member, Clock& clock, HandOff::Commits commits)
    : member_(member), clock_(clock), sends_rounds_(commits != HandOff::Commits::WhenAsked) {
  if (commits == HandOff::Commits::OnOwnThread) thread_ = std::thread([this] { run(); });
}

GroupCommit::~GroupCommit() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void GroupCommit::give(std::int32_t partition, const SealedEpoch& epoch, LocalState& state) {
  given_.push_back({.partition = partition, .epoch = &epoch, .state = &state});
}

// What the batch before came to, for who asks.
void GroupCommit::collect() {
  if (!batch_ || !batch_->outcome) return;
  for (const Given& part : batch_->parts)
    outcomes_.insert_or_assign(part.partition, *batch_->outcome);
  batch_.reset();
}

void GroupCommit::await_batch(Lock& lock) {
  changed_.wait(lock, [this] { return !batch_ || batch_->outcome.has_value(); });
}

void GroupCommit::send(Lock& lock) {
  batch_ = Batch{.parts = std::exchange(given_, {}), .began = clock_.monotonic()};
  if (thread_.joinable()) {
    changed_.notify_all();
  } else {
    finish_batch(lock);
  }
}

void GroupCommit::begin_round() {
  {
    Lock lock(mutex_);
    if (!sends_rounds_ || given_.empty()) return;
    await_batch(lock);
  }
  round_over();
}

void GroupCommit::round_over() {
  Lock lock(mutex_);
  collect();
  if (sends_rounds_ && !given_.empty() && !batch_ && !failure_) send(lock);
}

Result<Committed> GroupCommit::wait(std::int32_t partition) {
  Lock lock(mutex_);
  for (;;) {
    collect();
    if (auto mine = outcomes_.extract(partition)) return std::move(mine.mapped());
    const auto waiting = std::ranges::find(given_, partition, &Given::partition);
    if (batch_) {
      await_batch(lock);
    } else if (failure_) {
      if (waiting != given_.end()) given_.erase(waiting);
      return std::unexpected(failure_->error);
    } else {
      INVARIANT(waiting != given_.end());
      send(lock);
    }
  }
}

bool GroupCommit::has_ended(std::int32_t partition) {
  const std::scoped_lock lock(mutex_);
  collect();
  return outcomes_.contains(partition);
}

void GroupCommit::settle() {
  Lock lock(mutex_);
  await_batch(lock);
  batch_.reset();
  given_.clear();
  outcomes_.clear();
}

std::optional<GroupCommit::Failure> GroupCommit::failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

void GroupCommit::begin_anew() {
  const std::scoped_lock lock(mutex_);
  failure_.reset();
}

std::optional<std::chrono::nanoseconds> GroupCommit::under_way_for() const {
  const std::scoped_lock lock(mutex_);
  if (!batch_ || batch_->outcome) return std::nullopt;
  return clock_.monotonic() - batch_->began;
}

void GroupCommit::run() {
  Lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return (batch_ && !batch_->outcome) || stopping_; });
    if (!batch_ || batch_->outcome) return;
    finish_batch(lock);
  }
}

// The batch is not touched by the worker while it is under way.
void GroupCommit::finish_batch(Lock& lock) {
  const std::vector<Given>& parts = batch_->parts;
  const std::chrono::nanoseconds began = batch_->began;
  lock.unlock();
  auto failure = transact(parts);
  const Committed committed{.at = clock_.now(), .took = clock_.monotonic() - began};
  lock.lock();
  if (failure) {
    batch_->outcome = std::unexpected(failure->error);
    failure_ = std::move(failure);
  } else {
    batch_->outcome = committed;
  }
  changed_.notify_all();
}

std::optional<GroupCommit::Failure> GroupCommit::transact(const std::vector<Given>& parts) {
  std::vector<TransactionPart> epochs;
  epochs.reserve(parts.size());
  for (const Given& part : parts) {
    epochs.push_back({.partition = part.partition, .epoch = part.epoch});
  }
  crash_point(CrashPoint::BeforeCommitWrite);
  const auto transacted = member_.transact(epochs);
  if (!transacted) {
    return Failure{.error = transacted.error(), .outcome = Outcome::Unknown};
  }
  if (transacted->outcome != Outcome::Committed) {
    return Failure{
        .error = {.message = "transaction: " + transacted->why, .reaction = Reaction::Retry},
        .outcome = transacted->outcome};
  }
  crash_point(CrashPoint::TransactionCommitted);
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const auto status =
        parts[at].state->apply(parts[at].epoch->writes, transacted->changelog_next.at(at));
    if (!status) return Failure{.error = status.error(), .outcome = std::nullopt};
  }
  crash_point(CrashPoint::AfterCommitSync);
  return std::nullopt;
}

}  // namespace shelfd::connectors
