// Publication: what a training changes in a merchant's rules, and the record that says it.
//
// Head: a new one where it beats the filters; none any more where the one in force loses to them on
// the days held out; else as it was. Priors: always the newest. Everything else of the record stays
// as it is, and where nothing changes there is no record.
// Versions follow from content alone: one history gives one version, whenever it is trained. The
// record's own version gets "+trained-" and a hash in place of an earlier such ending.
// Pure. Not here: sending it (daemon/commands/train.cc).
#pragma once

#include <optional>
#include <string>

#include "backtest/training.h"
#include "engine/event.h"

namespace shelfd::backtest {

// One value for each thing that can become of a head.
enum class HeadFate { None, Kept, Unchanged, Published, Withdrawn };

struct Publication {
  HeadFate head = HeadFate::None;
  std::string head_version{};  // published, unchanged, kept or withdrawn; "": none
  bool new_priors = false;
  std::optional<engine::Rules> rules{};  // absent: nothing changes; its issued_at is the old one
};

// `own`: the merchant's own record in force, or null. `through`: the end of the history.
[[nodiscard]] Publication publication_of(const Training& training, const MerchantId& merchant,
                                         const engine::Rules* own, Instant through);

}  // namespace shelfd::backtest
