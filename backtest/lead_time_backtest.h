// Lead time backtest: what the lead times of a table of deliveries would have been said to be at
// each cut, by the model that the daemon runs.
//
// Days are played one after the other. On each, every line that was sent and has not come counts as
// open in the life tables of its levels (forecasting/lead_table.h); at the end of a cut's day its
// tasks are asked. Levels, and two orders of nesting that are averaged:
//
//   all -> vendor  -> vendor, country -> vendor, country, mode
//   all -> country -> country, mode   -> vendor, country, mode
//
// A task's line is sent after the cut: of it only vendor, country and mode are used. So neither its
// promised day is, nor that of any other line: in a table of past deliveries it may have been
// written down when it was known (on SCMS it is the day of delivery in 89 of 100 lines).
// Pure. Not here: reading and writing tables (connectors/tables/delivery_table.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace shelfd::backtest {

struct DeliveryLine {
  std::string line{};
  std::string vendor{};
  std::string country{};
  std::string mode{};
  std::int32_t sent_day = 0;                    // day number, above 0
  std::optional<std::int32_t> delivered_day{};  // absent: open to the end
};

struct LeadTask {
  std::size_t line = 0;      // place among the lines
  std::int32_t cut_day = 0;  // all that happened by its end is known
};

// Whole days for each task and each share p in (0, 1), in their order. Lines delivered before they
// were sent are left out. Cost: O(open lines) a day.
[[nodiscard]] std::vector<std::vector<double>> lead_time_quantiles(
    std::span<const DeliveryLine> lines, std::span<const LeadTask> tasks,
    std::span<const double> shares);

}  // namespace shelfd::backtest
