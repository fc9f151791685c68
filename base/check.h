// INVARIANT: what only a bug can break. On in every build; a broken one ends the process with the
// text and the place. It must not be reachable from a record: a restart would meet the same record
// again. What the world can cause is a Result (result.h) or a reason in an answer.
#pragma once

namespace shelfd {

// Prints `text` and the place to standard error, then aborts.
[[noreturn]] void invariant_broken(const char* text, const char* file, int line);

}  // namespace shelfd

#define INVARIANT(condition) \
  ((condition) ? static_cast<void>(0) : shelfd::invariant_broken(#condition, __FILE__, __LINE__))
