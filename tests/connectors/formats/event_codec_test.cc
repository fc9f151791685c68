// Shows that an event survives its way to bytes and back: one full record of each topic, written
// out by hand in the schema's order, is read field by field and encoded to the same bytes, the
// shortest records get the documented defaults, and random events keep every byte. Money stays
// exact.
#include "connectors/formats/event_codec.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/connectors/formats/random_events.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

constexpr std::string_view kKey = "acme/shirt-42";

Decoded decode(Topic topic, std::string_view bytes, std::string_view key = kKey) {
  EventDecoder decoder;
  return decoder.decode(topic, key, bytes);
}

std::string why(const Decoded& decoded) {
  if (decoded) return "accepted";
  return decoded.error().field + " " + decoded.error().reason + " " + decoded.error().value;
}

// The event of bytes that must be accepted, and must come out of it again as they are.
template <typename Content>
Content exact(Topic topic, const std::string& bytes, std::string_view key = kKey) {
  const Decoded decoded = decode(topic, bytes, key);
  EXPECT_TRUE(decoded) << why(decoded);
  if (!decoded) return {};
  EXPECT_EQ(encode_event(*decoded), bytes);
  EXPECT_EQ(event_key(*decoded), key);
  return *engine::content_if<Content>(*decoded);
}

constexpr Currency kEuro{{'E', 'U', 'R'}};

Amount euros(std::int64_t micros) { return {.money = {micros}, .currency = kEuro}; }

TEST(EventCodec, gives_back_a_full_price) {
  const auto fact = exact<engine::PriceFact>(
      Topic::Prices,
      R"({"merchant":"acme","sku":"shirt-42","price":"12.5","currency":"EUR",)"
      R"("kind":"announced_reduction","cause":"rival","at":"2026-11-25T15:01:34.250Z",)"
      R"("from":"2026-11-26T00:00:00Z","until":"2026-11-27T00:00:00Z","suggestion_id":"s"})");
  EXPECT_EQ(fact.item.sku.value, "shirt-42");
  EXPECT_EQ(fact.price, euros(12'500'000));
  EXPECT_EQ(fact.kind, engine::PriceKind::AnnouncedReduction);
  EXPECT_EQ(fact.cause, engine::PriceCause::Rival);
  EXPECT_EQ(*fact.until - *fact.from, std::chrono::hours{24});
  EXPECT_EQ(fact.suggestion_id, "s");
}

TEST(EventCodec, gives_back_a_full_stock_count) {
  const auto count = exact<engine::StockCount>(
      Topic::Inventory,
      R"({"merchant":"acme","sku":"shirt-42","on_hand":-3,"reserved":4,"backorders":5,)"
      R"("unsellable":6,"lots":[{"quantity":7,"expires":"2026-12-01T00:00:00Z"},)"
      R"({"quantity":8,"expires":"2026-12-02T00:00:00Z"}],"as_of":"2026-11-25T15:01:34Z"})");
  EXPECT_EQ(count.on_hand.units, -3);
  EXPECT_EQ(count.reserved.units, 4);
  EXPECT_EQ(count.backorders.units, 5);
  EXPECT_EQ(count.unsellable.units, 6);
  ASSERT_EQ(count.lots.size(), 2U);
  EXPECT_EQ(count.lots[1].quantity.units, 8);
}

TEST(EventCodec, gives_back_a_full_shipment) {
  const auto shipment = exact<engine::Shipment>(
      Topic::Shipments,
      R"({"merchant":"acme","sku":"shirt-42","shipment_id":"po-1","suggestion_id":"s",)"
      R"("supplier":"sunrise","quantity":100,"stage":"received","at":"2026-11-25T15:01:34Z",)"
      R"("expected_at":"2026-12-09T00:00:00Z"})");
  EXPECT_EQ(shipment.shipment_id, "po-1");
  EXPECT_EQ(shipment.suggestion_id, "s");
  EXPECT_EQ(shipment.supplier.value, "sunrise");
  EXPECT_EQ(shipment.quantity.units, 100);
  EXPECT_EQ(shipment.stage, engine::ShipmentStage::Received);
  EXPECT_LT(*shipment.at, *shipment.expected_at);
}

