#include "bench/pipeline/stage.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "connectors/kafka/lookup.h"
#include "connectors/kafka/topic_names.h"

namespace shelfd::bench {
namespace {

constexpr int kLookup = 98;  // client ids end so

}  // namespace

void tell(const std::string& text) {
  static const SteadyTime kStarted = std::chrono::steady_clock::now();
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - kStarted;
  fmt::print(stderr, "{:6.1f} s  {}\n", since.count(), text);
}

Instant wall_now() {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Result<std::vector<std::int64_t>> ends_of(const Stage& stage, const std::string& topic) {
  auto lookup = connectors::Lookup::make(
      stage.settings, kLookup,
      std::make_shared<connectors::ClientLog>(connectors::KafkaListener{}));
  if (!lookup) return std::unexpected(lookup.error());
  std::vector<std::int64_t> ends;
  for (std::int32_t partition = 0; partition < kPartitions; ++partition) {
    const auto marks = lookup->watermarks(topic, partition);
    if (!marks) return std::unexpected(marks.error());
    ends.push_back(marks->high);
  }
  return ends;
}

Result<std::vector<std::int64_t>> changelog_ends(const Stage& stage) {
  return ends_of(stage, connectors::changelog_topic(stage.settings));
}

ProcessorUse processor_use(Stage& stage) {
  return {.at = std::chrono::steady_clock::now(),
          .subject = processor_seconds(stage.subject->process().id()),
          .broker = processor_seconds(stage.broker->id()),
          .machine = processor_time()};
}

double others_between(const ProcessorUse& from, const ProcessorUse& until) {
  const double total = until.machine.total - from.machine.total;
  if (total <= 0) return 0;
  const double others = (until.machine.busy - from.machine.busy) -
                        (until.machine.own - from.machine.own) - (until.subject - from.subject) -
                        (until.broker - from.broker);
  return std::clamp(others / total, 0.0, 1.0);
}

Status wait_until_covered(Stage& stage, std::chrono::seconds patience) {
  const std::int64_t all = sum(stage.ends);
  const auto is_covered = [&] {
    return stage.watch->covered_records() >= all || !stage.watch->status();
  };
  auto status = stage.subject->process().wait("shelfd run: all is read", is_covered, patience);
  return status ? stage.watch->status() : status;
}

}  // namespace shelfd::bench
