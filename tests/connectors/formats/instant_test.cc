// Shows that instants are read and written as RFC 3339 has them. Numbers are from `date -d ...
// +%s`.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

TEST(Instant, is_read_from_rfc_3339_and_from_unix_milliseconds) {
  const std::vector<std::pair<std::string, std::int64_t>> cases = {
      {"1970-01-01T00:00:00Z", 0},
      {"2026-11-25T15:01:34Z", 1'795'618'894'000},
      {"2026-11-25t15:01:34z", 1'795'618'894'000},
      {"2026-11-25 23:01:34+08:00", 1'795'618'894'000},
      {"2026-11-25T09:31:34-05:30", 1'795'618'894'000},
      {"2026-11-25T15:01:34.2Z", 1'795'618'894'200},
      {"2026-11-25T15:01:34.250999999Z", 1'795'618'894'250},
      {"2016-12-31T23:59:60Z", 1'483'228'800'000},  // a leap second: the next second
      {"2024-02-29T00:00:00Z", 1'709'164'800'000},
      {"2200-12-31T23:59:59.999Z", 7'289'654'399'999},
      {"1795618894000", 1'795'618'894'000},
      {"0", 0},
  };
  for (const auto& [text, millis] : cases) {
    const auto at = parse_instant(text);
    ASSERT_TRUE(at) << text << " " << at.error();
    EXPECT_EQ(unix_millis(*at), millis) << text;
  }
}

TEST(Instant, is_refused_when_it_is_none_or_far_away) {
  for (const char* text : {"",
                           " ",
                           "2026-11-25",
                           "2026-11-25T15:01:34",
                           "2026-11-25T15:01Z",
                           "2026-02-29T00:00:00Z",
                           "2026-13-01T00:00:00Z",
                           "2026-00-01T00:00:00Z",
                           "2026-11-31T00:00:00Z",
                           "2026-11-25T24:00:00Z",
                           "2026-11-25T15:60:00Z",
                           "2026-11-25T15:01:61Z",
                           "2026-11-25T15:01:34.Z",
                           "2026-11-25T15:01:34+8:00",
                           "2026-11-25T15:01:34Zx",
                           "2026-11-25T15:01:34+08:60",
                           "26-11-25T15:01:34Z",
                           "1e",
                           "0x10",
                           "12.5",
                           "-"}) {
    const auto at = parse_instant(text);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error(), "not_an_instant") << text;
  }
  for (const char* text : {"1969-12-31T23:59:59Z", "2201-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
                           "1970-01-01T00:00:00+00:01", "7289654400000", "99999999999999999999"}) {
    const auto at = parse_instant(text);
    ASSERT_FALSE(at) << text;
    EXPECT_EQ(at.error(), "out_of_range") << text;
  }
}

TEST(Instant, is_written_with_milliseconds_only_where_there_are_any) {
  EXPECT_EQ(format_instant(from_unix_millis(0)), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_instant(from_unix_millis(1'795'618'894'000)), "2026-11-25T15:01:34Z");
  EXPECT_EQ(format_instant(from_unix_millis(1'795'618'894'007)), "2026-11-25T15:01:34.007Z");
  EXPECT_EQ(format_instant(from_unix_millis(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, survives_writing_and_reading) {
  for (std::int64_t millis = 3; millis < 7'289'654'399'999; millis += 19'999'999'937) {
    const auto at = parse_instant(format_instant(from_unix_millis(millis)));
    ASSERT_TRUE(at);
    EXPECT_EQ(unix_millis(*at), millis);
  }
}

}  // namespace
}  // namespace shelfd::connectors
