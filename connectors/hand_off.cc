#include "connectors/hand_off.h"

#include "base/check.h"

namespace shelfd::connectors {

HandOff::HandOff(Log& log, Clock& clock, Commits commits) : log_(log), clock_(clock) {
  if (commits == Commits::OnOwnThread) thread_ = std::thread([this] { commit_all(); });
}

HandOff::~HandOff() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void HandOff::give(const SealedEpoch& epoch) {
  {
    const std::scoped_lock lock(mutex_);
    INVARIANT(given_ == nullptr && !outcome_);
    given_ = &epoch;
  }
  changed_.notify_all();
}

Result<Committed> HandOff::wait() {
  std::unique_lock lock(mutex_);
  INVARIANT(given_ != nullptr || outcome_.has_value());
  if (!thread_.joinable()) return commit(*std::exchange(given_, nullptr));
  changed_.wait(lock, [this] { return outcome_.has_value(); });
  Result<Committed> outcome = std::move(*outcome_);
  outcome_.reset();
  return outcome;
}

bool HandOff::done() const {
  const std::scoped_lock lock(mutex_);
  return given_ == nullptr;
}

Result<Committed> HandOff::commit(const SealedEpoch& epoch) {
  const std::chrono::nanoseconds started = clock_.monotonic();
  const auto status = log_.commit(epoch);
  if (!status) return std::unexpected(status.error());
  return Committed{.at = clock_.now(), .took = clock_.monotonic() - started};
}

void HandOff::commit_all() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return given_ != nullptr || stopping_; });
    if (given_ == nullptr) return;
    const SealedEpoch& epoch = *given_;
    lock.unlock();
    auto outcome = commit(epoch);
    lock.lock();
    given_ = nullptr;
    outcome_ = std::move(outcome);
    changed_.notify_all();
  }
}

}  // namespace shelfd::connectors
