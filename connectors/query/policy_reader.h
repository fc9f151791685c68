// Policy reader: the rules in force, from the newest rules records of the store.
//
// Threads: one reader a thread; it keeps what it read, so make one for each request. Errors: of the
// log; Stop for a rules record that cannot be read.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "connectors/embedded/partitions.h"
#include "connectors/formats/event_codec.h"
#include "engine/policy.h"

namespace shelfd::connectors {

class PolicyReader {
 public:
  explicit PolicyReader(Partitions& log) : log_(log) {}

  // The newest record of a merchant or "*"; absent where none came.
  [[nodiscard]] Result<std::optional<engine::Rules>> rules_of(const std::string& merchant);
  // "" and "*": what holds for a merchant without a record of its own. Borrowed until the next
  // call.
  [[nodiscard]] Result<const engine::Policy*> policy_of(const std::string& merchant);

 private:
  Partitions& log_;
  EventDecoder decoder_;
  std::map<std::string, engine::Policy> policies_;
};

}  // namespace shelfd::connectors
