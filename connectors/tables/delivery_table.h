// Delivery table: deliveries and lead time tasks as ../shared/bench/forecast exports them, and the
// forecasts in the exchange format of its README.
//
//   <set>.history.csv  line, vendor, country, mode, sent, delivered (others are not read)
//   <set>.tasks.csv    line, origin, horizon
//   <set>.quantiles    one share a line
//   forecasts          dataset,series,origin,horizon,quantile,value
//
// Dates are those of date_text.h, a year first. A line without `delivered` is open.
// Threads: one. Not here: the forecasting (backtest/lead_time_backtest.h).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backtest/lead_time_backtest.h"
#include "base/result.h"

namespace shelfd::connectors {

// A file's name, for messages, and its bytes, borrowed.
struct NamedText {
  std::string path{};
  std::string_view bytes{};
};

// The columns of a history say what it is of.
[[nodiscard]] bool is_delivery_table(const std::vector<std::string>& columns);

struct LeadTaskName {
  std::string line{};
  std::string origin{};
  std::string horizon{};
};

struct LeadTasks {
  std::vector<backtest::LeadTask> tasks{};
  std::vector<LeadTaskName> names{};  // one for each task, as written
};

struct Share {
  double value = 0;    // in (0, 1)
  std::string text{};  // as written
};

// Errors of all three: Reject, naming the file, the row and what was expected.
[[nodiscard]] Result<std::vector<backtest::DeliveryLine>> read_deliveries(const NamedText& table);
[[nodiscard]] Result<LeadTasks> read_lead_tasks(const NamedText& table,
                                                const std::vector<backtest::DeliveryLine>& lines);
[[nodiscard]] Result<std::vector<Share>> read_shares(const NamedText& list);

// The three files of a set, forecast: rows of the exchange format, without its header.
// Errors: as those that read.
[[nodiscard]] Result<std::string> forecast_deliveries(const std::string& dataset,
                                                      const NamedText& history,
                                                      const NamedText& tasks,
                                                      const NamedText& shares);

}  // namespace shelfd::connectors
