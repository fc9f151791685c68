// Output codec: what goes out comes back equal, holds what docs/schemas promise and nothing else,
// and what the schemas refuse is refused on the way back. Shown on seeded random outputs, and on
// records damaged field by field.
#include "connectors/formats/output_codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "connectors/formats/digest.h"
#include "connectors/formats/state_codec.h"
#include "tests/connectors/formats/random_outputs.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/connectors/formats/schema_instances.h"
#include "tests/connectors/formats/value_text.h"

namespace shelfd::tests {
namespace {

using connectors::Json;

constexpr int kRounds = 200;

// One output topic: random records as JSON, and what decoding makes of JSON.
struct OutputKind {
  std::string topic;
  std::function<std::string(Draw&, bool shown)> random_json;
  // The record written again; the error when it is none.
  std::function<Result<std::string>(std::string_view)> again;
  std::function<bool(Draw&)> comes_back;
};

template <typename Encode, typename Decode, typename Random>
OutputKind kind_of(const char* topic, Encode encode, Decode decode, Random random) {
  return {.topic = topic,
          .random_json = [=](Draw& draw, bool shown) { return encode(random(draw, shown)); },
          .again = [=](std::string_view json) -> Result<std::string> {
            const auto value = decode(json);
            if (!value) return std::unexpected(value.error());
            return encode(*value);
          },
          .comes_back =
              [=](Draw& draw) {
                const auto value = random(draw, true);
                const auto again = decode(encode(value));
                return again && text_of(*again) == text_of(value);
              }};
}

std::vector<OutputKind> all_kinds() {
  namespace codec = connectors;
  return {kind_of("reference-prices", codec::encode_price, codec::decode_price, random_price),
          kind_of("restock-plans", codec::encode_plan, codec::decode_plan, random_plan),
          kind_of("alerts", codec::encode_alert, codec::decode_alert, random_alert),
          kind_of("dead-letters", codec::encode_dead_letter, codec::decode_dead_letter,
                  [](Draw& draw, bool) { return random_dead_letter(draw); }),
          kind_of("epochs", codec::encode_epoch, codec::decode_epoch,
                  [](Draw& draw, bool) { return random_epoch(draw); })};
}

std::string below(std::string path, const std::string& name) {
  if (path.empty()) return name;
  return path.append(".").append(name);
}

// NOLINTBEGIN(misc-no-recursion): as deep as a record of ours is.

// Members of objects as paths in which "*" stands for any element: "reasons.*.code". Parameters are
// free, so what is below them does not count.
void add_members(const Json& value, const std::string& path, std::set<std::string>& members) {
  if (value.is_array()) {
    for (const Json& element : value) add_members(element, path + ".*", members);
  }
  if (!value.is_object() || path.ends_with("params")) return;
  for (const auto& [name, member] : value.items()) {
    const std::string at = below(path, name);
    members.insert(at);
    add_members(member, at, members);
  }
}

void add_properties(const Json& schema, const std::string& path, std::set<std::string>& members) {
  if (schema.contains("items")) add_properties(schema["items"], path + ".*", members);
  if (!schema.contains("properties")) return;
  for (const auto& [name, property] : schema["properties"].items()) {
    const std::string at = below(path, name);
    members.insert(at);
    add_properties(property, at, members);
  }
}

// NOLINTEND(misc-no-recursion)

TEST(OutputCodec, brings_back_equal_records) {
  for (const OutputKind& kind : all_kinds()) {
    for (int round = 0; round < kRounds; ++round) {
      Draw draw(static_cast<std::uint64_t>(round));
      ASSERT_TRUE(kind.comes_back(draw)) << kind.topic << " of seed " << round;
    }
  }
}

// Also where numbers had more decimals than are shown.
TEST(OutputCodec, writes_the_same_text_again) {
  for (const OutputKind& kind : all_kinds()) {
    for (int round = 0; round < kRounds; ++round) {
      Draw draw(static_cast<std::uint64_t>(round));
      const std::string json = kind.random_json(draw, false);
      const auto again = kind.again(json);
      ASSERT_TRUE(again) << kind.topic << ": " << again.error().message << "\n" << json;
      ASSERT_EQ(*again, json);
    }
  }
}

TEST(OutputCodec, writes_what_the_schemas_promise_and_all_of_it) {
  for (const OutputKind& kind : all_kinds()) {
    const Json schema = connectors::load_schema(kind.topic);
    const connectors::SchemaCheck check(connectors::without_unknown_fields(schema));
    std::set<std::string> written;
    for (int round = 0; round < kRounds; ++round) {
      Draw draw(static_cast<std::uint64_t>(round));
      const Json record = Json::parse(kind.random_json(draw, false));
      ASSERT_TRUE(check.accepts(record)) << kind.topic << "\n" << record.dump(1);
      add_members(record, "", written);
    }
    std::set<std::string> promised;
    add_properties(schema, "", promised);
    EXPECT_EQ(written, promised) << kind.topic;
  }
}

// Each member of each object is left out, and given values of other types: the decoder refuses
// exactly what the schema refuses.
TEST(OutputCodec, refuses_what_the_schemas_refuse) {
  const std::vector<Json> values = {nullptr, true, 0, 0.5, "x", Json::array(), Json::object()};
  for (const OutputKind& kind : all_kinds()) {
    const connectors::SchemaCheck check(connectors::load_schema(kind.topic));
    int refused = 0;
    for (std::uint64_t seed = 0; seed < 4; ++seed) {
      Draw draw(seed);
      const Json record = Json::parse(kind.random_json(draw, true));
      for (const Json::json_pointer& member : connectors::members_of(record)) {
        Json without = record;
        without[member.parent_pointer()].erase(member.back());
        std::vector<Json> damaged = {without};
        for (const Json& value : values) {
          damaged.push_back(record);
          damaged.back()[member] = value;
        }
        for (const Json& one : damaged) {
          const auto again = kind.again(one.dump());
          ASSERT_EQ(again.has_value(), check.accepts(one)) << kind.topic << " " << member << "\n"
                                                           << one.dump(1);
          if (again) continue;
          ++refused;
          ASSERT_EQ(again.error().reaction, Reaction::Reject);
        }
      }
    }
    EXPECT_GT(refused, 30) << kind.topic;
  }
}

TEST(OutputCodec, names_the_field_that_is_wrong) {
  Draw draw(3);
  Json record = Json::parse(connectors::encode_price(random_price(draw, true)));
  record["market"]["effective_offers"] = "many";
  EXPECT_EQ(connectors::decode_price(record.dump()).error().message,
            "market.effective_offers: not a number");
  EXPECT_EQ(connectors::decode_price("{\"suggestion_id\":").error().message, "not JSON");
  EXPECT_EQ(connectors::decode_price("[]").error().message, "record: not an object");
}

// Worked out by hand: 129.90 to 127.90 CNY is -2.00; the field order is the documented one.
TEST(OutputCodec, writes_a_price_as_documented) {
  engine::PriceSuggestion suggestion;
  suggestion.suggestion_id = "harbour/KET:price:17";
  suggestion.item = {.merchant = MerchantId("harbour"), .sku = Sku("KET")};
  suggestion.status = engine::Status::Open;
  suggestion.current_price = Money{129'900'000};
  suggestion.suggested_price = Money{127'900'000};
  suggestion.currency = {{'C', 'N', 'Y'}};
  suggestion.market.reference = Money{126'600'000};
  suggestion.market.effective_offers = 4.8312345;
  suggestion.market.left_out = {{.competitor = "mad", .why = pricing::LeftOut::OutOfStock}};
  suggestion.reasons = {
      {.code = engine::ReasonCode::Rivals,
       .amount = -2'000'000,
       .rests_on = engine::RestsOn::Data,
       .params = {{.name = "rival_price", .value = Money{124'900'000}}}},
      {.code = engine::ReasonCode::NoCost, .amount = 0, .rests_on = {}, .params = {}}};
  suggestion.checked_rules = {"floor"};
  suggestion.basis.rules_version = "built-in";
  EXPECT_EQ(connectors::encode_price(suggestion),
            R"({"suggestion_id":"harbour/KET:price:17","merchant":"harbour","sku":"KET",)"
            R"("status":"open","current_price":"129.90","suggested_price":"127.90",)"
            R"("currency":"CNY","market":{"reference":"126.60","effective_offers":4.8312,)"
            R"("left_out":[{"competitor":"mad","why":"out_of_stock"}]},)"
            R"("reasons":[{"code":"rivals","amount":"-2.00","rests_on":"data",)"
            R"("params":{"rival_price":"124.90"}},)"
            R"({"code":"no_cost","rests_on":"data","params":{}}],"checked_rules":["floor"],)"
            R"("valid_until":"1970-01-01T00:00:00Z","judged_at":"1970-01-01T00:00:00Z",)"
            R"("caused_at":"1970-01-01T00:00:00Z","basis":{"partition":0,"epoch":0,)"
            R"("rules_version":"built-in","build":"","arithmetic":""}})");
}

// What `verify` judges again is the message itself, bit by bit.
TEST(OutputCodec, carries_the_judgement_bit_by_bit) {
  engine::PriceSuggestion suggestion;
  suggestion.basis.judged = sample_judged_price();
  const std::string text = connectors::encode_price(suggestion);
  const auto again = connectors::decode_price(text);
  ASSERT_TRUE(again);
  EXPECT_EQ(text_of(*again->basis.judged), text_of(sample_judged_price()));
  const std::string judged = Json::parse(text)["basis"]["judged"].get<std::string>();
  EXPECT_EQ(connectors::from_base64(judged),
            connectors::encode_judged_price(sample_judged_price()));
  EXPECT_LE(judged.size(), 2'048U);
}

// An amount at each end of Money, and a name whose bytes are not UTF-8.
TEST(OutputCodec, writes_any_value) {
  for (const std::int64_t micros : {INT64_MIN, INT64_MIN + 1, std::int64_t{-1}, INT64_MAX}) {
    engine::Alert alert;
    alert.worth = {micros};
    alert.code = "\xff\xfe";
    const auto again = connectors::decode_alert(connectors::encode_alert(alert));
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->worth.micros, micros);
    EXPECT_EQ(again->code, "\xEF\xBF\xBD\xEF\xBF\xBD");
  }
}

}  // namespace
}  // namespace shelfd::tests
