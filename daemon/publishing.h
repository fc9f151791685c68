// Publishing: an item's judgements as records of the output topics, and the counts of them.
// Threads: the stepping one's.
#pragma once

#include <vector>

#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "daemon/epoch.h"
#include "engine/step.h"

namespace shelfd::daemon {

void publish(const ItemId& item, const engine::StepOutcome& outcome, connectors::Metrics& metrics,
             EpochResult& result);
// Takes the judgements out of `outcome`.
void keep_judgements(engine::StepOutcome& outcome, Judgements& judgements);

// Tombstones of all that was said about an item; `alerts` are those open until now.
void withdraw(const ItemId& item, const std::vector<engine::OpenAlert>& alerts,
              connectors::SealedEpoch& sealed);

}  // namespace shelfd::daemon
