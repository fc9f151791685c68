#include "bench/load.h"

#include "bench/machine.h"
#include "bench/records.h"

namespace shelfd::bench {
namespace {

constexpr std::size_t kFastBatch = 1'000;
constexpr std::size_t kBatchesASecond = 100;  // where a rate is given
constexpr std::size_t kDrawnAhead = 16;       // batches

// The stream's events stand still in time, so that it can be sent at any speed.
void set_time(engine::Event& event, Instant at) {
  if (auto* offer = std::get_if<engine::CompetitorOffer>(&event)) offer->observed_at = at;
  if (auto* demand = std::get_if<engine::DemandEvent>(&event)) demand->occurred_at = at;
  if (auto* count = std::get_if<engine::StockCount>(&event)) count->as_of = at;
}

}  // namespace

Load::Load(ScaleMarket& market, std::size_t per_second)
    : market_(market),
      per_second_(per_second),
      batch_(per_second == 0 ? kFastBatch : std::max<std::size_t>(1, per_second / kBatchesASecond)),
      started_(market.clock().monotonic()),
      drawing_([this] { draw(); }),
      appending_([this] { append(); }) {}

Load::~Load() { static_cast<void>(stop()); }

Status Load::stop() {
  stopping_ = true;
  changed_.notify_all();
  if (drawing_.joinable()) drawing_.join();
  if (appending_.joinable()) appending_.join();
  return status_;
}

void Load::draw() {
  leave_pinned_processor();
  while (!stopping_) {
    Records records;
    for (std::size_t count = 0; count < batch_; ++count) {
      engine::Event event = market_.events().next().event;
      set_time(event, market_.clock().now());
      records.push_back(record_of(event));
    }
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return drawn_.size() < kDrawnAhead || stopping_; });
    drawn_.push_back(std::move(records));
    changed_.notify_all();
  }
  drawing_time_ = thread_time();
}

void Load::wait_until_due(std::size_t sent) const {
  if (per_second_ > 0) {
    const auto due = started_ + std::chrono::nanoseconds{std::chrono::seconds{1}} *
                                    static_cast<std::int64_t>(sent) /
                                    static_cast<std::int64_t>(per_second_);
    const auto now = market_.clock().monotonic();
    if (due > now) std::this_thread::sleep_for(due - now);
    return;
  }
  while (!stopping_ && sent - taken_ > kMaxUnread) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

void Load::append() {
  std::size_t sent = 0;
  while (!stopping_ && status_) {
    wait_until_due(sent);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !drawn_.empty() || stopping_; });
    if (stopping_) return;
    const Records records = std::move(drawn_.front());
    drawn_.pop_front();
    lock.unlock();
    changed_.notify_all();
    const Instant at = market_.clock().now();
    status_ = market_.log().append(records, {}, at);
    appended_.push_back({.at = at, .records = records.size()});
    sent += records.size();
  }
}

}  // namespace shelfd::bench
