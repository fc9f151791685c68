// Transition: how one record, or one timer at its own instant, changes what is remembered of an
// item.
//
// Records are taken in by own time; the newest by (own time, content) holds, an older one changes
// nothing. Before each record the timers due until then have run. Nothing is judged here.
// Refusals are named (Refusal), never silent: "no_rate", "too_late", "superseded",
// "unknown_suggestion", "no_limit_left".
// Pure. Not here: the order of records (step.h), the judging (price_flow.h, order_flow.h).
#pragma once

#include "engine/event.h"
#include "engine/item_state.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::engine {

// How long a response that rejects steers what is suggested next.
inline constexpr Duration kRejectionHolds = std::chrono::days{30};
inline constexpr Duration kQuietDefault = std::chrono::days{7};
// Offers further than this from the own price are not credible enough to be an anchor.
inline constexpr double kCredibleFactor = 3;

// One step's working place: borrowed for the call.
struct Transition {
  ItemState& state;
  const StepContext& context;
  StepOutcome& outcome;

  [[nodiscard]] Situation& situation() const { return state.situation; }
  [[nodiscard]] Belief& belief() const { return state.belief; }
  [[nodiscard]] const Policy& policy() const { return *context.policy; }
};

// Where the record stands and when it counts.
struct Taken {
  Topic topic = Topic::Rules;
  std::int64_t offset = 0;
  Instant at{};        // own time, clamped to the epoch
  Instant own_time{};  // as stated
  std::uint64_t content = 0;
};

void take_in(Transition& transition, const Taken& taken, const CatalogEntry& entry);
void take_in(Transition& transition, const Taken& taken, const PriceFact& fact);
void take_in(Transition& transition, const Taken& taken, const StockCount& count);
void take_in(Transition& transition, const Taken& taken, const Shipment& shipment);
void take_in(Transition& transition, const Taken& taken, const CompetitorOffer& offer);
void take_in(Transition& transition, const Taken& taken, const DemandEvent& demand);
void take_in(Transition& transition, const Taken& taken, const Response& response);

// The item's first day begins, with the share of it that is left; nothing where it has begun.
void start_days(Transition& transition, Instant at);

// Runs the timers due until `until`, each at its own instant.
void advance_to(Transition& transition, Instant until);

// The currency the item is priced in.
[[nodiscard]] Currency item_currency(const Situation& situation, const Policy& policy);
// The item's unit cost in its currency; absent when unknown, or when no rate is known.
[[nodiscard]] std::optional<Money> unit_cost(const Situation& situation, const Policy& policy);

// The merchant's decision on a price in force from `at`: sets the anchor, with the world it saw,
// when the price differs from the one in force.
void decide_price(Transition& transition, Money price, Instant at);

// The tally of a day, made when it is missing; at most the open day, the next and kLateDays stay.
[[nodiscard]] DayTally& tally_of(Situation& situation, std::int32_t day);

// When the open day of the item closes: local midnight plus a share of 30 minutes by its hash.
[[nodiscard]] Instant close_due(const Situation& situation, const ItemId& item,
                                const Policy& policy);

// Whether a rival's price can be meant for the same item: above zero, and within kCredibleFactor of
// the own price where that is known.
[[nodiscard]] bool is_credible(Money price, const std::optional<Money>& own);

// Usable units now: counted, less what sold and plus what came since, less reserved and unsellable.
[[nodiscard]] std::int64_t usable_units(const StockState& stock);

void refuse(Transition& transition, const Taken& taken, std::string field, std::string reason);

}  // namespace shelfd::engine
