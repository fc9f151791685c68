#include "tests/connectors/formats/random_states.h"

#include "tests/connectors/formats/random_promotions.h"

namespace shelfd::tests {
namespace {

using engine::Situation;

constexpr std::int64_t kYear2026 = 1'767'225'600'000;  // Unix milliseconds
constexpr std::int64_t kYearMillis = 31'536'000'000;

Amount random_amount(Draw& draw) {
  return {.money = draw.money(),
          .currency = draw.chance(20) ? Currency{{'E', 'U', 'R'}} : Currency{}};
}

engine::SupplierTerms random_terms(Draw& draw) {
  engine::SupplierTerms terms{.supplier = SupplierId(draw.name("supplier-")),
                              .cost = draw.maybe([&] { return random_amount(draw); }),
                              .order_cost = draw.maybe([&] { return random_amount(draw); }),
                              .moq = {draw.count(500)},
                              .case_pack = {draw.whole(1, 48)},
                              .breaks = {},
                              .break_kind = draw.one_of(engine::BreakKind::Incremental),
                              .lead_days = draw.maybe([&] { return draw.number(60); })};
  for (std::int64_t left = draw.whole(0, 8); left > 0; --left) {
    terms.breaks.push_back({.from = {draw.count(1000)}, .cost = random_amount(draw)});
  }
  return terms;
}

void draw_catalog_amounts(Draw& draw, engine::CatalogEntry& catalog) {
  const auto amount = [&] { return random_amount(draw); };
  catalog.unit_cost = draw.maybe(amount);
  catalog.fee_fixed = draw.maybe(amount);
  catalog.return_cost = draw.maybe(amount);
  catalog.price = draw.maybe(amount);
  catalog.floor_price = draw.maybe(amount);
  catalog.ceiling_price = draw.maybe(amount);
  catalog.map_price = draw.maybe(amount);
  catalog.stockout_cost = draw.maybe(amount);
  catalog.salvage_value = draw.maybe(amount);
  for (std::int64_t left = draw.whole(0, 8); left > 0; --left) {
    catalog.price_endings.push_back(draw.money());
  }
}

engine::CatalogEntry random_catalog(Draw& draw) {
  engine::CatalogEntry catalog;
  const auto ratio = [&] { return draw.number(1); };
  catalog.item = {.merchant = MerchantId(draw.name("m")), .sku = Sku(draw.name("sku-"))};
  catalog.withdrawn = draw.chance(10);
  catalog.category = Category(draw.name("category-"));
  catalog.currency = {{'C', 'N', 'Y'}};
  catalog.updated_at = draw.maybe([&] { return draw.instant(); });
  draw_catalog_amounts(draw, catalog);
  catalog.tax_rate = draw.maybe(ratio);
  catalog.price_includes_tax = draw.maybe([&] { return draw.chance(50); });
  catalog.fee_rate = ratio();
  catalog.variable_cost_rate = ratio();
  catalog.min_margin_ratio = draw.maybe(ratio);
  catalog.strategy = draw.maybe([&] { return draw.one_of(pricing::Strategy::Hold); });
  if (draw.chance(30)) {
    catalog.own_promotions = connectors::random_promotions(draw, draw.whole(1, 5));
  }
  catalog.shipping = draw.maybe([&] { return random_amount(draw); });
  for (std::int64_t left = draw.whole(0, 4); left > 0; --left) {
    catalog.suppliers.push_back(random_terms(draw));
  }
  catalog.holding_rate = draw.maybe(ratio);
  catalog.service_level = draw.maybe(ratio);
  catalog.review_days = draw.maybe([&] { return draw.number(30); });
  catalog.shelf_life_days = draw.maybe([&] { return draw.number(300); });
  catalog.season_end = draw.maybe([&] { return draw.instant(); });
  catalog.lifecycle = draw.one_of(engine::Lifecycle::PhaseOut);
  return catalog;
}

engine::OfferState random_offer(Draw& draw) {
  return {.competitor = draw.bits(),
          .price = draw.money(),
          .in_stock = draw.chance(80),
          .condition = draw.one_of(pricing::Condition::Used),
          .match_confidence = draw.chance(50) ? 1 : draw.small_number(),
          .seller_rating = draw.chance(50) ? -1 : draw.small_number(),
          .rating_count = draw.small_count(10'000),
          .observed_at = draw.instant(),
          .content = static_cast<std::uint32_t>(draw.bits()),
          .anchor_price = draw.chance(20) ? Money{} : draw.money(),
          .ignored_until = draw.maybe([&] { return draw.instant(); }),
          .nets = {}};
}

engine::DayTally random_tally(Draw& draw) {
  return {.day = draw.small_count(30'000),
          .units = draw.count(500),
          .orders = draw.small_count(500),
          .returned_units = draw.small_count(3),
          .preordered_units = draw.small_count(3),
          .views = draw.small_count(10'000),
          .carts = draw.small_count(500),
          .held_units = draw.count(500),
          .held_orders = draw.small_count(3)};
}

engine::OpenOrder random_order(Draw& draw) {
  engine::OpenOrder order{.shipment = draw.bits(),
                          .supplier = draw.bits(),
                          .ordered = {draw.count(1000)},
                          .received = {draw.count(1000)},
                          .stage = draw.one_of(engine::ShipmentStage::Cancelled),
                          .ordered_at = draw.instant(),
                          .changed_at = draw.chance(50) ? Instant{} : draw.instant(),
                          .ordered_told_at = draw.instant(),
                          .expected_at = draw.maybe([&] { return draw.instant(); }),
                          .expected_told_at = draw.instant(),
                          .shipped_at = draw.maybe([&] { return draw.instant(); }),
                          .lead_learnt = draw.chance(50),
                          .lead_counted = static_cast<std::int32_t>(draw.whole(0, 731)),
                          .silent = draw.chance(20)};
  for (std::int64_t left = draw.whole(0, 16); left > 0; --left) {
    order.receipts.push_back({.at = draw.instant(), .quantity = {draw.count(1000)}});
  }
  return order;
}

engine::ToldPrice random_told(Draw& draw) {
  return {.price = draw.money(),
          .kind = draw.one_of(engine::PriceKind::Test),
          .from = draw.instant(),
          .until = draw.maybe([&] { return draw.instant(); }),
          .told_at = draw.instant(),
          .of_catalog = draw.chance(50),
          .cause = draw.one_of(engine::PriceCause::Suggestion)};
}

void draw_price(Draw& draw, Situation& situation) {
  const auto money = [&] { return draw.money(); };
  situation.price = draw.maybe(money);
  situation.price_kind = draw.one_of(engine::PriceKind::Test);
  situation.regular_price = draw.maybe(money);
  situation.regular_from = draw.instant();
  situation.regular_told_at = draw.instant();
  situation.regular_of_catalog = draw.chance(50);
  situation.promotion = draw.maybe([&] { return random_told(draw); });
  situation.anchor_price = draw.maybe(money);
  situation.anchor_cost = draw.maybe(money);
  situation.anchor_paid = draw.maybe(money);
  situation.anchor_at = draw.instant();
  if (draw.chance(50)) {
    situation.told_cause = {.price = draw.money(),
                            .cause = static_cast<engine::PriceCause>(draw.whole(1, 7)),
                            .from = draw.instant(),
                            .told_at = draw.instant()};
  }
  for (std::int64_t left = draw.whole(0, 4); left > 0; --left) {
    situation.planned.push_back(random_told(draw));
  }
}

engine::StockState random_stock(Draw& draw) {
  engine::StockState stock{.on_hand = {draw.count(1000)},
                           .reserved = {draw.count(10)},
                           .backorders = {draw.count(10)},
                           .unsellable = {draw.count(10)},
                           .as_of = draw.instant(),
                           .content = draw.bits(),
                           .sold_since = {draw.count(100)},
                           .received_since = {draw.count(100)}};
  for (std::int64_t left = draw.whole(0, 64); left > 0; --left) {
    stock.marks.push_back({.at = draw.instant(), .out = draw.chance(50)});
  }
  return stock;
}

void draw_published(Draw& draw, Situation& situation) {
  situation.open_price = {.counter = draw.count(1000),
                          .status = draw.one_of(engine::Status::Expired),
                          .current = draw.money(),
                          .suggested = draw.chance(20) ? Money{} : draw.money(),
                          .reference = draw.chance(20) ? Money{} : draw.money(),
                          .judged_at = draw.instant(),
                          .valid_until = draw.chance(20) ? Instant{} : draw.instant()};
  situation.open_plan = {.counter = draw.count(1000),
                         .status = draw.one_of(engine::Status::Expired),
                         .quantity = {draw.count(1000)},
                         .supplier = draw.bits(),
                         .judged_at = draw.chance(20) ? Instant{} : draw.instant(),
                         .valid_until = draw.instant()};
}

void draw_answers(Draw& draw, Situation& situation) {
  const auto instant = [&] { return draw.instant(); };
  situation.accepted_price = draw.maybe([&] {
    return engine::AcceptedPrice{
        .price = draw.money(), .at = draw.instant(), .own = draw.bits() % 2 == 0};
  });
  for (std::int64_t left = draw.whole(0, 16); left > 0; --left) {
    situation.accepted_plans.push_back({.quantity = {draw.count(1000)},
                                        .supplier = draw.bits(),
                                        .counter = draw.count(1000),
                                        .at = draw.instant()});
  }
  for (std::int64_t left = draw.whole(0, 4); left > 0; --left) {
    situation.rejections.push_back({.reason = draw.one_of(engine::RejectReason::Other),
                                    .limit = draw.chance(50) ? Money{} : draw.money(),
                                    .at = draw.instant(),
                                    .until = draw.instant()});
  }
  situation.price_quiet_until = draw.maybe(instant);
  situation.plan_quiet_until = draw.maybe(instant);
  for (std::int64_t left = draw.whole(0, 11); left > 0; --left) {
    situation.alerts.push_back(
        {.kind = draw.one_of(engine::AlertKind::PriceNotApplied), .opened_at = draw.instant()});
  }
}

CountMixture random_mixture(Draw& draw) {
  CountMixture demand;
  for (std::int64_t left = draw.whole(0, 8); left > 0; --left) {
    demand.push_back({.weight = draw.number(1),
                      .law = {.size = draw.number(20), .mean_units = draw.number(300)}});
  }
  return demand;
}

pricing::Guardrails random_guardrails(Draw& draw) {
  const auto money = [&] { return draw.money(); };
  pricing::Guardrails guardrails;
  guardrails.floor = draw.maybe(money);
  guardrails.ceiling = draw.maybe(money);
  guardrails.map_price = draw.maybe(money);
  guardrails.person_price = draw.maybe(money);
  guardrails.min_margin_ratio = draw.maybe([&] { return draw.number(0.9); });
  guardrails.max_change_ratio = draw.chance(50) ? 0.2 : draw.number(0.5);
  guardrails.careful_ratio = draw.chance(50) ? 0.03 : draw.number(0.5);
  for (std::int64_t left = draw.whole(0, 8); left > 0; --left) {
    guardrails.endings.push_back(draw.money());
  }
  guardrails.step = {draw.chance(50) ? 10'000 : 1};
  return guardrails;
}

pricing::UnitEconomics random_economics(Draw& draw) {
  return {.tax_rate = draw.number(1),
          .price_includes_tax = draw.chance(50),
          .fee_rate = draw.number(0.9),
          .variable_cost_rate = draw.number(0.9),
          .fee_fixed = draw.money(),
          .unit_cost = draw.money(),
          .return_cost = draw.money()};
}

}  // namespace

Money Draw::money() {
  if (wild_) return {std::bit_cast<std::int64_t>(random_())};
  return {whole(100, 50'000) * 10'000};  // 1.00 to 500.00
}

Instant Draw::instant() {
  if (wild_) return from_unix_millis(std::bit_cast<std::int64_t>(random_()));
  const std::int64_t millis = kYear2026 + whole(0, kYearMillis);
  return from_unix_millis(chance(50) ? millis / 1000 * 1000 : millis);
}

double Draw::number(double scale) {
  if (wild_) return std::bit_cast<double>(random_());
  const double part = static_cast<double>(whole(0, 1'000'000)) / 1e6;
  return chance(50) ? part * scale : scale / 7 * part;
}

float Draw::small_number() {
  if (wild_) return std::bit_cast<float>(static_cast<std::uint32_t>(random_()));
  return static_cast<float>(whole(0, 1000)) / 1000.0F;
}

Situation random_situation(Draw& draw) {
  Situation situation;
  situation.catalog = random_catalog(draw);
  situation.catalog_at = draw.instant();
  situation.catalog_content = draw.bits();
  draw_price(draw, situation);
  for (std::int64_t left = draw.whole(0, 32); left > 0; --left) {
    situation.offers.push_back(random_offer(draw));
    const Money listed = situation.offers.back().price;
    situation.offers.back().nets = connectors::random_spans(draw, listed);
  }
  situation.stock = draw.maybe([&] { return random_stock(draw); });
  for (std::int64_t left = draw.whole(0, 4); left > 0; --left) {
    situation.tallies.push_back(random_tally(draw));
  }
  situation.closed_through = draw.small_count(30'000);
  situation.first_day_from = draw.maybe([&] { return draw.instant(); });
  situation.active_day = draw.small_count(30'000);
  situation.late_units = draw.count(10);
  situation.one_off = draw.maybe([&]() -> engine::HeldOrders {
    return {.day = draw.small_count(30'000), .units = draw.count(500), .orders = 1};
  });
  for (std::int64_t left = draw.whole(0, 16); left > 0; --left) {
    situation.open_orders.push_back(random_order(draw));
  }
  draw_published(draw, situation);
  draw_answers(draw, situation);
  situation.due = draw.maybe([&] { return draw.instant(); });
  return situation;
}

engine::Belief random_belief(Draw& draw) {
  engine::Belief belief{.version = draw.bits(),
                        .demand = random_demand(draw),
                        .reported = random_pool(draw),
                        .response = random_response(draw),
                        .suppliers = {}};
  for (std::int64_t left = draw.whole(0, 4); left > 0; --left) {
    belief.suppliers.push_back({.supplier = draw.bits(), .lead = random_lead(draw)});
  }
  belief.swing = random_swing(draw);
  if (draw.chance(50)) belief.returns = random_returns(draw);
  if (draw.chance(50)) belief.viewed = random_viewed(draw);
  return belief;
}

engine::JudgedPrice random_judged_price(Draw& draw) {
  engine::JudgedPrice judged;
  for (std::int64_t left = draw.whole(0, 32); left > 0; --left) {
    judged.offers.push_back({.competitor = draw.bits(),
                             .price = draw.money(),
                             .weight = draw.small_number(),
                             .pull = draw.small_number(),
                             .left_out = draw.one_of(pricing::kLastLeftOut),
                             .anchor_price = draw.chance(20) ? Money{} : draw.money()});
  }
  if (draw.chance(50)) judged.min_effective_offers = draw.number(32);
  pricing::PriceInputs& inputs = judged.inputs;
  inputs.current = draw.money();
  inputs.strategy = draw.one_of(pricing::Strategy::Hold);
  inputs.economics = draw.maybe([&] { return random_economics(draw); });
  inputs.anchor_cost = draw.money();
  inputs.anchor_price = draw.money();
  inputs.anchor_paid = draw.money();
  judged.basket = draw.one_of(pricing::ReferenceBasket::Full);
  inputs.anchor_rate = draw.number(20);
  inputs.present_elasticity = draw.number(20);
  inputs.elasticity = draw.number(20);
  inputs.elasticity_stddev = draw.number(3);
  inputs.elasticity_low = draw.small_number();
  inputs.elasticity_high = draw.small_number();
  inputs.usable_changes = draw.small_count(90);
  inputs.assumption = draw.chance(50);
  inputs.rival_pull = draw.number(3);
  inputs.match_ratio = draw.chance(50) ? 1 : draw.number(2);
  inputs.guardrails = random_guardrails(draw);
  for (std::int64_t left = draw.chance(50) ? draw.whole(1, 14) : 0; left > 0; --left) {
    inputs.guardrails.own_net.knots.push_back({.list = draw.money(), .paid = draw.money()});
  }
  inputs.min_gain = draw.money();
  inputs.min_chance = draw.chance(50) ? 0.6 : draw.number(1);
  inputs.horizon_days = draw.chance(50) ? 28 : draw.number(60);
  inputs.reach_ratio =
      draw.chance(50) ? 0.3 : 0.01 + 0.001 * static_cast<double>(draw.whole(0, 99));
  return judged;
}

engine::JudgedPlan random_judged_plan(Draw& draw) {
  return {.terms = {.case_pack = {draw.whole(1, 48)},
                    .minimum = {draw.whole(0, 100)},
                    .service_level = draw.maybe([&] { return draw.number(1); }),
                    .underage = draw.number(50),
                    .overage = draw.number(5)},
          .stock = {.on_hand = {draw.count(500)},
                    .reserved = {draw.count(5)},
                    .backorders = {draw.count(5)},
                    .open = {draw.count(100)},
                    .accepted = {draw.count(100)}},
          .demand = random_mixture(draw),
          .demand_waiting = random_mixture(draw),
          .unit_cost = draw.money(),
          .rate_units_per_day = draw.number(30),
          .lead_median_days = draw.number(30),
          .lead_high_days = draw.number(60)};
}

}  // namespace shelfd::tests
