// Publishing: an item's judgements as records of the output topics, and the counts of them.
// Threads: the stepping one's.
#pragma once

#include <vector>

#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "daemon/epoch.h"
#include "engine/step.h"

namespace shelfd::daemon {

// Takes the judgements out of `outcome`.
void publish(const ItemId& item, engine::StepOutcome& outcome, connectors::Metrics& metrics,
             EpochResult& result);

// Tombstones of all that was said about an item; `alerts` are those open until now.
void withdraw(const ItemId& item, const std::vector<engine::OpenAlert>& alerts,
              connectors::SealedEpoch& sealed);

}  // namespace shelfd::daemon
