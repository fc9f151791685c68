// Transition: how one record, or one timer at its own instant, changes what is remembered of an
// item.
//
// Records are taken in by own time; the newest by (own time, content) holds, an older one changes
// nothing that is kept, whenever it comes (item_state.h says what commutes). Before each record the
// timers due until then have run. Nothing is judged here. Refusals are named (Refusal), never
// silent: "no_rate", "too_late", "superseded", "unknown_suggestion", "no_limit_left". Pure. Not
// here: the order of records (step.h), the judging (price_flow.h, order_flow.h).
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
  std::uint64_t spread = 0;  // spread_of the item

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

// The item's first day begins; nothing where it has begun.
void start_days(Transition& transition, Instant at);
// Notes that a record with this own time came: how much of the first day counts, and when the item
// was last heard of. A catalog record may be dated by when it was typed: it begins no day.
void note_record(Transition& transition, Topic topic, Instant own_time);

// Runs the timers due until `until`, each at its own instant.
void advance_to(Transition& transition, Instant until);

// The currency the item is priced in.
[[nodiscard]] Currency item_currency(const Situation& situation, const Policy& policy);
// The item's unit cost in its currency; absent when unknown, or when no rate is known.
[[nodiscard]] std::optional<Money> unit_cost(const Situation& situation, const Policy& policy);

// Takes in a price that begins at or before `at`, or plans it. The newest by (from, told_at) holds,
// of the regular prices and of the promotions. A regular price that comes into force is a decision
// of the merchant: it sets the anchor, with the world it saw, when it differs from the one before.
// `named` says that it was told as the answer to a suggestion.
void take_price(Transition& transition, const ToldPrice& told, Instant at, bool named = false);
// Keeps why a price was set, where that was told and is the newest.
void note_cause(Situation& situation, const ToldPrice& told);
// The price in force at `at`: the promotion until it ends, or where it has no end until a newer
// regular price; else the regular price.
void settle_price(Situation& situation, Instant at);

// Of the counts' marks those that say something: the newest before the open day, and of each hour
// from its start on the newest, to the end of the next day.
void keep_marks(Situation& situation, const LocalTime& zone);

// Whether all that was ordered came, or nothing more will.
[[nodiscard]] bool is_done(const OpenOrder& order);
// Counts the orders under way and those whose first receipt came before `end`, for the close of
// `day` (lead_flow.h).
void learn_lead_times(Transition& transition, std::int32_t day, Instant end);

// Takes what the item told its category back out of the pool.
void take_back_report(Transition& transition);

// The tally of a day, made when it is missing; at most the open day, the next and kLateDays stay.
[[nodiscard]] DayTally& tally_of(Situation& situation, std::int32_t day);

// Whether a rival's price can be meant for the same item: above zero, and within kCredibleFactor of
// the own price where that is known.
[[nodiscard]] bool is_credible(Money price, const std::optional<Money>& own);

// Usable units now: counted, less what sold and plus what came since, less reserved and unsellable.
[[nodiscard]] std::int64_t usable_units(const StockState& stock);

void refuse(Transition& transition, const Taken& taken, std::string field, std::string reason);

}  // namespace shelfd::engine
