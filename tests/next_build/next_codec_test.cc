// Shows, in a build that knows one format more: what it writes in the older one is what this build
// writes, byte for byte (the golden bytes); the newer one differs in more than its number, comes
// back whole, and is told from damage; and a record goes from one to the other and back.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>

#include "connectors/formats/record_formats.h"
#include "tests/connectors/formats/random_states.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/connectors/formats/value_text.h"

namespace shelfd::tests {
namespace {

using connectors::Family;
using connectors::StateFormat;

constexpr int kRounds = 100;

StateFormat older() { return connectors::state_formats().oldest; }
StateFormat newer() { return connectors::state_formats().newest; }

// A kind of state record: where it lies, and its bytes in a format.
struct RecordKind {
  std::string name;
  Family family = Family::Situation;
  std::string key;
  std::function<std::string(StateFormat)> sample;
  std::function<std::string(Draw&, StateFormat)> random;
};

template <typename Value, typename Random>
RecordKind kind_of(const char* name, Family family, const std::string& key, const Value& sample,
                   std::string (*encode)(const Value&, StateFormat), Random random) {
  return {.name = name,
          .family = family,
          .key = key,
          .sample = [=](StateFormat format) { return encode(sample, format); },
          .random = [=](Draw& draw, StateFormat format) { return encode(random(draw), format); }};
}

std::string pool_key(const std::string& rest) { return std::string("m") + '\0' + rest; }

std::vector<RecordKind> all_kinds() {
  namespace codec = connectors;
  return {kind_of("situation", Family::Situation, "m/a", sample_situation(),
                  codec::encode_situation, random_situation),
          kind_of("belief", Family::Belief, "m/a", sample_belief(), codec::encode_belief,
                  random_belief),
          kind_of("aside", Family::Aside, "m/a", sample_aside(), codec::encode_aside, random_aside),
          kind_of("category_pool", Family::Pools, pool_key("ckettles"), sample_category_pool(),
                  codec::encode_category_pool, random_category_pool),
          kind_of("lead_pool", Family::Pools, pool_key("s12345678"), sample_lead_pool(),
                  codec::encode_lead_pool, random_lead_pool),
          kind_of("response_pool", Family::Pools, pool_key("f"), sample_response_pool(),
                  codec::encode_response_pool, random_response_pool),
          kind_of("movement_pool", Family::Pools, pool_key("m"), sample_movement_pool(),
                  codec::encode_movement_pool, random_movement_pool),
          kind_of("merchant_days", Family::Pools, pool_key("d"), sample_merchant_days(),
                  codec::encode_merchant_days, random_merchant_days)};
}

std::string golden(const std::string& name) {
  std::ifstream stream(std::string(SHELFD_GOLDEN) + "/state/" + name + ".bin", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<engine::RecentEntry> some_demand() {
  const Instant midnight{from_day_number(20'782)};
  return {{.hash = 7, .day = 20'782, .at = midnight + Duration{259}, .units = 3},
          {.hash = 8, .day = 20'782, .at = midnight - Duration{1}, .units = -2}};
}

TEST(NextCodec, knows_this_builds_newest_format_and_one_more) {
  EXPECT_EQ(older(), connectors::kNewestStateFormat);
  EXPECT_EQ(std::to_underlying(newer()), std::to_underlying(older()) + 1);
  EXPECT_EQ(text_of(connectors::state_formats()), "1 and 2");
}

TEST(NextCodec, writes_the_older_format_as_this_build_does) {
  for (const RecordKind& kind : all_kinds()) {
    ASSERT_FALSE(golden(kind.name).empty()) << kind.name;
    EXPECT_EQ(kind.sample(older()), golden(kind.name)) << kind.name;
  }
  EXPECT_EQ(connectors::encode_control(sample_control()), golden("control"));
}

TEST(NextCodec, brings_every_record_from_one_format_to_the_other_and_back) {
  for (const RecordKind& kind : all_kinds()) {
    for (int round = 0; round < kRounds; ++round) {
      Draw first(static_cast<std::uint64_t>(round), round % 2 == 0);
      Draw second(static_cast<std::uint64_t>(round), round % 2 == 0);
      const std::string old_bytes = kind.random(first, older());
      const std::string new_bytes = kind.random(second, newer());
      ASSERT_EQ(connectors::format_of(kind.family, old_bytes), older()) << kind.name;
      ASSERT_EQ(connectors::format_of(kind.family, new_bytes), newer()) << kind.name;
      ASSERT_EQ(connectors::in_format(kind.family, kind.key, old_bytes, newer()), new_bytes)
          << kind.name << " of seed " << round;
      ASSERT_EQ(connectors::in_format(kind.family, kind.key, new_bytes, older()), old_bytes)
          << kind.name << " of seed " << round;
    }
  }
}

TEST(NextCodec, brings_remembered_demand_over) {
  const auto entries = some_demand();
  const std::string old_bytes = connectors::encode_recent(entries, older());
  const std::string new_bytes = connectors::encode_recent(entries, newer());
  EXPECT_NE(old_bytes.substr(1), new_bytes.substr(1, old_bytes.size() - 1));
  EXPECT_EQ(connectors::in_format(Family::Recent, "", old_bytes, newer()), new_bytes);
  EXPECT_EQ(connectors::in_format(Family::Recent, "", new_bytes, older()), old_bytes);
  EXPECT_EQ(connectors::decode_recent(new_bytes, 20'782), entries);
}

TEST(NextCodec, keeps_the_format_of_a_control_record) {
  connectors::Control control = sample_control();
  control.format = newer();
  control.rewriting = {.from = older(), .cursor = std::string("\2m/a\0\1", 6)};
  const std::string bytes = connectors::encode_control(control);
  EXPECT_EQ(connectors::format_of(Family::Control, bytes), newer());
  const auto again = connectors::decode_control(bytes);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(text_of(*again), text_of(control));
  control.rewriting->from = newer();
  EXPECT_FALSE(connectors::decode_control(connectors::encode_control(control)));
}

// Under the older number the bytes of the newer format are damage, or at least another record: it
// is not the number alone that keeps a build from them.
TEST(NextCodec, has_bytes_that_the_older_format_does_not_have) {
  for (const RecordKind& kind : all_kinds()) {
    std::string bytes = kind.sample(newer());
    bytes[1] = static_cast<char>(older());
    const auto misread = connectors::in_format(kind.family, kind.key, bytes, older());
    EXPECT_TRUE(!misread || *misread != kind.sample(older())) << kind.name;
  }
}

TEST(NextCodec, tells_a_damaged_record_of_the_newer_format) {
  for (const RecordKind& kind : all_kinds()) {
    const std::string bytes = kind.sample(newer());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto read =
          connectors::in_format(kind.family, kind.key, bytes.substr(0, size), newer());
      if (!read) {
        EXPECT_EQ(read.error().reaction, Reaction::Stop) << kind.name;
      }
    }
    const auto cut = connectors::in_format(kind.family, kind.key, bytes.substr(0, 2), newer());
    ASSERT_FALSE(cut) << kind.name;
  }
}

// Of a number that stands twice Protocol Buffers keeps the last.
TEST(NextCodec, refuses_a_record_with_two_numbers) {
  const std::string bytes = connectors::encode_control(sample_control()) + "\x08\x02";
  const auto refused = connectors::decode_control(bytes);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "control: has two format numbers");
}

// What a later build still would say of this one's.
TEST(NextCodec, says_whether_it_can_go_on_with_a_partition) {
  connectors::Control control = sample_control();
  const auto problem = [](const std::string& bytes, std::optional<StateFormat> asked) {
    const auto status = connectors::check_format(bytes, asked);
    return status ? std::string() : status.error().message;
  };
  EXPECT_EQ(problem(connectors::encode_control(control), std::nullopt), "");
  EXPECT_EQ(problem(connectors::encode_control(control), newer()), "");
  control.format = newer();
  EXPECT_EQ(problem(connectors::encode_control(control), std::nullopt), "");
  EXPECT_EQ(problem(connectors::encode_control(control), newer()), "");
  EXPECT_EQ(problem(connectors::encode_control(control), older()),
            "state_format: 1, and its state is in format 2, which is not taken back: set 2, or "
            "nothing");
  std::string later = connectors::encode_control(control);
  later[1] = 3;
  EXPECT_EQ(problem(later, std::nullopt),
            "its state is in format 3 and this build knows 1 and 2: run a build that knows 3");
  EXPECT_EQ(problem("", std::nullopt), "");  // damage, which is told where it is decoded
}

// One that knows 2 and 3, where a partition was raised to 2 and is rewritten still, and to 1.
TEST(NextCodec, is_not_passed_over_by_the_build_after_it) {
  const connectors::StateFormats after{.oldest = newer(), .newest = StateFormat{3}};
  connectors::Control control = sample_control();
  const auto old = connectors::check_format(connectors::encode_control(control), {}, after);
  ASSERT_FALSE(old);
  EXPECT_EQ(
      old.error().message,
      "its state is in format 1 and this build knows 2 and 3: raise it first, by a build that "
      "knows 1 and 2");
  control.format = newer();
  control.rewriting = {.from = older(), .cursor = ""};
  const auto unfinished = connectors::check_format(connectors::encode_control(control), {}, after);
  ASSERT_FALSE(unfinished);
  EXPECT_EQ(unfinished.error().message,
            "not all of its records are in format 2 yet, and this build knows 2 and 3: run the "
            "build before it until shelfd_state_format says 2");
  control.rewriting.reset();
  EXPECT_TRUE(connectors::check_format(connectors::encode_control(control), {}, after));
}

}  // namespace
}  // namespace shelfd::tests
