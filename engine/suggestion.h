// Suggestions: everything that can go out, as data. Worded at the rim from one catalogue (wording).
//
// A price's reason amounts sum exactly to suggested - current; a plan's reason units sum to its
// quantity. Each reason says whether it rests on the merchant's data or on an assumption.
// Contract: docs/schemas; the field names are the same there.
// Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "base/quantity.h"
#include "base/time.h"
#include "engine/event.h"
#include "engine/judge.h"

namespace shelfd::engine {

enum class Status : std::uint8_t { Keep, Open, NeedsPerson, Withdrawn, Expired };
enum class RestsOn : std::uint8_t { Data, Assumption };

// What explains an answer. The first thirteen are pricing::PriceStep, in its order; then
// replenishment::OrderStep and Waiting, in order; then causes that carry no amount.
enum class ReasonCode : std::uint8_t {
  PresentMargin,
  Cost,
  Rivals,
  Response,
  MarketPosition,
  Careful,
  MaxChange,
  Ceiling,
  Map,
  MarginFloor,
  Floor,
  Ending,
  SmallGain,
  ExpectedDemand,
  SafetyStock,
  OnHand,
  Reserved,
  Backorders,
  OpenOrders,
  AcceptedPlans,
  Covered,
  Rounding,
  Waiting,
  // Without an amount: why there is no more than this.
  NoPrice,
  NoCost,
  NoMarket,
  NoStockCount,
  OnHold,
  PromotionRunning,
  Snoozed,
  Rejected,
  CostDoubted,
  NoRate,
  PhasedOut,
  NotFinite,
  OneOffHeld,
};
inline constexpr std::size_t kReasonCodes = 36;
// snake_case of the enumerator: "present_margin".
[[nodiscard]] const char* reason_name(ReasonCode code);
[[nodiscard]] std::optional<ReasonCode> reason_named(std::string_view name);

// Names end in their unit, and the ending tells the type: `_price` `_cost` `_amount` Money;
// `_at` Instant; `_ratio` `_days` `_rate` double; `_units` `_count` integer; else text.
using ParamValue = std::variant<std::int64_t, double, Money, Instant, std::string>;
struct Param {
  std::string name{};
  ParamValue value{};
};

struct Reason {
  ReasonCode code = ReasonCode::NoPrice;
  std::int64_t amount = 0;  // micros for a price, units for a plan
  RestsOn rests_on = RestsOn::Data;
  std::vector<Param> params{};
};

struct LeftOutOffer {
  std::string competitor{};
  pricing::LeftOut why = pricing::LeftOut::None;
};

// What an offer costs by its promotions: a rival's, or the merchant's own.
struct OfferView {
  std::string competitor{};  // "": the merchant's own
  pricing::OfferNets nets{};
};

struct MarketView {
  std::optional<Money> reference{};  // absent: no market
  Money low{};
  Money high{};
  Money cheapest{};
  std::string cheapest_competitor{};
  Money nearest{};  // to the own price; 0: that is not known
  std::string nearest_competitor{};
  double effective_offers = 0;
  std::vector<LeftOutOffer> left_out{};
  // Told where somebody has promotions: the basket in which prices are compared, the rivals that
  // have some, and the merchant's own.
  std::optional<pricing::ReferenceBasket> basket{};
  std::vector<OfferView> offers{};
  std::optional<OfferView> own{};
};

struct ExpectedGain {
  Money profit_gain{};
  double units_now = 0;
  double units_then = 0;
  double horizon_days = 0;
  double chance_of_gain = 0;
};

struct Reduction {
  Money prior_price{};
  double window_days = 0;
};

// Where and on what it was judged. `Judged` is absent where nothing could be judged.
template <typename Judged>
struct Basis {
  std::int32_t partition = 0;
  std::int64_t epoch = 0;
  std::string rules_version{};
  std::string build{};
  std::string arithmetic{};
  std::optional<Judged> judged{};
};

// `checked_rules` names what was checked: "floor", "ceiling", "map", "margin_floor",
// "max_change", "careful", "ending"; "moq", "case_pack".
struct PriceSuggestion {
  std::string suggestion_id{};  // "merchant/sku:price:N"
  ItemId item{};
  Status status = Status::Keep;
  std::optional<Money> current_price{};
  std::optional<Money> suggested_price{};  // equal to current_price for keep
  Currency currency{};
  MarketView market{};
  std::optional<ExpectedGain> expected{};
  std::vector<Reason> reasons{};
  std::vector<std::string> checked_rules{};
  std::string binding_rule{};  // "" when none bound
  std::optional<Reduction> reduction{};
  Instant valid_until{};
  Instant judged_at{};
  Instant caused_at{};  // own time of the newest record or timer behind it
  Basis<JudgedPrice> basis{};
};

enum class PlanAction : std::uint8_t { None, Order, Wait, Expedite, Cancel };

struct RestockPlan {
  std::string suggestion_id{};  // "merchant/sku:plan:N"
  ItemId item{};
  Status status = Status::Keep;
  PlanAction action = PlanAction::None;
  Quantity quantity{};
  std::optional<Money> unit_cost{};
  std::optional<Money> order_value{};
  Currency currency{};
  SupplierId supplier{};
  std::optional<Instant> order_by{};
  std::optional<Instant> expected_arrival{};
  std::optional<replenishment::StockPosition> position{};        // absent without a stock count
  double demand_mean_units = 0;                                  // over lead time + review
  std::vector<std::pair<double, double>> demand_quantiles{};     // (p, units): .1 .5 .9 .99
  std::vector<std::pair<double, double>> lead_time_quantiles{};  // (p, days): .1 .5 .9
  double stockout_chance_if_not = 0;
  std::optional<Money> cost_now{};
  std::optional<Money> cost_then{};
  std::vector<Reason> reasons{};
  std::vector<std::string> checked_rules{};
  Instant valid_until{};
  Instant judged_at{};
  Instant caused_at{};
  Basis<JudgedPlan> basis{};
};

enum class AlertKind : std::uint8_t {
  StockoutRisk,
  Overstock,
  DemandSwing,
  LateShipment,
  SupplierSilent,
  Undercut,
  PriceWar,
  Guardrail,
  DataStale,
  OrderNotPlaced,
  PriceNotApplied,
};
inline constexpr std::size_t kAlertKinds = 11;
enum class Severity : std::uint8_t { Notice, Warning, Critical };

struct Alert {
  std::string alert_id{};  // "merchant/sku:kind:opened_at"
  ItemId item{};
  AlertKind kind = AlertKind::StockoutRisk;
  bool open = true;
  Severity severity = Severity::Warning;
  Money worth{};  // money at stake, the item's currency; 0 where it cannot be told
  Currency currency{};
  std::string code{};  // what the wording catalogue names it
  std::vector<Param> params{};
  Instant opened_at{};
  std::optional<Instant> closed_at{};
};

// A record refused in `step` (what cannot be decoded is refused before it).
struct Refusal {
  Topic topic = Topic::Rules;
  std::int64_t offset = 0;
  std::string field{};
  std::string reason{};  // a fixed snake_case code: "too_late", "from_the_future", "no_rate", ...
};

}  // namespace shelfd::engine
