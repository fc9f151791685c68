// Shows that a reader gets the same answers whether a folder has one partition or four: two shelves
// are given the same things and asked the same questions. And that what is handed in lands once.
#include "connectors/embedded/partitions.h"

#include <set>

#include "connectors/formats/state_codec.h"
#include "connectors/partitioning.h"
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

constexpr int kItems = 24;
constexpr std::int32_t kCount = 4;

std::string item(int number) { return "shop/kettle-" + std::to_string(number); }

// Prices and plans of many worths, some equal; alerts; refusals a second apart; rules that hold
// back the suggestions above a floor.
void fill(Shelf& shelf) {
  engine::Rules rules;
  rules.merchant = MerchantId("shop");
  rules.version = "shop-1";
  rules.max_change_ratio = 0.5;
  shelf.put_rules(rules);
  rules.merchant = MerchantId("*");
  rules.version = "all-1";
  shelf.put_rules(rules);
  for (int number = 0; number < kItems; ++number) {
    const std::string key = item(number);
    shelf.put_item(key, "Kettle " + std::to_string(number));
    shelf.put(PriceMade{.item = key,
                        .suggested_micros = number % 5 == 0 ? 99'000'000 : 11'000'000,
                        .gain_micros = (number % 7) * 1'000'000});
    shelf.put(PlanMade{.item = key, .saved_micros = (number % 3) * 2'000'000});
    engine::Alert alert;
    alert.alert_id = key + ":undercut:" + std::to_string(number);
    alert.item = item_named(key);
    alert.kind = engine::AlertKind::Undercut;
    alert.open = true;
    shelf.put_alert(alert);
    shelf.clock.advance(std::chrono::seconds{1});
    shelf.put_dead_letter(number % 2 == 0 ? "prices" : "demand", number, key);
  }
}

struct Both {
  Both() {
    fill(one);
    fill(four);
  }
  void expect_same(const std::string& path, const decltype(Request::params)& params = {}) {
    const Reply first = one.get(path, params);
    const Reply second = four.get(path, params);
    EXPECT_EQ(first.status, second.status) << path;
    EXPECT_EQ(first.body, second.body) << path;
  }
  Shelf one{1};
  Shelf four{kCount};
};

TEST(QueryOverPartitions, uses_all_of_them_in_these_tests) {
  std::set<std::int32_t> used;
  for (int number = 0; number < kItems; ++number) used.insert(partition_of(item(number), kCount));
  EXPECT_EQ(used.size(), 4U);
}

TEST(QueryOverPartitions, gives_the_same_suggestions) {
  Both both;
  both.expect_same("/api/v1/suggestions");
  both.expect_same("/api/v1/suggestions", {{"limit", "100"}});
  both.expect_same("/api/v1/suggestions", {{"limit", "7"}, {"kind", "plan"}});
  both.expect_same("/api/v1/suggestions", {{"merchant", "shop"}, {"status", "all"}});
  const Json json = json_of(both.four.get("/api/v1/suggestions", {{"limit", "100"}}));
  EXPECT_EQ(json["open_prices"], kItems);
  EXPECT_EQ(json["held_back"], 5);  // items 0, 5, 10, 15 and 20: from 10 to 99 is above half
}

TEST(QueryOverPartitions, explains_the_same_items_and_names_the_same_neighbours) {
  Both both;
  for (int number = 0; number < kItems; ++number) {
    both.expect_same("/api/v1/items/" + item(number));
    const Json json = json_of(both.four.get("/api/v1/items/" + item(number)));
    EXPECT_EQ(json["alerts"].size(), 1U);
    EXPECT_FALSE(json["price"].is_null());
    EXPECT_FALSE(json["plan"].is_null());
  }
  both.expect_same("/api/v1/items/shop/ketle-1");
  both.expect_same("/api/v1/items/shap/kettle-2");
}

TEST(QueryOverPartitions, shows_the_same_rules) {
  Both both;
  both.expect_same("/api/v1/rules");
  both.expect_same("/api/v1/rules", {{"merchant", "shop"}});
  both.expect_same("/api/v1/rules", {{"merchant", "other"}});
}

