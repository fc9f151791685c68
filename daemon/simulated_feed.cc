#include "daemon/simulated_feed.h"

#include "connectors/formats/event_codec.h"

namespace shelfd::daemon {

Instant FastClock::now() {
  if (!started_) return start_;
  const auto passed = std::chrono::floor<Duration>((monotonic() - *started_) * speed_);
  return start_ + passed;
}

std::chrono::nanoseconds FastClock::monotonic() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

Status SimulatedFeed::append(std::vector<engine::Event> events) {
  std::vector<connectors::Arrival> arrivals;
  arrivals.reserve(events.size());
  for (const engine::Event& event : events) {
    const auto topic = static_cast<engine::Topic>(event.index());
    arrivals.push_back({.record = {.topic = topic,
                                   .key = connectors::event_key(event),
                                   .value = connectors::encode_event(event)}});
  }
  events_ += arrivals.size();
  if (arrivals.empty()) return {};
  return node_.partitions().append(std::move(arrivals), node_.clock().now());
}

Status SimulatedFeed::play_history(int days, const std::function<void(const Turn&)>& seen,
                                   const std::function<void(double)>& progress) {
  node_.begin_feed();
  auto status = append(market_.opening());
  for (int day = 1; status && day <= days; ++day) {
    const Instant until = settings_.start + std::chrono::days{day};
    std::vector<engine::Event> events;
    for (simulator::TimedEvent& timed : market_.advance(until)) {
      events.push_back(std::move(timed.event));
    }
    status = append(std::move(events));
    if (!status) break;
    node_.advance_feed(until);
    status = node_.settle(seen);
    progress(static_cast<double>(day) / days);
  }
  if (!status) return status;
  node_.end_feed();
  return node_.settle(seen);
}

Status SimulatedFeed::play_live() {
  std::vector<engine::Event> events = std::exchange(answers_, {});
  for (simulator::TimedEvent& timed : market_.advance(node_.clock().now())) {
    events.push_back(std::move(timed.event));
  }
  return append(std::move(events));
}

void SimulatedFeed::consider(const Turn& turn) {
  const Instant now = node_.clock().now();
  for (const engine::PriceSuggestion& price : turn.prices) {
    if (auto answer = market_.consider(price, now)) answers_.emplace_back(std::move(*answer));
  }
  for (const engine::RestockPlan& plan : turn.plans) {
    if (auto answer = market_.consider(plan, now)) answers_.emplace_back(std::move(*answer));
  }
}

}  // namespace shelfd::daemon
