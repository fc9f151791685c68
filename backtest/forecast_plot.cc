#include "backtest/forecast_plot.h"

#include <algorithm>
#include <cmath>

#include "backtest/plot_axis.h"
#include "backtest/svg.h"

namespace shelfd::backtest {
namespace {

constexpr int kWidth = 1180;
constexpr int kRowHeight = 36;
constexpr double kTop = 112;        // of the bars' frames
constexpr double kLeftLabels = 24;  // where the names of the sets begin
constexpr std::size_t kAcross = 6;  // coverage diagrams side by side
constexpr double kSide = 136;       // of one, pixels
constexpr double kPitch = 192;      // from one to the next
constexpr double kDiagramRow = 206;
constexpr std::string_view kGrid = "#e3e6ea";
constexpr std::string_view kFrame = "#9aa3ad";
constexpr std::string_view kOurs = "#1f6fb4";
constexpr std::string_view kNaive = "#c3c9d0";
constexpr std::string_view kOff = "#d1602c";
constexpr double kBiasBound = 0.05;      // what a good forecast stays within
constexpr double kCoverageBound = 0.02;  // the same of a level
// What an axis shows at most: beyond it a bar is cut, its figure says how long it is.
constexpr double kWidestBias = 0.6;

struct Frame {
  PlotAxis across{};
  PlotAxis down{};  // its values are rows, or levels
};

double row_middle(std::size_t row) { return kTop + kRowHeight * (static_cast<double>(row) + 0.5); }

void draw_ticks(Svg& svg, const Frame& frame, const std::vector<double>& ticks) {
  const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : 1;
  const double bottom = std::max(frame.down.pixels.from, frame.down.pixels.until);
  const double top = std::min(frame.down.pixels.from, frame.down.pixels.until);
  for (const double tick : ticks) {
    const double x = frame.across.at(tick);
    svg.line({x, top}, {x, bottom}, tick == 0 ? kFrame : kGrid);
    svg.text({x, bottom + 18}, tick_text(tick, step), {.size = 12, .anchor = Anchor::Middle});
  }
}

void heading(Svg& svg, double left, std::string_view title, std::string_view below) {
  svg.text({left, kTop - 26}, title, {.size = 15, .bold = true});
  svg.text({left, kTop - 9}, below, {.size = 12, .color = "#667"});
}

std::string percent(double ratio) { return tick_text(100 * ratio, 0.1) + "%"; }

void draw_loss(Svg& svg, const Frame& frame, const std::vector<ReportRow>& rows) {
  heading(svg, frame.across.pixels.from, "Loss",
          "wql: 2 x pinball / units, mean of the levels; less is better");
  draw_ticks(svg, frame, round_ticks(frame.across.values, 5));
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const double middle = row_middle(at);
    const auto bar = [&](double loss, double top, std::string_view color) {
      if (!std::isfinite(loss)) return;
      const double left = frame.across.pixels.from;
      const double right = frame.across.at(loss);
      svg.rectangle({.corner = {left, top}, .width = right - left, .height = 14}, color);
      svg.text({right + 5, top + 11}, tick_text(loss, 0.001), {.size = 11});
    };
    svg.text({kLeftLabels, middle + 4}, rows[at].name, {.size = 12});
    bar(rows[at].model.loss, middle - 14, kOurs);
    bar(rows[at].naive.loss, middle, kNaive);
  }
}

void draw_bias(Svg& svg, const Frame& frame, const std::vector<ReportRow>& rows) {
  heading(svg, frame.across.pixels.from, "Bias",
          "mean forecasts over what came, less one; the band is 5%");
  const Span& down = frame.down.pixels;
  svg.rectangle({.corner = {frame.across.at(-kBiasBound), down.from},
                 .width = frame.across.at(kBiasBound) - frame.across.at(-kBiasBound),
                 .height = down.until - down.from},
                "#eef4ea");
  std::vector<double> ticks = round_ticks(frame.across.values, 5);
  for (double& tick : ticks) tick *= 100;
  draw_ticks(
      svg,
      {.across = {.values = {100 * frame.across.values.from, 100 * frame.across.values.until},
                  .pixels = frame.across.pixels},
       .down = frame.down},
      ticks);
  svg.text({(frame.across.pixels.from + frame.across.pixels.until) / 2, down.until + 36}, "%",
           {.size = 12, .anchor = Anchor::Middle});
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const double bias = rows[at].model.bias;
    if (!std::isfinite(bias)) continue;
    const double zero = frame.across.at(0);
    const double end = frame.across.at(bias);
    const double middle = row_middle(at);
    svg.rectangle(
        {.corner = {std::min(zero, end), middle - 8}, .width = std::abs(end - zero), .height = 14},
        std::abs(bias) <= kBiasBound ? kOurs : kOff);
    svg.text({bias < 0 ? zero + 5 : zero - 5, middle + 3}, (bias > 0 ? "+" : "") + percent(bias),
             {.size = 11, .anchor = bias < 0 ? Anchor::Start : Anchor::End});
  }
}

