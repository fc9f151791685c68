// Stage: all that the phases of the pipeline share: broker, market, the program under test, who
// watches its outputs, and what was measured so far.
// Threads: one, but for what its parts say.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/figures.h"
#include "bench/pipeline/broker.h"
#include "bench/pipeline/cut_watch.h"
#include "bench/pipeline/market.h"
#include "bench/pipeline/sender.h"
#include "bench/pipeline/subject.h"

namespace shelfd::bench {

inline constexpr std::int32_t kPartitions = 4;

// How much is measured. What --quick makes smaller is a smoke test: its figures mean little.
struct Scale {
  std::size_t items = 200'000;
  std::int64_t warm_records = 1'000'000;
  std::int64_t drained_events = 2'000'000;
  std::vector<int> rates = {2'000, 10'000};
  std::chrono::seconds load_time{30};
  std::chrono::seconds load_warm_time{8};  // of it, not counted; kbench has it so
  int kill_rate = 10'000;
  // Killed when so many records of a partition's changelog may be unflushed, as shares of the most
  // there can be; then at once after so many seconds.
  std::vector<double> kill_shares = {0.25, 0.6, 0.97};
  std::vector<std::chrono::seconds> kill_seconds{std::chrono::seconds{1}, std::chrono::seconds{5}};
  std::chrono::seconds replay_patience{3'600};
  // As the peer's program takes them; commits every so many milliseconds.
  std::string peer_intervals = "50,100";
  std::string peer_phases = "drain,load,recover";
};

struct Stage {
  Scale scale{};
  std::string folder{};  // of its own, gone at the end
  std::unique_ptr<Broker> broker{};
  connectors::KafkaSettings settings{};
  std::unique_ptr<Market> market{};
  std::unique_ptr<Subject> subject{};
  std::unique_ptr<CutWatch> watch{};
  Ends ends{};  // of all that was sent
  Figures figures{};
};

// A line on standard error, with the time since the program's start.
void tell(const std::string& text);

[[nodiscard]] Instant wall_now();

// The high watermarks of a topic, by partition: its records and markers.
[[nodiscard]] Result<std::vector<std::int64_t>> ends_of(const Stage& stage,
                                                        const std::string& topic);
[[nodiscard]] Result<std::vector<std::int64_t>> changelog_ends(const Stage& stage);

// Processor seconds of all that runs, at one moment.
struct ProcessorUse {
  SteadyTime at{};
  double subject = 0;
  double broker = 0;
  ProcessorTime machine{};
};
[[nodiscard]] ProcessorUse processor_use(Stage& stage);
// Share of the machine that neither the program, the broker nor the benchmark took, in [0, 1].
[[nodiscard]] double others_between(const ProcessorUse& from, const ProcessorUse& until);

// Waits until everything that was sent is covered by cuts.
[[nodiscard]] Status wait_until_covered(Stage& stage, std::chrono::seconds patience);

}  // namespace shelfd::bench
