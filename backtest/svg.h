// SVG: rectangles, lines, points and words as a vector picture of a fixed size.
//
// Coordinates are pixels from the upper left corner, written with one decimal, so that equal
// pictures have equal bytes. Words are escaped.
// Source: W3C, Scalable Vector Graphics 1.1, second edition.
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace shelfd::backtest {

struct Point {
  double x = 0;
  double y = 0;
};

struct Box {
  Point corner{};  // upper left
  double width = 0;
  double height = 0;
};

enum class Anchor : std::uint8_t { Start, Middle, End };

struct TextStyle {
  int size = 13;
  Anchor anchor = Anchor::Start;
  std::string_view color = "#333";
  bool bold = false;
  int turn_degrees = 0;  // about where it stands
};

class Svg {
 public:
  Svg(int width, int height);

  void rectangle(const Box& box, std::string_view color);
  void line(Point from, Point to, std::string_view color, double width = 1, bool dashed = false);
  void circle(Point centre, double radius, std::string_view color);
  void text(Point at, std::string_view words, const TextStyle& style = {});

  // The whole file.
  [[nodiscard]] std::string finish() const;

 private:
  std::string body_;
};

}  // namespace shelfd::backtest
