// Browser guard: programs pass, pages of other sites do not.
#include "connectors/http/browser_guard.h"

#include <gtest/gtest.h>

namespace shelfd::connectors {
namespace {

TEST(BrowserGuard, knows_the_names_of_loopback) {
  for (const char* host : {"localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:80", "127.1.2.3",
                           "[::1]", "[::1]:8080"}) {
    EXPECT_TRUE(names_loopback(host)) << host;
  }
  for (const char* host : {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example",
                           "10.0.0.1", "[::2]:80", "evil.example:127.0.0.1"}) {
    EXPECT_FALSE(names_loopback(host)) << host;
  }
}

// A page whose own name was pointed at 127.0.0.1 would otherwise read everything.
TEST(BrowserGuard, a_loopback_port_answers_only_to_loopback_names) {
  EXPECT_TRUE(may_pass({.method = "GET", .host = "127.0.0.1:8080"}, true));
  EXPECT_FALSE(may_pass({.method = "GET", .host = "evil.example:8080"}, true));
  EXPECT_TRUE(may_pass({.method = "GET", .host = "shelfd.internal:8080"}, false));
}

TEST(BrowserGuard, another_site_changes_nothing) {
  const auto post = [](std::string_view origin) {
    return may_pass({.method = "POST", .host = "127.0.0.1:8080", .origin = origin}, true);
  };
  EXPECT_TRUE(post(""));  // a program
  EXPECT_TRUE(post("http://127.0.0.1:8080"));
  EXPECT_FALSE(post("http://127.0.0.1:9090"));
  EXPECT_FALSE(post("https://evil.example"));
  EXPECT_FALSE(post("null"));
  EXPECT_FALSE(may_pass({.method = "POST", .host = "shelfd:80", .origin = "http://evil"}, false));
  EXPECT_FALSE(may_pass({.method = "DELETE", .host = "shelfd:80", .origin = "http://e"}, false));
}

}  // namespace
}  // namespace shelfd::connectors
