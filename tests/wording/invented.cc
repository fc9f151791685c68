// Invented items: see invented.h.
#include "tests/wording/invented.h"

#include <algorithm>
#include <random>

namespace shelfd::wording_test {
namespace {

constexpr Instant kNow =
    Instant{std::chrono::sys_days{std::chrono::year{2025} / 5 / 2}} + std::chrono::hours{9};

struct Rival {
  std::string name;
  std::int64_t price = 0;         // cents
  std::int64_t anchor_price = 0;  // cents
  double age_hours = 1;
  bool in_stock = true;
};

void add_rival(Case& shop, const Rival& rival) {
  const std::uint64_t competitor = engine::name_hash(rival.name);
  shop.names[competitor] = rival.name;
  engine::OfferState offer;
  offer.competitor = competitor;
  offer.price = cents(rival.price);
  offer.in_stock = rival.in_stock;
  offer.seller_rating = 0.9F;
  offer.rating_count = 200;
  offer.observed_at = kNow - std::chrono::duration_cast<Duration>(
                                 std::chrono::duration<double, std::ratio<3600>>(rival.age_hours));
  offer.anchor_price = cents(rival.anchor_price);
  shop.state.situation.offers.push_back(offer);
  std::ranges::sort(shop.state.situation.offers, {}, &engine::OfferState::competitor);
}

Case start(const std::string& sku) {
  Case shop;
  shop.policy.currency = kEuro;
  engine::CatalogEntry& catalog = shop.state.situation.catalog;
  catalog.item = {.merchant = MerchantId("shop"), .sku = Sku(sku)};
  catalog.currency = kEuro;
  return shop;
}

void set_price(Case& shop, std::int64_t price) {
  engine::Situation& situation = shop.state.situation;
  situation.price = cents(price);
  situation.regular_price = cents(price);
  situation.anchor_price = cents(price);
  situation.anchor_at = kNow - std::chrono::days{20};
}

void set_cost(Case& shop, std::int64_t then, std::int64_t now) {
  shop.state.situation.catalog.unit_cost = Amount{.money = cents(now), .currency = kEuro};
  shop.state.situation.anchor_cost = cents(then);
}

void set_sales(Case& shop, double units_a_day, double own_days) {
  // The two numbers of every memory, so that with the prior (two days of half a unit) the rate is
  // exactly this; too few sales for a bank of filters.
  forecasting::DemandBelief& demand = shop.state.belief.demand;
  for (forecasting::Tally& tally : demand.sparse.units) {
    tally = {.sum = static_cast<float>(units_a_day * (own_days + 2) - 1),
             .exposure = static_cast<float>(own_days)};
  }
  forecasting::refresh_digest(demand);
}

void set_stock(Case& shop, std::int64_t on_hand, std::int64_t on_the_way) {
  engine::StockState stock;
  stock.on_hand = {on_hand};
  stock.as_of = kNow;
  shop.state.situation.stock = stock;
  if (on_the_way == 0) return;
  engine::OpenOrder order;
  order.shipment = 1;
  order.ordered = {on_the_way};
  order.ordered_at = kNow - std::chrono::days{3};
  order.changed_at = order.ordered_at;
  shop.state.situation.open_orders.push_back(order);
}

engine::StepContext context_of(const Case& shop) {
  engine::StepContext context = shop.context;
  context.item = shop.state.situation.catalog.item;
  context.policy = &shop.policy;
  context.pools = &shop.pools;
  context.names = &shop.names;
  context.previous_now = kNow;
  context.now = kNow;
  context.build = "test";
  return context;
}

// Whole numbers from a seed; the same on every machine, as no distribution of std is used.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool one_in(std::int64_t count) { return between(1, count) == 1; }

 private:
  std::mt19937_64 engine_;
};

void add_random_limits(Draw& draw, std::int64_t price, Case& shop) {
  engine::CatalogEntry& catalog = shop.state.situation.catalog;
  const auto euro = [](std::int64_t count) {
    return Amount{.money = cents(count), .currency = kEuro};
  };
  if (draw.one_in(3)) catalog.floor_price = euro(price * draw.between(70, 105) / 100);
  if (draw.one_in(3)) catalog.ceiling_price = euro(price * draw.between(95, 130) / 100);
  if (draw.one_in(5)) catalog.map_price = euro(price * draw.between(80, 102) / 100);
  if (draw.one_in(4)) catalog.min_margin_ratio = static_cast<double>(draw.between(5, 60)) / 100;
  if (draw.one_in(4)) catalog.price_endings = {cents(99)};
  if (draw.one_in(4)) catalog.strategy = pricing::Strategy::MatchMarket;
  if (draw.one_in(6)) catalog.fee_rate = 0.12;
  if (draw.one_in(9)) shop.state.situation.price_kind = engine::PriceKind::Promotion;
  if (draw.one_in(9)) shop.state.situation.price_quiet_until = kNow + std::chrono::days{2};
  if (draw.one_in(12)) catalog.lifecycle = engine::Lifecycle::PhaseOut;
}

void add_random_rivals(Draw& draw, std::int64_t price, Case& shop) {
  for (std::int64_t left = draw.between(0, 14); left > 0; --left) {
    const std::int64_t before = std::max<std::int64_t>(1, price * draw.between(80, 125) / 100);
    add_rival(shop, {.name = "rival-" + std::to_string(left),
                     .price = draw.one_in(8) ? draw.between(0, 2) * price * 50
                                             : before * draw.between(88, 108) / 100,
                     .anchor_price = draw.one_in(5) ? 0 : before,
                     .age_hours = static_cast<double>(draw.between(0, 90)),
                     .in_stock = !draw.one_in(6)});
  }
}

// What the item's own price changes said of its own elasticity: a stddev of 0.16.
forecasting::PriceEvidence knows_well(double elasticity, std::int32_t changes) {
  forecasting::PriceEvidence evidence{.spells = changes + 1, .usable_changes = changes};
  evidence.information[4] = 40;
  evidence.weighted[1] = 40 * elasticity;
  return evidence;
}

}  // namespace

