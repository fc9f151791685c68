// Simulated feed: plays the simulated market into a node, first its history as an own-time feed,
// then live on a clock that runs faster than the wall's.
//
// Threads: the loop's.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "connectors/ports.h"
#include "daemon/node.h"
#include "simulator/market.h"

namespace shelfd::daemon {

// A simulated day in a minute.
inline constexpr std::int64_t kDemoSpeed = 1'440;
inline constexpr std::chrono::hours kThinksFor{12};

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

  // What happened until now, into the log: the merchant's answers with it.
  [[nodiscard]] Status play_live();

  // The merchant looks at what the turn published, and answers what is still open when he has
  // thought about it for kThinksFor: until then anybody else may.
  void consider(const Turn& turn);

  [[nodiscard]] std::size_t events() const { return events_; }
  [[nodiscard]] const simulator::Market& market() const { return market_; }

 private:
  template <typename Suggestion>
  struct Open {
    Instant since{};
    Suggestion suggestion{};
  };
  template <typename Suggestion>
  using OpenByItem = std::map<std::string, Open<Suggestion>>;

  [[nodiscard]] Status append(const std::vector<engine::Event>& events);
  template <typename Suggestion>
  void keep(OpenByItem<Suggestion>& open, const std::vector<Suggestion>& published);
  template <typename Suggestion>
  void answer(OpenByItem<Suggestion>& open, std::vector<engine::Event>& events);

  Node& node_;
  simulator::MarketSettings settings_;
  simulator::Market market_;
  OpenByItem<engine::PriceSuggestion> prices_;
  OpenByItem<engine::RestockPlan> plans_;
  std::size_t events_ = 0;
};

}  // namespace shelfd::daemon
