#include "backtest/forecast_plot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "backtest/plot_axis.h"
#include "backtest/svg.h"

namespace shelfd::backtest {
namespace {

constexpr int kWidth = 1180;
constexpr int kRowHeight = 40;
constexpr double kTop = 96;         // of the frames
constexpr double kLeftLabels = 24;  // where the names of the sets begin
constexpr double kShortestFrame = 380;
constexpr std::string_view kGrid = "#e3e6ea";
constexpr std::string_view kFrame = "#9aa3ad";
constexpr std::string_view kOurs = "#1f6fb4";
constexpr std::string_view kNaive = "#c3c9d0";
constexpr std::string_view kOver = "#d1602c";
constexpr double kBiasBound = 0.05;  // what a good forecast stays within

// One colour a set, told apart by most eyes: Okabe and Ito's, and their darker halves.
constexpr std::array<std::string_view, 12> kColors = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                      "#e69f00", "#56b4e9", "#00395a", "#6b2f00",
                                                      "#004f3a", "#663d54", "#735000", "#2b5a75"};

std::string_view color_of(std::size_t row) { return kColors[row % kColors.size()]; }

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
          "2 x pinball / units, mean of the levels; less is better");
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
    bar(rows[at].model.loss, middle - 15, kOurs);
    bar(rows[at].naive.loss, middle, kNaive);
  }
}

void draw_bias(Svg& svg, const Frame& frame, const std::vector<ReportRow>& rows) {
  heading(svg, frame.across.pixels.from, "Bias", "mean forecast over what came; band: 5%");
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
        std::abs(bias) <= kBiasBound ? kOurs : kOver);
    svg.text({bias < 0 ? zero + 5 : zero - 5, middle + 3}, (bias > 0 ? "+" : "") + percent(bias),
             {.size = 11, .anchor = bias < 0 ? Anchor::Start : Anchor::End});
  }
}

void draw_legend(Svg& svg, const Frame& frame, const std::vector<ReportRow>& rows) {
  double y = frame.down.pixels.until + 14;
  for (std::size_t at = 0; at < rows.size(); ++at, y += 15) {
    svg.rectangle({.corner = {frame.across.pixels.from + 10, y - 8}, .width = 9, .height = 9},
                  color_of(at));
    svg.text({frame.across.pixels.from + 25, y}, rows[at].name, {.size = 11});
  }
}

// Each set a little beside the others, so that spans at one level do not hide one another.
void draw_coverage(Svg& svg, const Frame& frame, const std::vector<ReportRow>& rows) {
  heading(svg, frame.across.pixels.from, "Coverage",
          "share of outcomes up to the quantile; on the line is right");
  const std::vector<double> ticks = round_ticks({0, 1}, 5);
  draw_ticks(svg, frame, ticks);
  for (const double tick : ticks) {
    const double y = frame.down.at(tick);
    svg.line({frame.across.pixels.from, y}, {frame.across.pixels.until, y}, kGrid);
    svg.text({frame.across.pixels.from - 6, y + 4}, tick_text(tick, 0.1),
             {.size = 12, .anchor = Anchor::End});
  }
  svg.line({frame.across.at(0), frame.down.at(0)}, {frame.across.at(1), frame.down.at(1)}, kFrame,
           1.5, true);
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const double shift = 3 * (static_cast<double>(at) - static_cast<double>(rows.size() - 1) / 2);
    for (const forecasting::LevelAccuracy& level : rows[at].model.levels) {
      if (!std::isfinite(level.below)) continue;
      const double x = frame.across.at(level.level) + shift;
      svg.line({x, frame.down.at(level.below)}, {x, frame.down.at(level.at_or_below)}, color_of(at),
               2.5);
      svg.circle({x, frame.down.at((level.below + level.at_or_below) / 2)}, 2.6, color_of(at));
    }
  }
  draw_legend(svg, frame, rows);
  svg.text(
      {(frame.across.pixels.from + frame.across.pixels.until) / 2, frame.down.pixels.from + 36},
      "level asked for", {.size = 12, .anchor = Anchor::Middle});
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
  const double bottom = kTop + kRowHeight * static_cast<double>(rows.size());
  const double square = std::max(kShortestFrame, bottom - kTop);
  Svg svg(kWidth, static_cast<int>(kTop + square + 60));
  const double worst = largest(
      rows, 0.1, [](const ReportRow& row) { return std::fmax(row.model.loss, row.naive.loss); });
  const double lean =
      largest(rows, 2 * kBiasBound, [](const ReportRow& row) { return std::abs(row.model.bias); });
  const Span down{.from = kTop, .until = bottom};
  svg.text({kLeftLabels, 34}, title, {.size = 18, .bold = true});
  svg.rectangle({.corner = {kLeftLabels, 46}, .width = 12, .height = 12}, kOurs);
  svg.text({kLeftLabels + 18, 57}, "shelfd", {.size = 12});
  svg.rectangle({.corner = {kLeftLabels + 76, 46}, .width = 12, .height = 12}, kNaive);
  svg.text({kLeftLabels + 94, 57}, "seasonal naive", {.size = 12});
  draw_loss(
      svg,
      {.across = {.values = {0, 1.02 * worst}, .pixels = {220, 440}}, .down = {.pixels = down}},
      rows);
  draw_bias(svg,
            {.across = {.values = {-lean, lean}, .pixels = {500, 700}}, .down = {.pixels = down}},
            rows);
  draw_coverage(svg,
                {.across = {.values = {0, 1}, .pixels = {770, 1150}},
                 .down = {.values = {0, 1}, .pixels = {kTop + square, kTop}}},
                rows);
  return svg.finish();
}

}  // namespace shelfd::backtest
