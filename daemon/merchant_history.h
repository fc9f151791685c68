// Merchant history: all input records of a data folder, or of a cluster's topics, for what looks at
// the past: backtest, train.
//
// Records that the engine would refuse as misrouted, erased or not decodable are left out; those
// too late or from the future are not told apart.
// Threads: one. Not here: what becomes of a record (backtest/history.h).
#pragma once

#include <functional>

#include "backtest/history.h"
#include "base/result.h"
#include "connectors/embedded/partitions.h"
#include "daemon/settings.h"

namespace shelfd::daemon {

// Told the share read of what is read.
using HistoryProgress = std::function<void(double)>;

[[nodiscard]] Result<backtest::History> history_in(connectors::Partitions& partitions,
                                                   const HistoryProgress& progress);

// Errors: Reject where there is no data, Retry where a process has the folder open; as WholeMirror.
[[nodiscard]] Result<backtest::History> merchant_history(const Settings& settings,
                                                         const HistoryProgress& progress);

}  // namespace shelfd::daemon
