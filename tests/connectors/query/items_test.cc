// One item: its latest answers, title and open alerts, names with odd characters, and what is said
// about an item that is not known.
#include "connectors/query/items.h"

#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

engine::Alert alert(const std::string& key, bool open) {
  engine::Alert made;
  made.alert_id = key + ":undercut:" + (open ? "1" : "2");
  made.item = item_named(key);
  made.kind = engine::AlertKind::Undercut;
  made.open = open;
  return made;
}

TEST(Items, show_both_answers_and_the_open_alerts) {
  Shelf shelf;
  shelf.put_item("shop/a", "A kettle");
  shelf.put(PriceMade{.item = "shop/a", .counter = 4});
  shelf.put(PlanMade{.item = "shop/a", .counter = 2});
  shelf.put_alert(alert("shop/a", true));
  shelf.put_alert(alert("shop/a", false));
  const Reply reply = shelf.get("/api/v1/items/shop/a");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const Json json = json_of(reply);
  EXPECT_EQ(json["item"], "shop/a");
  EXPECT_EQ(json["title"], shelf.title("shop/a"));
  EXPECT_EQ(json["price"]["suggestion_id"], "shop/a:price:4");
  EXPECT_EQ(json["plan"]["suggestion_id"], "shop/a:plan:2");
  ASSERT_EQ(json["alerts"].size(), 1U);
  EXPECT_EQ(json["alerts"][0]["alert_id"], "shop/a:undercut:1");
}

TEST(Items, without_an_answer_yet_are_known_all_the_same) {
  Shelf shelf;
  shelf.put_item("shop/a", "");
  const Json json = json_of(shelf.get("/api/v1/items/shop/a"));
  EXPECT_TRUE(json["price"].is_null());
  EXPECT_TRUE(json["plan"].is_null());
}

// "shop/a" and "shop/a:undercut" share the beginning of their alert ids.
TEST(Items, do_not_take_the_alerts_of_one_whose_name_goes_on) {
  Shelf shelf;
  shelf.put_item("shop/a", "");
  shelf.put_alert(alert("shop/a:undercut", true));
  EXPECT_TRUE(json_of(shelf.get("/api/v1/items/shop/a"))["alerts"].empty());
}

TEST(Items, have_any_name_that_a_sku_may_have) {
  Shelf shelf;
  shelf.put_item("shop/蓝 50%/x", "Blue");
  const Reply reply = shelf.get("/api/v1/items/shop/%E8%93%9D%2050%25%2Fx");
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(json_of(reply)["item"], "shop/蓝 50%/x");
}

TEST(Items, that_are_not_known_name_the_nearest) {
  Shelf shelf;
  for (const char* key : {"shop/kettle-1", "shop/kettle-2", "shop/toaster", "other/kettle-3"}) {
    shelf.put_item(key, "");
  }
  const Reply reply = shelf.get("/api/v1/items/shop/ketle-2");
  EXPECT_EQ(reply.status, 404);
  const Json json = json_of(reply);
  EXPECT_EQ(json["error"]["field"], "item");
  EXPECT_EQ(json["error"]["value"], "shop/ketle-2");
  // One letter is missing; for the other kettle one differs besides; the toaster is too far.
  EXPECT_EQ(json["error"]["nearest"], (Json{"shop/kettle-2", "shop/kettle-1"}));
}

TEST(Items, of_an_unknown_merchant_are_compared_with_all) {
  Shelf shelf;
  shelf.put_item("shop/kettle", "");
  EXPECT_EQ(json_of(shelf.get("/api/v1/items/shap/kettle"))["error"]["nearest"],
            (Json{"shop/kettle"}));
}

TEST(Items, with_a_name_that_cannot_be_are_refused) {
  Shelf shelf;
  for (const char* path : {"shop", "shop/", "/a", "shop/%zz", "shop/%00", "a%20b/c"}) {
    EXPECT_EQ(shelf.get(std::string("/api/v1/items/") + path).status, 400) << path;
  }
}

}  // namespace
}  // namespace shelfd::connectors
