// Catalog packing: the catalog's part of a situation, and the amounts it is made of. The
// family is not kept (engine/item_state.h).
// Threads: any. Internal to the state codec, as state_packing.h.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "engine/event.h"

namespace shelfd::connectors {

// What the catalog's numbers are differences from.
struct CatalogFrom {
  Money price;           // the price in force, zero where there is none
  Instant catalog_at{};  // own time of the catalog
};

void pack_catalog(const engine::CatalogEntry& catalog, const CatalogFrom& from, Packer& packer,
                  state::Catalog& packed);

// What breaks a limit or is unknown goes to the unpacker's verdict.
[[nodiscard]] engine::CatalogEntry unpack_catalog(const state::Catalog& packed,
                                                  const CatalogFrom& from,
                                                  const Unpacker& unpacker);

// The catalog's unit cost, zero where it has none.
[[nodiscard]] Money unit_cost_of(const engine::CatalogEntry& catalog);

}  // namespace shelfd::connectors
