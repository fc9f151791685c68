// Holds decoders and input schemas to each other, both ways: what the encoder writes, a schema
// without unknown fields accepts; what a schema accepts, the decoder takes; what a schema refuses,
// the decoder refuses; and every property of a schema is read. Random, seeded. What a schema cannot
// say is listed in docs/schemas/README.md; the random instances keep clear of it.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <string>

#include "connectors/formats/event_codec.h"
#include "tests/connectors/formats/random_events.h"
#include "tests/connectors/formats/schema_instances.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

class InputSchema : public testing::TestWithParam<Topic> {
 protected:
  Topic topic() const { return GetParam(); }
  std::string name() const { return engine::topic_name(topic()); }
};

std::string text_of(const Json& record, const char* field) {
  return record.contains(field) && record[field].is_string() ? record[field].get<std::string>()
                                                             : "x";
}

// The key that fits the body, so that no refusal hides behind the key's.
std::string key_of(Topic topic, const Json& record) {
  const std::string merchant = text_of(record, "merchant");
  return topic == Topic::Rules ? merchant : merchant + "/" + text_of(record, "sku");
}

// "/suppliers/0/cost" as the decoder names it: "suppliers[0].cost".
std::string field_name(Json::json_pointer pointer) {
  std::string name;
  for (; !pointer.empty(); pointer.pop_back()) {
    const std::string part = pointer.back();
    const bool position = part.find_first_not_of("0123456789") == std::string::npos;
    const bool dot = !name.empty() && name.front() != '[';
    name = (position ? "[" + part + "]" : part) + (dot ? "." : "") + name;
  }
  return name;
}

TEST_P(InputSchema, accepts_what_the_encoder_writes_and_names_every_field_of_it) {
  const SchemaCheck check(without_unknown_fields(load_schema(name())));
  std::mt19937_64 random(1);
  for (int round = 0; round < 60; ++round) {
    const Fill fill = round < 10 ? Fill::All : round < 20 ? Fill::Required : Fill::Some;
    const std::string bytes = encode_event(random_event(topic(), fill, random));
    ASSERT_TRUE(check.accepts(Json::parse(bytes))) << bytes;
  }
}

TEST_P(InputSchema, has_examples_that_the_decoder_takes) {
  EventDecoder decoder;
  const Json schema = load_schema(name());
  ASSERT_FALSE(schema.at("examples").empty());
  for (const Json& example : schema["examples"]) {
    const auto decoded = decoder.decode(topic(), key_of(topic(), example), example.dump());
    EXPECT_TRUE(decoded) << decoded.error().field << " " << decoded.error().reason;
  }
}

TEST_P(InputSchema, accepts_nothing_that_the_decoder_refuses) {
  EventDecoder decoder;
  const Json schema = load_schema(name());
  const SchemaCheck check(schema);
  std::mt19937_64 random(2);
  InstanceMaker maker(schema, random);
  int accepted = 0;
  for (int round = 0; round < 200; ++round) {
    const Json record = maker.instance(round % 4 == 0);
    if (!check.accepts(record)) continue;  // a rule over several fields that the maker ignores
    ++accepted;
    const auto decoded = decoder.decode(topic(), key_of(topic(), record), record.dump());
    ASSERT_TRUE(decoded) << decoded.error().field << " " << decoded.error().reason << " "
                         << decoded.error().value << "\n"
                         << record.dump();
  }
  EXPECT_GT(accepted, 150);
}

TEST_P(InputSchema, refuses_nothing_that_the_decoder_takes) {
  EventDecoder decoder;
  const Json schema = load_schema(name());
  const SchemaCheck check(schema);
  std::mt19937_64 random(3);
  InstanceMaker maker(schema, random);
  int refused = 0;
  for (int round = 0; round < 600; ++round) {
    const Json record = maker.damaged(maker.instance(false));
    if (check.accepts(record)) continue;
    ++refused;
    ASSERT_FALSE(decoder.decode(topic(), key_of(topic(), record), record.dump())) << record.dump();
  }
  EXPECT_GT(refused, 300);
}

// Lists that must ascend are refused when they repeat an element: the schema cannot say so.
bool must_ascend(const Json::json_pointer& member) {
  return member.back() == "breaks" || member.back() == "utc_offsets";
}

// Each number, text and list of a full record, set to every limit of the schema and just past it.
TEST_P(InputSchema, has_the_limits_of_the_decoder) {
  EventDecoder decoder;
  const Json schema = load_schema(name());
  const SchemaCheck check(schema);
  std::mt19937_64 random(5);
  const Json record = InstanceMaker(schema, random).instance(true);
  for (const Json::json_pointer& member : members_of(record)) {
    for (const Json& edge : edge_values(schema, record[member])) {
      Json changed = record;
      changed[member] = edge;
      const bool taken =
          decoder.decode(topic(), key_of(topic(), changed), changed.dump()).has_value();
      if (!taken && must_ascend(member)) continue;
      EXPECT_EQ(check.accepts(changed), taken)
          << member.to_string() << " " << edge.dump().substr(0, 80);
    }
  }
}

TEST_P(InputSchema, has_only_properties_that_the_decoder_reads) {
  EventDecoder decoder;
  const Json schema = load_schema(name());
  std::mt19937_64 random(4);
  const Json record = InstanceMaker(schema, random).instance(true);
  const auto members = members_of(record);
  for (const Json::json_pointer& member : members) {
    Json broken = record;
    broken[member] = nullptr;
    const auto decoded = decoder.decode(topic(), key_of(topic(), record), broken.dump());
    ASSERT_FALSE(decoded) << member.to_string();
    EXPECT_EQ(decoded.error().field, field_name(member));
    EXPECT_EQ(decoded.error().reason, "wrong_type");
  }
  for (const auto& [property, ignored] : schema.at("properties").items()) {
    EXPECT_TRUE(record.contains(property)) << property;
  }
}

INSTANTIATE_TEST_SUITE_P(Topics, InputSchema,
                         testing::Values(Topic::Rules, Topic::Catalog, Topic::Prices,
                                         Topic::Inventory, Topic::Shipments,
                                         Topic::CompetitorOffers, Topic::Demand, Topic::Responses),
                         [](const testing::TestParamInfo<Topic>& topic) {
                           std::string name = engine::topic_name(topic.param);
                           std::erase(name, '-');
                           return name;
                         });

// 8 inputs and 5 outputs; each payload is a schema that is there.
TEST(AsyncApi, has_all_topics_with_their_schemas) {
  const YAML::Node document = YAML::LoadFile(SHELFD_DOCS "/asyncapi.yaml");
  EXPECT_EQ(document["asyncapi"].as<std::string>(), "3.0.0");
  std::vector<std::string> named;
  for (const auto& entry : document["components"]["messages"]) {
    const auto topic = entry.second["name"].as<std::string>();
    const auto file = entry.second["payload"]["schema"]["$ref"].as<std::string>();
    EXPECT_EQ(file, "./schemas/" + topic + ".json");
    EXPECT_TRUE(std::filesystem::exists(SHELFD_DOCS "/" + file)) << file;
    EXPECT_EQ(document["channels"][entry.first.as<std::string>()]["address"].as<std::string>(),
              "shelfd." + topic);
    named.push_back(topic);
  }
  EXPECT_EQ(named.size(), 13U);
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    EXPECT_EQ(named[rank], engine::topic_name(static_cast<Topic>(rank)));
  }
}

}  // namespace
}  // namespace shelfd::connectors
