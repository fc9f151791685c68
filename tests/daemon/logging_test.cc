// Shows the two forms of a log line: whatever a field holds, a line stays one line, and as JSON it
// parses.
#include "daemon/logging.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace shelfd::daemon {
namespace {

TEST(LogLine, is_logfmt_with_quotes_where_they_are_needed) {
  EXPECT_EQ(log_line("started", {{"version", "0.1.0"}, {"data", "my shop"}, {"listen", ""}}, false),
            "event=started version=0.1.0 data=\"my shop\" listen=\"\"");
}

TEST(LogLine, stays_one_line_and_parses_as_json) {
  const std::string nasty = "a\r\nb \"c\"=\\ \x01 \xff 壶";
  const std::string plain = log_line("started", {{"data", nasty}}, false);
  EXPECT_EQ(plain.find_first_of("\r\n\x01"), std::string::npos);
  const auto parsed = nlohmann::json::parse(
      "{" + log_line("started", {{"data", nasty}}, true) + "}", nullptr, false);
  ASSERT_TRUE(parsed.is_object());
  EXPECT_EQ(parsed["event"], "started");
}

TEST(LogLine, quotes_control_characters_that_are_alone) {
  EXPECT_EQ(log_line("x", {{"a", "b\rc"}}, false), "event=x a=\"b\\rc\"");
  EXPECT_EQ(log_line("x", {{"a", "b\x1b[31m"}}, false), "event=x a=\"b\\u001b[31m\"");
}

TEST(Logging, leaves_out_what_is_below_the_level) {
  testing::internal::CaptureStderr();
  start_logging("warn", "json");
  log_event("started", {});
  log_warning("records_refused", {{"records", "3"}});
  const std::string text = testing::internal::GetCapturedStderr();
  const auto line = nlohmann::json::parse(text, nullptr, false);
  ASSERT_TRUE(line.is_object()) << text;
  EXPECT_EQ(line["event"], "records_refused");
  EXPECT_EQ(line["level"], "warning");
}

}  // namespace
}  // namespace shelfd::daemon