void draw_level(Svg& svg, const Frame& frame, const forecasting::LevelAccuracy& level) {
  if (!std::isfinite(level.below)) return;
  const bool met = level.below <= level.level + kCoverageBound &&
                   level.at_or_below >= level.level - kCoverageBound;
  const std::string_view color = met ? kOurs : kOff;
  const double x = frame.across.at(level.level);
  svg.line({x, frame.down.at(level.below)}, {x, frame.down.at(level.at_or_below)}, color, 3);
  svg.circle({x, frame.down.at((level.below + level.at_or_below) / 2)}, 2.8, color);
}

// One set's levels against what came; `corner` is the upper left one of the diagram.
void draw_diagram(Svg& svg, Point corner, const ReportRow& row) {
  const Frame frame{.across = {.values = {0, 1}, .pixels = {corner.x, corner.x + kSide}},
                    .down = {.values = {0, 1}, .pixels = {corner.y + kSide, corner.y}}};
  svg.text({corner.x, corner.y - 7}, row.name, {.size = 11});
  for (const double tick : {0.0, 0.5, 1.0}) {
    const double x = frame.across.at(tick);
    const double y = frame.down.at(tick);
    svg.line({x, corner.y}, {x, corner.y + kSide}, kGrid);
    svg.line({corner.x, y}, {corner.x + kSide, y}, kGrid);
    svg.text({x, corner.y + kSide + 14}, tick_text(tick, 0.1),
             {.size = 10, .anchor = Anchor::Middle});
    svg.text({corner.x - 5, y + 4}, tick_text(tick, 0.1), {.size = 10, .anchor = Anchor::End});
  }
  svg.line({corner.x, corner.y + kSide}, {corner.x + kSide, corner.y}, kFrame, 1, true);
  for (const forecasting::LevelAccuracy& level : row.model.levels) draw_level(svg, frame, level);
}

void draw_coverage(Svg& svg, double top, const std::vector<ReportRow>& rows) {
  svg.text({kLeftLabels, top}, "Coverage", {.size = 15, .bold = true});
  svg.text({kLeftLabels, top + 17},
           "across: the level asked for; up: the share of outcomes below the quantile, to that of "
           "outcomes up to it. Orange: more than 2 points off",
           {.size = 12, .color = "#667"});
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto column = static_cast<double>(at % kAcross);
    const std::size_t whole_rows = at / kAcross;
    const auto line = static_cast<double>(whole_rows);
    draw_diagram(svg, {kLeftLabels + 24 + kPitch * column, top + 48 + kDiagramRow * line},
                 rows[at]);
  }
}

template <typename Figure>
double largest(const std::vector<ReportRow>& rows, double least, const Figure& figure) {
  double most = least;
  for (const ReportRow& row : rows) {
    const double value = figure(row);
    if (std::isfinite(value)) most = std::max(most, value);
  }
  return most;
}

}  // namespace

std::string forecast_plot(const std::string& title, const std::vector<ReportRow>& rows) {
  const Span down{.from = kTop, .until = kTop + kRowHeight * static_cast<double>(rows.size())};
  const double coverage_top = down.until + 84;
  const std::size_t whole_rows = (rows.size() + kAcross - 1) / kAcross;
  const auto lines = static_cast<double>(whole_rows);
  Svg svg(kWidth, static_cast<int>(coverage_top + 40 + kDiagramRow * lines));
  const double worst = largest(
      rows, 0.1, [](const ReportRow& row) { return std::fmax(row.model.loss, row.naive.loss); });
  const double lean =
      largest(rows, 2 * kBiasBound, [](const ReportRow& row) { return std::abs(row.model.bias); });
  const double widest = std::min(1.05 * lean, kWidestBias);
  svg.text({kLeftLabels, 36}, title, {.size = 18, .bold = true});
  svg.rectangle({.corner = {kLeftLabels, 50}, .width = 12, .height = 12}, kOurs);
  svg.text({kLeftLabels + 18, 61}, "shelfd", {.size = 12});
  svg.rectangle({.corner = {kLeftLabels + 76, 50}, .width = 12, .height = 12}, kNaive);
  svg.text({kLeftLabels + 94, 61}, "seasonal naive", {.size = 12});
  draw_loss(
      svg,
      {.across = {.values = {0, 1.02 * worst}, .pixels = {270, 660}}, .down = {.pixels = down}},
      rows);
  draw_bias(
      svg,
      {.across = {.values = {-widest, widest}, .pixels = {750, 1150}}, .down = {.pixels = down}},
      rows);
  draw_coverage(svg, coverage_top, rows);
  return svg.finish();
}

}  // namespace shelfd::backtest
