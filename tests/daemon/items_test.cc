// Shows that any sku survives the way through a URL's path: unreserved characters stay, every other
// byte becomes %XX (RFC 3986, section 2.3).
#include "daemon/items.h"

#include <gtest/gtest.h>

namespace shelfd::daemon {
namespace {

TEST(PercentEncoded, keeps_unreserved_characters_only) {
  EXPECT_EQ(percent_encoded("Kettle-3_a.b~c"), "Kettle-3_a.b~c");
  EXPECT_EQ(percent_encoded("a/b c%?#&=+"), "a%2Fb%20c%25%3F%23%26%3D%2B");
  EXPECT_EQ(percent_encoded("壶"), "%E5%A3%B6");
  EXPECT_EQ(percent_encoded(""), "");
}

}  // namespace
}  // namespace shelfd::daemon
