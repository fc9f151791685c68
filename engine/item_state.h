// Item state: what is remembered for one item, in three records.
//
//   Situation  offers, stock, tallies, open orders and suggestions: changes with events
//   Belief     the filters: changes when a day closes or a delivery arrives
//   recent     hashes of the demand events of the open day and `late_days` before it: append-only,
//              so that an event that comes twice within them counts once
//
// Every list has its limit here. A rival is a 64-bit hash of his name; names live beside
// (`names`). No map fields: equal states have equal bytes (connectors/formats/state_codec.h).
// Between day closes what is collected commutes: integers, and the newest by own time.
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
#include "forecasting/demand_filter.h"
#include "forecasting/lead_time.h"
#include "forecasting/price_response.h"

namespace shelfd::engine {

inline constexpr std::size_t kMaxRivals = 32;
inline constexpr std::size_t kMaxOpenOrders = 16;
inline constexpr std::size_t kMaxPlannedPrices = 4;
inline constexpr std::size_t kMaxSuppliers = 4;
inline constexpr int kLateDays = 2;

// A rival's newest offer, and his price when our price was last set.
struct OfferState {
  std::uint64_t competitor = 0;
  Money price{};  // price + shipping, the item's currency
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
};

// What sold on one local day.
struct DayTally {
  std::int32_t day = 0;    // day number
  std::int64_t units = 0;  // orders less cancels
  std::int32_t orders = 0;
  std::int32_t returned_units = 0;
  std::int32_t preordered_units = 0;
  std::int32_t views = 0;
  std::int32_t carts = 0;
  std::int64_t out_millis = 0;  // time without stock, as far as counts told
};

struct OpenOrder {
  std::uint64_t shipment = 0;  // hash of the shipment id
  std::uint64_t supplier = 0;  // hash of the name
  Quantity ordered{};          // >= 0
  Quantity received{};         // >= 0
  ShipmentStage stage = ShipmentStage::Ordered;
  Instant ordered_at{};
  Instant changed_at{};  // own time of the newest stage
  std::optional<Instant> expected_at{};
};

struct PlannedPrice {
  Money price{};
  PriceKind kind = PriceKind::Regular;
  Instant from{};
  std::optional<Instant> until{};
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

struct StockState {
  Quantity on_hand{};
  Quantity reserved{};
  Quantity backorders{};
  Quantity unsellable{};
  Instant as_of{};
  std::uint64_t content = 0;
  Quantity sold_since{};               // units of demand events later than as_of
  Quantity received_since{};           // units of receipts later than as_of
  std::optional<Instant> out_since{};  // usable stock was zero or below from here on
};

struct Situation {
  // The catalog as known. The family is not kept: readers find it in the topic.
  CatalogEntry catalog{};
  Instant catalog_at{};
  std::uint64_t catalog_content = 0;

  // The price in force, by the newest own time of catalog, prices, applied responses.
  std::optional<Money> price{};
  PriceKind price_kind = PriceKind::Regular;
  Instant price_at{};
  std::optional<Instant> price_until{};  // a promotion's end
  std::optional<Money> regular_price;    // what returns when the promotion ends
  std::vector<PlannedPrice> planned{};   // at most kMaxPlannedPrices

  // The merchant's last decision and the world it saw: what the prior of the response rests on.
  std::optional<Money> anchor_price{};
  std::optional<Money> anchor_cost{};  // absent: no cost was known
  Instant anchor_at{};

  std::vector<OfferState> offers{};      // by competitor; at most kMaxRivals
  std::optional<StockState> stock{};     // absent: never counted
  std::vector<DayTally> tallies{};       // by day; the open day, the next, late days
  std::int32_t closed_through = 0;       // day number of the newest closed day; 0: none yet
  std::int64_t late_units = 0;           // of closed days, learnt at the next close
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

// Spells of one own price, for the contrasts that the response learns from.
struct SpellState {
  Money price{};  // 0: none yet
  std::int64_t units = 0;
  float days = 0;  // of exposure
};

struct SupplierBelief {
  std::uint64_t supplier = 0;
  forecasting::LeadCounts lead{};
};

struct Belief {
  std::uint64_t version = 0;  // counts changes; caches hang on it
  forecasting::DemandBelief demand{};
  forecasting::RatePool reported{};  // what this item last told its category
  forecasting::PriceEvidence evidence{};
  SpellState before{};
  SpellState during{};
  std::vector<SupplierBelief> suppliers{};  // at most kMaxSuppliers
};

// Hashes of one epoch's demand events of one day.
struct RecentHash {
  std::int32_t day = 0;
  std::uint64_t hash = 0;

  friend auto operator<=>(const RecentHash&, const RecentHash&) = default;
};

struct ItemState {
  Situation situation{};
  Belief belief{};
  std::vector<RecentHash> recent{};  // of the open day and kLateDays before, sorted

  [[nodiscard]] bool known() const { return !situation.catalog.item.sku.value.empty(); }
};

// Learnt across one merchant's items. Keyed by merchant first: nothing crosses merchants.
struct Pools {
  forecasting::RatePool category{};                              // of the item's category
  std::map<std::uint64_t, forecasting::LeadCounts> suppliers{};  // by supplier hash
};

// Names of the merchant's rivals and suppliers, by hash.
using Names = std::map<std::uint64_t, std::string>;

// Hash of a rival's or supplier's name. Never zero.
[[nodiscard]] std::uint64_t name_hash(std::string_view name);

}  // namespace shelfd::engine
