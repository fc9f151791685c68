// Routes: every path with its method and no other, and the short answers: status, rules and dead
// letters.
#include "connectors/query/service.h"

#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

TEST(Service, knows_its_paths_and_no_others) {
  Shelf shelf;
  for (const char* path : {"", "/", "/api", "/api/v1/", "/api/v1/suggestion", "/api/v2/status",
                           "/api/v1/items", "/api/v1/status/"}) {
    const Reply reply = shelf.get(path);
    EXPECT_EQ(reply.status, 404) << path;
    EXPECT_EQ(json_of(reply)["error"]["field"], "path");
  }
}

TEST(Service, refuses_a_method_that_is_not_the_paths_own) {
  Shelf shelf;
  EXPECT_EQ(shelf.post("/api/v1/status", "").status, 405);
  EXPECT_EQ(shelf.get("/api/v1/responses").status, 405);
  EXPECT_EQ(shelf.get("/api/v1/records/demand").status, 405);
  const Reply reply = shelf.service->answer({.method = "DELETE", .path = "/api/v1/rules"});
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(json_of(reply)["error"]["message"], "must be GET or POST here");
  EXPECT_EQ(shelf.service->answer({.method = "HEAD", .path = "/api/v1/status"}).status, 200);
}

TEST(Service, says_how_far_a_new_log_is) {
  Shelf shelf;
  const Json json = json_of(shelf.get("/api/v1/status"));
  EXPECT_EQ(json["items"], 0);
  ASSERT_EQ(json["partitions"].size(), 1U);
  const Json& partition = json["partitions"][0];
  EXPECT_EQ(partition["partition"], 0);
  EXPECT_EQ(partition["epoch"], 0);
  EXPECT_EQ(partition["caught_up"], false);
  EXPECT_EQ(partition["unread"]["demand"], 0);
  EXPECT_TRUE(partition["last_epoch"].is_null());
}

// Three records came and the control record says that one was read.
TEST(Service, says_how_far_the_partition_is) {
  Shelf shelf;
  shelf.put_item("shop/a", "");
  for (int number = 0; number < 3; ++number) {
    ASSERT_EQ(shelf.post("/api/v1/records/demand", R"({"merchant":"shop","sku":"a","type":"view"})")
                  .status,
              202);
  }
  Control control{.epoch = 5, .now = shelf.clock.now(), .caught_up = true};
  control.next_offsets.at(static_cast<std::size_t>(engine::Topic::Demand)) = 1;
  shelf.commit({{.topic = OutputTopic::Epochs,
                 .key = "0",
                 .value = encode_epoch({.epoch = 5, .now = shelf.clock.now()})}},
               {{.family = Family::Control,
                 .key = std::string(kControlKey),
                 .value = encode_control(control)}});
  const Json json = json_of(shelf.get("/api/v1/status"));
  EXPECT_EQ(json["items"], 1);
  ASSERT_EQ(json["partitions"].size(), 1U);
  const Json& partition = json["partitions"][0];
  EXPECT_EQ(partition["epoch"], 5);
  EXPECT_EQ(partition["caught_up"], true);
  EXPECT_EQ(partition["unread"]["demand"], 2);
  EXPECT_EQ(partition["unread"]["prices"], 0);
  EXPECT_EQ(partition["last_epoch"]["epoch"], 5);
}

