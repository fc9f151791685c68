#include "engine/item_state.h"

#include "base/hash.h"

namespace shelfd::engine {

std::uint64_t name_hash(std::string_view name) {
  const std::uint64_t hash = sip_hash({}, name);
  return hash == 0 ? 1 : hash;
}

}  // namespace shelfd::engine
