#include "bench/figures.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace shelfd::bench {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

// The counter counts millionths: iterations / 1e6 a second, turned over.
benchmark::Counter microseconds_each() {
  return {1e-6, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert};
}

FigureReporter::FigureReporter()
    : ConsoleReporter(::isatty(STDOUT_FILENO) == 1 ? OO_ColorTabular : OO_Tabular) {}

// The table would write "s" behind what is turned over, and it is microseconds: the flags go.
void FigureReporter::ReportRuns(const std::vector<Run>& runs) {
  std::vector<Run> plain = runs;
  for (Run& run : plain) {
    failed_ = failed_ || run.error_occurred;
    for (auto& [name, counter] : run.counters) {
      figures_[name] = counter.value;
      counter.flags = benchmark::Counter::kDefaults;
    }
  }
  ConsoleReporter::ReportRuns(plain);
}

// First line of /proc/stat: user nice system idle iowait irq softirq steal, in clock ticks.
ProcessorTime processor_time() {
  std::ifstream stat("/proc/stat");
  std::string label;
  stat >> label;
  ProcessorTime time;
  const auto ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  for (int column = 0; column < 8; ++column) {
    double ticks = 0;
    stat >> ticks;
    time.total += ticks / ticks_per_second;
    const bool is_idle = column == 3 || column == 4;
    if (!is_idle) time.busy += ticks / ticks_per_second;
  }
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  time.own = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return time;
}

double others_ratio(const ProcessorTime& from, const ProcessorTime& until) {
  const double total = until.total - from.total;
  if (total <= 0) return 0;
  const double others = (until.busy - from.busy) - (until.own - from.own);
  return std::clamp(others / total, 0.0, 1.0);
}

Status write_figures(const std::string& path, const Figures& figures) {
  std::ofstream file(path);
  file << nlohmann::ordered_json(figures).dump(2) << '\n';
  file.close();
  if (!file) return stop("cannot write the figures to " + path);
  return {};
}

}  // namespace shelfd::bench
