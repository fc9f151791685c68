// Shows that a rules file becomes one record with its zone's offsets, that money keeps its own
// digits, and that every unknown key and wrong value is told at once with file and line.
#include "daemon/rules_file.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "connectors/formats/event_codec.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::daemon {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 25}};

class RulesFile : public testing::Test {
 protected:
  Result<std::string> read(const std::string& yaml) {
    std::ofstream(file()) << yaml;
    return read_rules_file(file(), kNow);
  }
  std::string problems(const std::string& yaml) {
    const auto record = read(yaml);
    EXPECT_FALSE(record);
    return record ? "" : record.error().message;
  }
  [[nodiscard]] std::string file() const { return folder_.path() + "/rules.yaml"; }

 private:
  fakes::TemporaryFolder folder_;
};

TEST_F(RulesFile, becomes_a_record_that_decodes) {
  const auto record = read(
      "merchant: shop\nversion: 2026-11-25\ntime_zone: Europe/Berlin\ncurrency: EUR\n"
      "min_margin_ratio: 0.08\nmin_gain: 0.100000\nprice_endings: [\"0.99\", 0.49]\n"
      "suppliers:\n  - supplier: north\n    delivery_weekdays: [1, 4]\n");
  ASSERT_TRUE(record) << record.error().message;
  connectors::EventDecoder decoder;
  const auto decoded = decoder.decode(engine::Topic::Rules, "shop", *record);
  ASSERT_TRUE(decoded) << decoded.error().field << " " << decoded.error().reason;
  const auto& rules = *engine::content_if<engine::Rules>(*decoded);
  EXPECT_EQ(rules.version, "2026-11-25");
  EXPECT_EQ(rules.issued_at, kNow);
  EXPECT_EQ(rules.min_gain->micros, 100'000);
  ASSERT_EQ(rules.price_endings.size(), 2U);
  EXPECT_EQ(rules.price_endings[1].micros, 490'000);
  ASSERT_EQ(rules.suppliers.size(), 1U);
  EXPECT_EQ(rules.suppliers[0].delivery_weekdays, (std::vector<std::int32_t>{1, 4}));
  // Berlin is an hour ahead of UTC in November.
  ASSERT_TRUE(rules.utc_offsets);
  EXPECT_EQ(utc_offset(*rules.utc_offsets, kNow), std::chrono::hours{1});
}

TEST_F(RulesFile, refuses_bytes_that_are_no_text) {
  EXPECT_EQ(problems("merchant: shop\nversion: \xff\xfe\n").find(file() + ": is not UTF-8 text"),
            0U);
}

TEST_F(RulesFile, refuses_a_key_that_is_given_twice) {
  EXPECT_EQ(problems("merchant: shop\nversion: v1\nmerchant: other\n"),
            file() + ":3: merchant is given twice");
}

TEST_F(RulesFile, reads_json_as_well) {
  EXPECT_TRUE(read(R"({"merchant": "*", "version": "1", "holding_rate": 0.2})"));
}

TEST_F(RulesFile, tells_every_problem_at_once_with_its_line) {
  const std::string at = file() + ":";
  EXPECT_EQ(problems("merchant: shop\nstratgy: match\nversion: \"1\"\nholding_rate: much\n"
                     "service_level: 2\nxyzzyplugh: 1\ncurrency: euros\n"),
            at + "2: unknown key \"stratgy\", did you mean \"strategy\"?\n" +  //
                at + "6: unknown key \"xyzzyplugh\"\n" +                       //
                at + "4: holding_rate: wrong_type \"much\"\n" +                //
                at + "5: service_level: out_of_range \"2\"\n" +                //
                at + "7: currency: not_a_currency \"euros\"");
}

TEST_F(RulesFile, asks_for_merchant_and_version) {
  EXPECT_EQ(problems("currency: EUR\n"), file() + ":1: merchant is missing (or \"*\" for all)\n" +
                                             file() + ":1: version is missing, e.g. a date");
}

TEST_F(RulesFile, names_a_zone_that_does_not_exist) {
  const std::string text = problems("merchant: shop\nversion: \"1\"\ntime_zone: Mars/Olympus\n");
  EXPECT_TRUE(text.starts_with(file() + ":3: ")) << text;
  EXPECT_NE(text.find("Mars/Olympus"), std::string::npos) << text;
}

TEST_F(RulesFile, refuses_what_is_no_rules_file) {
  for (const char* text :
       {"", "- a\n", "words\n", "merchant: [\n", "merchant: {a: b}\nversion: 1\n",
        "merchant: null\nversion: \"1\"\n", "? [a]\n: b\n", "merchant: no/slash\nversion: \"1\"\n",
        "a: 1\na: 2\n", "merchant: m\nversion: \"1\"\ntime_zone: [x]\n"}) {
    EXPECT_TRUE(problems(text).starts_with(file() + ":")) << text;
  }
  EXPECT_EQ(read_rules_file("/nowhere/rules.yaml", kNow).error().message,
            "/nowhere/rules.yaml: cannot be read");
}

}  // namespace
}  // namespace shelfd::daemon
