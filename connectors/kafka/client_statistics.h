// Client statistics: librdkafka's own JSON (its STATISTICS.md, every five seconds a client) to the
// few figures that somebody looks at. Its totals begin at 0 with each client, and some clients are
// replaced after any trouble, so that what is told is the growth since the statistics before.
// Pure, but for what it remembers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connectors/metrics/client_figures.h"

namespace shelfd::connectors {

// Of a partition that is fetched, as of the broker's newest answer.
struct StatisticsMark {
  std::string topic{};
  std::int32_t partition = 0;
  std::int64_t end = 0;     // one past the newest record or marker
  std::int64_t stable = 0;  // the first offset of an open transaction; `end` where none is
};

struct ClientStatistics {
  ClientFigures figures{};
  std::vector<StatisticsMark> marks{};
};

// Of one client.
class StatisticsReader {
 public:
  // None for what is no JSON; a field that is missing counts as 0. Cost: that of the JSON.
  [[nodiscard]] std::optional<ClientStatistics> read(const std::string& json);

 private:
  ClientFigures totals_;  // as the library has them: since the client's beginning
  double round_trip_p50_seconds_ = 0;
  double round_trip_p99_seconds_ = 0;
};

}  // namespace shelfd::connectors
