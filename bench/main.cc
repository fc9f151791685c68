// shelfd_bench [--json FILE] [--quick] [Google Benchmark's own options]: runs the benchmarks,
// prints their table, and writes the headline figures of this run as one flat JSON object.
// --quick: the road at scale with 20,000 items and short loads.
// Exit codes: 0 all ran, 1 one failed, 2 not understood.
#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bench/figures.h"

namespace shelfd::bench {
namespace {

struct Arguments {
  std::optional<std::string> json{};
  std::vector<char*> others{};
};

Arguments read(std::span<char*> given) {
  Arguments arguments;
  for (std::size_t at = 0; at < given.size(); ++at) {
    const std::string_view word = given[at];
    if (word == "--json" && at + 1 < given.size()) {
      arguments.json = given[++at];
    } else if (word == "--quick") {
      static_cast<void>(::setenv("SHELFD_BENCH_QUICK", "1", 1));
    } else {
      arguments.others.push_back(given[at]);
    }
  }
  return arguments;
}

int run(std::span<char*> given) {
  Arguments arguments = read(given);
  int count = static_cast<int>(arguments.others.size());
  benchmark::Initialize(&count, arguments.others.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.others.data())) return 2;
  FigureReporter reporter;
  const ProcessorTime before = processor_time();
  benchmark::RunSpecifiedBenchmarks(&reporter);
  Figures figures = reporter.figures();
  figures["cpu_others_ratio"] = others_ratio(before, processor_time());
  if (arguments.json) {
    if (const auto written = write_figures(*arguments.json, figures); !written) {
      static_cast<void>(std::fputs((written.error().message + "\n").c_str(), stderr));
      return 1;
    }
  }
  return reporter.failed() ? 1 : 0;
}

}  // namespace
}  // namespace shelfd::bench

int main(int count, char** words) {
  return shelfd::bench::run({words, static_cast<std::size_t>(count)});
}
