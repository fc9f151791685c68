#include "bench/machine.h"

#include <malloc.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <fstream>

namespace shelfd::bench {
namespace {

constexpr double kKibibytesPerMebibyte = 1024;

// All that the process may use, as it was before anything was pinned.
const cpu_set_t& allowed() {
  static const cpu_set_t all = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    static_cast<void>(::sched_getaffinity(0, sizeof set, &set));
    return set;
  }();
  return all;
}

std::size_t first_allowed() {
  std::size_t processor = 0;
  while (processor < CPU_SETSIZE - 1 && !CPU_ISSET(processor, &allowed())) ++processor;
  return processor;
}

}  // namespace

ResidentMemory resident_memory() {
  std::ifstream status("/proc/self/status");
  ResidentMemory memory;
  for (std::string word; status >> word;) {
    if (word == "VmRSS:") status >> memory.now;
    if (word == "VmHWM:") status >> memory.peak;
  }
  memory.now /= kKibibytesPerMebibyte;
  memory.peak /= kKibibytesPerMebibyte;
  return memory;
}

// 5: proc(5), "reset the peak resident set size".
void forget_peak() {
  static_cast<void>(::malloc_trim(0));
  std::ofstream("/proc/self/clear_refs") << "5";
}

void pin_process() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first_allowed(), &one);
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    const int thread = std::stoi(task.path().filename().string());
    static_cast<void>(::sched_setaffinity(thread, sizeof one, &one));
  }
}

void leave_pinned_processor() {
  if (CPU_COUNT(&allowed()) < 2) return;
  cpu_set_t others = allowed();
  CPU_CLR(first_allowed(), &others);
  static_cast<void>(::sched_setaffinity(0, sizeof others, &others));
}

std::chrono::nanoseconds thread_time() {
  std::timespec time{};
  static_cast<void>(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time));
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double rank = std::ceil(share * static_cast<double>(values.size()));
  const auto at = static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
  std::ranges::nth_element(values, values.begin() + at);
  return values[static_cast<std::size_t>(at)];
}

}  // namespace shelfd::bench
