// Time zones: a zone's name to the list of its UTC offsets, from the machine's zone database.
//
// The pure folders see only the list. It covers 1990 to 2040, past which the last offset holds.
// Threads: any. Errors: Reject for a name the database does not have.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace shelfd::connectors {

[[nodiscard]] Result<LocalTime> zone_offsets(const std::string& name);

}  // namespace shelfd::connectors
