// Lead packing: life tables of lead times as columns of small differences.
// Threads: any. Only the state codec's own sources include this: it shows Protocol Buffers types.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "forecasting/lead_table.h"

namespace shelfd::connectors {

void pack_lead(const forecasting::LeadTable& table, state::Lead& packed);
// What is wrong is left in the verdict: bins out of order or out of range, counts and days that no
// learning leads to.
[[nodiscard]] forecasting::LeadTable read_lead(const state::Lead& packed, Verdict& verdict);

}  // namespace shelfd::connectors
