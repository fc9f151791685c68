// Shows that every kind of bad record is refused by field and reason, wherever the fault stands,
// and that a shopper's identifier is refused before anything else is looked at.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/personal_fields.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

std::string why(Topic topic, std::string_view bytes, std::string_view key = "acme/a") {
  EventDecoder decoder;
  const Decoded decoded = decoder.decode(topic, key, bytes);
  if (decoded) return "accepted";
  const Refused& refused = decoded.error();
  return refused.field + " " + refused.reason + (refused.value.empty() ? "" : " " + refused.value);
}

// A record of the item acme/a with these fields.
std::string item(const std::string& fields) {
  return R"({"merchant":"acme","sku":"a",)" + fields + "}";
}

std::string why_catalog(const std::string& fields) { return why(Topic::Catalog, item(fields)); }

TEST(EventRefusal, says_where_broken_json_breaks) {
  EXPECT_EQ(why_catalog(R"("tax_rate":NaN)"), "tax_rate not_json");
  EXPECT_EQ(why_catalog(R"("tax_rate":-Infinity)"), "tax_rate not_json");
  EXPECT_EQ(why_catalog(R"("tax_rate":01)"), "tax_rate not_json");
  EXPECT_EQ(why_catalog(R"("tax_rate":1.)"), "tax_rate not_json");
  EXPECT_EQ(why_catalog(R"("ignored":{"deep":[1,tru]})"), "ignored.deep[1] not_json");
  EXPECT_EQ(why_catalog(R"("title":"\ud800")"), "title not_json");
  for (const std::string bytes :
       {"", " ", "{", "}", "{]", "nul", "{\"a\":1", "{\"a\" 1}", "{\"a\":1,}", "{} {}", "{}x",
        "{\"a\":[1}", "{'a':1}", "[", "[1", "\xEF\xBB\xBF{}", "{\"a\":\"\n\"}"}) {
    EXPECT_NE(why(Topic::Prices, bytes).find("not_json"), std::string::npos) << bytes;
  }
}

TEST(EventRefusal, refuses_json_that_is_not_an_object) {
  for (const char* bytes : {"[1,2]", "1", "true", "null", "\"x\""}) {
    EXPECT_EQ(why(Topic::Prices, bytes), " wrong_type") << bytes;
  }
}

TEST(EventRefusal, refuses_bytes_that_are_not_utf8) {
  EXPECT_EQ(why_catalog("\"title\":\"\xC3\x28\""), " not_utf8");
  EXPECT_EQ(why_catalog("\"title\":\"\xED\xA0\x80\""), " not_utf8");
}

TEST(EventRefusal, refuses_what_is_too_large_too_deep_or_too_many) {
  const std::string spaces(kMaxRecordBytes, ' ');
  EXPECT_EQ(why(Topic::Prices, spaces + "{"), " too_large 1048577");
  EXPECT_EQ(why(Topic::Prices, std::string(10'000'000, '{')), " too_large 10000000");
  const auto nested = [](std::size_t lists) {
    return why_catalog("\"x\":" + std::string(lists, '[') + std::string(lists, ']'));
  };
  EXPECT_EQ(nested(15), "accepted");  // the record is the first of 16
  EXPECT_NE(nested(16).find("too_deep"), std::string::npos);
  EXPECT_NE(nested(500'000).find("too_deep"), std::string::npos);
  std::string zeros = "0";
  for (int count = 0; count < 40'000; ++count) zeros += ",0";
  EXPECT_EQ(why_catalog("\"x\":[" + zeros + "]"), " too_many");
}

TEST(EventRefusal, names_the_field_that_is_missing) {
  EXPECT_EQ(why(Topic::Prices, R"({"sku":"a","price":1})"), "merchant missing");
  EXPECT_EQ(why(Topic::Prices, R"({"merchant":"acme","price":1})"), "sku missing");
  EXPECT_EQ(why(Topic::Prices, R"({"merchant":"acme","sku":"","price":1})"), "sku missing");
  EXPECT_EQ(why(Topic::Prices, R"({"merchant":"acme","sku":"a"})"), "price missing");
  EXPECT_EQ(why(Topic::Rules, R"({"merchant":"acme"})", "acme"), "version missing");
  EXPECT_EQ(why_catalog(R"("suppliers":[{"supplier":"s"},{}])"), "suppliers[1].supplier missing");
  EXPECT_EQ(why(Topic::Responses, item(R"("suggestion_id":"s","action":"override")")),
            "price missing");
}

TEST(EventRefusal, names_the_field_of_the_wrong_type) {
  EXPECT_EQ(why_catalog(R"("tax_rate":"0.1")"), "tax_rate wrong_type 0.1");
  EXPECT_EQ(why_catalog(R"("tax_rate":null)"), "tax_rate wrong_type null");
  EXPECT_EQ(why_catalog(R"("title":5)"), "title wrong_type 5");
  EXPECT_EQ(why_catalog(R"("price_includes_tax":1)"), "price_includes_tax wrong_type 1");
  EXPECT_EQ(why_catalog(R"("suppliers":{})"), "suppliers wrong_type");
  EXPECT_EQ(why_catalog(R"("suppliers":[7])"), "suppliers[0] wrong_type 7");
  EXPECT_EQ(why_catalog(R"("own_promotions":["x"])"), "own_promotions[0] wrong_type x");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":1.5)")), "on_hand wrong_type 1.5");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":"3")")), "on_hand wrong_type 3");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":3.0)")), "accepted");
  EXPECT_EQ(why(Topic::Rules, R"({"merchant":"*","version":"1","tax":0.1})", "*"),
            "tax wrong_type 0.1");
}

