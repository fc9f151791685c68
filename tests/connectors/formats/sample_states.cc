#include "tests/connectors/formats/sample_states.h"

namespace shelfd::tests {
namespace {

constexpr std::int64_t kNow = 1'795'617'694'250;  // 2026-11-25T14:41:34.250Z
constexpr std::int64_t kHour = 3'600'000;
constexpr std::int64_t kNowSeconds = kNow / 1000 * 1000;
constexpr std::int32_t kToday = 20'782;  // kNow / 86'400'000
constexpr const char* kSupplier = "Ningbo Kettle";

Money cents(std::int64_t count) { return {count * 10'000}; }

engine::CatalogEntry sample_catalog() {
  engine::CatalogEntry catalog;
  catalog.item = {.merchant = MerchantId("harbour"), .sku = Sku("KET-1700-BLK")};
  catalog.category = Category("kettles");
  catalog.currency = {{'C', 'N', 'Y'}};
  catalog.updated_at = from_unix_millis(kNowSeconds - 400 * kHour);
  catalog.unit_cost = {.money = cents(6'480), .currency = {}};
  catalog.tax_rate = 0.13;
  catalog.price_includes_tax = true;
  catalog.fee_rate = 0.12;
  catalog.price = {.money = cents(12'990), .currency = {}};
  catalog.floor_price = {.money = cents(9'900), .currency = {}};
  catalog.suppliers.push_back({.supplier = SupplierId(kSupplier),
                               .cost = Amount{.money = cents(6'480), .currency = {}},
                               .order_cost = std::nullopt,
                               .moq = {24},
                               .case_pack = {12},
                               .breaks = {},
                               .break_kind = engine::BreakKind::AllUnits,
                               .lead_days = 14});
  return catalog;
}

engine::OfferState sample_offer(std::int64_t row) {
  const std::uint64_t name = 0x9e37'79b9'7f4a'7c15 * static_cast<std::uint64_t>(row + 1);
  return {.competitor = name,
          .price = cents(12'490 + 173 * row),
          .in_stock = row != 4,
          .condition = pricing::Condition::New,
          .match_confidence = row < 3 ? 1.0F : 0.92F,
          .seller_rating = static_cast<float>(static_cast<double>(90 + row) / 100),
          .rating_count = static_cast<std::int32_t>(340 + 1'210 * row),
          .observed_at = from_unix_millis(kNowSeconds - (row == 4 ? 31 : 3) * kHour + 19'000 * row),
          .content = static_cast<std::uint32_t>(~name * 31),
          .anchor_price = cents(12'490 + 173 * row + (row == 2 ? 300 : 0)),
          .ignored_until = std::nullopt};
}

engine::DayTally sample_tally(std::int32_t back) {
  return {.day = kToday + 1 - back,
          .units = back == 0 ? 0 : 4 + back,
          .orders = back == 0 ? 0 : 3 + back,
          .returned_units = back == 2 ? 1 : 0,
          .preordered_units = 0,
          .views = back == 0 ? 0 : 210 + 17 * back,
          .carts = back == 0 ? 0 : 11 + back};
}

}  // namespace

engine::Situation sample_situation() {
  engine::Situation situation;
  situation.catalog = sample_catalog();
  situation.catalog_at = from_unix_millis(kNowSeconds - 400 * kHour);
  situation.catalog_content = 0x0123'4567'89ab'cdef;
  situation.price = cents(12'990);
  situation.regular_price = cents(12'990);
  situation.regular_from = from_unix_millis(kNowSeconds - 300 * kHour);
  situation.regular_told_at = situation.regular_from;
  situation.anchor_price = cents(12'990);
  situation.anchor_cost = cents(6'480);
  situation.anchor_at = from_unix_millis(kNowSeconds - 300 * kHour);
  for (std::int64_t row = 0; row < 6; ++row) situation.offers.push_back(sample_offer(row));
  situation.stock = {.on_hand = {131},
                     .reserved = {2},
                     .backorders = {},
                     .unsellable = {},
                     .as_of = from_unix_millis(kNowSeconds - 9 * kHour),
                     .content = 0xfedc'ba98'7654'3210,
                     .sold_since = {3},
                     .received_since = {}};
  situation.stock->marks = {{.at = from_unix_millis(kNowSeconds - 33 * kHour)},
                            {.at = situation.stock->as_of}};
  for (std::int32_t back = 3; back >= 0; --back) situation.tallies.push_back(sample_tally(back));
  situation.closed_through = kToday - 1;
  situation.active_day = kToday;
  situation.open_price = {.counter = 17,
                          .status = engine::Status::Open,
                          .current = cents(12'990),
                          .suggested = cents(12'790),
                          .reference = cents(12'660),
                          .judged_at = from_unix_millis(kNow),
                          .valid_until = from_unix_millis(kNow + 72 * kHour)};
  situation.open_plan = {.counter = 6,
                         .status = engine::Status::Open,
                         .quantity = {48},
                         .supplier = engine::name_hash(kSupplier),
                         .judged_at = from_unix_millis(kNow - 2 * kHour),
                         .valid_until = from_unix_millis(kNow + 70 * kHour)};
  situation.due = from_unix_millis(kNow + 11 * kHour);
  return situation;
}

engine::OpenOrder sample_order() {
  const Instant ordered = from_unix_millis(kNowSeconds - 400 * kHour);
  const Instant came = from_unix_millis(kNowSeconds - 30 * kHour);
  return {.shipment = 0x1122'3344'5566'7788,
          .supplier = engine::name_hash(kSupplier),
          .ordered = {48},
          .received = {48},
          .stage = engine::ShipmentStage::Received,
          .ordered_at = ordered,
          .changed_at = came + Duration{kHour},
          .ordered_told_at = ordered,
          .expected_at = from_unix_millis(kNowSeconds - 40 * kHour),
          .expected_told_at = ordered,
          .shipped_at = ordered + Duration{90 * kHour},
          .lead_learnt = true,
          .lead_counted = 16,
          .receipts = {{.at = came, .quantity = {40}},
                       {.at = came + Duration{kHour}, .quantity = {8}}}};
}

// Two months of a kettle that sells on most days, at two prices, beside a rival, with a promotion.
forecasting::DemandBelief sample_demand() {
  forecasting::DemandBelief demand;
  std::array<forecasting::PlannedPeriod, forecasting::kPathPeriods> ahead{};
  for (int day = 0; day < 60; ++day) {
    const forecasting::Conditions conditions{.weekday = day % 7,
                                             .price = day < 30 ? 134.9 : 129.9,
                                             .cheapest_price = 131.5,
                                             .market_price = 127,
                                             .flags = {day % 20 < 3 ? 1.0F : 0.0F, 0, 0}};
    ahead.fill({.exposure = 1, .conditions = conditions});
    const double units = 2 + (day * 5) % 4;
    forecasting::close_period(
        demand, {.units = units, .orders = units - 1, .exposure = 1, .conditions = conditions},
        ahead, {});
  }
  return demand;
}

engine::ResponseBelief sample_response() {
  engine::ResponseBelief response;
  response.evidence = {.information = {91.5, -447.2, -7.1, -3.4, 2187.9, 35.2, 16.6, 0.7, 0.3, 0.2},
                       .weighted = {64.2, -313.8, -5.2, -2.5},
                       .person_move = -0.0377,
                       .noise_sum = 4.1,
                       .noise_spells = 4.6,
                       .log_price = 4.8668,
                       .last_units = 61,
                       .last_variance = 0.041,
                       .middle_day = 20'508.5,
                       .spells = 5,
                       .usable_changes = 2};
  response.running = {.log_price = 4.8668,
                      .units = 23,
                      .weight = 5.4,
                      .squares = 122.5,
                      .hinge_sum = 0.11,
                      .control_units = 1'433.2,
                      .days = 5,
                      .first_day = kToday - 7,
                      .last_day = kToday - 3};
  response.running_cause = engine::PriceCause::Cost;
  response.running_price = cents(12'990);
  response.settled_units = 91.2;
  response.settled_weight = 20.4;
  response.closed = {.price = cents(12'990),
                     .cause = engine::PriceCause::Cost,
                     .counted = true,
                     .since_day = kToday - 31};
  for (std::int32_t back = 2; back >= 1; --back) {
    response.waiting.push_back({.day = kToday - back,
                                .price = cents(12'990),
                                .cause = engine::PriceCause::Cost,
                                .units = 4 + back,
                                .exposure = 1,
                                .hinge = 0.02F,
                                .milli_expected = 4'470});
  }
  response.reported = {.items = 1, .micro_weight = 61'200, .micro_sum = 201'400};
  return response;
}

engine::ResponsePool sample_response_pool() {
  return {.known = {.items = 74, .micro_weight = 21'602'113, .micro_sum = 61'020'414},
          .waiting = {
              {.day = 20'517, .change = {.items = 1, .micro_weight = 61'200, .micro_sum = 201'400}},
              {.day = 20'518, .change = {.items = 0, .micro_weight = -700, .micro_sum = 81}}}};
}

engine::MovementPool sample_movement_pool() {
  engine::MovementPool pool{.known = {.through = 20'516, .days = {}}};
  for (std::int32_t day = 20'510; day <= 20'516; ++day) {
    pool.known.days.push_back(
        {.day = day,
         .sums = {.milli_units = 310'000 + day % 7 * 1'000, .milli_expected = 301'450},
         .micro_level = 1'026'000 + day % 7 * 3'111});
  }
  pool.waiting.push_back(
      {.day = 20'517, .change = {.milli_units = 4'000, .milli_expected = 4'470}});
  return pool;
}

engine::Belief sample_belief() {
  engine::Belief belief{.version = 61,
                        .demand = sample_demand(),
                        .reported = forecasting::report(sample_demand()),
                        .response = sample_response(),
                        .suppliers = {}};
  belief.suppliers.push_back(
      {.supplier = engine::name_hash(kSupplier), .lead = sample_lead_table()});
  belief.swing = {.evidence = {2.25F, 1.5F, 0.125F, 0.75F, 0.0625F},
                  .scatter = {0, -0.5F, -1.5F, -4.25F, -9.5F, -30},
                  .up = {.evidence = 0.5F,
                         .expected_units = 1.5F,
                         .units = 4,
                         .orders = 3,
                         .since_day = 20'515},
                  .over = 0.25F,
                  .told_day = 20'400};
  return belief;
}

engine::CategoryPool sample_category_pool() {
  forecasting::DemandPool known;
  known.rate = {.items = 212, .sum = 149'611'300, .square_sum = 201'733'019};
  known.responses.back() = {.items = 7, .sum = 3'450, .square_sum = 2'101'004};
  forecasting::DemandPool first;
  first.rate = {.items = 1, .sum = 700, .square_sum = -3};
  forecasting::DemandPool second;
  second.rate.sum = -41;
  return {.known = known,
          .waiting = {{.day = 20'517, .change = first}, {.day = 20'518, .change = second}}};
}

engine::LeadPool sample_lead_pool() {
  engine::LeadPool pool{.known = {.ordered = sample_lead_table(), .promised_gain = 4'711'000}};
  pool.known.shipped = {
      .base_day = 20'300, .newest_day = 20'516, .rows = {{2, 1'024, 3'411}, {3, 1'630, 1'630}}};
  pool.known.promised = {.base_day = 20'300,
                         .newest_day = 20'516,
                         .rows = {{-3, 0, 5'020}, {-1, 1'024, 4'100}, {0, 3'000, 3'000}}};
  forecasting::SupplierLeads counts{.promised_gain = -210};
  forecasting::count(counts.ordered, 9, 2, 5);
  forecasting::count(counts.ordered, 14, 1, 1);
  forecasting::count(counts.promised, -2, 0, -1);
  pool.waiting.push_back({.day = 20'517, .change = counts});
  return pool;
}

engine::MerchantDays sample_merchant_days() {
  return {.published = 20'516,
          .items = {{.day = 20'516, .items = 18}, {.day = 20'517, .items = 194}}};
}

connectors::Feed sample_feed() { return {.frontier = from_unix_millis(kNow), .closed = true}; }

// Orders of two weeks, seen for most of a year: one row a day of age.
forecasting::LeadTable sample_lead_table() {
  forecasting::LeadTable table{.base_day = 20'300, .newest_day = 20'516};
  for (int age = 0; age <= 12; ++age) table.rows.push_back({age, 0, 22'413});
  table.rows.push_back({13, 963, 22'413});
  table.rows.push_back({14, 20'011, 21'450});
  table.rows.push_back({21, 1'024, 1'439});
  return table;
}

std::vector<connectors::AsideRecord> sample_aside() {
  return {{.topic = engine::Topic::CompetitorOffers,
           .offset = 4'711,
           .appended_at = from_unix_millis(kNow),
           .value = R"({"merchant":"harbour","sku":"KET-1701","competitor":"a","price":"99"})"},
          {.topic = engine::Topic::Demand,
           .offset = 12,
           .appended_at = from_unix_millis(kNow + 20),
           .value = R"({"merchant":"harbour","sku":"KET-1701","type":"view"})"}};
}

connectors::Control sample_control() {
  return {.epoch = 88'123,
          .now = from_unix_millis(kNow),
          .next_offsets = {3, 1'204, 90, 8'121, 44, 902'331, 71'222, 5},
          .caught_up = true,
          .feed_open = false,
          .key = {.first = 0x0706'0504'0302'0100, .second = 0x0f0e'0d0c'0b0a'0908},
          .items = 2'044,
          .aside_bytes = 311,
          .timer_cursor = "timer",
          .sweep_cursor = "harbour/KET-1701",
          .spreads = {{.merchant = "harbour", .cursor = "", .since = from_unix_millis(kNow)}}};
}

engine::JudgedPrice sample_judged_price() {
  engine::JudgedPrice judged;
  for (const engine::OfferState& offer : sample_situation().offers) {
    judged.offers.push_back(
        {.competitor = offer.competitor,
         .price = offer.price,
         .weight = offer.in_stock ? 0.61F : 0,
         .pull = 0.15F,
         .left_out = offer.in_stock ? pricing::LeftOut::None : pricing::LeftOut::OutOfStock,
         .anchor_price = offer.anchor_price});
  }
  pricing::PriceInputs& inputs = judged.inputs;
  inputs.current = cents(12'990);
  inputs.economics = pricing::UnitEconomics{.tax_rate = 0.13,
                                            .price_includes_tax = true,
                                            .fee_rate = 0.12,
                                            .variable_cost_rate = 0,
                                            .fee_fixed = {},
                                            .unit_cost = cents(6'480),
                                            .return_cost = {}};
  inputs.anchor_cost = cents(6'480);
  inputs.anchor_price = cents(12'990);
  inputs.anchor_rate = 4.85;
  inputs.present_elasticity = 2.95;
  inputs.elasticity = 3.1;
  inputs.elasticity_stddev = 0.7;
  inputs.elasticity_low = 2.1F;
  inputs.elasticity_high = 3.9F;
  inputs.usable_changes = 2;
  inputs.assumption = false;
  inputs.rival_pull = 1.5;
  inputs.guardrails.floor = cents(9'900);
  inputs.guardrails.person_price = cents(12'990);
  inputs.min_gain = cents(650);
  return judged;
}

engine::JudgedPlan sample_judged_plan() {
  engine::JudgedPlan judged{
      .terms = {.case_pack = {12},
                .minimum = {24},
                .service_level = std::nullopt,
                .underage = 34.6,
                .overage = 0.31},
      .stock = {.on_hand = {131}, .reserved = {2}, .backorders = {}, .open = {}, .accepted = {}},
      .demand = {},
      .demand_waiting = {},
      .unit_cost = cents(6'480),
      .rate_units_per_day = 4.85,
      .lead_median_days = 14,
      .lead_high_days = 21};
  for (int part = 0; part < 8; ++part) {
    const MixturePart one{.weight = 0.125, .law = {.size = 6.5, .mean_units = 80.0 + part / 3.0}};
    judged.demand.push_back(one);
    judged.demand_waiting.push_back(one);
  }
  return judged;
}

}  // namespace shelfd::tests