Money cents(std::int64_t count) { return {count * 10'000}; }

Case kettle() {
  Case shop = start("kettle-03");
  set_price(shop, 2990);
  set_cost(shop, 1800, 1850);
  set_sales(shop, 4, 60);
  set_stock(shop, 30, 20);
  shop.state.belief.response.evidence = knows_well(2.6, 6);
  add_rival(shop, {.name = "nordhaus", .price = 2640, .anchor_price = 3010});
  add_rival(shop, {.name = "kueche24", .price = 2895, .anchor_price = 2895, .age_hours = 5});
  add_rival(shop, {.name = "teatime", .price = 2950, .anchor_price = 2990, .age_hours = 3});
  add_rival(shop, {.name = "haus&herd", .price = 3120, .anchor_price = 3120, .age_hours = 20});
  add_rival(
      shop,
      {.name = "bazar", .price = 2890, .anchor_price = 2890, .age_hours = 2, .in_stock = false});
  add_rival(shop, {.name = "scraper-cat", .price = 1, .anchor_price = 2990});
  shop.state.situation.catalog.floor_price = Amount{.money = cents(2500), .currency = kEuro};
  engine::SupplierTerms terms;
  terms.supplier = SupplierId("aqua-import");
  terms.moq = {24};
  terms.case_pack = {12};
  terms.lead_days = 9;
  shop.state.situation.catalog.suppliers = {terms};
  return shop;
}

Case teapot() {
  Case shop = kettle();
  shop.state.situation.catalog.item.sku = Sku("teapot-04");
  shop.state.belief.response = {};
  set_cost(shop, 1800, 2160);
  return shop;
}

Case lamp() {
  Case shop = start("lamp-11");
  set_price(shop, 4900);
  set_sales(shop, 0.2, 3);
  add_rival(shop, {.name = "oldlight", .price = 4500, .anchor_price = 4500, .age_hours = 200});
  return shop;
}

Case cable() {
  Case shop = start("cable-7");
  add_rival(shop, {.name = "wire-one", .price = 799});
  add_rival(shop, {.name = "wire-two", .price = 849});
  add_rival(shop, {.name = "wire-three", .price = 899});
  set_stock(shop, 500, 0);
  set_sales(shop, 0.9, 40);
  return shop;
}

Case random_case(std::uint64_t seed) {
  Draw draw(seed);
  Case shop = start("item-" + std::to_string(seed));
  const std::int64_t price = draw.between(50, draw.one_in(4) ? 900'000 : 9'000);
  if (!draw.one_in(12)) set_price(shop, price);
  if (!draw.one_in(5)) {
    const std::int64_t cost = std::max<std::int64_t>(1, price * draw.between(30, 97) / 100);
    set_cost(shop, cost, std::max<std::int64_t>(1, cost * draw.between(90, 112) / 100));
  }
  set_sales(shop, static_cast<double>(draw.between(1, 4000)) / 100,
            static_cast<double>(draw.between(0, 80)));
  if (!draw.one_in(5)) {
    set_stock(shop, draw.between(-3, 400), draw.one_in(2) ? draw.between(1, 100) : 0);
  }
  add_random_rivals(draw, price, shop);
  add_random_limits(draw, price, shop);
  return shop;
}

// The first suggestion of an item is always told.
engine::PriceSuggestion price_of(const Case& shop) {
  const engine::StepContext context = context_of(shop);
  engine::ItemState state = shop.state;
  engine::JudgeMemory memory;
  engine::JudgedPrice inputs = engine::price_inputs(state, shop.policy, shop.pools, context.now);
  const auto market = engine::judge_market(inputs);
  const engine::PlanInputs plan =
      engine::plan_inputs(state, shop.policy, shop.pools, market, context.now, memory);
  engine::price_at_rate(inputs, shop.policy, plan.outlook->judged.rate_units_per_day);
  const engine::PriceMemory& judged = engine::judge_price(inputs, market, memory);
  return engine::issue_price(state, context, judged).value();
}

engine::RestockPlan plan_of(const Case& shop) {
  const engine::StepContext context = context_of(shop);
  engine::ItemState state = shop.state;
  engine::JudgeMemory memory;
  const auto market = engine::market_now(state, shop.policy, context.now);
  return engine::issue_plan(
             state, context,
             engine::plan_inputs(state, shop.policy, shop.pools, market, context.now, memory))
      .value();
}

}  // namespace shelfd::wording_test