TEST(EventRefusal, names_the_value_that_is_unknown_or_unsupported) {
  EXPECT_EQ(why_catalog(R"("lifecycle":"dead")"), "lifecycle unknown_value dead");
  EXPECT_EQ(why_catalog(R"("strategy":"Profit")"), "strategy unknown_value Profit");
  EXPECT_EQ(why(Topic::Prices, R"({"merchant":"*","sku":"a","price":1})", "*/a"),
            "merchant unknown_value *");
  EXPECT_EQ(why(Topic::Prices, item(R"("price":1,"channel":"web")")), "channel unsupported web");
  EXPECT_EQ(why(Topic::Prices, item(R"("price":1,"channel":"")")), "accepted");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":1,"location":"B2")")),
            "location unsupported B2");
}

std::string list_of(std::size_t count, const std::string& number) {
  std::string list = "[" + number;
  for (std::size_t at = 1; at < count; ++at) list += "," + number;
  return list + "]";
}

// Rules whose head has lists of so many numbers, 1 each, and these scales of the mean.
std::string why_head(std::size_t mean, std::size_t spread, const std::string& scales) {
  const auto part = [](std::size_t count, const std::string& its_scales) {
    const std::string list = list_of(count, "1");
    return R"({"weights":)" + list + R"(,"centres":)" + list + R"(,"scales":)" + its_scales + "}";
  };
  return why(Topic::Rules,
             R"({"merchant":"acme","version":"1","demand_head":{"version":"h","mean":)" +
                 part(mean, scales) + R"(,"spread":)" + part(spread, list_of(spread, "1")) + "}}",
             "acme");
}

TEST(EventRefusal, names_the_list_of_a_trained_head_that_does_not_fit) {
  EXPECT_EQ(why_head(23, 12, list_of(23, "1")), "accepted");
  EXPECT_EQ(why_head(22, 12, list_of(23, "1")), "demand_head.mean.weights missing 22");
  EXPECT_EQ(why_head(24, 12, list_of(23, "1")), "demand_head.mean.weights too_many 24");
  EXPECT_EQ(why_head(23, 11, list_of(23, "1")), "demand_head.spread.weights missing 11");
  EXPECT_EQ(why_head(23, 12, list_of(23, "0")), "demand_head.mean.scales[0] out_of_range 0");
  EXPECT_EQ(why_head(23, 12, list_of(23, "1e400")),
            "demand_head.mean.scales[0] out_of_range 1e400");
  EXPECT_EQ(why_head(23, 12, list_of(22, "1")), "demand_head.mean.scales missing 22");
  EXPECT_EQ(why(Topic::Rules, R"({"merchant":"acme","version":"1","demand_head":{"version":"h"}})",
                "acme"),
            "demand_head.mean missing");
  EXPECT_EQ(why(Topic::Rules,
                R"({"merchant":"acme","version":"1","demand_priors":{"version":"p"}})", "acme"),
            "demand_priors.merchant missing");
}

TEST(EventRefusal, names_the_number_that_leaves_its_range) {
  EXPECT_EQ(why_catalog(R"("tax_rate":1.5)"), "tax_rate out_of_range 1.5");
  EXPECT_EQ(why_catalog(R"("tax_rate":1e999)"), "tax_rate out_of_range 1e999");
  EXPECT_EQ(why_catalog(R"("unit_cost":-1)"), "unit_cost out_of_range -1");
  EXPECT_EQ(why_catalog(R"("review_days":0)"), "review_days out_of_range 0");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":1000000001)")),
            "on_hand out_of_range 1000000001");
  EXPECT_EQ(why(Topic::Inventory, item(R"("on_hand":99999999999999999999999)")),
            "on_hand out_of_range 99999999999999999999999");
  EXPECT_EQ(why(Topic::Rules, R"({"merchant":"*","version":"1","min_chance":1})", "*"),
            "min_chance out_of_range 1");
  EXPECT_EQ(why_catalog(R"("suppliers":[{"supplier":"s","breaks":[{"from":9,"cost":1},)"
                        R"({"from":9,"cost":1}]}])"),
            "suppliers[0].breaks[1].from out_of_range not above the one before");
}

