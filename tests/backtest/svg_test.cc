// Shows the bytes of each shape.
#include "backtest/svg.h"

#include <gtest/gtest.h>

namespace shelfd::backtest {
namespace {

bool has(const Svg& svg, const std::string& text) {
  return svg.finish().find(text) != std::string::npos;
}

TEST(Svg, draws_each_shape) {
  Svg svg(200, 100);
  svg.rectangle({.corner = {1, 2.25}, .width = 3, .height = 4}, "#123");
  svg.line({0, 0}, {5, 5}, "#abc", 2, true);
  svg.circle({7, 8}, 1.5, "#def");
  EXPECT_TRUE(svg.finish().starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\""));
  EXPECT_TRUE(svg.finish().ends_with("</svg>\n"));
  EXPECT_TRUE(has(svg, R"(<rect x="1.0" y="2.3" width="3.0" height="4.0" fill="#123"/>)"));
  EXPECT_TRUE(has(svg, R"(<line x1="0.0" y1="0.0" x2="5.0" y2="5.0" stroke="#abc" )"
                       R"(stroke-width="2.0" stroke-dasharray="5 4"/>)"));
  EXPECT_TRUE(has(svg, R"(<circle cx="7.0" cy="8.0" r="1.5" fill="#def"/>)"));
}

TEST(Svg, escapes_words) {
  Svg svg(10, 10);
  svg.text({1, 2}, "a < b & c", {.size = 9, .anchor = Anchor::End, .turn_degrees = -90});
  EXPECT_TRUE(has(svg, ">a &lt; b &amp; c</text>"));
  EXPECT_TRUE(has(svg, R"(text-anchor="end")"));
  EXPECT_TRUE(has(svg, R"--(transform="rotate(-90 1.0 2.0)")--"));
}

}  // namespace
}  // namespace shelfd::backtest
