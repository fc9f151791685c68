// Clock probe: how far a broker's clock is from this machine's, told by the time that the broker
// gives a record of ours; and with it, that transactions work here.
//
//   difference = broker's time - (sent + acknowledged) / 2,  right to half of what lies between
//
// The record goes to partition 0 in a transaction that is aborted: no reader of committed records
// sees it, others do. It takes a topic with message.timestamp.type=LogAppendTime, and the rights of
// the transactional id `<app_id>-doctor-0`.
// Threads: the caller's; waits up to kProbePatience. Errors: Retry where nobody answers in time;
// Stop where the cluster refuses, or dates records by their producer.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

inline constexpr std::chrono::seconds kProbePatience{20};

struct ClockDifference {
  std::chrono::milliseconds ahead{};   // of the broker; below zero: it is behind
  std::chrono::milliseconds within{};  // how far off `ahead` may be
};

[[nodiscard]] Result<ClockDifference> probe_clock(const KafkaSettings& settings,
                                                  const std::string& topic);

}  // namespace shelfd::connectors