TEST(EventRefusal, counts_texts_in_bytes_and_lists_in_elements) {
  const std::string hundred_bytes(129, 'x');
  EXPECT_EQ(why_catalog("\"family\":\"" + hundred_bytes + "\""),
            "family too_long " + std::string(80, 'x'));
  // 27 characters of three bytes are 81: the value is cut between characters, to 26.
  std::string shirts;
  for (int count = 0; count < 60; ++count) shirts += "衫";
  const std::string refused = why_catalog("\"family\":\"" + shirts + "\"");
  EXPECT_EQ(refused, "family too_long " + shirts.substr(0, 78));
  EXPECT_EQ(why_catalog(R"("price_endings":[1,2,3,4,5,6,7,8,9])"), "price_endings too_many 9");
}

TEST(EventRefusal, refuses_what_is_no_instant_or_currency) {
  EXPECT_EQ(why_catalog(R"("updated_at":"yesterday")"), "updated_at not_an_instant yesterday");
  EXPECT_EQ(why_catalog(R"("updated_at":"1969-12-31T23:59:59Z")"),
            "updated_at out_of_range 1969-12-31T23:59:59Z");
  EXPECT_EQ(why_catalog(R"("updated_at":1.5)"), "updated_at not_an_instant 1.5");
  EXPECT_EQ(why_catalog(R"("updated_at":true)"), "updated_at wrong_type true");
  EXPECT_EQ(why_catalog(R"("currency":"XYZ")"), "currency not_a_currency XYZ");
  EXPECT_EQ(why_catalog(R"("currency":"eur")"), "currency not_a_currency eur");
}

TEST(EventRefusal, refuses_a_key_that_is_not_the_bodys) {
  EXPECT_EQ(why(Topic::Catalog, item(R"("title":"x")"), "acme/b"), "key key_mismatch acme/b");
  EXPECT_EQ(why(Topic::Catalog, item(R"("title":"x")"), ""), "key key_mismatch");
  EXPECT_EQ(why(Topic::Catalog, item(R"("title":"x")"), "\xFF"), "key key_mismatch");
  EXPECT_EQ(why(Topic::Rules, R"({"merchant":"*","version":"1"})", "acme"),
            "key key_mismatch acme");
}

TEST(EventRefusal, withholds_a_shoppers_identifier_wherever_it_stands) {
  EXPECT_EQ(why(Topic::Demand, item(R"("type":"order","customer_id":"7")")),
            "customer_id personal_data");
  EXPECT_EQ(why(Topic::Demand, item(R"("type":7,"extra":[{"买家昵称":"小王"}])")),
            "extra[0].买家昵称 personal_data");
  EXPECT_EQ(why(Topic::Demand, item(R"("type":"order","Customer ID":null)")),
            "Customer ID personal_data");
  EXPECT_EQ(why(Topic::Demand, item(R"("type":"order","customer_count":7)")), "accepted");
}

TEST(PersonalFields, are_found_in_any_case_and_with_any_separator) {
  for (const char* name : {"customer_id", "CustomerID", "customer-id", "Customer Id", "EMAIL",
                           "e-mail", "buyer.nick", "ship-to", "Shipping Address1", "买家昵称",
                           "買家暱稱", "收货人姓名", "手机号", "身份证号", "收件人（姓名）"}) {
    EXPECT_TRUE(is_personal_field(name)) << name;
  }
  for (const char* name :
       {"", "merchant", "sku", "competitor", "customers", "title", "by_role", "order_ref",
        "event_id", "seller_rating", "supplier", "name", "商品名称", "数量", "own_accounts"}) {
    EXPECT_FALSE(is_personal_field(name)) << name;
  }
  EXPECT_FALSE(is_personal_field(std::string(5000, 'x')));
}

// Every name of the README's table is refused, and there are as many of them as in the code.
TEST(PersonalFields, are_those_of_the_documented_table) {
  std::ifstream file(SHELFD_DOCS "/schemas/README.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string readme = text.str();
  const std::size_t table = readme.find("| what it names |");
  ASSERT_NE(table, std::string::npos);
  std::size_t names = 0;
  for (std::size_t at = readme.find('`', table); at != std::string::npos;
       at = readme.find('`', at + 1)) {
    const std::size_t end = readme.find('`', at + 1);
    ASSERT_NE(end, std::string::npos);
    const std::string name = readme.substr(at + 1, end - at - 1);
    EXPECT_TRUE(is_personal_field(name)) << name;
    ++names;
    at = end;
  }
  EXPECT_EQ(names, personal_fields().size());
}

TEST(RecordNames, hold_to_their_characters_and_lengths) {
  EXPECT_TRUE(is_merchant("Acme.shop_7-eu"));
  EXPECT_TRUE(is_merchant(std::string(64, 'a')));
  for (const std::string& name : {std::string(), std::string(65, 'a'), std::string("a/b"),
                                  std::string("*"), std::string("a b"), std::string("é")}) {
    EXPECT_FALSE(is_merchant(name)) << name;
  }
  EXPECT_TRUE(is_sku("T恤/42 *"));
  EXPECT_TRUE(is_sku(std::string(128, 'a')));
  for (const std::string& name :
       {std::string(), std::string(129, 'a'), std::string("a\tb"), std::string("a\0b", 3),
        std::string("\x7f"), std::string("\xC3\x28")}) {
    EXPECT_FALSE(is_sku(name)) << name;
  }
}

}  // namespace
}  // namespace shelfd::connectors
