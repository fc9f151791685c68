// Item state: what is remembered for one item, in three records.
//
//   Situation  offers, stock, tallies, open orders and suggestions: changes with events
//   Belief     the filters: changes when a day closes
//   recent     the demand events of the open day and `late_days` before it, by hash: append-only,
//              so that an event that comes twice within them counts once, and a stock count knows
//              what sold after it whenever it comes
//
// Every list has its limit here. A rival is a 64-bit hash of his name; names live beside
// (`names`). No map fields: equal states have equal bytes (connectors/formats/state_codec.h).
//
// Between two day closes what is collected commutes: any order and any split into epochs leave the
// same bytes, within the limits of the lists (docs/decisions/0009-what-commutes.md). Each field is
// a sum of integers, or the newest, earliest or greatest of what came. Decisions are taken in the
// order of commits and stand apart: what was published, answers, alerts, the anchor, a change of
// category or currency, a tombstone.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "engine/suggestion.h"
#include "forecasting/category_prior.h"
#include "forecasting/common_movement.h"
#include "forecasting/demand_belief.h"
#include "forecasting/demand_swing.h"
#include "forecasting/elasticity_pool.h"
#include "forecasting/lead_time.h"
#include "forecasting/price_evidence.h"
#include "forecasting/price_spell.h"
#include "forecasting/returns.h"
#include "forecasting/view_hint.h"

namespace shelfd::engine {

inline constexpr std::size_t kMaxRivals = 32;
inline constexpr std::size_t kMaxOpenOrders = 16;
inline constexpr std::size_t kMaxPlannedPrices = 4;
inline constexpr std::size_t kMaxSuppliers = 4;
inline constexpr std::size_t kMaxReceipts = 16;  // of one order
// One before the open day, and one an hour of the open day and the next, of 25 hours at most.
inline constexpr std::size_t kMaxStockMarks = 64;
inline constexpr int kLateDays = 2;
// Closed days of which the common movement of the merchant's demand is not known yet.
inline constexpr std::size_t kMaxWaitingPriceDays = 10;
// Days without a record before an item is idle, and how often an idle item's days close.
inline constexpr int kIdleAfterDays = 28;
inline constexpr int kIdleCloseDays = 7;

// A rival's newest offer, and his price when our price was last set.
struct OfferState {
  std::uint64_t competitor = 0;
  Money price{};  // as listed: price + shipping, the item's currency
  bool in_stock = true;
  pricing::Condition condition = pricing::Condition::New;
  float match_confidence = 1;
  float seller_rating = -1;  // below zero: not known
  std::int32_t rating_count = 0;
  Instant observed_at{};
  std::uint32_t content = 0;  // tie-break between equal own times
  Money anchor_price{};       // 0: not on offer when the anchor was set; below 0: not credible yet,
                              // the first credible price takes its place
  std::optional<Instant> ignored_until{};  // a person said he is the wrong rival
  // What is paid after his promotions, by when they begin and end, in the item's currency and by
  // the rules of when he was seen; none: as listed. Of each `list` is `price`. At most
  // kMaxNetSpans.
  std::vector<pricing::NetSpan> nets{};
};

// What an offer says at an instant: its nets, the same everywhere without promotions.
[[nodiscard]] pricing::OfferNets nets_at(const OfferState& offer, Instant at);

// What sold on one local day, but for one-off orders.
struct DayTally {
  std::int32_t day = 0;    // day number
  std::int64_t units = 0;  // orders less cancels
  std::int32_t orders = 0;
  std::int32_t returned_units = 0;  // told on it, whenever they were sold: no demand taken back
  std::int32_t preordered_units = 0;
  std::int32_t views = 0;
  std::int32_t carts = 0;
  std::int64_t held_units = 0;  // of one-off orders, less their cancels (one_off.h)
  std::int32_t held_orders = 0;
};

// One-off orders that no other followed yet.
struct HeldOrders {
  std::int32_t day = 0;    // of the newest
  std::int64_t units = 0;  // > 0
  std::int32_t orders = 0;
};

struct Receipt {
  Instant at{};         // own time
  Quantity quantity{};  // >= 0
};

struct OpenOrder {
  std::uint64_t shipment = 0;  // hash of the shipment id
  std::uint64_t supplier = 0;  // hash of the name
  Quantity ordered{};          // >= 0, by the newest stage but receipts; 0: only receipts came
  Quantity received{};         // >= 0, the sum of the receipts
  ShipmentStage stage = ShipmentStage::Ordered;
  Instant ordered_at{};       // own time of the earliest stage known
  Instant changed_at{};       // own time of the newest stage
  Instant ordered_told_at{};  // own time of the stage that told `ordered`
  std::optional<Instant> expected_at{};
  Instant expected_told_at{};           // own time of the stage that told `expected_at`
  std::optional<Instant> shipped_at{};  // own time of the earliest `shipped`
  bool lead_learnt = false;             // the belief knows how long it took
  std::int32_t lead_counted = 0;        // days of its age that the life tables count so far, >= 0
  bool silent = false;                  // open for longer than nearly all (lead_flow.h)
  std::vector<Receipt> receipts{};      // by own time, one for each; at most kMaxReceipts
};

// A price that somebody told: of the catalog, of a prices fact, of an answer that was applied.
struct ToldPrice {
  Money price{};
  PriceKind kind = PriceKind::Regular;
  Instant from{};                  // takes effect; never before it was told
  std::optional<Instant> until{};  // a promotion's end; a regular price holds until the next
  Instant told_at{};               // own time
  bool of_catalog = false;         // yields to a fact told at the same instant
  PriceCause cause = PriceCause::Unknown;
};

// Why somebody set a price: of the facts and answers that told a cause, the newest.
struct ToldCause {
  Money price{};
  PriceCause cause = PriceCause::Unknown;  // Unknown: none was told yet
  Instant from{};                          // when the price takes effect
  Instant told_at{};                       // own time
};

// What was last published, so that the next is published only when it differs materially.
struct OpenPrice {
  std::int64_t counter = 0;  // of the item's price suggestions so far
  Status status = Status::Keep;
  Money current{};
  Money suggested{};
  Money reference{};  // the market's, 0: none
  Instant judged_at{};
  Instant valid_until{};
};

struct OpenPlan {
  std::int64_t counter = 0;
  Status status = Status::Keep;
  Quantity quantity{};
  std::uint64_t supplier = 0;
  Instant judged_at{};
  Instant valid_until{};
};

// A response that still has an effect.
struct AcceptedPrice {
  Money price{};
  Instant at{};
  bool own = false;  // an override: the person's price, not ours
};

struct AcceptedPlan {
  Quantity quantity{};
  std::uint64_t supplier = 0;
  std::int64_t counter = 0;
  Instant at{};
};

struct Rejection {
  RejectReason reason = RejectReason::None;
  Money limit{};  // too_low: not below this; too_high: not above
  Instant at{};
  Instant until{};
};

struct OpenAlert {
  AlertKind kind = AlertKind::StockoutRisk;
  Instant opened_at{};
};

// What a count said about the shelf, for the share of a day in which the item could be bought.
struct StockMark {
  Instant at{};  // own time of the count
  bool out = false;

