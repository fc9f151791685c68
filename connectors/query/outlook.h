// Outlook: what an item is expected to sell in the next days, from what is committed: its situation
// and belief, its category's pool as the item reads it, the rules in force, and the instant that
// its partition has reached. It is what the next judgement would make its plan from.
// Cost: five reads. Threads: any. Errors: as PolicyReader, and Stop for a state that cannot be
// read.
#pragma once

#include <optional>
#include <string>

#include "connectors/embedded/partitions.h"
#include "engine/item_outlook.h"

namespace shelfd::connectors {

// `situation` is the item's. Absent where its belief is not there: a mirror of a cluster that was
// made by a build that did not keep beliefs has it from the item's next day close on.
[[nodiscard]] Result<std::optional<engine::ItemOutlook>> outlook_of(
    Partitions& log, const std::string& item_key, const engine::Situation& situation);

}  // namespace shelfd::connectors