// The same letters in the same order: only their partition and their number there differ.
TEST(QueryOverPartitions, shows_the_same_dead_letters_newest_first) {
  Both both;
  for (const auto& params : {decltype(Request::params){},
                             {{"limit", "5"}},
                             {{"topic", "demand"}},
                             {{"topic", "prices"}, {"limit", "3"}}}) {
    Json first = json_of(both.one.get("/api/v1/dead-letters", params));
    Json second = json_of(both.four.get("/api/v1/dead-letters", params));
    for (Json* json : {&first, &second}) {
      for (Json& letter : (*json)["dead_letters"]) {
        letter.erase("partition");
        letter.erase("number");
      }
    }
    EXPECT_EQ(first, second);
    EXPECT_EQ(second["total"], kItems);
  }
  const Json json = json_of(both.four.get("/api/v1/dead-letters"));
  for (const Json& letter : json["dead_letters"]) {
    EXPECT_EQ(letter["partition"], partition_of(letter["key"].get<std::string>(), kCount));
  }
}

// A record of each item is unread, and the control record of partition 2 says epoch 9.
TEST(QueryOverPartitions, tells_how_far_each_of_them_is) {
  Shelf shelf(kCount);
  fill(shelf);
  std::array<int, kCount> expected{};
  std::string body;
  for (int number = 0; number < kItems; ++number) {
    body += R"({"merchant":"shop","sku":"kettle-)" + std::to_string(number) +
            R"(","type":"view"})" + "\n";
    ++expected.at(static_cast<std::size_t>(partition_of(item(number), kCount)));
  }
  ASSERT_EQ(shelf.post("/api/v1/records/demand", body).status, 202);
  const Control control{.epoch = 9, .now = shelf.clock.now(), .caught_up = true};
  ASSERT_TRUE(shelf.log->partition(2).commit({.epoch = 9,
                                              .outputs = {},
                                              .writes = {{.family = Family::Control,
                                                          .key = std::string(kControlKey),
                                                          .value = encode_control(control)}}}));
  const Json json = json_of(shelf.get("/api/v1/status"));
  EXPECT_EQ(json["items"], kItems);
  ASSERT_EQ(json["partitions"].size(), 4U);
  for (std::size_t number = 0; number < 4; ++number) {
    const Json& partition = json["partitions"][number];
    EXPECT_EQ(partition["partition"], number);
    EXPECT_EQ(partition["epoch"], number == 2 ? 9 : 0);
    EXPECT_EQ(partition["caught_up"], number == 2);
    EXPECT_EQ(partition["unread"]["demand"], expected.at(number));
  }
}

TEST(QueryOverPartitions, takes_rules_into_every_partition) {
  Shelf shelf(kCount);
  ASSERT_EQ(shelf.post("/api/v1/rules", R"({"merchant":"*","version":"1"})").status, 202);
  EXPECT_EQ(shelf.records(engine::Topic::Rules).size(), 4U);
}

// Twice the same 24 rows: each is known in its partition.
TEST(QueryOverPartitions, takes_an_import_row_once) {
  Shelf shelf(kCount);
  std::string body;
  for (int number = 0; number < kItems; ++number) {
    const std::string sku = "kettle-" + std::to_string(number);
    const Json line{{"topic", "demand"},
                    {"key", "shop/" + sku},
                    {"value", R"({"merchant":"shop","sku":")" + sku + R"(","type":"view"})"},
                    {"hash", std::string(30, '0') + std::to_string(10 + number)}};
    body += line.dump() + "\n";
  }
  EXPECT_EQ(json_of(shelf.post("/api/v1/import", body))["added"], kItems);
  const Json again = json_of(shelf.post("/api/v1/import", body));
  EXPECT_EQ(again["added"], 0);
  EXPECT_EQ(again["already"], kItems);
  EXPECT_EQ(shelf.records(engine::Topic::Demand).size(), static_cast<std::size_t>(kItems));
}

TEST(QueryOverPartitions, takes_a_response_to_a_suggestion_of_any_of_them) {
  Both both;
  for (int number = 0; number < kItems; ++number) {
    const std::string body = R"({"merchant":"shop","sku":"kettle-)" + std::to_string(number) +
                             R"(","suggestion_id":")" + item(number) +
                             R"(:price:1","action":"accept"})";
    EXPECT_EQ(both.four.post("/api/v1/responses", body).status, 202) << number;
  }
  EXPECT_EQ(both.four.records(engine::Topic::Responses).size(), static_cast<std::size_t>(kItems));
}

}  // namespace
}  // namespace shelfd::connectors