// An own record over that of "*" over the built-in defaults.
TEST(Service, shows_the_rules_that_hold) {
  Shelf shelf;
  engine::Rules all;
  all.merchant = MerchantId("*");
  all.version = "all-1";
  all.max_change_ratio = 0.1;
  all.review_days = 14;
  shelf.put_rules(all);
  engine::Rules own;
  own.merchant = MerchantId("shop");
  own.version = "shop-1";
  own.review_days = 3;
  shelf.put_rules(own);
  const Json json = json_of(shelf.get("/api/v1/rules", {{"merchant", "shop"}}));
  EXPECT_EQ(json["merchant"], "shop");
  EXPECT_EQ(json["own"]["version"], "shop-1");
  EXPECT_EQ(json["all"]["version"], "all-1");
  EXPECT_EQ(json["effective"]["version"], "shop-1");
  EXPECT_EQ(json["effective"]["review_days"], 3);
  EXPECT_EQ(json["effective"]["max_change_ratio"], 0.1);
  EXPECT_EQ(json["effective"]["daily_suggestions"], 20);
  EXPECT_EQ(json["effective"]["order_confirm_hours"], 48);
  EXPECT_EQ(json["effective"]["currency"], "CNY");
  const Json for_all = json_of(shelf.get("/api/v1/rules"));
  EXPECT_EQ(for_all["merchant"], "*");
  EXPECT_TRUE(for_all["own"].is_null());
  EXPECT_EQ(for_all["effective"]["review_days"], 14);
}

TEST(Service, shows_the_newest_dead_letters_first) {
  Shelf shelf;
  for (std::int64_t offset = 0; offset < 5; ++offset) {
    shelf.put_dead_letter(offset % 2 == 0 ? "prices" : "demand", offset);
  }
  const Json json = json_of(shelf.get("/api/v1/dead-letters", {{"limit", "2"}}));
  EXPECT_EQ(json["total"], 5);
  ASSERT_EQ(json["dead_letters"].size(), 2U);
  EXPECT_EQ(json["dead_letters"][0]["offset"], 4);
  EXPECT_EQ(json["dead_letters"][1]["offset"], 3);
  EXPECT_EQ(json["dead_letters"][0]["reason"], "not_money");
  EXPECT_EQ(json["dead_letters"][0]["key"], "shop/a");
  const Json demand = json_of(shelf.get("/api/v1/dead-letters", {{"topic", "demand"}}));
  ASSERT_EQ(demand["dead_letters"].size(), 2U);
  EXPECT_EQ(demand["dead_letters"][0]["offset"], 3);
  EXPECT_EQ(demand["dead_letters"][1]["offset"], 1);
}

// 2,500 letters lie behind one of another topic: three windows of 1,000 are read back for it.
TEST(Service, searches_dead_letters_of_a_topic_far_back) {
  Shelf shelf;
  shelf.put_dead_letter("prices", 77);
  std::vector<OutputRecord> letters(
      2'500, {.topic = OutputTopic::DeadLetters,
              .key = "k",
              .value = encode_dead_letter({.topic = "demand", .reason = "missing", .sha256 = ""})});
  shelf.commit(std::move(letters), {});
  const Json json = json_of(shelf.get("/api/v1/dead-letters", {{"topic", "prices"}}));
  EXPECT_EQ(json["total"], 2'501);
  ASSERT_EQ(json["dead_letters"].size(), 1U);
  EXPECT_EQ(json["dead_letters"][0]["offset"], 77);
}

TEST(Service, refuses_dead_letters_asked_wrongly) {
  Shelf shelf;
  EXPECT_EQ(shelf.get("/api/v1/dead-letters", {{"topic", "orders"}}).status, 400);
  EXPECT_EQ(shelf.get("/api/v1/dead-letters", {{"limit", "1001"}}).status, 400);
}

// A record that cannot be read stops nothing: the JSON of the log is not trusted either.
TEST(Service, answers_over_records_that_are_broken) {
  Shelf shelf;
  shelf.commit({{.topic = OutputTopic::ReferencePrices,
                 .key = "shop/a",
                 .value = R"({"status":"open" broken)"},
                {.topic = OutputTopic::DeadLetters, .key = "k", .value = "broken"}},
               {});
  EXPECT_EQ(shelf.get("/api/v1/suggestions").status, 200);
  EXPECT_EQ(shelf.get("/api/v1/dead-letters").status, 200);
}

}  // namespace
}  // namespace shelfd::connectors
