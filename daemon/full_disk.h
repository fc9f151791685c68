// Full disk: a node that outlives it.
//
// A commit that meets a full disk ends the run, and nothing of its epoch is there. The node stays
// open meanwhile: it answers readers, and senders with 503. It is looked after with a growing
// wait, and once there is room the folder is opened anew and the run goes on. Nothing is lost:
// what was acknowledged is on the disk.
// Threads: one. Not here: what a database takes for full (connectors/rocksdb/database.h).
#pragma once

#include <functional>
#include <memory>

#include "daemon/node.h"

namespace shelfd::daemon {

struct RunHooks {
  std::function<void(const Turn&)> seen{};  // by each worker, on its thread
  std::function<bool()> stopping{};         // asked often
  std::function<void(Node&)> opened{};      // whenever the node is opened anew
};

// Between two looks for room: doubled each time, from the first to the longest. A run that lasted
// longer than the longest begins again at the first.
struct RoomWaits {
  std::chrono::milliseconds first{1'000};
  std::chrono::milliseconds longest{30'000};
};

// Runs `node`, which is open, until it is told to stop. It may be null afterwards. Errors: those
// of the node but for a full disk.
[[nodiscard]] Status run_through_full_disks(std::unique_ptr<Node>& node,
                                            const NodeSettings& settings, const RunHooks& hooks,
                                            RoomWaits waits = {});

}  // namespace shelfd::daemon