  friend auto operator<=>(const StockMark&, const StockMark&) = default;
};

// The newest count, and what went and came since.
struct StockState {
  Quantity on_hand{};
  Quantity reserved{};
  Quantity backorders{};
  Quantity unsellable{};
  Instant as_of{};
  std::uint64_t content = 0;
  Quantity sold_since{};      // units of demand events later than as_of
  Quantity received_since{};  // units of receipts later than as_of
  // Of all counts, by own time: the newest before the open day, and of each later hour the newest.
  std::vector<StockMark> marks{};  // at most kMaxStockMarks
};

struct Situation {
  // The catalog as known. The family is not kept: readers find it in the topic.
  CatalogEntry catalog{};
  Instant catalog_at{};
  std::uint64_t catalog_content = 0;

  // The price in force: of what catalog, prices and applied responses told, the newest regular
  // price and the newest promotion that have begun (settle_price in transition.h).
  std::optional<Money> price{};
  PriceKind price_kind = PriceKind::Regular;
  std::optional<Money> regular_price{};  // the newest; what returns when the promotion ends
  Instant regular_from{};
  Instant regular_told_at{};
  bool regular_of_catalog = false;
  std::optional<ToldPrice> promotion{};  // the newest; an ended one goes at the day's close
  std::vector<ToldPrice> planned{};      // begin later, by `from`; at most kMaxPlannedPrices
  ToldCause told_cause{};

  // The merchant's last decision and the world it saw: what the prior of the response rests on.
  std::optional<Money> anchor_price{};
  std::optional<Money> anchor_cost{};  // absent: no cost was known
  std::optional<Money> anchor_paid{};  // after own promotions then; absent: what was listed
  Instant anchor_at{};

  std::vector<OfferState> offers{};   // by competitor; at most kMaxRivals
  std::optional<StockState> stock{};  // absent: never counted
  std::vector<DayTally> tallies{};    // by day; the open day, the next, late days
  std::int32_t closed_through = 0;    // day number of the newest closed day; 0: none yet
  // On the item's first day: the earliest own time in it that a record told, the day's end before
  // any did. Absent on later days, which count whole.
  std::optional<Instant> first_day_from{};
  std::int32_t active_day = 0;  // day number of the newest record, the open day at most
  std::int64_t late_units = 0;  // of closed days, learnt at the next close
  std::optional<HeldOrders> one_off{};
  std::vector<OpenOrder> open_orders{};  // by shipment; at most kMaxOpenOrders

