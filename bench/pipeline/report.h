// Report: the figures of a run as a table, each with what it must reach and what is aimed for, and
// beside it the peer's.
// Pure, but for `print`.
#pragma once

#include <string>

#include "bench/figures.h"

namespace shelfd::bench {

// Adds <figure>_ratio, ours by the peer's, for each figure that both have.
void add_ratios(Figures& figures);

[[nodiscard]] std::string table(const Figures& figures);

}  // namespace shelfd::bench
