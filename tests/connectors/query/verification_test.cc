// Shows that records judge again as they lie in a topic: every issue of a simulated month after the
// codec, what is told of a record that was changed, and the pages in which a log gives its records.
#include "connectors/query/verification.h"

#include <algorithm>

#include "connectors/formats/digest.h"
#include "connectors/formats/output_codec.h"
#include "tests/connectors/query/shelf.h"
#include "tests/engine/played_month.h"

namespace shelfd::connectors {
namespace {

constexpr const char* kHere = "0123456789abcdef";

const std::vector<std::string>& records() {
  static const std::vector<std::string> texts = [] {
    const engine::Issued issued = engine::PlayedMonth(kHere).play();
    std::vector<std::string> encoded;
    for (const auto& price : issued.prices) encoded.push_back(encode_price(price));
    for (const auto& plan : issued.plans) encoded.push_back(encode_plan(plan));
    return encoded;
  }();
  return texts;
}

// The first open record that names the word.
Json open_record(const char* word) {
  const auto found = std::ranges::find_if(records(), [&](const std::string& text) {
    return text.find(word) != std::string::npos &&
           text.find(R"("status":"open")") != std::string::npos;
  });
  return Json::parse(*found);
}

VerificationCount count_of(const std::string& record, const char* arithmetic = kHere) {
  Verifier verifier(arithmetic, "test");
  verifier.take(record);
  return verifier.count();
}

TEST(Verification, finds_every_record_of_a_month_identical) {
  Verifier verifier(kHere, "test");
  for (const std::string& record : records()) verifier.take(record);
  const VerificationCount& count = verifier.count();
  EXPECT_TRUE(count.all_good());
  EXPECT_EQ(count.records, static_cast<std::int64_t>(records().size()));
  EXPECT_EQ(count.verified(), count.identical);
  ASSERT_TRUE(count.not_judged.contains("no_stock_count"));
  EXPECT_EQ(count.identical + count.not_judged.at("no_stock_count"), count.records);
  EXPECT_EQ(count.other_build, 0);
  EXPECT_GT(count.identical, 100);
}

TEST(Verification, counts_another_arithmetic_and_another_build) {
  Verifier verifier("fedcba9876543210", "newer");
  for (const std::string& record : records()) verifier.take(record);
  const VerificationCount& count = verifier.count();
  EXPECT_TRUE(count.all_good());
  EXPECT_EQ(count.identical, 0);
  EXPECT_EQ(count.other_arithmetic, count.verified());
  EXPECT_EQ(count.other_build, count.records);
}

TEST(Verification, tells_the_field_that_was_changed) {
  Json record = open_record(":price:");
  record["expected"]["units_now"] = record["expected"]["units_now"].get<double>() + 0.0001;
  const VerificationCount count = count_of(record.dump());
  EXPECT_FALSE(count.all_good());
  ASSERT_EQ(count.told_different.size(), 1U);
  EXPECT_EQ(count.told_different[0].suggestion_id, record["suggestion_id"]);
  ASSERT_EQ(count.told_different[0].differences.size(), 1U);
  EXPECT_EQ(count.told_different[0].differences[0].field, "expected.units_now");
  EXPECT_EQ(count.different_discrete, 0);
}

TEST(Verification, tells_a_changed_quantity_apart_under_another_arithmetic) {
  Json record = open_record(":plan:");
  record["quantity"] = record["quantity"].get<int>() + 1;
  EXPECT_EQ(count_of(record.dump()).different_discrete, 0);
  EXPECT_EQ(count_of(record.dump(), "elsewhere").different_discrete, 1);
}

// Every bit of a message in turn: a message that cannot be read, an answer that is another one, or
// a number that this answer did not hang on (a floor far below). Never a crash. The bits of the
// current price, at least, are told.
TEST(Verification, judges_a_message_with_any_bit_changed) {
  for (const char* kind : {":price:", ":plan:"}) {
    Json record = open_record(kind);
    const std::string message = *from_base64(record["basis"]["judged"].get<std::string>());
    std::int64_t told = 0;
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
      std::string changed = message;
      changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
      record["basis"]["judged"] = to_base64(changed);
      const VerificationCount count = count_of(record.dump());
      if (!count.all_good()) ++told;
      for (const DifferentRecord& different : count.told_different) {
        EXPECT_FALSE(different.differences.empty());
      }
    }
    EXPECT_GT(told, 8);
  }
}

TEST(Verification, says_which_record_it_cannot_read) {
  Verifier verifier(kHere, "test");
  for (const char* record :
       {"{", R"({"suggestion_id":"m/s:alert:1"})", R"({"suggestion_id":"m/s:price:1"})", "[]"}) {
    verifier.take(record);
  }
  const VerificationCount& count = verifier.count();
  EXPECT_EQ(count.unreadable, 4);
  ASSERT_EQ(count.told_unreadable.size(), 4U);
  EXPECT_EQ(count.told_unreadable[2].number, 3);
  EXPECT_NE(count.told_unreadable[2].message.find("missing"), std::string::npos);
}

TEST(Published, gives_the_records_of_a_topic_by_page) {
  Shelf shelf;
  for (const char* key : {"shop/a", "shop/b", "shop/c", "shop/a:plan"}) {
    shelf.put(PriceMade{.item = key});
  }
  shelf.put(PlanMade{.item = "shop/b"});
  const char* path = "/api/v1/published/reference-prices";
  std::vector<std::string> ids;
  std::string after;
  for (int page = 0; page < 2; ++page) {
    const Json json = json_of(shelf.get(path, {{"limit", "2"}, {"after", after}}));
    ASSERT_EQ(json["records"].size(), 2U);
    for (const Json& record : json["records"]) {
      ids.push_back(Json::parse(record.get<std::string>())["suggestion_id"]);
    }
    EXPECT_EQ(json.contains("next"), page == 0);
    after = json.value("next", "");
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"shop/a:price:1", "shop/a:plan:price:1",
                                           "shop/b:price:1", "shop/c:price:1"}));
  EXPECT_EQ(json_of(shelf.get("/api/v1/published/restock-plans"))["records"].size(), 1U);
}

TEST(Published, refuses_other_topics_and_limits) {
  Shelf shelf;
  EXPECT_EQ(shelf.get("/api/v1/published/alerts").status, 404);
  EXPECT_EQ(shelf.get("/api/v1/published/").status, 404);
  EXPECT_EQ(shelf.get("/api/v1/published/restock-plans", {{"limit", "5001"}}).status, 400);
  EXPECT_EQ(shelf.post("/api/v1/published/restock-plans", "").status, 405);
}

}  // namespace
}  // namespace shelfd::connectors
