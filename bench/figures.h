// Figures: the headline numbers of a run, by name, and how busy others kept the machine meanwhile.
//
// A benchmark sets a counter under its figure's name, and `FigureReporter` gathers it beside
// printing the usual table. Figures end in their unit: _us microseconds, _bytes_per_item, _ratio,
// _per_second.
// Threads: one.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace shelfd::bench {

using Figures = std::map<std::string, double>;

// A counter that reads as microseconds an iteration.
[[nodiscard]] benchmark::Counter microseconds_each();

class FigureReporter final : public benchmark::ConsoleReporter {
 public:
  FigureReporter();
  void ReportRuns(const std::vector<Run>& runs) override;
  [[nodiscard]] const Figures& figures() const { return figures_; }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  Figures figures_;
  bool failed_ = false;
};

// Processor time since the machine started, seconds: of all, and of this process.
struct ProcessorTime {
  double busy = 0;  // of all processors together
  double total = 0;
  double own = 0;
};
[[nodiscard]] ProcessorTime processor_time();

// Share of the machine's processors that other processes took between two moments, in [0, 1].
[[nodiscard]] double others_ratio(const ProcessorTime& from, const ProcessorTime& until);

// One flat JSON object, keys in order. Errors: Stop where the file cannot be written.
[[nodiscard]] Status write_figures(const std::string& path, const Figures& figures);

}  // namespace shelfd::bench
