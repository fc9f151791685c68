// Client figures: what a client of a Kafka cluster says of its connections, as the metrics take it.
// Not here: where they come from (kafka/client_statistics.h).
#pragma once

#include <cstdint>

namespace shelfd::connectors {

// Each worker has one of each.
enum class ClientRole {
  Group,      // reads the inputs
  Producer,   // commits
  Changelog,  // reads state while a partition starts
  Questions   // asks for topics and offsets
};
inline constexpr std::size_t kClientRoles = static_cast<std::size_t>(ClientRole::Questions) + 1;

enum class ClientTrouble {
  Connection,  // one broke, or could not be made
  Timeout      // requests were not answered in time
};

// Of Group and Producer, every few seconds. Times are of the slowest broker, in the newest window
// that had an answer; a fetch counts the broker's wait for records.
struct ClientFigures {
  double round_trip_p50_seconds = 0;
  double round_trip_p99_seconds = 0;
  std::int64_t queued_messages = 0;  // of a producer: not acknowledged yet
  // Since the figures before.
  std::int64_t transmit_errors = 0;
  std::int64_t bytes_in = 0;
  std::int64_t bytes_out = 0;
};

}  // namespace shelfd::connectors
