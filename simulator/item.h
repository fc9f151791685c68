// Item: the truth behind one simulated item, its rivals, and where it stands now.
//
// The truth is drawn once from (seed, index) and never changes but for the cost; tests read it. A
// shopper compares tax-inclusive prices, a rival's with his shipping. Instants are UTC.
// Pure. Not here: how it is drawn (item_birth.h), how it moves (rivals.h, merchant.h, ...).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/money.h"
#include "base/time.h"
#include "engine/event.h"
#include "simulator/calendar.h"
#include "simulator/random.h"

namespace shelfd::simulator {

struct MarketSettings {
  std::uint64_t seed = 1;
  std::size_t items = 50;     // of all merchants together, >= 1; item i belongs to i % merchants
  std::size_t merchants = 1;  // >= 1
  Instant start{std::chrono::sys_days{std::chrono::year{2025} / 9 / 1}};
  int days = 90;  // how long the play is meant to be: decides which sale weeks it has
  Currency currency{{'E', 'U', 'R'}};
  double top_units_per_day = 20;  // of the most popular item; item i sells (i + 1)^-0.9 of it
  double acceptance = 0.62;       // share of price suggestions that are accepted, in [0, 1]
};

// One event and when it reaches the merchant's systems; its stated time may lie before.
struct TimedEvent {
  Instant arrives_at{};
  engine::Event event;
};

enum class RivalHabit : std::uint8_t { Follows, Undercuts, Ignores, RunsSales };

struct Rival {
  std::uint8_t name = 0;
  RivalHabit habit = RivalHabit::Ignores;
  pricing::Condition condition = pricing::Condition::New;
  bool in_stock = true;
  std::int8_t days_out = 0;  // left, while out of stock
  float match_confidence = 1;
  float rating = 0;  // [0, 1]; 0: unknown
  std::int32_t rating_count = 0;
  double weight = 0;  // of his pull, all together at most 1
  Money anchor;       // the price he comes back to
  Money price;
  Money previous;  // the price before the last change
  Money shipping;
  double ln_total = 0;  // ln (price + shipping), kept beside them
};

struct ItemTruth {
  double units_per_day = 0;  // at the anchor price and the opening rivals, on an average day
  double elasticity = 0;     // e, the own part: in [1.5, 6]
  double rival_pull = 0;     // k
  Money anchor_price;        // p0: the true optimum at the opening, tax included
  double anchor_hinge = 0;   // H(p0) at the opening
  double tax_rate = 0;       // prices include it
  double fee_rate = 0;
  Money opening_cost;
  Money opening_price;
  std::int64_t opening_stock = 0;
  std::int64_t case_pack = 1;
  std::int64_t moq = 0;
  std::size_t supplier = 0;
  double lead_days = 0;    // median of the supplier's lead time; what he states is that, rounded
  bool shows_cost = true;  // messy sellers: what the catalog and the counts leave out
  bool counts_stock = true;
  std::int32_t slice_offset_seconds = 0;  // when within each hour the item moves, [0, 3600)
};

// A replenishment order: its fate is drawn when it is placed.
struct OrderStage {
  Instant at{};
  engine::ShipmentStage stage = engine::ShipmentStage::Ordered;
  std::int64_t quantity = 0;
};
struct SupplyOrder {
  std::uint32_t number = 0;
  std::string suggestion_id{};
  Instant expected_at{};
  std::int64_t outstanding = 0;
  std::vector<OrderStage> stages;  // in time order; those done are removed
};

// A change of price that is decided and not yet in force.
struct PlannedPrice {
  Instant at{};
  Money price;
  engine::PriceKind kind = engine::PriceKind::Regular;
  engine::PriceCause cause = engine::PriceCause::Unknown;
  Duration lasts{};  // of a promotion or a test; zero: until changed
  std::string suggestion_id{};
};

// Units that come back to the shelf: a cancelled or a returned order.
struct Comeback {
  Instant at{};
  engine::DemandType type = engine::DemandType::Cancel;
  std::int64_t quantity = 0;
  Money unit_price;
  std::uint32_t order_number = 0;
};

struct Item {
  std::size_t index = 0;
  ItemTruth truth;
  std::vector<Rival> rivals;
  Random shopping;  // one stream for each kind of happening
  Random rivalry;
  Random scraping;
  Random supplying;
  Random selling;
  Money cost;
  Money home_price;  // what he thinks right; his own changes stay around it
  Money regular_price;
  Money price;                           // in force: regular, promotion or test
  std::optional<Instant> special_until;  // the end of a promotion or test
  std::int64_t on_hand = 0;
  std::int64_t lost_units = 0;  // asked for while the shelf was empty
  double price_effect = 1;      // rate(price) / rate(anchor), kept beside the prices
  double level = 0;             // slow drift of ln rate
  int surge_days = 0;           // left of a passing fashion
  double sold_per_day = 0;      // smoothed, what the merchant believes
  std::int64_t sold_today = 0;
  std::uint32_t demand_number = 0;
  std::uint32_t order_number = 0;
  std::optional<Instant> trusts_until;  // the merchant leaves the price to suggestions
  std::optional<Instant> orders_until;  // and the orders to plans
  std::uint64_t answered_price = 0;     // hash of the last suggestion answered
  std::uint64_t answered_plan = 0;
  std::vector<PlannedPrice> planned;
  std::vector<SupplyOrder> orders;
  std::vector<Comeback> comebacks;
};

// What all items of a market share.
struct World {
  MarketSettings settings;
  SaleCalendar sales;
};

}  // namespace shelfd::simulator
