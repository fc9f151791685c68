// Forecast record: what was forecast and has not come yet, and what the forecasts that have come
// say of the item: how much its totals scatter around their mean, and which memory of the bank
// foresees it best.
//
//   scatter at horizon h   c_h = discounted mean of z, z = ((Y - m)^2 - m) / m^2, Y the total of h
//                          periods, m its forecast: then Y ~ NB with variance m + c_h m^2
//   loss of a memory       discounted mean of the pinball loss of its quantiles .5 .8 .95 of 7
//                          periods; its weight is softmax(-8 loss / mean loss)
//
// The spread of a total is learnt at the horizon itself (anchors 1, 7, 14, 28), apart from the
// filter: periods that move together are wider than independent ones, and the filter need not know.
// z counts by what it can say: (c m / (1 + c m))^2 at the default c, near 0 for a slow mover.
// Half-life of scatter 45 forecasts, of the loss 28.
// Sources: quadratic scatter: McCullagh & Nelder, ch. 6; weights: Cesa-Bianchi & Lugosi,
// Prediction, Learning, and Games, ch. 2 (exponentially weighted forecasters). Shapes: open
// forecasts by anchor, one a place; 7 periods also by memory. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "forecasting/demand_filter.h"

namespace shelfd::forecasting {

inline constexpr std::array<int, 4> kAnchors{1, 7, 14, 28};
inline constexpr std::size_t kWeekAnchor = 1;
// A forecast of an anchor begins every so many periods, and so many are open at once.
inline constexpr std::array<int, 4> kAnchorEvery{1, 1, 4, 4};
inline constexpr std::array<std::size_t, 4> kAnchorPlaces{1, 7, 4, 7};
inline constexpr std::array<std::size_t, 4> kAnchorFirst{0, 1, 8, 12};
inline constexpr std::size_t kPlaces = 19;

inline constexpr double kDefaultScatter = 0.3;  // of a week; as kDefaultAnchorScatter
inline constexpr std::array<double, 4> kDefaultAnchorScatter{0.4, 0.25, 0.25, 0.25};
inline constexpr double kMaxScatter = 9;
inline constexpr double kMinScatter = 0.005;
inline constexpr double kScatterPrior = 14;  // forecasts of the category's scatter

struct OpenForecast {
  float mean = -1;  // below zero: none
  float seen = 0;   // units so far; not a number: spoiled by a period that hid demand

  // Bits, so that two spoiled ones are equal.
  friend bool operator==(const OpenForecast& a, const OpenForecast& b);
};

// Discounted sum and count; its mean is the scatter.
struct Scatter {
  float sum = 0;
  float weight = 0;

  friend bool operator==(const Scatter&, const Scatter&) = default;
};

using MemberMeans = std::array<float, kBank.size()>;

struct ForecastRecord {
  std::int32_t periods = 0;  // closed so far; tells the age of each place
  std::array<OpenForecast, kPlaces> open{};
  std::array<MemberMeans, 7> members{};  // of the places of kWeekAnchor
  std::array<Scatter, 4> scatter{};      // by anchor
  MemberMeans loss{};
  bool judged = false;  // a loss is known

  friend bool operator==(const ForecastRecord&, const ForecastRecord&) = default;
};

// By anchor: what the items of a category say together.
using ScatterPrior = std::array<double, 4>;

// The item's own scatter at an anchor, shrunk to its category's by kScatterPrior forecasts.
[[nodiscard]] double scatter_at(const ForecastRecord& record, std::size_t anchor,
                                const ScatterPrior& prior);

// Weights of the bank's memories; they sum to 1.
[[nodiscard]] std::array<double, kBank.size()> weights(const ForecastRecord& record);

struct PeriodSeen {
  double units = 0;     // >= 0
  bool hidden = false;  // less than half of the planned exposure: demand was hidden
};

// A period has closed: the open forecasts see it, and those that end with it are judged.
void close_period(ForecastRecord& record, const PeriodSeen& seen, const ScatterPrior& prior);

// Which anchors begin a forecast now, that is after `periods` closed ones.
[[nodiscard]] bool begins(const ForecastRecord& record, std::size_t anchor);

// Total of the next kAnchors[anchor] periods: of the bank together, and of each memory.
void begin_forecast(ForecastRecord& record, std::size_t anchor, double mean,
                    const std::array<double, kBank.size()>& members);

}  // namespace shelfd::forecasting