TEST(EventCodec, gives_back_a_full_competitor_offer) {
  const auto offer = exact<engine::CompetitorOffer>(
      Topic::CompetitorOffers,
      R"({"merchant":"acme","sku":"shirt-42","competitor":"rival-7","price":"-0.01",)"
      R"("shipping":"6","currency":"EUR","price_includes_tax":false,)"
      R"("promotions":[{"id":"p1","layer":3,"scope":"item","gate":{"amount":"300",)"
      R"("basis":"running"},"benefit":{"kind":"amount","off":"50","every":true,"max_times":2},)"
      R"("order_groups":["g"],"unit_groups":["u"],"copies":2,"per_order":3,"auto":false,)"
      R"("audience":"member","from":"2026-11-01T00:00:00Z","to":"2026-11-12T00:00:00Z"}],)"
      R"("in_stock":false,)"
      R"("condition":"refurbished","seller_rating":0.96,"rating_count":2150,)"
      R"("match_confidence":0.5,"observed_at":"2026-11-25T15:01:34Z"})");
  EXPECT_EQ(offer.competitor, "rival-7");
  EXPECT_EQ(offer.price, euros(-10'000));
  EXPECT_EQ(offer.shipping, euros(6'000'000));
  ASSERT_EQ(offer.promotions.size(), 1U);
  const pricing::Promotion& promotion = offer.promotions.front();
  EXPECT_EQ(promotion.scope.skus, (std::vector<std::string>{pricing::kItemSku}));
  EXPECT_EQ(promotion.gate.amount, (Money{300'000'000}));
  EXPECT_EQ(std::get<pricing::AmountOff>(promotion.benefit).off, (Money{50'000'000}));
  EXPECT_EQ(promotion.audience, "member");
  EXPECT_EQ(offer.price_includes_tax, false);
  EXPECT_FALSE(offer.in_stock);
  EXPECT_EQ(offer.condition, pricing::Condition::Refurbished);
  EXPECT_EQ(offer.seller_rating, 0.96);
  EXPECT_EQ(offer.match_confidence, 0.5);
}

TEST(EventCodec, gives_back_a_full_demand_event) {
  const auto demand = exact<engine::DemandEvent>(
      Topic::Demand,
      R"({"merchant":"acme","sku":"shirt-42","type":"preorder","quantity":2,"unit_price":"129",)"
      R"("currency":"EUR","order_ref":"A-1","occurred_at":"2026-11-25T15:01:34Z",)"
      R"("event_id":"9f"})");
  EXPECT_EQ(demand.type, engine::DemandType::Preorder);
  EXPECT_EQ(demand.unit_price, euros(129'000'000));
  EXPECT_EQ(demand.order_ref, "A-1");
  EXPECT_EQ(demand.event_id, "9f");
}

TEST(EventCodec, gives_back_a_full_response) {
  const auto response = exact<engine::Response>(
      Topic::Responses,
      R"({"merchant":"acme","sku":"shirt-42","suggestion_id":"s","action":"override",)"
      R"("price":"9.9","currency":"EUR","quantity":60,"applied":true,"reason":"too_low",)"
      R"("until":"2026-12-01T00:00:00Z","by_role":"buyer-desk","at":"2026-11-25T15:01:34Z"})");
  EXPECT_EQ(response.action, engine::ResponseAction::Override);
  EXPECT_EQ(response.price, euros(9'900'000));
  EXPECT_EQ(response.quantity, Quantity{60});
  EXPECT_TRUE(response.applied);
  EXPECT_EQ(response.reason, engine::RejectReason::TooLow);
  EXPECT_EQ(response.by_role, "buyer-desk");
  EXPECT_GT(*response.until, *response.at);
}

TEST(EventCodec, gives_back_a_full_catalog_entry) {
  const auto entry = exact<engine::CatalogEntry>(
      Topic::Catalog,
      R"({"merchant":"acme","sku":"shirt-42","title":"Linen \"42\"","category":"shirts",)"
      R"("family":"shirt","currency":"EUR","updated_at":"2026-11-25T15:01:34Z",)"
      R"("unit_cost":"1","tax_rate":0.13,"price_includes_tax":true,"fee_rate":0.05,)"
      R"("fee_fixed":"2","variable_cost_rate":0.02,"return_cost":"3","price":"4",)"
      R"("floor_price":"5","ceiling_price":"6","map_price":"7","min_margin_ratio":0.1,)"
      R"("strategy":"match_market","price_endings":["0.9","0.99"],"shipping":"6",)"
      R"("own_promotions":[{"layer":1,"scope":"all","benefit":{"kind":"percent","bp":500,)"
      R"("of":"running","each":false},"per_order":1,"auto":false,"audience":"public"}],)"
      R"("suppliers":[{"supplier":"sunrise","cost":"8","order_cost":"9","moq":50,)"
      R"("case_pack":12,"breaks":[{"from":100,"cost":"7.5"},{"from":200,"cost":"7"}],)"
      R"("break_kind":"incremental","lead_days":14}],"holding_rate":0.25,)"
      R"("service_level":0.95,"stockout_cost":"10","review_days":7,"shelf_life_days":90,)"
      R"("season_end":"2027-03-01T00:00:00Z","salvage_value":"11","lifecycle":"phase_out"})");
  EXPECT_EQ(entry.currency, kEuro);
  EXPECT_EQ(entry.unit_cost, (Amount{.money = {1'000'000}, .currency = {}}));  // the item's own
  EXPECT_EQ(entry.fee_fixed->money.micros, 2'000'000);
  EXPECT_EQ(entry.return_cost->money.micros, 3'000'000);
  EXPECT_EQ(entry.price->money.micros, 4'000'000);
  EXPECT_EQ(entry.floor_price->money.micros, 5'000'000);
  EXPECT_EQ(entry.ceiling_price->money.micros, 6'000'000);
  EXPECT_EQ(entry.map_price->money.micros, 7'000'000);
  EXPECT_EQ(entry.stockout_cost->money.micros, 10'000'000);
  EXPECT_EQ(entry.salvage_value->money.micros, 11'000'000);
  EXPECT_EQ(entry.fee_rate, 0.05);
  EXPECT_EQ(entry.variable_cost_rate, 0.02);
  EXPECT_EQ(entry.strategy, pricing::Strategy::MatchMarket);
  ASSERT_EQ(entry.suppliers.size(), 1U);
  EXPECT_EQ(entry.suppliers[0].order_cost->money.micros, 9'000'000);
  EXPECT_EQ(entry.suppliers[0].breaks[1].from.units, 200);
  EXPECT_EQ(entry.suppliers[0].break_kind, engine::BreakKind::Incremental);
  EXPECT_EQ(entry.lifecycle, engine::Lifecycle::PhaseOut);
}

// A list of `count` times this.
std::string list_of(int count, const std::string& number) {
  std::string list = "[" + number;
  for (int at = 1; at < count; ++at) list += "," + number;
  return list + "]";
}

std::string head_part(int features, const std::string& number) {
  const std::string list = list_of(features, number);
  return R"({"weights":)" + list + R"(,"centres":)" + list + R"(,"scales":)" + list + "}";
}

std::string prior_fields(int items, int rate) {
  return R"("items":)" + std::to_string(items) + R"(,"rate_units":)" + std::to_string(rate) +
         R"(,"rate_days":1.5,"size_units":1.25,"excess":0.5,"scatter":)" + list_of(4, "0.25") +
         R"(,"response_means":)" + list_of(9, "-2.5") + R"(,"response_spreads":)" +
         list_of(9, "1.5");
}

// The first prior tells of no return.
constexpr const char* kReturnFields = R"(,"return_rate":0.0825,"return_days":12.5)";

TEST(EventCodec, gives_back_full_rules) {
  const auto rules = exact<engine::Rules>(
      Topic::Rules,
      R"({"merchant":"acme","version":"7","issued_at":"2026-11-25T15:01:34Z",)"
      R"("time_zone":"Asia/Shanghai",)"
      R"("utc_offsets":[{"from":"1970-01-01T00:00:00Z","offset_seconds":28800}],)"
      R"("jurisdiction":"CN","currency":"EUR","rates":[{"from":"EUR","to":"CNY","rate":7.8}],)"
      R"("tax":{"rate":0.13,"price_includes_tax":false},"strategy":"hold","match_ratio":0.98,)"
      R"("min_margin_ratio":0.08,"max_change_ratio":0.1,"careful_ratio":0.03,"min_gain":"20",)"
      R"("min_chance":0.7,"price_endings":["0.99"],"offer_fresh_hours":72,"min_match":0.8,)"
      R"("holding_rate":0.25,"service_level":0.95,"review_days":7,"resold_ratio":0.8,)"
      R"("order_confirm_hours":48,)"
      R"("law_packs":["eu-omnibus"],"suppliers":[{"supplier":"sunrise",)"
      R"("closed_days":["2026-12-25"],"cut_off":"18:30","delivery_weekdays":[2,5],)"
      R"("minimum":"2000","currency":"CNY"}],"occasions":[{"name":"Double 11","scope":"shirts",)"
      R"("from":"2026-11-10T16:00:00Z","until":"2026-11-11T16:00:00Z"}],"budget":"50000",)"
      R"("own_accounts":["acme-outlet"],"emergencies":[{"region":"CN-44","category":"water",)"
      R"("from":"2026-11-25T00:00:00Z","until":"2026-11-30T00:00:00Z"}],)"
      R"("daily_suggestions":20,"models":"m1",)"
      R"("demand_head":{"version":"h1",)"
      R"("trained_at":"2026-11-25T15:01:34Z","series":812,"rows":40600,)"
      R"("mean":)" +
          head_part(23, "0.5") + R"(,"spread":)" + head_part(12, "3") +
          "},"
          R"("demand_priors":{"version":"p1","merchant":{)" +
          prior_fields(60, 4) +
          "},"
          R"("categories":[{"category":"kettles",)" +
          prior_fields(43, 2) + kReturnFields +
          "}]},"
          R"("left_at":"2200-12-31T23:59:59.999Z"})",
      "acme");
  EXPECT_EQ(utc_offset(*rules.utc_offsets, *rules.issued_at), std::chrono::hours{8});
  EXPECT_EQ(rules.rates[0].rate, 7.8);
  EXPECT_EQ(rules.tax_rate, 0.13);
  EXPECT_EQ(rules.price_includes_tax, false);
  EXPECT_EQ(rules.max_change_ratio, 0.1);
  EXPECT_EQ(rules.careful_ratio, 0.03);
  EXPECT_EQ(rules.min_gain, Money{20'000'000});
  EXPECT_EQ(rules.suppliers[0].cut_off_minutes, 18 * 60 + 30);
  EXPECT_EQ(rules.suppliers[0].minimum->currency.text(), "CNY");
  EXPECT_EQ(rules.suppliers[0].closed_days[0],
            Day{std::chrono::year{2026} / std::chrono::December / 25});
  EXPECT_EQ(rules.emergencies[0].category, "water");
  EXPECT_EQ(rules.demand_head->series, 812);
  EXPECT_EQ(rules.demand_head->mean_weights, std::vector<double>(23, 0.5));
  EXPECT_EQ(rules.demand_head->spread_scales, std::vector<double>(12, 3));
  const auto& priors = rules.demand_priors->priors;
  ASSERT_EQ(priors.size(), 2U);
  EXPECT_EQ(priors[0].prior.rate.mean, 4);
  EXPECT_EQ(priors[1].category.value, "kettles");
  EXPECT_EQ(priors[1].items, 43);
  EXPECT_EQ(priors[1].prior.rate.mean, 2);
  EXPECT_EQ(priors[1].prior.rate.weight, 1.5);
  EXPECT_EQ(priors[1].prior.rate.scatter, 0.25);
  EXPECT_EQ(priors[1].prior.size, 1.25);
  EXPECT_EQ(priors[0].prior.returns, forecasting::ReturnPrior{});
  EXPECT_EQ(priors[1].prior.returns, (forecasting::ReturnPrior{0.0825, 12.5, true}));
  EXPECT_EQ(rules.resold_ratio, 0.8);
  EXPECT_EQ(priors[1].prior.regressors.mean[forecasting::kFlags], -2.5F);
  EXPECT_EQ(priors[1].prior.regressors.stddev[forecasting::kWeek], 1.5F);
}

TEST(EventCodec, gives_the_documented_defaults_to_what_is_left_out) {
  const std::string item = R"({"merchant":"acme","sku":"shirt-42")";
  const auto offer = decode(Topic::CompetitorOffers, item + R"(,"competitor":"r","price":9})");
  ASSERT_TRUE(offer) << why(offer);
  EXPECT_TRUE(std::get<engine::CompetitorOffer>(*offer).in_stock);
  EXPECT_EQ(std::get<engine::CompetitorOffer>(*offer).match_confidence, 1);
  EXPECT_FALSE(engine::stated_time(*offer));
  const auto demand = decode(Topic::Demand, item + R"(,"type":"order"})");
  ASSERT_TRUE(demand) << why(demand);
  EXPECT_EQ(std::get<engine::DemandEvent>(*demand).quantity.units, 1);
  const auto entry = decode(Topic::Catalog, item + "}");
  ASSERT_TRUE(entry) << why(entry);
  EXPECT_EQ(engine::content_if<engine::CatalogEntry>(*entry)->lifecycle, engine::Lifecycle::Active);
  EXPECT_FALSE(engine::content_if<engine::CatalogEntry>(*entry)->withdrawn);
}

TEST(EventCodec, keeps_random_events_byte_for_byte) {
  std::mt19937_64 random(20261125);
  EventDecoder decoder;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    for (int round = 0; round < 600; ++round) {
      const Fill fill = round < 100 ? Fill::Required : round < 200 ? Fill::All : Fill::Some;
      const auto event = random_event(static_cast<Topic>(rank), fill, random);
      const std::string bytes = encode_event(event);
      const Decoded decoded = decoder.decode(static_cast<Topic>(rank), event_key(event), bytes);
      ASSERT_TRUE(decoded) << why(decoded) << "\n" << bytes;
      EXPECT_EQ(decoded->index(), rank);
      EXPECT_EQ(encode_event(*decoded), bytes);
    }
  }
}

