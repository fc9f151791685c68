// Scale market: a data folder with very many items, made by the loop itself, and a clock that can
// be set: the market lives in the evening before a midnight that is past by the machine's clock.
//
//   21:00  every item's catalog, price, count and up to kOpeningOffers rival offers, as one
//          own-time feed; then each is judged once
//   23:00  what a benchmark sends
//
// Threads: the loop's, but `clock`, which any thread may read. Not here: what is sent (load.h).
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "bench/scratch.h"
#include "bench/timed_log.h"
#include "connectors/embedded/embedded_log.h"
#include "connectors/metrics/metrics.h"
#include "connectors/system_clock.h"
#include "daemon/node.h"
#include "simulator/event_stream.h"

namespace shelfd::bench {

inline constexpr std::size_t kOpeningOffers = 3;

// The machine's clocks, the wall clock moved.
class MovedClock final : public connectors::Clock {
 public:
  void set(Instant now) { moved_ = now - machine_.now(); }
  [[nodiscard]] Instant now() override { return machine_.now() + moved_.load(); }
  [[nodiscard]] std::chrono::nanoseconds monotonic() override { return machine_.monotonic(); }

 private:
  connectors::SystemClock machine_;
  std::atomic<Duration> moved_{Duration{0}};
};

struct ScaleSettings {
  std::size_t items = 1'000'000;
  std::chrono::seconds load{30};
  std::chrono::seconds midnight{60};
  std::uint64_t memory_bytes = daemon::kDefaultMemoryBytes;
};
// SHELFD_BENCH_ITEMS=N sets the items, SHELFD_BENCH_SECONDS=N the load's length,
// SHELFD_BENCH_MEMORY=N the MiB that the program may hold; SHELFD_BENCH_QUICK=1 makes all short.
[[nodiscard]] ScaleSettings scale_settings();

class ScaleMarket {
 public:
  // Makes the folder; progress goes to standard error. Errors: those of the log and the loop.
  [[nodiscard]] static Result<std::unique_ptr<ScaleMarket>> make(const ScaleSettings& settings);

  // The daemon's log and loop, in the folder. `close` before another process opens it.
  [[nodiscard]] Status open();
  void close();

  [[nodiscard]] std::string data() const { return scratch_.path(); }
  [[nodiscard]] Instant midnight() const;
  [[nodiscard]] std::size_t items() const { return market_.items; }
  [[nodiscard]] daemon::Loop& loop() { return *loop_; }
  [[nodiscard]] connectors::EmbeddedLog& log() { return *log_; }
  [[nodiscard]] TimedLog& timed() { return *timed_; }
  [[nodiscard]] MovedClock& clock() { return clock_; }
  [[nodiscard]] connectors::Metrics& metrics() { return *metrics_; }
  [[nodiscard]] simulator::EventStream& events() { return *events_; }
  [[nodiscard]] double prepared_seconds() const { return prepared_seconds_; }

 private:
  explicit ScaleMarket(const ScaleSettings& settings);
  [[nodiscard]] Status fill();
  [[nodiscard]] Status settle(std::string_view what);

  Scratch scratch_;
  MovedClock clock_;
  simulator::MarketSettings market_;
  daemon::MemoryShares shares_;
  connectors::DatabaseMemory memory_;
  std::unique_ptr<simulator::EventStream> events_;  // one, so that no event comes twice
  std::unique_ptr<connectors::Metrics> metrics_;
  std::unique_ptr<connectors::EmbeddedLog> log_;
  std::unique_ptr<TimedLog> timed_;
  std::unique_ptr<daemon::Loop> loop_;
  double prepared_seconds_ = 0;
};

}  // namespace shelfd::bench
