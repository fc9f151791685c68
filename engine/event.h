// Events: everything that can come in, one struct a topic, one variant over them.
//
// A record is an event with where it stands (topic, offset), when it was appended and when it says
// it happened (own time). Amounts keep the currency they came in; `step` converts them with the
// rules' rates. Ranges are checked once, at the rim (connectors/formats): here they hold.
// Contract: docs/schemas, docs/asyncapi.yaml; the field names are the same there.
// Pure. Not here: what is remembered of them (item_state.h), bytes (connectors/formats).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/boxed.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/quantity.h"
#include "base/time.h"
#include "forecasting/demand_belief.h"
#include "pricing/offer.h"
#include "pricing/offer_net.h"
#include "pricing/price_suggestion.h"

namespace shelfd::engine {

// The value is the rank: at one instant lower ranks come first.
enum class Topic : std::uint8_t {
  Rules,
  Catalog,
  Prices,
  Inventory,
  Shipments,
  CompetitorOffers,
  Demand,
  Responses,
};
inline constexpr std::size_t kTopicCount = 8;

// "rules", "catalog", "prices", "inventory", "shipments", "competitor-offers", "demand",
// "responses".
[[nodiscard]] const char* topic_name(Topic topic);
[[nodiscard]] std::optional<Topic> topic_named(std::string_view name);

// 1 unit of `from` is `rate` units of `to`.
struct Rate {
  Currency from{};
  Currency to{};
  double rate = 0;  // in (0, 1e9]
};

struct SupplierRules {
  SupplierId supplier{};
  std::vector<Day> closed_days{};                 // at most 64
  std::optional<std::int32_t> cut_off_minutes{};  // local minutes after midnight, [0, 1440)
  std::vector<std::int32_t> delivery_weekdays{};  // 1 = Monday .. 7 = Sunday
  std::optional<Amount> minimum{};                // order value
};

struct Occasion {
  std::string name{};
  std::string scope{};  // a category, or "" for all
  Instant from{};
  Instant until{};
};

struct Emergency {
  std::string region{};
  std::string category{};
  Instant from{};
  Instant until{};
};

// How much one rival counts in the market, and whether at all.
struct RivalRules {
  std::string competitor{};
  double weight = 1;  // [0, 10]; 0: no rival
};

// The pooled head of demand, as `shelfd train` wrote it: weights with the centre and scale of each
// feature. The lists of mean are kMeanFeatures long, those of spread kScatterFeatures
// (forecasting/pooled_head.h).
struct DemandHead {
  std::string version{};
  std::optional<Instant> trained_at{};
  std::int64_t series = 0;             // it was trained on, >= 0
  std::int64_t rows = 0;               // >= 0
  std::vector<double> mean_weights{};  // each number in [-1e6, 1e6]
  std::vector<double> mean_centres{};
  std::vector<double> mean_scales{};  // above 0
  std::vector<double> spread_weights{};
  std::vector<double> spread_centres{};
  std::vector<double> spread_scales{};  // above 0

  friend bool operator==(const DemandHead&, const DemandHead&) = default;
};

// Where an item of a category starts, and how many items told so.
struct CategoryPrior {
  Category category{};
  std::int64_t items = 0;            // >= 0
  forecasting::DemandPrior prior{};  // the level's regressor is not read

  friend bool operator==(const CategoryPrior&, const CategoryPrior&) = default;
};

// What a merchant's items of all partitions told together, as `shelfd train` merged it: what stands
// behind a partition's own pools (trained.h).
struct DemandPriors {
  std::string version{};
  std::optional<Instant> trained_at{};
  // The first: all items together, of no category; then at most 256 categories, each once.
  std::vector<CategoryPrior> priors{};

