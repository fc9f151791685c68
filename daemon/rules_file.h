// Rules file: YAML or JSON by a person to a rules record, checked as a whole.
//
// Unknown keys, wrong types and values out of range are all reported at once, each with file, line
// and, for a key, the nearest known one. The zone's list of offsets is added, and `issued_at` where
// it is absent.
// Errors: Stop (exit 78), one line a problem.
#pragma once

#include <string>

#include "base/result.h"
#include "base/time.h"

namespace shelfd::daemon {

// The record as JSON, ready for the log.
[[nodiscard]] Result<std::string> read_rules_file(const std::string& file, Instant now);

}  // namespace shelfd::daemon
