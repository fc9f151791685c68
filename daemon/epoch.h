// Epoch: the records and due items of one cut, stepped and gathered into one sealed commit.
//
// It loads what the cut touches (state, rules, pools, names, records set aside), steps each item
// once in key order, and collects everything that outlives the epoch. Pools are read as they were
// when the epoch began. Nothing is written here: the loop commits.
// Threads: the loop's. Not here: cuts and clocks (loop.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"
#include "daemon/item_work.h"
#include "daemon/keys.h"
#include "daemon/partition.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::daemon {

// Records that wait for their catalog.
inline constexpr std::size_t kAsideRecords = 32;                    // an item
inline constexpr std::size_t kAsideBytes = std::size_t{64} << 20U;  // a partition
inline constexpr Duration kAsideAge = std::chrono::days{7};
// Own times further than this after the append are refused (wall clock only).
inline constexpr Duration kFutureTolerance = std::chrono::minutes{5};

struct EpochTask {
  Cut records{};
  std::vector<DueItem> due{};   // timers that are due: each fires and is gone
  std::vector<ItemId> swept{};  // items that are judged although nothing came
  Instant previous_now{};
  Instant now{};
  bool judging = true;
  bool rebuilding = false;   // engine/step.h
  bool check_future = true;  // wall clock: refuse own times from the future
  std::int32_t partition = 0;
  std::int64_t epoch = 0;
  HashKey key{};
  connectors::StateFormat format = connectors::kFirstStateFormat;  // of what it writes
  std::string build{};
  std::string arithmetic{};
  bool keeps_judgements = true;
};

// As the engine gave them.
struct Judgements {
  std::vector<engine::PriceSuggestion> prices{};
  std::vector<engine::RestockPlan> plans{};
  std::vector<engine::Alert> alerts{};
};

struct EpochResult {
  connectors::SealedEpoch sealed{};
  Judgements judgements{};  // none where the task does not keep them
  std::size_t prices = 0;
  std::size_t plans = 0;
  std::vector<std::string> ruled{};  // merchants whose rules changed, or "*"
  std::vector<std::string> left{};   // merchants that left
  std::size_t items = 0;
  std::size_t refused = 0;
};

// Errors: of the store, Stop for a state that cannot be read. On an error `partition` must be
// dropped and made anew: it may hold changes that were never committed.
[[nodiscard]] Result<EpochResult> run_epoch(EpochTask task, connectors::Store& store,
                                            Partition& partition, connectors::EventDecoder& decoder,
                                            connectors::Metrics& metrics);

}  // namespace shelfd::daemon