  OpenPrice open_price{};
  OpenPlan open_plan{};
  std::optional<AcceptedPrice> accepted_price{};
  std::vector<AcceptedPlan> accepted_plans{};  // at most kMaxOpenOrders
  std::vector<Rejection> rejections{};         // price; at most 4, newest last
  std::optional<Instant> price_quiet_until{};  // snoozed, or rejected "not now"
  std::optional<Instant> plan_quiet_until{};
  std::vector<OpenAlert> alerts{};  // by kind
  std::optional<Instant> due{};     // the item's entry in the timer index; absent: none
};

// What sold on a day; nothing where there is no tally of it.
[[nodiscard]] DayTally tally_on(const Situation& situation, std::int32_t day);

// A closed day at the item's own price, until the common movement of that day is known.
struct WaitingPriceDay {
  std::int32_t day = 0;
  Money price{};
  PriceCause cause = PriceCause::Unknown;  // of the change that brought the price
  std::int64_t units = 0;                  // >= 0
  float exposure = 0;                      // share of the day in stock, (0, 1]
  float hinge = 0;                         // of the price against the rivals at the close, >= 0
  std::int64_t milli_expected = 0;  // that it told the merchant's common movement; 0: nothing

  friend auto operator<=>(const WaitingPriceDay&, const WaitingPriceDay&) = default;
};

// The price at the newest close outside promotions, and how it came about.
struct ClosedPrice {
  Money price{};  // 0: none yet
  bool test = false;
  PriceCause cause = PriceCause::Unknown;  // of several changes without a day between, the least
                                           // trusted
  bool counted = false;                    // a day at this price was counted
  std::int32_t since_day = 0;              // of the newest change
  Money before_test{};                     // the price that a test left; 0: no test yet
  std::int32_t quiet_through = 0;          // no day up to it counts: the week after a promotion

  friend auto operator<=>(const ClosedPrice&, const ClosedPrice&) = default;
};

// What is known of the response to price: the causal posterior's part of the belief.
struct ResponseBelief {
  forecasting::PriceEvidence evidence{};  // of the spells that are over
  forecasting::PriceSpell running{};      // not yet in the evidence
  PriceCause running_cause = PriceCause::Unknown;
  Money running_price{};
  double settled_units = 0;   // at the running price, discounted: what it sells there
  double settled_weight = 0;  // and over how much exposure x common level
  ClosedPrice closed{};
  std::vector<WaitingPriceDay> waiting{};  // by day, at most kMaxWaitingPriceDays
  forecasting::ElasticityPool reported{};  // what this item last told category and merchant

  friend auto operator<=>(const ResponseBelief&, const ResponseBelief&) = default;
};

struct SupplierBelief {
  std::uint64_t supplier = 0;
  forecasting::LeadTable lead{};
};

struct Belief {
  std::uint64_t version = 0;  // counts changes; caches hang on it
  forecasting::DemandBelief demand{};
  forecasting::DemandPool reported{};  // what this item last told its category
  ResponseBelief response{};
  std::vector<SupplierBelief> suppliers{};  // at most kMaxSuppliers
  forecasting::SwingTest swing{};
  forecasting::ItemReturns returns{};
  forecasting::ViewedSales viewed{};
};

// A demand event that counted.
struct RecentEntry {
  std::uint64_t hash = 0;
  std::int32_t day = 0;    // the local day it counted on
  Instant at{};            // own time
  std::int32_t units = 0;  // that left the shelf, or were promised: of orders and preorders; below
                           // zero for a cancel

  friend auto operator<=>(const RecentEntry&, const RecentEntry&) = default;
};

struct ItemState {
  Situation situation{};
  Belief belief{};
  std::vector<RecentEntry> recent{};  // of the open day and kLateDays before, sorted

  [[nodiscard]] bool known() const { return !situation.catalog.item.sku.value.empty(); }
};

// Lead times that items share, and a signature of their content: equal for equal content.
struct PooledLeads {
  forecasting::SupplierLeads leads{};
  std::uint64_t signature = 0;
};

class LeadLaws;

// Learnt across one merchant's items. Keyed by merchant first: nothing crosses merchants. What is
// pointed to is borrowed for the step's length; null: nothing is known.
struct Pools {
  forecasting::DemandPool category{};                       // of the item's category
  forecasting::ElasticityPool category_elasticity{};        // the same, of its response
  forecasting::ElasticityPool merchant_elasticity{};        // of all the merchant's items
  forecasting::CommonMovement movement{};                   // of the merchant's demand
  std::map<std::uint64_t, const PooledLeads*> suppliers{};  // by supplier hash
  const PooledLeads* lane = nullptr;                        // of the item's category
  const PooledLeads* merchant = nullptr;                    // of all orders
  LeadLaws* laws = nullptr;                                 // null: each is worked out
};

// Names of the merchant's rivals and suppliers, by hash.
using Names = std::map<std::uint64_t, std::string>;

// Hash of a rival's or supplier's name. Never zero.
[[nodiscard]] std::uint64_t name_hash(std::string_view name);

}  // namespace shelfd::engine
