// Shows the text of an outlook, that what is read back is what was written, and that a wrong field
// is named.
#include "connectors/formats/outlook_codec.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wording/invented_outlook.h"

namespace shelfd::connectors {
namespace {

using Json = nlohmann::ordered_json;

TEST(OutlookCodec, writes_what_the_contract_says) {
  const Json json = Json::parse(encode_outlook(wording_test::busy_kettle()));
  EXPECT_EQ(json["ordinary_day_units"], 4);
  EXPECT_EQ(json["usual_price"], "27.95");
  EXPECT_EQ(json["currency"], "EUR");
  EXPECT_EQ(json["all_days_alike"], false);
  ASSERT_EQ(json["days"].size(), 14U);
  EXPECT_EQ(json["total"]["days"], 14);
  const Json& day = json["days"][5];
  EXPECT_EQ(day["date"], "2025-11-11");
  EXPECT_EQ(day["low"], 3);
  EXPECT_EQ(day["high"], 10);
  // Weekday, own price, rivals, promotion, occasion, pooled.
  EXPECT_NEAR(day["mean"].get<double>(), 4 * 0.85 * 0.83 * 1.031 * 1.42 * 1.6 * 1.004, 1e-4);
  const Json occasion = Json::parse(
      R"({"driver":"occasion","factor":1.6,"rests_on":"assumption","names":["Double 11"]})");
  EXPECT_EQ(day["drivers"][4], occasion);
  EXPECT_EQ(day["drivers"][5]["driver"], "pooled");
  EXPECT_EQ(json["category"]["name"], "kettles");
  EXPECT_EQ(json["category"]["other_items"], 23);
  EXPECT_EQ(json["swing"],
            Json::parse(R"({"side":"up","since":"2025-11-02","units":61,"expected_units":17.3,
                            "cause":"promotion"})"));
  EXPECT_EQ(json["returns"],
            Json::parse(R"({"rate_ratio":0.083,"delay_days":12.4,"expected_units":3.2,
                            "category_ratio":0.21,"resold_ratio":0})"));
  EXPECT_EQ(json["gaps"], Json::parse(R"(["out_of_stock"])"));
  EXPECT_EQ(json["learnt_through"], "2025-11-05");
}

TEST(OutlookCodec, leaves_out_what_is_not_known) {
  engine::ItemOutlook outlook = wording_test::slow_lamp();
  outlook.learnt_through = 0;
  const Json json = Json::parse(encode_outlook(outlook));
  for (const char* name : {"usual_price", "currency", "swing", "returns", "learnt_through"}) {
    EXPECT_FALSE(json.contains(name)) << name;
  }
}

// In the order of the enumerations.
TEST(OutlookCodec, has_a_word_for_every_gap_and_driver) {
  engine::ItemOutlook outlook = wording_test::slow_lamp();
  outlook.gaps = {engine::OutlookGap::NeverSold,  engine::OutlookGap::NoPrice,
                  engine::OutlookGap::NoRivals,   engine::OutlookGap::NeverCounted,
                  engine::OutlookGap::OutOfStock, engine::OutlookGap::NotClosed,
                  engine::OutlookGap::Quiet};
  for (std::size_t at = 0; at < engine::kOutlookDrivers; ++at) {
    outlook.days[0].drivers.push_back({.driver = static_cast<engine::OutlookDriver>(at)});
  }
  outlook.swing = engine::OutlookSwing{.swing = {.side = forecasting::SwingSide::Down},
                                       .cause = engine::SwingCause::Rivals};
  const Json json = Json::parse(encode_outlook(outlook));
  EXPECT_EQ(json["gaps"], Json::parse(R"(["never_sold","no_price","no_rivals","never_counted",
                                          "out_of_stock","not_closed","quiet"])"));
  std::vector<std::string> drivers;
  for (const Json& driver : json["days"][0]["drivers"]) drivers.push_back(driver["driver"]);
  EXPECT_EQ(drivers, (std::vector<std::string>{"weekday", "own_price", "rivals", "promotion",
                                               "occasion", "so_far", "pooled"}));
  EXPECT_EQ(json["swing"]["side"], "down");
  EXPECT_EQ(json["swing"]["cause"], engine::swing_cause_name(engine::SwingCause::Rivals));
}

TEST(OutlookCodec, reads_what_it_wrote) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::string text = encode_outlook(wording_test::random_outlook(seed));
    const auto read = decode_outlook(text);
    ASSERT_TRUE(read) << read.error().message << text;
    EXPECT_EQ(encode_outlook(*read), text);
  }
  const std::string text = encode_outlook(wording_test::busy_kettle());
  const auto read = decode_outlook(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(encode_outlook(*read), text);
  EXPECT_EQ(read->swing->cause, engine::SwingCause::Promotion);
}

TEST(OutlookCodec, names_the_field_that_is_wrong) {
  const std::vector<std::pair<std::string, Json>> changes = {
      {"/days/3/date", "someday"},   {"/days/2/drivers/0/driver", "weather"},
      {"/gaps/0", "no_idea"},        {"/swing/side", "sideways"},
      {"/total/mean", "many"},       {"/heard_on", 7},
      {"/category/other_items", 2.5}};
  for (const auto& [path, value] : changes) {
    Json json = Json::parse(encode_outlook(wording_test::busy_kettle()));
    json[Json::json_pointer(path)] = value;
    const auto read = decode_outlook(json.dump());
    ASSERT_FALSE(read) << path;
    const std::string field = path.substr(1, path.find('/', 1) - 1);
    EXPECT_TRUE(read.error().message.starts_with(field)) << read.error().message;
  }
  EXPECT_FALSE(decode_outlook("{"));
}

}  // namespace
}  // namespace shelfd::connectors
