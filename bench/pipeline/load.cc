#include "bench/pipeline/load.h"

#include <algorithm>

namespace shelfd::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds kLongestSleep = std::chrono::microseconds{500};

}  // namespace

PacedLoad::PacedLoad(Stage& stage, int per_second, std::int64_t events)
    : stage_(stage), per_second_(per_second), limit_(events), thread_([this] { send_all(); }) {}

PacedLoad::~PacedLoad() { static_cast<void>(stop()); }

Status PacedLoad::stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
  return status_;
}

// Reports of delivery are heard while it waits.
void PacedLoad::wait_for(SteadyTime due, Sender& sender) const {
  for (auto now = SteadyClock::now(); now < due && !stopping_; now = SteadyClock::now()) {
    sender.serve();
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(due - now, kLongestSleep));
  }
}

Status PacedLoad::send_each(Sender& sender) {
  const SteadyTime first = SteadyClock::now() + std::chrono::milliseconds{10};
  const Instant first_wall = wall_now() + std::chrono::milliseconds{10};
  for (std::int64_t number = 0; number < limit_ && !stopping_; ++number) {
    const auto after = std::chrono::nanoseconds{std::chrono::seconds{1}} * number / per_second_;
    const SteadyTime due = first + after;
    wait_for(due, sender);
    most_late_ = std::max<std::chrono::nanoseconds>(most_late_, SteadyClock::now() - due);
    const MarketRecord record =
        stage_.market->next(first_wall + std::chrono::duration_cast<Duration>(after));
    events_.push_back({.due = due,
                       .partition = record.partition,
                       .is_offer = record.topic == engine::Topic::CompetitorOffers});
    auto status = sender.send(record, static_cast<std::uint64_t>(number));
    if (!status) return status;
  }
  return sender.flush();
}

void PacedLoad::send_all() {
  constexpr std::size_t kRoom = 1'000'000;
  events_.reserve(std::min(static_cast<std::size_t>(limit_), kRoom));
  auto sender = Sender::open(
      stage_.settings, kPartitions, Sender::Manner::Paced,
      [this](std::uint64_t ticket, std::int64_t offset) { events_.at(ticket).offset = offset; });
  status_ = sender ? send_each(**sender) : std::unexpected(sender.error());
  if (sender) extend(stage_.ends, (*sender)->ends());
  done_ = true;
}

}  // namespace shelfd::bench
