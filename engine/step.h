// Step: the transition of one item in one epoch.
//
//   (state, pools, policy, its records of the epoch, now, judging) ->
//   (changed state, contributions to pools, suggestions, alerts, refusals)
//
// Records and due timers run by (own time clamped to [previous now, now], timers first, rank,
// offset); then the item is judged once. A day of an item closes at the merchant's midnight plus a
// share of 30 minutes given by the item's hash. A suggestion is issued again only when it
// changed materially (price_flow.h, order_flow.h).
// Invariants: never fails, never asks the world; a model's number that is not finite withholds the
// suggestion with the reason not_finite.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/hash.h"
#include "engine/event.h"
#include "engine/item_state.h"
#include "engine/policy.h"
#include "engine/suggestion.h"

namespace shelfd::engine {

struct JudgeMemory;

struct StepContext {
  ItemId item{};
  const Policy* policy = nullptr;  // borrowed for the call
  const Pools* pools = nullptr;    // as of the start of the epoch
  const Names* names = nullptr;    // of the merchant
  Instant previous_now{};
  Instant now{};
  bool judging = true;
  bool first_judgement = false;  // judge although nothing came (after catching up)
  // The history is replayed into a fresh folder: counters of suggestions may differ from those that
  // people answered, so an answer is bound by item, kind and time (take_response.cc).
  bool rebuilding = false;
  HashKey key{};  // of event ids
  std::int32_t partition = 0;
  std::int64_t epoch = 0;
  std::string build{};
  std::string arithmetic{};
};

struct PoolChange {
  std::int32_t day = 0;              // whose close made it; 0: a change of category, or an erasure
  Category category{};               // of `demand` and `elasticity`, and the lane of `leads`
  forecasting::DemandPool demand{};  // to be added
  forecasting::ElasticityPool elasticity{};  // to be added, to the merchant's too
  forecasting::ControlSums control{};        // of the merchant's common movement on `day`
  std::uint64_t supplier = 0;                // of `leads`
  forecasting::SupplierLeads leads{};        // counts of the day, to be added
};

struct StepOutcome {
  bool situation_changed = false;
  bool belief_changed = false;
  bool erased = false;  // a tombstone: drop every record of the item
  std::vector<RecentEntry> recent_added{};
  std::int32_t recent_dropped_before = 0;  // day number; entries of earlier days may go
  std::vector<PoolChange> pool_changes{};
  std::optional<PriceSuggestion> price{};
  std::optional<RestockPlan> plan{};
  std::vector<Alert> alerts{};
  std::vector<Refusal> refusals{};
  std::int32_t duplicates = 0;     // demand events that had come before
  std::int32_t rivals_let_go = 0;  // more than kMaxRivals
  std::int32_t prices_let_go = 0;  // more than kMaxPlannedPrices
};

// `records` are the item's, in any order; none of them is Rules. The state changes in place. An
// item without a catalog (state.known() false) may only be stepped with records that contain one:
// others are set aside by the caller. `state.recent` must be there when a demand event or a stock
// count is among them, or a day closes (closes_by); else it may be empty. `memory` may hold what
// the item's last judgement found: it makes this one quicker, and changes nothing (judge_memory.h).
[[nodiscard]] StepOutcome step(ItemState& state, const StepContext& context,
                               std::span<const Record> records, JudgeMemory* memory = nullptr);

// No record for kIdleAfterDays closed days, nothing open: no suggestion, plan, alert, order,
// answer. The days of an idle item close together, every kIdleCloseDays, each at its own instant
// within the step: what is believed then is what daily closes give.
[[nodiscard]] bool is_idle(const Situation& situation);

// A hash that spreads items over the half hour of closes, and idle ones over the days of a week.
[[nodiscard]] std::uint64_t spread_of(const ItemId& item);

// Whether the open day closes by `until`. `spread`: spread_of the item.
[[nodiscard]] bool closes_by(const Situation& situation, std::uint64_t spread, const Policy& policy,
                             Instant until);

// When the item's next timer is due, always later than `after`; absent: never (no catalog yet). A
// timer that should have run by then is due at once. `spread`: spread_of the item.
[[nodiscard]] std::optional<Instant> next_due(const Situation& situation, std::uint64_t spread,
                                              const Policy& policy, Instant after);

}  // namespace shelfd::engine
