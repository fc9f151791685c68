#include "bench/market_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace shelfd::bench {
namespace {

constexpr double kWidth = 900;
constexpr double kHeight = 420;
constexpr double kLeft = 70;
constexpr double kRight = 860;
constexpr double kTop = 40;
constexpr double kFoot = 370;

// Prices and times to the sheet.
class Sheet {
 public:
  explicit Sheet(const MarketPicture& picture) : picture_(picture) {
    for (const auto& [seller, points] : picture.sellers) {
      for (const PricePoint& point : points) highest_ = std::max(highest_, point.price);
    }
    highest_ *= 1.1;
  }

  [[nodiscard]] double x(Instant at) const {
    const auto whole = static_cast<double>((picture_.until - picture_.from).count());
    const auto part = static_cast<double>((at - picture_.from).count());
    return kLeft + (kRight - kLeft) * std::clamp(part / whole, 0.0, 1.0);
  }
  [[nodiscard]] double y(double price) const { return kFoot - (kFoot - kTop) * price / highest_; }
  [[nodiscard]] double highest() const { return highest_; }

  // A step at each point; from the last before the picture's beginning to its end.
  [[nodiscard]] std::string steps(const std::vector<PricePoint>& points, const char* style) const {
    std::string path;
    for (const PricePoint& point : points) {
      if (point.at < picture_.from) path.clear();
      path += path.empty() ? fmt::format("M{:.1f} {:.1f}", x(point.at), y(point.price))
                           : fmt::format("H{:.1f}V{:.1f}", x(point.at), y(point.price));
    }
    if (path.empty()) return {};
    return fmt::format("<path d=\"{}H{:.1f}\" fill=\"none\" {}/>\n", path, kRight, style);
  }

 private:
  const MarketPicture& picture_;  // outlives the sheet: both live in one call
  double highest_ = 1;
};

std::string text(double x, double y, const std::string& words, const char* anchor = "middle") {
  return fmt::format(
      "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" font-size=\"13\">{}</text>\n", x, y,
      anchor, words);
}

std::string frame(const MarketPicture& picture, const Sheet& sheet) {
  std::string svg;
  const double step = std::pow(10, std::floor(std::log10(sheet.highest()))) / 2;
  const auto lines = static_cast<int>(std::ceil(sheet.highest() / step));
  for (int line = 0; line < lines; ++line) {
    const double price = step * line;
    svg +=
        fmt::format("<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/>\n", kLeft, sheet.y(price), kRight);
    svg += text(kLeft - 8, sheet.y(price) + 4, fmt::format("{:.0f}", price), "end");
  }
  constexpr std::chrono::hours kBetween{12};
  for (Instant at = picture.from; at <= picture.until; at += kBetween) {
    const Day day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const auto hour = std::chrono::duration_cast<std::chrono::hours>(at - day).count();
    svg += text(sheet.x(at), kFoot + 20,
                fmt::format("{:02}-{:02} {:02}h", static_cast<unsigned>(date.month()),
                            static_cast<unsigned>(date.day()), hour));
  }
  return svg;
}

std::string zeros(const MarketPicture& picture, const Sheet& sheet) {
  std::string svg;
  for (const auto& [seller, points] : picture.sellers) {
    for (const PricePoint& point : points) {
      if (point.price > 0 || point.at < picture.from) continue;
      svg += fmt::format("<path d=\"M{0:.1f} {1:.1f}l8 8m0 -8l-8 8\" stroke=\"#c00\"/>\n",
                         sheet.x(point.at) - 4, kFoot - 10);
    }
  }
  return svg;
}

}  // namespace

std::string to_svg(const MarketPicture& picture) {
  const Sheet sheet(picture);
  std::string svg = fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}" font-family="sans-serif">)"
      "\n"
      R"(<rect width="{0}" height="{1}" fill="#fff"/>)"
      "\n",
      kWidth, kHeight);
  svg += frame(picture, sheet);
  for (const auto& [seller, points] : picture.sellers) {
    svg += sheet.steps(points, R"(stroke="#999")");
  }
  svg += sheet.steps(picture.mean, R"(stroke="#c60" stroke-width="2" stroke-dasharray="6 4")");
  svg += sheet.steps(picture.reference, R"(stroke="#06c" stroke-width="3")");
  svg += zeros(picture, sheet);
  svg += text((kLeft + kRight) / 2, 14, picture.title);
  svg += text((kLeft + kRight) / 2, 31,
              "sellers grey, their zeros crosses, the mean of all dashed, the reference blue");
  return svg + "</svg>\n";
}

}  // namespace shelfd::bench
