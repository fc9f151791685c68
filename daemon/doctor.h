// Doctor: what `shelfd doctor` makes of what it found: each thing is well, to be looked at, or in
// the way, with what to do. No thing is changed.
// Pure. Not here: looking (commands/doctor.cc).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/clock_probe.h"
#include "connectors/kafka/topic_admin.h"
#include "connectors/kafka/topic_plan.h"

namespace shelfd::daemon {

enum class Health : std::uint8_t { Ok, Warn, Fail };
[[nodiscard]] const char* health_name(Health health);  // "ok", "warn", "fail"

struct Diagnosis {
  Health health = Health::Ok;
  std::string subject{};
  std::string found{};
  std::string advice{};  // what to do; "" where all is well
};

struct DiskRoom {
  std::string folder{};
  std::uint64_t free_bytes = 0;
  std::uint64_t total_bytes = 0;
};

[[nodiscard]] Diagnosis diagnose_disk(const DiskRoom& room);
// The process' own limit of open files.
[[nodiscard]] Diagnosis diagnose_files(std::uint64_t limit);
[[nodiscard]] Diagnosis diagnose_broker(const connectors::BrokerNode& broker,
                                        const Result<connectors::BrokerAnswer>& answer);
// Whether a broker lets sessions and transactions be as long as ours; one line each where not.
[[nodiscard]] std::vector<Diagnosis> diagnose_limits(const connectors::KafkaSettings& settings,
                                                     const connectors::BrokerNode& broker,
                                                     const connectors::BrokerAnswer& answer);
[[nodiscard]] Diagnosis diagnose_clock(const Result<connectors::ClockDifference>& difference);
// One line for all topics that differ alike, one for all that are not there; one where all is well.
[[nodiscard]] std::vector<Diagnosis> diagnose_topics(
    std::size_t planned, const std::vector<connectors::TopicFinding>& findings);

}  // namespace shelfd::daemon
