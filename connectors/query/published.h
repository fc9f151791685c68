// Published: the latest records of reference-prices or restock-plans as they lie in the log, a page
// at a time, in the order of their items. For readers that want every bit (verify).
// Cost: the page. Threads: any.
#pragma once

#include <string_view>

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::int64_t kDefaultPage = 1'000;
inline constexpr std::int64_t kMaxPage = 5'000;

// after= (an item: those behind it), limit=. `records` are texts, each a record's JSON; `next` is
// the `after` of the next page, absent on the last. 404 for another topic.
[[nodiscard]] Reply list_published(Partitions& log, std::string_view topic, const Request& request);

}  // namespace shelfd::connectors
