// Ordered writes: an epoch's state writes by family, each in the order of its keys; of equal keys
// only the last, which is the one that holds. An epoch makes most of them in that order already.
// Pure.
#pragma once

#include <array>
#include <vector>

#include "connectors/ports.h"

namespace shelfd::connectors {

// By family. The writes are borrowed.
using OrderedWrites = std::array<std::vector<const StateWrite*>, kFamilyCount>;

[[nodiscard]] OrderedWrites in_order(const std::vector<StateWrite>& writes);

}  // namespace shelfd::connectors
