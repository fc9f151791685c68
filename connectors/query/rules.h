// Rules: what a merchant's rules say, and what holds after "*" and the built-in defaults.
// Threads: any.
#pragma once

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

// merchant= ("" and "*": the rules for all). `own` and `all` are records or null; `effective` has
// the fields of a rules record, each with the value that holds.
[[nodiscard]] Reply show_rules(Partitions& log, const Request& request);

}  // namespace shelfd::connectors
