#include "backtest/exchange_text.h"

#include <array>
#include <charconv>
#include <cmath>

namespace shelfd::backtest {
namespace {

// Numbers between these are written without an exponent.
constexpr double kLeastPlain = 1e-6;
constexpr double kMostPlain = 1e15;

std::string quoted(std::string_view name) {
  if (name.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(name);
  std::string text = "\"";
  for (const char byte : name) {
    if (byte == '"') text += '"';
    text += byte;
  }
  return text + '"';
}

}  // namespace

std::string shortest(double value) {
  if (!std::isfinite(value)) return "";
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= kLeastPlain && size < kMostPlain);
  std::array<char, 64> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::general);
  return {digits.data(), end.ptr};
}

std::string exchange_header() { return "dataset,series,origin,horizon,quantile,value\n"; }

void append_exchange(std::string& text, const ExchangeRow& row, const std::vector<double>& levels,
                     const DemandForecast& forecast) {
  const std::string head = quoted(row.dataset) + "," + quoted(row.series) + "," +
                           quoted(row.origin) + "," + row.horizon + ",";
  for (std::size_t at = 0; at < levels.size(); ++at) {
    text += head + shortest(levels[at]) + "," + shortest(forecast.quantiles[at]) + "\n";
  }
  if (std::isfinite(forecast.mean)) text += head + "mean," + shortest(forecast.mean) + "\n";
}

std::string exchange_text(const ForecastSet& set, const std::vector<DemandForecast>& forecasts) {
  std::string text;
  for (std::size_t at = 0; at < set.tasks.size(); ++at) {
    const Task& task = set.tasks[at];
    append_exchange(text,
                    {.dataset = set.panel.name,
                     .series = set.panel.series[task.series].id,
                     .origin = task.origin,
                     .horizon = std::to_string(task.horizon)},
                    set.levels, forecasts[at]);
  }
  return text;
}

}  // namespace shelfd::backtest