TEST(EventCodec, takes_an_empty_catalog_value_for_a_tombstone) {
  const Decoded decoded = decode(Topic::Catalog, "", "acme/a/b");
  ASSERT_TRUE(decoded) << why(decoded);
  const auto& entry = *engine::content_if<engine::CatalogEntry>(*decoded);
  EXPECT_TRUE(entry.withdrawn);
  EXPECT_EQ(entry.item.merchant.value, "acme");
  EXPECT_EQ(entry.item.sku.value, "a/b");
  EXPECT_EQ(encode_event(*decoded), "");
  EXPECT_EQ(why(decode(Topic::Catalog, "", "acme")), "key key_mismatch acme");
  EXPECT_EQ(why(decode(Topic::Prices, "", "acme/a")), " not_json ");
}

TEST(EventCodec, ignores_unknown_fields_and_lets_the_first_of_two_win) {
  const Decoded decoded = decode(
      Topic::Prices, R"({"color":{"rgb":[1,2,{"x":null}]},"sku":"shirt-42","price":1,"price":2,)"
                     R"("merchant":"acme"})");
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_EQ(std::get<engine::PriceFact>(*decoded).price.money.micros, 1'000'000);
}

std::string price_record(const std::string& price) {
  return R"({"merchant":"acme","sku":"shirt-42","price":)" + price + "}";
}

