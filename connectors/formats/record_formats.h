// Record formats: what format a stored record is in, the same record in another one, and whether a
// build may go on with a partition.
//
// Threads: any. Not here: which formats there are (state_formats.h), who rewrites
// (daemon/rewriting.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/formats/state_codec.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

// Of the families whose records have one: situations, beliefs, remembered demand, pools, records
// set aside, and the control record of key kControlKey. Absent: the bytes begin with no number.
[[nodiscard]] std::optional<StateFormat> format_of(Family family, std::string_view bytes);

// The record under that key of one of these families, the control record apart, in another format.
// Errors: Stop, as decoding it.
[[nodiscard]] Result<std::string> in_format(Family family, std::string_view key,
                                            std::string_view bytes, StateFormat format);

// Whether a build, told `asked` by the setting state_format, may go on from the bytes of a
// partition's control record. Errors: Stop, with what to do; damage of them is none.
[[nodiscard]] Status check_format(std::string_view control, std::optional<StateFormat> asked,
                                  StateFormats known = state_formats());

}  // namespace shelfd::connectors
