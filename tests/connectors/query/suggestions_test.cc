// The list of suggestions: ranked by money over both kinds, cut at the day's limit, with what
// breaks the newest guardrails held back. Shown on records committed to a real log.
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

constexpr const char* kPath = "/api/v1/suggestions";

std::vector<std::string> ids(const Json& json) {
  std::vector<std::string> names;
  for (const Json& suggestion : json["suggestions"]) names.push_back(suggestion["suggestion_id"]);
  return names;
}

using Names = std::vector<std::string>;

class Suggestions : public testing::Test {
 protected:
  Suggestions() {
    for (const char* key : {"shop/a", "shop/b", "shop/c", "other/a"}) {
      shelf.put_item(key, std::string("Title of ") + key);
    }
  }
  Json ask(const decltype(Request::params)& params = {}) {
    const Reply reply = shelf.get(kPath, params);
    EXPECT_EQ(reply.status, 200) << reply.body;
    return json_of(reply);
  }
  Shelf shelf;
};

TEST_F(Suggestions, an_empty_log_has_none) {
  const Json json = ask();
  EXPECT_TRUE(json["suggestions"].empty());
  EXPECT_EQ(json["open_prices"], 0);
  EXPECT_EQ(json["open_plans"], 0);
  EXPECT_EQ(json["shown"], 0);
  EXPECT_EQ(json["held_back"], 0);
}

// Prices worth 5 and 900, a plan worth 40: 900, 40, 5. As text "900" would come after "5".
TEST_F(Suggestions, are_ranked_by_money_over_both_kinds) {
  shelf.put(PriceMade{.item = "shop/a", .gain_micros = 5'000'000});
  shelf.put(PriceMade{.item = "shop/b", .gain_micros = 900'000'000});
  shelf.put(PlanMade{.item = "shop/c", .saved_micros = 40'000'000});
  const Json json = ask();
  EXPECT_EQ(ids(json), (Names{"shop/b:price:1", "shop/c:plan:1", "shop/a:price:1"}));
  EXPECT_EQ(json["open_prices"], 2);
  EXPECT_EQ(json["open_plans"], 1);
  EXPECT_EQ(json["shown"], 3);
  ASSERT_EQ(json["suggestions"].size(), 3U);
  EXPECT_EQ(json["suggestions"][0]["kind"], "price");
  EXPECT_EQ(json["suggestions"][0]["title"], shelf.title("shop/b"));
  EXPECT_EQ(json["suggestions"][0]["suggested_price"], "11.00");
  EXPECT_EQ(json["suggestions"][1]["kind"], "plan");
  EXPECT_EQ(json["suggestions"][1]["quantity"], 24);
}

TEST_F(Suggestions, of_equal_worth_are_ordered_by_item) {
  shelf.put(PriceMade{.item = "shop/b"});
  shelf.put(PriceMade{.item = "shop/a"});
  shelf.put(PlanMade{.item = "shop/a"});
  EXPECT_EQ(ids(ask()), (Names{"shop/a:price:1", "shop/a:plan:1", "shop/b:price:1"}));
}

TEST_F(Suggestions, are_chosen_by_kind_status_and_merchant) {
  shelf.put(PriceMade{.item = "shop/a"});
  shelf.put(PriceMade{.item = "shop/b", .status = engine::Status::Keep});
  shelf.put(PriceMade{.item = "other/a", .status = engine::Status::NeedsPerson});
  shelf.put(PlanMade{.item = "shop/a"});
  EXPECT_EQ(ids(ask({{"kind", "price"}})), Names{"shop/a:price:1"});
  EXPECT_EQ(ids(ask({{"kind", "plan"}})), Names{"shop/a:plan:1"});
  EXPECT_EQ(ids(ask({{"status", "keep"}})), Names{"shop/b:price:1"});
  EXPECT_EQ(ids(ask({{"status", "needs_person"}})), Names{"other/a:price:1"});
  EXPECT_EQ(ids(ask({{"status", "all"}, {"merchant", "other"}})), Names{"other/a:price:1"});
  const Json json = ask({{"status", "keep"}});
  EXPECT_EQ(json["open_prices"], 1);
  EXPECT_EQ(json["open_plans"], 1);
}

// A merchant's name that begins another's: "shop" must not see "shop2".
TEST_F(Suggestions, of_a_merchant_are_his_alone) {
  shelf.put_item("shop2/a", "");
  shelf.put(PriceMade{.item = "shop2/a"});
  EXPECT_TRUE(ids(ask({{"merchant", "shop"}})).empty());
}

