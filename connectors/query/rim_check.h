// Rim check: whether an open suggestion still keeps the newest guardrails and supplier's rules.
//
// The engine judges an item again within half an hour of a change of rules; until then a reader
// must not show what the newest rules and catalog forbid (DESIGN 7.4). A price is held to
// pricing::broken_guard, a plan to its supplier's minimum and case pack.
// Threads: one check a thread. Errors: as PolicyReader, and Stop for a situation that cannot be
// read.
#pragma once

#include <string_view>

#include "connectors/embedded/partitions.h"
#include "connectors/query/policy_reader.h"
#include "engine/item_state.h"

namespace shelfd::connectors {

class RimCheck {
 public:
  RimCheck(Partitions& log, PolicyReader& policies) : log_(log), policies_(policies) {}

  // `record` is the latest of its item. One that cannot be read, or whose item is gone, is held
  // back.
  [[nodiscard]] Result<bool> price_may_show(std::string_view record);
  [[nodiscard]] Result<bool> plan_may_show(std::string_view record);

 private:
  Partitions& log_;
  PolicyReader& policies_;
};

// The item's situation; absent where it is not known.
[[nodiscard]] Result<std::optional<engine::Situation>> situation_of(Partitions& log,
                                                                    const std::string& item_key);

}  // namespace shelfd::connectors
