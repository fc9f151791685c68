// Shows which key a record's fields make, and why some make none.
#include "connectors/formats/record_key.h"

#include <gtest/gtest.h>

namespace shelfd::connectors {
namespace {

// The key, or "no: " and why.
std::string key_or_why(const std::string& value,
                       const std::vector<std::string>& fields = {"merchant", "sku"}) {
  const auto key = RecordKey(fields).of(value);
  return key ? *key : "no: " + key.error();
}

TEST(RecordKey, makes_a_key_of_the_fields_in_their_order) {
  EXPECT_EQ(key_or_why(R"({"sku":"kettle/1","price":"3.00","merchant":"shop"})"), "shop/kettle/1");
  EXPECT_EQ(key_or_why(R"({"merchant":"shop"})", {"merchant"}), "shop");
  EXPECT_EQ(key_or_why(R"({"merchant":"shop","sku":-17})"), "shop/-17");
  EXPECT_EQ(key_or_why(R"({"merchant":"shop","sku":"\u00e9"})"), "shop/é");
}

TEST(RecordKey, makes_none_of_what_has_not_all_fields) {
  EXPECT_EQ(key_or_why(R"({"merchant":"shop"})"), "no: sku: missing");
  EXPECT_EQ(key_or_why(R"({"merchant":"","sku":"a"})"), "no: merchant: empty");
  EXPECT_EQ(key_or_why(R"({"merchant":"shop","sku":1.5})"),
            "no: sku: neither text nor a whole number");
  EXPECT_EQ(key_or_why(R"({"merchant":"shop","sku":null})"),
            "no: sku: neither text nor a whole number");
  // A field of that name deeper down is another field.
  EXPECT_EQ(key_or_why(R"({"merchant":"shop","item":{"sku":"a"}})"), "no: sku: missing");
}

TEST(RecordKey, makes_none_of_what_is_no_object) {
  EXPECT_EQ(key_or_why(""), "no: not_json");
  EXPECT_EQ(key_or_why(R"({"merchant":)"), "no: not_json");
  EXPECT_EQ(key_or_why(R"(["shop"])"), "no: wrong_type");
}

}  // namespace
}  // namespace shelfd::connectors
