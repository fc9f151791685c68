// Cut watch: reads, as anybody downstream would (read_committed), each cut that the program writes
// to `epochs`, and notes when it was seen and how far it covers the inputs; and the dead letters.
//
// An event's outcome is there once a cut was seen whose next offsets pass it: also where nothing
// had to be told.
// Threads: any; it reads on one of its own. Errors: those of reading, by `status`.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "bench/pipeline/sender.h"
#include "connectors/formats/output_codec.h"
#include "connectors/kafka/kafka_settings.h"
#include "connectors/kafka/topic_reader.h"

namespace shelfd::bench {

using SteadyTime = std::chrono::steady_clock::time_point;

struct SeenCut {
  SteadyTime at{};
  connectors::Heads next{};
  bool judging = false;
};

// Since the watch was opened.
struct CutTotals {
  std::int64_t cuts = 0;
  std::int64_t swept = 0;  // items judged because their partition caught up
  std::int64_t dead_letters = 0;
  // Cuts that did not follow on the one before in their partition: a number missing or twice, or
  // offsets that go back.
  std::int64_t cuts_out_of_order = 0;
  std::string first_dead_letter{};
};

class CutWatch {
 public:
  // From the beginning of all topics.
  [[nodiscard]] static Result<std::unique_ptr<CutWatch>> open(
      const connectors::KafkaSettings& settings);
  ~CutWatch();
  CutWatch(const CutWatch&) = delete;
  CutWatch& operator=(const CutWatch&) = delete;
  CutWatch(CutWatch&&) = delete;
  CutWatch& operator=(CutWatch&&) = delete;

  [[nodiscard]] Status status() const;
  [[nodiscard]] CutTotals totals() const;
  // What the newest cuts cover.
  [[nodiscard]] Ends covered() const;
  // Cheap: the sum of it.
  [[nodiscard]] std::int64_t covered_records() const { return covered_records_; }
  // Cuts of each partition seen since, in order.
  [[nodiscard]] std::vector<std::vector<SeenCut>> cuts_since(SteadyTime since) const;

 private:
  explicit CutWatch(std::unique_ptr<connectors::TopicReader> reader);
  void read();
  void see(const connectors::TopicRecord& record, SteadyTime at);
  void see_cut(const connectors::EpochRecord& epoch, SteadyTime at);

  std::unique_ptr<connectors::TopicReader> reader_;
  std::atomic<bool> stopping_ = false;
  std::atomic<std::int64_t> covered_records_ = 0;
  mutable std::mutex mutex_;  // held for all below
  Status status_;
  CutTotals totals_;
  std::vector<std::vector<SeenCut>> cuts_;  // by partition
  std::vector<std::int64_t> epochs_;        // the newest number, by partition
  std::thread thread_;                      // last: it uses all of the above
};

}  // namespace shelfd::bench
