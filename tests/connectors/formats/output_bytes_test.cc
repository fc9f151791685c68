// Output bytes: outputs are written without a tree, but to the byte as nlohmann's tree of the same
// fields would be. Shown on hand-made records against lines that the encoder with a tree wrote
// (tests/golden/outputs.jsonl), and on random records with odd texts, read into a tree and dumped.
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/formats/output_codec.h"
#include "tests/connectors/formats/random_outputs.h"
#include "tests/connectors/formats/sample_states.h"

namespace shelfd::tests {
namespace {

constexpr Instant kAt = Instant{Duration{1'772'366'400'250}};
constexpr int kRounds = 300;

// Short escapes, long ones, one that needs none.
const std::string kOdd = "a\"\\/\b\f\n\r\t\x01\x1f\x7f \xE7\x94\xB5";
// Bytes that are not UTF-8: alone, cut off, overlong, half a surrogate.
const std::string kBroken = kOdd + "\xff\xE7\x94 \xC0\xAF\xED\xA0\x80";

// Of the name that comes twice the last value holds, in the place of the first.
std::vector<engine::Param> params() {
  return {{.name = "rival_price", .value = Money{1'500'000}},
          {.name = "rival", .value = kOdd},
          {.name = "margin_ratio", .value = 0.1 + 0.2},
          {.name = "cover_days", .value = -0.00003},
          {.name = "waited_days", .value = 7.0},
          {.name = "short_units", .value = std::int64_t{-3}},
          {.name = "counted_at", .value = kAt},
          {.name = "rival_price", .value = Money{-10'000}}};
}

engine::PriceSuggestion price() {
  engine::PriceSuggestion suggestion;
  suggestion.suggestion_id = kOdd + ":price:1";
  suggestion.item = {.merchant = MerchantId("harbour"), .sku = Sku(kOdd)};
  suggestion.status = engine::Status::NeedsPerson;
  suggestion.current_price = Money{129'900'000};
  suggestion.suggested_price = Money{1};
  suggestion.currency = {{'K', 'W', 'D'}};
  suggestion.market = {.reference = Money{126'600'000},
                       .low = Money{1'000'000},
                       .high = {},
                       .cheapest = Money{999'999},
                       .cheapest_competitor = kBroken,
                       .effective_offers = 1e10 / 3,
                       .left_out = {{.competitor = kOdd, .why = pricing::LeftOut::Stale}}};
  suggestion.expected = {.profit_gain = Money{-5},
                         .units_now = 145.614649,
                         .units_then = 1e300 * 1e10,
                         .horizon_days = 1e16,
                         .chance_of_gain = 0.99999};
  suggestion.reasons = {{.code = engine::ReasonCode::Rivals,
                         .amount = -2'000'000,
                         .rests_on = engine::RestsOn::Data,
                         .params = params()},
                        {.code = engine::ReasonCode::NoCost, .rests_on = {}, .params = {}}};
  suggestion.checked_rules = {"floor", kOdd};
  suggestion.binding_rule = "floor";
  suggestion.reduction = {.prior_price = Money{5'000'000}, .window_days = 30};
  suggestion.valid_until = suggestion.judged_at = suggestion.caused_at = kAt;
  suggestion.basis = {.partition = 3,
                      .epoch = 9,
                      .rules_version = kBroken,
                      .build = "b",
                      .arithmetic = "f00d",
                      .judged = sample_judged_price()};
  return suggestion;
}

engine::RestockPlan plan() {
  engine::RestockPlan plan;
  plan.suggestion_id = "harbour/KET:plan:1";
  plan.item = {.merchant = MerchantId("harbour"), .sku = Sku("KET")};
  plan.action = engine::PlanAction::Order;
  plan.quantity = {24};
  plan.order_value = Money{240'000'000};
  plan.currency = {{'J', 'P', 'Y'}};
  plan.supplier = SupplierId(kOdd);
  plan.order_by = kAt;
  plan.position = {
      .on_hand = {-1}, .reserved = {2}, .backorders = {}, .open = {3}, .accepted = {4}};
  plan.demand_mean_units = 843984.716128;
  plan.demand_quantiles = {{0.1, 0}, {0.9, 12.5}};
  plan.stockout_chance_if_not = 1e-9;
  plan.cost_then = Money{7'250'000};
  plan.reasons = {{.code = engine::ReasonCode::NoCost, .amount = 4, .rests_on = {}, .params = {}}};
  plan.basis.judged = sample_judged_plan();
  return plan;
}

std::vector<std::string> lines() {
  engine::Alert alert;
  alert.code = kOdd;
  alert.params = params();
  alert.worth = {INT64_MIN};
  alert.closed_at = kAt;
  const connectors::DeadLetter letter{.topic = "demand",
                                      .partition = 1,
                                      .offset = 5,
                                      .field = "",
                                      .reason = kBroken,
                                      .value = "-1",
                                      .size = 3,
                                      .sha256 = "00",
                                      .bytes = "\x01\xff",
                                      .at = kAt};
  connectors::EpochRecord epoch{.partition = 2,
                                .epoch = 7,
                                .now = kAt,
                                .next_offsets = {1, 2},
                                .own_time = true,
                                .judging = true,
                                .timers = 3,
                                .spread = 4,
                                .swept = 0,
                                .rebuilding = true,
                                .build = kOdd,
                                .arithmetic = "x"};
  return {connectors::encode_price(price()), connectors::encode_price({}),
          connectors::encode_plan(plan()),   connectors::encode_plan({}),
          connectors::encode_alert(alert),   connectors::encode_dead_letter(letter),
          connectors::encode_epoch(epoch),   connectors::encode_epoch({})};
}

TEST(OutputBytes, are_those_of_the_encoder_that_built_a_tree) {
  const std::filesystem::path file = std::filesystem::path(SHELFD_GOLDEN) / "outputs.jsonl";
  std::string written;
  for (const std::string& line : lines()) written += line + '\n';
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << written;
  std::ifstream stream(file, std::ios::binary);
  const std::string golden{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_EQ(written, golden);
}

TEST(OutputBytes, are_those_of_a_tree_of_the_same_fields) {
  Draw draw(26);
  for (int round = 0; round < kRounds; ++round) {
    engine::PriceSuggestion suggestion = random_price(draw, false);
    suggestion.item.sku.value += kBroken.substr(0, draw.bits() % kBroken.size());
    suggestion.market.effective_offers = draw.number(round % 2 == 0 ? 1e-3 : 1e12);
    const engine::RestockPlan plan = random_plan(draw, false);
    for (const std::string& text :
         {connectors::encode_price(suggestion), connectors::encode_plan(plan),
          connectors::encode_alert(random_alert(draw, false)),
          connectors::encode_dead_letter(random_dead_letter(draw)),
          connectors::encode_epoch(random_epoch(draw))}) {
      EXPECT_EQ(nlohmann::ordered_json::parse(text).dump(), text);
    }
  }
}

}  // namespace
}  // namespace shelfd::tests
