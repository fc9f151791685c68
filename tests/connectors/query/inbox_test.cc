// What is handed in: responses are held to the newest suggestion, records are sorted line by line,
// an import adds no row twice, rules need their offsets; and what was accepted lies in the log.
#include "connectors/query/inbox.h"

#include <thread>

#include "connectors/formats/event_codec.h"
#include "tests/connectors/query/shelf.h"

namespace shelfd::connectors {
namespace {

std::string response(const std::string& id, const std::string& more) {
  return R"({"merchant":"shop","sku":"a","suggestion_id":")" + id + "\"," + more + "}";
}

constexpr const char* kAccept = R"("action":"accept")";

TEST(Responses, to_the_newest_suggestion_are_stored_with_their_time) {
  Shelf shelf;
  shelf.put(PriceMade{.item = "shop/a", .counter = 3});
  const Reply reply = shelf.post("/api/v1/responses", response("shop/a:price:3", kAccept));
  ASSERT_EQ(reply.status, 202) << reply.body;
  EXPECT_EQ(reply.body, R"({"accepted":true})");
  EXPECT_EQ(shelf.wakes, 1);
  const auto records = shelf.records(engine::Topic::Responses);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].key, "shop/a");
  const auto event =
      EventDecoder().decode(engine::Topic::Responses, records[0].key, records[0].value);
  ASSERT_TRUE(event.has_value());
  EXPECT_EQ(std::get<engine::Response>(*event).at, shelf.clock.now());
}

TEST(Responses, keep_the_time_they_state) {
  Shelf shelf;
  shelf.put(PriceMade{.item = "shop/a"});
  const std::string body =
      response("shop/a:price:1", R"("action":"accept","at":"2025-11-01T00:00:00Z")");
  ASSERT_EQ(shelf.post("/api/v1/responses", body).status, 202);
  EXPECT_NE(shelf.records(engine::Topic::Responses)[0].value.str().find("2025-11-01T00:00:00Z"),
            std::string::npos);
}

TEST(Responses, to_a_replaced_suggestion_name_the_newest) {
  Shelf shelf;
  shelf.put(PriceMade{.item = "shop/a", .counter = 3});
  const Reply reply = shelf.post("/api/v1/responses", response("shop/a:price:2", kAccept));
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(json_of(reply)["error"]["message"], "superseded by shop/a:price:3");
  EXPECT_TRUE(shelf.records(engine::Topic::Responses).empty());
  EXPECT_EQ(shelf.wakes, 0);
}

TEST(Responses, to_a_suggestion_that_never_was_are_refused) {
  Shelf shelf;
  shelf.put(PriceMade{.item = "shop/a", .counter = 3});
  for (const char* id : {"shop/a:price:4", "shop/a:price:0", "shop/a:price:x", "shop/a:price:3 ",
                         "shop/a:plan:1", "shop/b:price:3", "shop/a:offer:3", "nonsense"}) {
    EXPECT_EQ(shelf.post("/api/v1/responses", response(id, kAccept)).status, 404) << id;
  }
}

TEST(Responses, cannot_accept_what_was_withdrawn) {
  Shelf shelf;
  shelf.put(PlanMade{.item = "shop/a", .status = engine::Status::Withdrawn});
  EXPECT_EQ(shelf.post("/api/v1/responses", response("shop/a:plan:1", kAccept)).status, 409);
}

// An override of a plan that names a price would be taken as a plain accept.
TEST(Responses, override_with_what_the_suggestion_is_about) {
  Shelf shelf;
  shelf.put(PriceMade{.item = "shop/a"});
  shelf.put(PlanMade{.item = "shop/a"});
  const std::string by_price = R"("action":"override","price":"9.50")";
  const std::string by_quantity = R"("action":"override","quantity":12)";
  const auto status = [&](const std::string& id, const std::string& more) {
    return shelf.post("/api/v1/responses", response(id, more)).status;
  };
  EXPECT_EQ(status("shop/a:price:1", by_price), 202);
  EXPECT_EQ(status("shop/a:price:1", by_quantity), 400);
  EXPECT_EQ(status("shop/a:plan:1", by_quantity), 202);
  EXPECT_EQ(status("shop/a:plan:1", by_price), 400);
}

TEST(Responses, that_are_broken_say_where) {
  Shelf shelf;
  const Reply reply = shelf.post("/api/v1/responses", response("x", R"("action":"maybe")"));
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["error"]["field"], "action");
  EXPECT_EQ(json_of(reply)["error"]["value"], "maybe");
  EXPECT_EQ(json_of(reply)["error"]["message"], "unknown value");
  EXPECT_EQ(shelf.post("/api/v1/responses", "{").status, 400);
  EXPECT_EQ(shelf.post("/api/v1/responses", "").status, 400);
}

constexpr const char* kGoodOrder = R"({"merchant":"shop","sku":"a","type":"order","quantity":2})";

