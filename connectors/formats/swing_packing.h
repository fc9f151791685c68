// Swing packing: an item's test for demand swings.
// Threads: any. Only the state codec's own sources include this: it shows Protocol Buffers types.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "forecasting/demand_swing.h"

namespace shelfd::connectors {

void pack_swing(const forecasting::SwingTest& test, state::Swing& packed);
// What is wrong is left in the verdict: evidence below zero or not finite, counts below zero.
[[nodiscard]] forecasting::SwingTest read_swing(const state::Swing& packed, Verdict& verdict);

}  // namespace shelfd::connectors
