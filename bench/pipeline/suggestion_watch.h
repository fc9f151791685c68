// Suggestion watch: reads the prices and plans that come from now on, as anybody downstream would
// (read_committed), and notes when each was seen and the instant of what caused it.
//
// Only while it is there: reading takes a share of the processors that others are measured on.
// Threads: any; it reads on one of its own. Errors: those of reading, by `stop`.
#pragma once

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "connectors/kafka/topic_reader.h"

namespace shelfd::bench {

struct Stage;

struct SeenSuggestion {
  Instant seen_at{};  // both by the wall clock
  Instant caused_at{};
};

class SuggestionWatch {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SuggestionWatch>> open(const Stage& stage);
  ~SuggestionWatch();
  SuggestionWatch(const SuggestionWatch&) = delete;
  SuggestionWatch& operator=(const SuggestionWatch&) = delete;
  SuggestionWatch(SuggestionWatch&&) = delete;
  SuggestionWatch& operator=(SuggestionWatch&&) = delete;

  [[nodiscard]] Status stop();
  // After `stop`.
  [[nodiscard]] const std::vector<SeenSuggestion>& seen() const { return seen_; }

 private:
  explicit SuggestionWatch(std::unique_ptr<connectors::TopicReader> reader);
  void read();

  std::unique_ptr<connectors::TopicReader> reader_;
  std::atomic<bool> stopping_ = false;
  Status status_;
  std::vector<SeenSuggestion> seen_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace shelfd::bench
