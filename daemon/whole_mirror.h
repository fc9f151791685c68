// Whole mirror: a cluster's topics read from the oldest to what was committed when it began, into a
// folder that goes with it, for what reads all of a history: replay, backtest, train.
// Threads: one.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/kafka_node.h"
#include "daemon/mirror.h"
#include "daemon/scratch_folder.h"

namespace shelfd::daemon {

class WholeMirror {
 public:
  // In a folder `mirrored` of `data`, which is made where it is not there. `read` is told the
  // records read so far. Errors: as Mirror.
  [[nodiscard]] static Result<std::unique_ptr<WholeMirror>> read(
      const connectors::KafkaSettings& kafka, const std::string& data,
      const std::function<void(std::size_t)>& read);

  [[nodiscard]] connectors::Partitions& partitions() { return mirror_->partitions(); }

 private:
  explicit WholeMirror(const std::string& path) : scratch_(path) {}

  ScratchFolder scratch_;  // outlives the mirror in it
  std::unique_ptr<Mirror> mirror_;
};

}  // namespace shelfd::daemon