TEST(Records, good_lines_are_stored_and_bad_ones_told_by_line) {
  Shelf shelf;
  const std::string body = std::string(kGoodOrder) + "\r\n\n" +
                           R"({"merchant":"shop","sku":"a","type":"gift"})" + "\n{broken\n" +
                           R"({"merchant":"shop","sku":"b","type":"view"})";
  const Reply reply = shelf.post("/api/v1/records/demand", body);
  ASSERT_EQ(reply.status, 202) << reply.body;
  const Json json = json_of(reply);
  EXPECT_EQ(json["accepted"], 2);
  EXPECT_EQ(json["refused_lines"], 2);
  ASSERT_EQ(json["refused"].size(), 2U);
  EXPECT_EQ(json["refused"][0]["line"], 3);
  EXPECT_EQ(json["refused"][0]["field"], "type");
  EXPECT_EQ(json["refused"][0]["reason"], "unknown_value");
  EXPECT_EQ(json["refused"][0]["value"], "gift");
  EXPECT_EQ(json["refused"][1]["line"], 4);
  EXPECT_EQ(json["refused"][1]["reason"], "not_json");
  const auto records = shelf.records(engine::Topic::Demand);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].key, "shop/a");
  EXPECT_EQ(records[1].key, "shop/b");
  EXPECT_EQ(shelf.wakes, 1);
}

TEST(Records, of_which_none_is_good_store_nothing) {
  Shelf shelf;
  const Reply reply = shelf.post("/api/v1/records/demand", "{}\nnull\n");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["error"]["field"], "merchant");
  EXPECT_EQ(json_of(reply)["refused"].size(), 2U);
  EXPECT_EQ(shelf.wakes, 0);
  EXPECT_EQ(shelf.post("/api/v1/records/demand", " \n\n").status, 400);
}

// A name of a shopper is refused, and the reply does not repeat it.
TEST(Records, that_name_a_shopper_are_refused_without_repeating_it) {
  Shelf shelf;
  const Reply reply =
      shelf.post("/api/v1/records/demand",
                 R"({"merchant":"shop","sku":"a","type":"order","customer_id":"lee@example.org"})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["refused"][0]["reason"], "personal_data");
  EXPECT_EQ(reply.body.find("lee@example.org"), std::string::npos);
}

TEST(Records, of_an_unknown_topic_or_of_rules_are_refused) {
  Shelf shelf;
  EXPECT_EQ(shelf.post("/api/v1/records/orders", kGoodOrder).status, 404);
  EXPECT_EQ(shelf.post("/api/v1/records/rules", kGoodOrder).status, 400);
}

TEST(Records, that_are_too_long_are_refused_whole) {
  Shelf shelf;
  const std::string long_line = std::string(kGoodOrder) + "\n" + std::string((1U << 20U) + 1, 'x');
  const Reply line = shelf.post("/api/v1/records/demand", long_line);
  EXPECT_EQ(line.status, 413);
  EXPECT_EQ(json_of(line)["error"]["field"], "line 2");
  const std::string many(kMaxBodyBytes + 1, '\n');
  EXPECT_EQ(shelf.post("/api/v1/records/demand", many).status, 413);
  EXPECT_TRUE(shelf.records(engine::Topic::Demand).empty());
}

std::string row(const std::string& sku, char digit) {
  Json json;
  json["topic"] = "demand";
  json["key"] = "shop/" + sku;
  json["value"] = R"({"merchant":"shop","sku":")" + sku + R"(","type":"order"})";
  json["hash"] = std::string(32, digit);
  return json.dump() + "\n";
}

TEST(Import, adds_each_row_once) {
  Shelf shelf;
  const Reply first = shelf.post("/api/v1/import", row("a", '1') + row("b", '2') + row("a", '1'));
  ASSERT_EQ(first.status, 202) << first.body;
  EXPECT_EQ(first.body, R"({"added":2,"already":1})");
  const Reply overlap = shelf.post("/api/v1/import", row("b", '2') + row("c", '3'));
  EXPECT_EQ(overlap.body, R"({"added":1,"already":1})");
  const Reply again = shelf.post("/api/v1/import", row("b", '2') + row("c", '3'));
  EXPECT_EQ(again.body, R"({"added":0,"already":2})");
  EXPECT_EQ(shelf.records(engine::Topic::Demand).size(), 3U);
  EXPECT_EQ(shelf.records(engine::Topic::Demand)[0].value,
            R"({"merchant":"shop","sku":"a","type":"order"})");
  EXPECT_EQ(shelf.wakes, 2);
}

// Two importers send the same 64 rows at one time: together they add 64.
TEST(Import, by_two_at_once_adds_each_row_once) {
  Shelf shelf;
  std::string rows;
  for (int number = 0; number < 64; ++number) {
    std::string hash = std::to_string(1000 + number);
    std::string line = row("a", '0');
    rows += line.replace(line.find("0000"), 4, hash);
  }
  std::vector<std::thread> importers;
  std::array<std::int64_t, 2> added{};
  Service service(*shelf.log, shelf.clock, [] {});
  for (std::int64_t& count : added) {
    importers.emplace_back([&] {
      const Reply reply =
          service.answer({.method = "POST", .path = "/api/v1/import", .params = {}, .body = rows});
      count = Json::parse(reply.body)["added"].get<std::int64_t>();
    });
  }
  for (std::thread& importer : importers) importer.join();
  EXPECT_EQ(added[0] + added[1], 64);
  EXPECT_EQ(shelf.records(engine::Topic::Demand).size(), 64U);
}

TEST(Import, with_a_broken_row_adds_nothing_and_names_the_line) {
  Shelf shelf;
  const std::vector<std::pair<std::string, std::string>> broken{
      {R"({"topic":"orders","key":"k","value":"{}","hash":"00000000000000000000000000000000"})",
       "line 2: topic"},
      {R"({"topic":"demand","key":"","value":"{}","hash":"00000000000000000000000000000000"})",
       "line 2: key"},
      {R"({"topic":"demand","key":"k","value":"","hash":"00000000000000000000000000000000"})",
       "line 2: value"},
      {R"({"topic":"demand","key":"k","value":"{}","hash":"0g000000000000000000000000000000"})",
       "line 2: hash"},
      {R"({"topic":"demand","key":"k","value":"{}"})", "line 2: hash"}};
  for (const auto& [line, field] : broken) {
    const Reply reply = shelf.post("/api/v1/import", row("a", '1') + line);
    EXPECT_EQ(reply.status, 400) << line;
    EXPECT_EQ(json_of(reply)["error"]["field"], field);
  }
  EXPECT_TRUE(shelf.records(engine::Topic::Demand).empty());
}

TEST(Rules, are_stored_under_their_merchant) {
  Shelf shelf;
  const std::string body = R"({
    "merchant": "shop", "version": "7", "time_zone": "Asia/Shanghai",
    "utc_offsets": [{"from": "2020-01-01T00:00:00Z", "offset_seconds": 28800}]})";
  const Reply reply = shelf.post("/api/v1/rules", body);
  ASSERT_EQ(reply.status, 202) << reply.body;
  ASSERT_EQ(shelf.records(engine::Topic::Rules).size(), 1U);
  EXPECT_EQ(shelf.records(engine::Topic::Rules)[0].key, "shop");
}