// 25 are open. Built in 20 are shown; the merchant's own rule says 3; who asks for 7 gets 7.
TEST_F(Suggestions, are_at_most_what_the_rules_allow_a_day) {
  for (int number = 0; number < 25; ++number) {
    const std::string key = "shop/sku" + std::to_string(number);
    shelf.put_item(key, "");
    shelf.put(PriceMade{.item = key, .gain_micros = number});
  }
  EXPECT_EQ(ask({{"merchant", "shop"}})["shown"], 20);
  engine::Rules rules;
  rules.merchant = MerchantId("shop");
  rules.version = "1";
  rules.daily_suggestions = 3;
  shelf.put_rules(rules);
  const Json json = ask({{"merchant", "shop"}});
  EXPECT_EQ(json["shown"], 3);
  EXPECT_EQ(json["open_prices"], 25);
  EXPECT_EQ(ask({{"merchant", "shop"}, {"limit", "7"}})["shown"], 7);
}

// 11.00 was allowed; the newest catalog says at least 12.
TEST_F(Suggestions, below_the_newest_floor_are_held_back) {
  shelf.put(PriceMade{.item = "shop/a", .gain_micros = 9'000'000});
  shelf.put(PriceMade{.item = "shop/b", .gain_micros = 1'000'000});
  engine::CatalogEntry catalog;
  catalog.item = item_named("shop/a");
  catalog.floor_price = Amount{.money = {12'000'000}};
  shelf.put_catalog(catalog);
  const Json json = ask();
  EXPECT_EQ(ids(json), Names{"shop/b:price:1"});
  EXPECT_EQ(json["held_back"], 1);
  EXPECT_EQ(json["shown"], 1);
}

// From 10 to 11 is 10%; the newest rules allow 5%.
TEST_F(Suggestions, that_change_more_than_the_newest_rules_allow_are_held_back) {
  shelf.put(PriceMade{.item = "shop/a"});
  engine::Rules rules;
  rules.merchant = MerchantId("*");
  rules.version = "2";
  rules.max_change_ratio = 0.05;
  shelf.put_rules(rules);
  EXPECT_EQ(ask()["held_back"], 1);
}

// 24 are four cases of 6 and no whole number of cases of 10.
TEST_F(Suggestions, that_break_the_suppliers_newest_terms_are_held_back) {
  shelf.put(PlanMade{.item = "shop/a", .quantity = 24});
  engine::CatalogEntry catalog;
  catalog.item = item_named("shop/a");
  catalog.suppliers = {{.supplier = SupplierId("mill"), .case_pack = {6}}};
  shelf.put_catalog(catalog);
  EXPECT_EQ(ask()["shown"], 1);
  catalog.suppliers.front().case_pack = {10};
  shelf.put_catalog(catalog);
  EXPECT_EQ(ask()["held_back"], 1);
  catalog.suppliers.front() = {.supplier = SupplierId("mill"), .moq = {25}};
  shelf.put_catalog(catalog);
  EXPECT_EQ(ask()["held_back"], 1);
}

// Kept records and those for a person carry no change that a guardrail could forbid.
TEST_F(Suggestions, that_change_nothing_are_never_held_back) {
  shelf.put(PriceMade{.item = "shop/a", .status = engine::Status::Keep});
  engine::CatalogEntry catalog;
  catalog.item = item_named("shop/a");
  catalog.floor_price = Amount{.money = {12'000'000}};
  shelf.put_catalog(catalog);
  EXPECT_EQ(ask({{"status", "keep"}})["shown"], 1);
}

TEST_F(Suggestions, asked_wrongly_are_refused_by_name) {
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"kind", "prices"}, {"status", "closed"}, {"merchant", "a/b"}, {"limit", "0"},
      {"limit", "10001"}, {"limit", "ten"},     {"limit", "-1"}};
  for (const auto& [name, value] : wrong) {
    const Reply reply = shelf.get(kPath, {{name, value}});
    EXPECT_EQ(reply.status, 400) << name << "=" << value;
    EXPECT_EQ(json_of(reply)["error"]["field"], name);
    EXPECT_EQ(json_of(reply)["error"]["value"], value);
  }
}

}  // namespace
}  // namespace shelfd::connectors
