// Machine: what a benchmark asks of the machine it runs on: memory of the process, processors of
// its threads, and quantiles of what was timed.
// Threads: any. Linux only (/proc).
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace shelfd::bench {

// MiB, of /proc/self/status.
struct ResidentMemory {
  double now = 0;
  double peak = 0;  // since `forget_peak`
};
[[nodiscard]] ResidentMemory resident_memory();
// Gives back what the allocator keeps, and lets the peak begin here.
void forget_peak();

// Every thread of the process, and those that they start, onto the first processor it may use.
void pin_process();
// The calling thread onto the others; nowhere else where there is only one.
void leave_pinned_processor();

// Processor time of the calling thread so far.
[[nodiscard]] std::chrono::nanoseconds thread_time();

// The smallest value with at least `share` of all at or below it; 0 of none. `share` in (0, 1].
[[nodiscard]] double quantile(std::vector<double> values, double share);

}  // namespace shelfd::bench
