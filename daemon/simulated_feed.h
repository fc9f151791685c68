// Simulated feed: plays the simulated market into a node, first its history as an own-time feed,
// then live on a clock that runs faster than the wall's.
//
// Threads: the loop's.
#pragma once

#include <functional>
#include <memory>

#include "connectors/ports.h"
#include "daemon/node.h"
#include "simulator/market.h"

namespace shelfd::daemon {

// A simulated day in a minute.
inline constexpr std::int64_t kDemoSpeed = 1'440;

// Stands at `start` until `go`, then runs `speed` times as fast as the monotonic clock.
class FastClock final : public connectors::Clock {
 public:
  FastClock(Instant start, std::int64_t speed) : start_(start), speed_(speed) {}
  [[nodiscard]] Instant now() override;
  [[nodiscard]] std::chrono::nanoseconds monotonic() override;
  void go() { started_ = monotonic(); }

 private:
  Instant start_;
  std::int64_t speed_;
  std::optional<std::chrono::nanoseconds> started_;
};

class SimulatedFeed {
 public:
  // Both outlive the feed.
  SimulatedFeed(Node& node, const simulator::MarketSettings& settings)
      : node_(node), settings_(settings), market_(settings) {}

  // The market's opening and its first `days`; ends when every item was judged once. `seen` gets
  // each turn, `progress` the share played.
  [[nodiscard]] Status play_history(int days, const std::function<void(const Turn&)>& seen,
                                    const std::function<void(double)>& progress);

  // What happened until now, into the log.
  [[nodiscard]] Status play_live();

  // The merchant's answers to what the turn published.
  void consider(const Turn& turn);

  [[nodiscard]] std::size_t events() const { return events_; }
  [[nodiscard]] const simulator::Market& market() const { return market_; }

 private:
  [[nodiscard]] Status append(std::vector<engine::Event> events);

  Node& node_;
  simulator::MarketSettings settings_;
  simulator::Market market_;
  std::vector<engine::Event> answers_;
  std::size_t events_ = 0;
};

}  // namespace shelfd::daemon