// What a double would round: 0.1 and 0.07 have no binary fraction, and 123456789012.345678 needs
// 57 bits, where a double has 53.
TEST(EventCodec, reads_money_exactly_from_numbers_and_texts) {
  const std::vector<std::pair<std::string, std::int64_t>> cases = {
      {"0.1", 100'000},
      {"0.07", 70'000},
      {"1e-6", 1},
      {"0.000001", 1},
      {"1e3", 1'000'000'000},
      {"1.50E2", 150'000'000},
      {"12.34000000000", 12'340'000},
      {"123456789012.345678", 123'456'789'012'345'678},
      {"999999999999.999999", 999'999'999'999'999'999},
  };
  for (const auto& [text, micros] : cases) {
    for (const std::string& written : {text, "\"" + text + "\""}) {
      const Decoded decoded = decode(Topic::Prices, price_record(written));
      ASSERT_TRUE(decoded) << written << ": " << why(decoded);
      EXPECT_EQ(std::get<engine::PriceFact>(*decoded).price.money.micros, micros) << written;
    }
  }
}

TEST(EventCodec, refuses_money_that_it_would_have_to_round_or_guess) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0.0000001", "not_money"}, {"\"0.0000001\"", "not_money"}, {"1e-7", "not_money"},
      {"1e12", "out_of_range"},   {"1e400", "out_of_range"},      {"\"12,50\"", "not_money"},
      {"\"\"", "not_money"},      {"\"$5\"", "not_money"},        {"\"NaN\"", "not_money"},
      {"\"inf\"", "not_money"},   {"\" 5\"", "not_money"},        {"true", "wrong_type"},
      {"null", "wrong_type"},     {"[]", "wrong_type"},           {"0", "out_of_range"},
      {"-5", "out_of_range"},     {"\"-0\"", "out_of_range"},
  };
  for (const auto& [written, reason] : cases) {
    const Decoded decoded = decode(Topic::Prices, price_record(written));
    ASSERT_FALSE(decoded) << written;
    EXPECT_EQ(decoded.error().field, "price") << written;
    EXPECT_EQ(decoded.error().reason, reason) << written;
  }
}

// A scraper's zero, its minus and its 100x must reach the engine, which leaves them out by reason.
TEST(EventCodec, lets_a_rival_ask_any_price_up_to_a_billion_either_way) {
  const auto offer = [](const std::string& price) {
    return why(
        decode(Topic::CompetitorOffers,
               R"({"merchant":"acme","sku":"shirt-42","competitor":"r","price":)" + price + "}"));
  };
  EXPECT_EQ(offer("0"), "accepted");
  EXPECT_EQ(offer("\"-1.5\""), "accepted");
  EXPECT_EQ(offer("-1000000000"), "accepted");
  EXPECT_EQ(offer("1000000000"), "accepted");
  EXPECT_EQ(offer("1000000000.01"), "price out_of_range 1000000000.01");
}

}  // namespace
}  // namespace shelfd::connectors