  friend bool operator==(const DemandPriors&, const DemandPriors&) = default;
};

// A record of `rules`: what steers decisions for a merchant, or for all ("*"). Absent fields fall
// back to the record of "*", then to the built-in defaults (policy.h).
struct Rules {
  MerchantId merchant{};  // or "*"
  std::string version{};
  std::optional<Instant> issued_at{};
  std::optional<std::string> time_zone{};
  std::optional<LocalTime> utc_offsets{};  // added by `rules apply`: all that the engine sees of it
  std::optional<std::string> jurisdiction{};
  std::optional<Currency> currency{};
  std::vector<Rate> rates{};         // at most 64
  std::optional<double> tax_rate{};  // [0, 1]
  std::optional<bool> price_includes_tax{};
  std::optional<pricing::Strategy> strategy{};
  std::optional<double> match_ratio{};                 // (0.5, 2)
  std::optional<double> min_margin_ratio{};            // [0, 0.9]
  std::optional<double> max_change_ratio{};            // (0, 0.5]
  std::optional<double> careful_ratio{};               // (0, 0.5]
  std::optional<Money> min_gain{};                     // per horizon, in `currency`
  std::optional<double> min_chance{};                  // [0.5, 1)
  std::vector<Money> price_endings{};                  // at most 8
  std::optional<double> offer_fresh_hours{};           // (0, 8760]
  std::optional<double> min_match{};                   // [0, 1]
  std::vector<pricing::Condition> offer_conditions{};  // that count; at most 3
  std::optional<double> min_effective_offers{};        // the bar of a market, [1, 32]
  std::optional<double> max_weight_ratio{};            // of one rival over the usual, [1, 1000]
  std::vector<RivalRules> rivals{};                    // at most 64
  std::optional<pricing::ReferenceBasket> reference_basket{};
  std::vector<std::string> audiences{};         // whose discounts count, beside "public"; at most 8
  std::optional<double> holding_rate{};         // a year, [0, 5]
  std::optional<double> service_level{};        // [0.5, 0.999]
  std::optional<double> review_days{};          // (0, 365]
  std::optional<double> order_confirm_hours{};  // (0, 8760]
  std::optional<double> resold_ratio{};         // of returned units, [0, 1]
  std::vector<std::string> law_packs{};         // at most 16
  std::vector<SupplierRules> suppliers{};       // at most 64
  std::vector<Occasion> occasions{};            // at most 64
  std::optional<Amount> budget{};
  std::vector<std::string> own_accounts{};  // competitor names that are the merchant's; at most 64
  std::vector<Emergency> emergencies{};     // at most 16
  std::optional<std::int32_t> daily_suggestions{};  // [1, 10000]; for readers, never for step
  std::optional<std::string> models{};              // the version of trained models, opaque here
  std::optional<DemandHead> demand_head{};
  std::optional<DemandPriors> demand_priors{};
  std::optional<Instant> left_at{};  // the merchant left: everything of it is erased
};

enum class BreakKind : std::uint8_t { AllUnits, Incremental };
enum class Lifecycle : std::uint8_t { New, Active, PhaseOut };

struct PriceBreak {
  Quantity from{};  // >= 1
  Amount cost{};    // a unit
};

struct SupplierTerms {
  SupplierId supplier{};
  std::optional<Amount> cost{};        // a unit; absent: the catalog's unit_cost
  std::optional<Amount> order_cost{};  // fixed, an order
  Quantity moq{0};
  Quantity case_pack{1};
  std::vector<PriceBreak> breaks{};  // at most 8, ascending
  BreakKind break_kind = BreakKind::AllUnits;
  std::optional<double> lead_days{};  // stated, [0, 365]
};

struct CatalogEntry {
  ItemId item{};
  bool withdrawn = false;  // a tombstone: the item is erased
  std::string title{};
  Category category{};
  std::string family{};
  Currency currency{};  // empty: the rules' own
  std::optional<Instant> updated_at{};
  std::optional<Amount> unit_cost{};  // landed, replacement
  std::optional<double> tax_rate{};   // [0, 1]
  std::optional<bool> price_includes_tax{};
  double fee_rate = 0;  // [0, 0.9]
  std::optional<Amount> fee_fixed{};
  double variable_cost_rate = 0;  // [0, 0.9]
  std::optional<Amount> return_cost;
  std::optional<Amount> price{};
  std::optional<Amount> floor_price{};
  std::optional<Amount> ceiling_price{};
  std::optional<Amount> map_price{};
  std::optional<double> min_margin_ratio{};
  std::optional<pricing::Strategy> strategy{};
  std::vector<Money> price_endings{};                // at most 8
  std::optional<Amount> shipping{};                  // what delivery of one costs a shopper on top
  std::vector<pricing::Promotion> own_promotions{};  // at most pricing::kMaxOfferPromotions
  std::vector<SupplierTerms> suppliers{};            // at most 4
  std::optional<double> holding_rate{};
  std::optional<double> service_level{};
  std::optional<Amount> stockout_cost{};  // a unit short, instead of the margin
  std::optional<double> review_days{};
  std::optional<double> shelf_life_days{};
  std::optional<Instant> season_end{};
  std::optional<Amount> salvage_value{};
  Lifecycle lifecycle = Lifecycle::Active;
};

enum class PriceKind : std::uint8_t { Regular, Promotion, AnnouncedReduction, Test };
enum class PriceCause : std::uint8_t {
  Unknown,
  Cost,
  Rival,
  Test,
  Stock,
  Demand,
  Event,
  Suggestion
};

struct PriceFact {
  ItemId item{};
  std::string channel{};
  Amount price{};  // > 0
  PriceKind kind = PriceKind::Regular;
  PriceCause cause = PriceCause::Unknown;
  std::optional<Instant> at{};
  std::optional<Instant> from{};  // may lie ahead
  std::optional<Instant> until{};
  std::string suggestion_id{};
};

struct Lot {
  Quantity quantity{};
  Instant expires{};
};

struct StockCount {
  ItemId item{};
  std::string location{};
  Quantity on_hand{};
  Quantity reserved{};
  Quantity backorders{};
  Quantity unsellable{};
  std::vector<Lot> lots{};  // at most 16
  std::optional<Instant> as_of{};
};

enum class ShipmentStage : std::uint8_t { Ordered, Shipped, Received, Cancelled };

struct Shipment {
  ItemId item{};
  std::string shipment_id{};
  std::string suggestion_id{};
  SupplierId supplier{};
  Quantity quantity{};  // of this stage, >= 0
  ShipmentStage stage = ShipmentStage::Ordered;
  std::optional<Instant> at{};
  std::optional<Instant> expected_at{};
};

struct CompetitorOffer {
  ItemId item{};
  std::string competitor{};  // 1 to 128 bytes
  Amount price{};            // any sign: a scraper's zero is seen, and left out
  std::optional<Amount> shipping{};
  std::optional<bool> price_includes_tax{};      // absent: as the item's own prices
  std::vector<pricing::Promotion> promotions{};  // at most pricing::kMaxOfferPromotions
  bool in_stock = true;
  pricing::Condition condition = pricing::Condition::New;
  std::optional<double> seller_rating{};  // [0, 1]
  std::int64_t rating_count = 0;
  double match_confidence = 1;  // [0, 1]
  std::optional<Instant> observed_at{};
};

enum class DemandType : std::uint8_t { Order, Cancel, Return, Preorder, View, Cart };

struct DemandEvent {
  ItemId item{};
  DemandType type = DemandType::Order;
  Quantity quantity{1};  // >= 0
  std::optional<Amount> unit_price{};
  std::string order_ref{};
  std::optional<Instant> occurred_at{};
  std::string event_id{};  // "": the content identifies it
};

enum class ResponseAction : std::uint8_t { Accept, Reject, Override, Snooze };
enum class RejectReason : std::uint8_t {
  None,
  TooLow,
  TooHigh,
  WrongRival,
  WrongCost,
  NoCash,
  NotNow,
  Other,
};

struct Response {
  ItemId item{};
  std::string suggestion_id{};
  ResponseAction action = ResponseAction::Accept;
  std::optional<Amount> price{};       // override of a price
  std::optional<Quantity> quantity{};  // override of a plan
  bool applied = false;                // the price is already in force
  RejectReason reason = RejectReason::None;
  std::optional<Instant> until{};  // of a snooze
  std::string by_role{};           // a role, never a person
  std::optional<Instant> at{};
};

// In the order of Topic. The two that are large and rare are boxed: a cut holds thousands of
// events.
using Event = std::variant<Boxed<Rules>, Boxed<CatalogEntry>, PriceFact, StockCount, Shipment,
                           CompetitorOffer, DemandEvent, Response>;

// `visitor` on what the event says, out of its box. Each must give the same type.
decltype(auto) visit_event(auto&& visitor, auto&& event) {
  return std::visit(
      [&]<typename Held>(Held& held) -> decltype(auto) {
        if constexpr (requires { *held; }) {
          return visitor(*held);
        } else {
          return visitor(held);
        }
      },
      event);
}

// What the event says, where it is of that kind; else null.
template <typename Content>
[[nodiscard]] auto* content_if(auto& event) {
  using Kept = std::conditional_t<std::is_const_v<std::remove_reference_t<decltype(event)>>,
                                  const Content, Content>;
  return visit_event(
      []<typename Held>(Held& held) -> Kept* {
        if constexpr (std::is_same_v<std::remove_const_t<Held>, Content>) {
          return &held;
        } else {
          return nullptr;
        }
      },
      event);
}

struct Record {
  Topic topic = Topic::Rules;
  std::int64_t offset = 0;
  Instant appended_at{};
  Instant own_time{};         // the event's own, else appended_at
  std::uint64_t content = 0;  // hash of the bytes: breaks ties between equal own times
  Event event{};
};

// The time the event says it happened, absent where it says none.
[[nodiscard]] std::optional<Instant> stated_time(const Event& event);
// The item it speaks of; rules have none.
[[nodiscard]] const ItemId* item_of(const Event& event);

}  // namespace shelfd::engine
