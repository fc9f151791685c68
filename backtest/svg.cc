#include "backtest/svg.h"

#include <array>
#include <charconv>
#include <cmath>

namespace shelfd::backtest {
namespace {

std::string number(double value) {
  std::array<char, 64> digits{};
  const double tenths = std::round(10 * value) / 10;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(),
                                 tenths == 0 ? 0.0 : tenths, std::chars_format::fixed, 1);
  return {digits.data(), end.ptr};
}

std::string escaped(std::string_view words) {
  std::string text;
  for (const char byte : words) {
    switch (byte) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      default:
        text += byte;
    }
  }
  return text;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string attribute(std::string_view name, double value) {
  return attribute(name, number(value));
}

std::string_view anchor_name(Anchor anchor) {
  switch (anchor) {
    case Anchor::Start:
      return "start";
    case Anchor::Middle:
      return "middle";
    case Anchor::End:
      return "end";
  }
  return "start";
}

}  // namespace

Svg::Svg(int width, int height) {
  const std::string size = std::to_string(width) + " " + std::to_string(height);
  body_ = "<svg xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", std::to_string(width)) +
          attribute("height", std::to_string(height)) + attribute("viewBox", "0 0 " + size) +
          attribute("font-family", "Helvetica, Arial, sans-serif") + ">\n";
  rectangle({.width = static_cast<double>(width), .height = static_cast<double>(height)}, "#fff");
}

void Svg::rectangle(const Box& box, std::string_view color) {
  body_ += "<rect" + attribute("x", box.corner.x) + attribute("y", box.corner.y) +
           attribute("width", box.width) + attribute("height", box.height) +
           attribute("fill", color) + "/>\n";
}

void Svg::line(Point from, Point to, std::string_view color, double width, bool dashed) {
  body_ += "<line" + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) +
           attribute("y2", to.y) + attribute("stroke", color) + attribute("stroke-width", width) +
           (dashed ? attribute("stroke-dasharray", "5 4") : "") + "/>\n";
}

void Svg::circle(Point centre, double radius, std::string_view color) {
  body_ += "<circle" + attribute("cx", centre.x) + attribute("cy", centre.y) +
           attribute("r", radius) + attribute("fill", color) + "/>\n";
}

void Svg::text(Point at, std::string_view words, const TextStyle& style) {
  const std::string turn =
      style.turn_degrees == 0
          ? ""
          : attribute("transform", "rotate(" + std::to_string(style.turn_degrees) + " " +
                                       number(at.x) + " " + number(at.y) + ")");
  body_ += "<text" + attribute("x", at.x) + attribute("y", at.y) +
           attribute("font-size", std::to_string(style.size)) +
           attribute("text-anchor", anchor_name(style.anchor)) + attribute("fill", style.color) +
           (style.bold ? attribute("font-weight", "bold") : "") + turn + ">" + escaped(words) +
           "</text>\n";
}

std::string Svg::finish() const { return body_ + "</svg>\n"; }

}  // namespace shelfd::backtest
