// Comparison: whether two embedded logs keep the same, byte for byte: state of every family,
// latest outputs, dead letters and epochs. Inputs, the import index and a feed's frontier are the
// feeder's, and left out.
//
// Cost: both are read whole, a page at a time. Threads: any. Errors: those of the logs.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "connectors/embedded/embedded_log.h"

namespace shelfd::connectors {

struct Difference {
  std::string key{};    // as describe_key has it: "situation/shop/kettle"
  std::string one{};    // the bytes there; "" where it is missing
  std::string other{};  // in the other log
};

// The first in the order of families and keys. `seen` is told the records compared so far.
[[nodiscard]] Result<std::optional<Difference>> first_difference(
    EmbeddedLog& one, EmbeddedLog& other, const std::function<void(std::int64_t)>& seen);

// So, of the state families alone.
[[nodiscard]] Result<std::optional<Difference>> first_state_difference(
    Store& one, Store& other, const std::function<void(std::int64_t)>& seen);

}  // namespace shelfd::connectors
