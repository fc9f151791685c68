// Promotion packing: a promotion of the merchant's own as a part of the catalog's record.
// Threads: any. Internal to the state codec, as state_packing.h.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "pricing/promotion.h"

namespace shelfd::connectors {

void pack_promotion(const pricing::Promotion& promotion, Packer& packer, state::Promotion& packed);

// What breaks a limit or is unknown goes to the unpacker's verdict.
[[nodiscard]] pricing::Promotion unpack_promotion(const state::Promotion& packed,
                                                  const Unpacker& unpacker);

}  // namespace shelfd::connectors
