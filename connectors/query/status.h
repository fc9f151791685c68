// Status: how far each partition is, and how much is unread there.
// Threads: any.
#pragma once

#include <mutex>

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

// Counts the items in the store. A count is kept for kRestShare times what it took, so that asking
// often costs little, and is new whenever counting is quick.
class ItemCount {
 public:
  // `log` and `clock` outlive it.
  ItemCount(Partitions& log, Clock& clock) : log_(log), clock_(clock) {}

  [[nodiscard]] Result<std::int64_t> items();

 private:
  static constexpr int kRestShare = 20;

  Partitions& log_;
  Clock& clock_;
  std::mutex mutex_;  // held while counting: one counts, the others wait
  std::optional<std::int64_t> items_{};
  std::chrono::nanoseconds good_until_{};
};

[[nodiscard]] Reply show_status(Partitions& log, ItemCount& items);

}  // namespace shelfd::connectors
