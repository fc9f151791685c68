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

Status SimulatedFeed::append(const std::vector<engine::Event>& events) {
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
    status = append(events);
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
  std::vector<engine::Event> events;
  answer(prices_, events);
  answer(plans_, events);
  for (simulator::TimedEvent& timed : market_.advance(node_.clock().now())) {
    events.push_back(std::move(timed.event));
  }
  return append(events);
}

void SimulatedFeed::consider(const Turn& turn) {
  keep(prices_, turn.judgements.prices);
  keep(plans_, turn.judgements.plans);
}

template <typename Suggestion>
void SimulatedFeed::keep(OpenByItem<Suggestion>& open, const std::vector<Suggestion>& published) {
  for (const Suggestion& suggestion : published) {
    if (suggestion.status != engine::Status::Open) {
      open.erase(suggestion.item.key());
      continue;
    }
    Open<Suggestion>& kept = open[suggestion.item.key()];
    if (kept.suggestion.status != engine::Status::Open) kept.since = node_.clock().now();
    kept.suggestion = suggestion;
  }
}

template <typename Suggestion>
void SimulatedFeed::answer(OpenByItem<Suggestion>& open, std::vector<engine::Event>& events) {
  const Instant now = node_.clock().now();
  for (auto at = open.begin(); at != open.end();) {
    if (at->second.since + kThinksFor > now) {
      ++at;
      continue;
    }
    if (auto answer = market_.consider(at->second.suggestion, now)) events.push_back(*answer);
    at = open.erase(at);
  }
}

}  // namespace shelfd::daemon
