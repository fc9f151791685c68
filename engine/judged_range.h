// Judged range: whether a judged message lies within what the engine makes. What the judge is given
// by the engine always does; a message that came from elsewhere is asked here first, for the judge
// is total only there.
//
// The bounds are wide: they keep numbers finite and sums from overflowing, no more.
// Pure.
#pragma once

#include <string>

#include "engine/judge.h"

namespace shelfd::engine {

// The first field that is out of range, as "demand.weight"; "" where all are within.
[[nodiscard]] std::string out_of_range(const JudgedPrice& judged);
[[nodiscard]] std::string out_of_range(const JudgedPlan& judged);

}  // namespace shelfd::engine
