// Items: what is known about one, and the names that were perhaps meant where it is not.
// Threads: any.
#pragma once

#include <string_view>

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

// Keys that are compared with an unknown one, and how many of them are told.
inline constexpr std::size_t kComparedKeys = 10'000;
inline constexpr std::size_t kToldKeys = 3;

// `encoded` is "merchant/sku", percent-encoded; the first slash parts them: its latest answers, its
// open alerts, and its outlook (null where outlook.h has none). 404 with error.nearest[] where the
// item is not known.
[[nodiscard]] Reply show_item(Partitions& log, std::string_view encoded);

}  // namespace shelfd::connectors
