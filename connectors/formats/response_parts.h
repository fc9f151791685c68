// Response parts: what the belief knows of the response to price, packed and read by itself.
// Reading puts what breaks a limit of engine/item_state.h, or is unknown, to the verdict.
// Threads: any. Internal to the state codec, as state_packing.h.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "engine/item_state.h"

namespace shelfd::connectors {

void pack_response(const engine::ResponseBelief& response, state::Response& packed);
[[nodiscard]] engine::ResponseBelief read_response(const state::Response& packed, Verdict& verdict);

}  // namespace shelfd::connectors