TEST(Rules, with_a_zone_but_no_offsets_are_refused) {
  Shelf shelf;
  const Reply reply =
      shelf.post("/api/v1/rules", R"({"merchant":"*","version":"1","time_zone":"Asia/Shanghai"})");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["error"]["field"], "utc_offsets");
  EXPECT_EQ(
      shelf.post("/api/v1/rules", R"({"merchant":"*","version":"1","time_zone":"UTC"})").status,
      202);
}

// A door to elsewhere: what it was given, and what it answers.
struct Elsewhere {
  Door door() {
    return {.append =
                [this](std::vector<Arrival> arrivals, Instant) {
                  for (Arrival& arrival : arrivals) got.push_back(std::move(arrival.record));
                  return answer;
                },
            .why_no_imports = "rows go into a folder"};
  }

  std::vector<NewRecord> got{};
  Status answer{};
};

struct ElsewhereInbox : testing::Test {
  Shelf shelf{3};
  Elsewhere elsewhere;
  Inbox inbox{*shelf.log, shelf.clock, elsewhere.door()};
};

TEST_F(ElsewhereInbox, takes_records_and_rules_through_the_door_alone) {
  EXPECT_EQ(
      inbox.take_records("demand", R"({"merchant":"shop","sku":"a","type":"order","quantity":1})")
          .status,
      202);
  EXPECT_EQ(inbox.take_rules(R"({"merchant":"shop","version":"1","time_zone":"UTC"})").status, 202);
  ASSERT_EQ(elsewhere.got.size(), 2U);
  EXPECT_EQ(elsewhere.got[0].key, "shop/a");
  EXPECT_EQ(elsewhere.got[1].topic, engine::Topic::Rules);
  EXPECT_TRUE(shelf.records(engine::Topic::Demand).empty());
  EXPECT_TRUE(shelf.records(engine::Topic::Rules).empty());
}

TEST_F(ElsewhereInbox, holds_responses_to_what_the_log_says) {
  shelf.put(PriceMade{.item = "shop/a", .counter = 3});
  EXPECT_EQ(inbox.take_response(response("shop/a:price:4", kAccept)).status, 404);
  EXPECT_EQ(inbox.take_response(response("shop/a:price:3", kAccept)).status, 202);
  EXPECT_EQ(elsewhere.got.size(), 1U);
}

TEST_F(ElsewhereInbox, says_whether_to_come_again) {
  const std::string order = R"({"merchant":"shop","sku":"a","type":"order","quantity":1})";
  elsewhere.answer = retry("nobody answers");
  EXPECT_EQ(inbox.take_records("demand", order).status, 503);
  elsewhere.answer = reject("too large for them");
  const Reply reply = inbox.take_records("demand", order);
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["error"]["message"], "too large for them");
}

TEST_F(ElsewhereInbox, refuses_rows_with_what_to_do) {
  const Reply reply = inbox.take_import("{}");
  EXPECT_EQ(reply.status, 400);
  EXPECT_EQ(json_of(reply)["error"]["message"], "rows go into a folder");
}

}  // namespace
}  // namespace shelfd::connectors
