// Head training: fits the pooled head (forecasting/pooled_head.h) to forecasts that have matured,
// by maximum likelihood of the negative binomial law with a ridge, and says whether it beats the
// filters it rests on.
//
//   maximise  sum over rows of w ln NB(units; e^u m, c) - sum over spans of u^2 / (2 s^2)
//             - rows x ridge / 2 (|a|^2 + |b|^2)
//
// u is what all items did together in the span of periods that a row is of, beyond what their
// features tell: one draw of N(0, s^2) for thousands of rows. Left out, a good month of the
// merchant would be taken for thousands of witnesses, and the head's level and its slope over time
// would follow it. u of spans to come is not known: the head serves without it.
// w falls by half over each third of the time in which the rows ended, so that the head's level is
// that of late. The law's scores weigh rows of large c m^2 little, so in the end the weights of
// what a span alone tells (1, how far ahead, how long) are moved until all rows together expect
// what came, soon and late, in short spans and in long ones. Fisher scoring in turns: a and u by
// the expected information e^u m / (1 + c e^u m), u first eliminated, as each row has one; b by the
// outer product of its scores; steps are halved until the objective rises. Source: McCullagh &
// Nelder, Generalized Linear Models, 2nd ed., ch. 2, 10; Lawless, Canadian Journal of Statistics 15
// (1987) 209-225 for the negative binomial's scores; Breslow & Clayton, JASA 88 (1993) 9-25 for
// effects that are draws. Pure; deterministic: rows in the order given.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "forecasting/pooled_head.h"

namespace shelfd::backtest {

// Below this many series a pooled head is no gain, and breaks on a few (measured: 6 series lost,
// one broke).
inline constexpr std::size_t kMinHeadSeries = 200;
inline constexpr std::size_t kMinHeadRows = 3'000;
inline constexpr std::size_t kMaxHeadRows = 60'000;
inline constexpr std::array<double, 3> kLossLevels{0.5, 0.8, 0.95};

// A forecast that has matured: what was known then, and what came.
struct MaturedForecast {
  forecasting::HeadFeatures features{};
  forecasting::HeadLaw filter{};  // what the filters alone said
  double units = 0;
  int at = 0;      // the period at whose end it was made
  int begins = 0;  // the first period it is of
  int ends = 0;    // the last
};

// Starts at `start` where there is one. Empty for no rows.
[[nodiscard]] std::optional<forecasting::PooledHead> fit_head(std::span<const MaturedForecast> rows,
                                                              const forecasting::PooledHead* start);

// Pinball loss at .5, .8, .95 summed over rows: by the filters alone, and by the head.
struct HeadLoss {
  double filter = 0;
  double head = 0;
  double units = 0;          // that came
  double filter_covers = 0;  // rows that stayed within the .95 quantile
  double head_covers = 0;
};
[[nodiscard]] HeadLoss loss_of(const forecasting::PooledHead& head,
                               std::span<const MaturedForecast> rows);

// Rows thinned to at most kMaxHeadRows by a hash, so that which are kept depends on nothing else.
class HeadRows {
 public:
  void add(const MaturedForecast& row, std::uint64_t identity);
  [[nodiscard]] const std::vector<MaturedForecast>& rows() const { return rows_; }

 private:
  std::vector<MaturedForecast> rows_;
  std::vector<std::uint64_t> hashes_;
  std::uint64_t limit_ = ~std::uint64_t{0};
};

}  // namespace shelfd::backtest
