// Returns: which share of an item's units come back, and how long after they were sold, from the
// week's sums alone: no order is followed.
//
//   a unit comes back with the chance rho, k >= 1 days after its sale with the chance q a^(k-1):
//   q = 1 / d, a = 1 - q, d the mean delay
//   out         units sold whose day to come back, if they do, is still ahead. Over a week of y
//               units, evenly sold: out <- a^7 out + y (1 - a^7) / (7 q)
//   due         x = (1 - a^7) out + y (1 - (1 - a^7) / (7 q)): what leaves `out` in the week;
//               returns ~ Poisson(rho x)
//   rho         (returned + k rho_c) / (due + k): discounted sums, k = kReturnUnits of the
//               category's rho_c: a beta prior's units
//   d           the category's. Of an item's weeks, given that R came back in all, when they did
//               is multinomial: sum of r ln x_d - R ln(sum of x_d) nats for each d in kDelays,
//               discounted and added up over items; with ln d ~ N(ln of what stands behind,
//               kDelaySpread^2) the greatest, by the parabola of the best and its neighbours
//
// One return in ten may be of another kind (kStrayShare: x_d is mixed with its mean over kDelays),
// so that no single record rules a delay out. Weeks, not days: shoppers have their weekdays and so
// have those who book returns, which a day's sums cannot tell from a delay. The first kFirstDays
// teach no return: most of what comes back then was sold before anybody looked, and an item that is
// followed because something came back would count that something. What was sold before them is
// taken to have sold as in them.
// Half-life 18 weeks: an item of 1 a day of which 1 in 10 comes back has 18 returns in its sums
// then (its rate within a quarter), and an assortment's season is over.
// What tells a delay is that sales go up and down from week to week; where they do not, or few come
// back, the prior stays.
// Sources: Toktay, Wein & Zenios, Management Science 46 (2000) 1412-1426 (geometric delay of
// returns, from volumes); Koyck, Distributed Lags (1954).
// Units: selling units, days. Pure. Not here: when a return counts as stock (a count says so).
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace shelfd::forecasting {

inline constexpr std::array<double, 5> kDelays{4, 8, 16, 32, 64};  // mean days
inline constexpr double kReturnHalfLife = 126;                     // days
inline constexpr int kReturnWeek = 7;
inline constexpr int kFirstDays = 28;
inline constexpr double kStrayShare = 0.1;
// Assumptions until a category has returns of its own.
inline constexpr double kDefaultReturnRate = 0.05;
inline constexpr double kDefaultDelay = 12;          // days
inline constexpr double kDelaySpread = 0.7;          // of ln d: a factor of two either way
inline constexpr double kReturnUnits = 30;           // due units that an item's category weighs
inline constexpr double kCategoryReturnUnits = 100;  // and that what stands behind a category does
inline constexpr double kMaxReturnRate = 0.99;

// What is known of returns before an item's own.
struct ReturnPrior {
  double rate_ratio = kDefaultReturnRate;  // in [0, kMaxReturnRate]
  double delay_days = kDefaultDelay;       // in [kDelays.front(), kDelays.back()]
  bool told = false;                       // returns of some item stand behind it

  friend bool operator==(const ReturnPrior&, const ReturnPrior&) = default;
};

struct ItemReturns {
  std::array<float, kDelays.size()> out{};       // units, as of the last whole week, >= 0
  std::array<float, kDelays.size()> evidence{};  // nats: of r ln x_d beside the mean's, discounted
  std::array<float, kDelays.size()> due{};       // discounted sums of x_d, >= 0; the first of them
                                                 // what the first days sold, while they run
  float returned = 0;
  float week_sold = 0;  // since the last whole week
  float week_returned = 0;
  std::int32_t days = 0;  // closed since it is followed; 0: it is not, and the rest is zero

  friend bool operator==(const ItemReturns&, const ItemReturns&) = default;
};

struct DayReturns {
  double sold = 0;      // units, orders less cancels; may be below zero
  double returned = 0;  // >= 0
};

// A closed day. An item is followed from its own first return on, or once its category has told of
// any (`prior.told`): a feed without returns keeps nothing. Finite for any finite input.
void learn_day(ItemReturns& returns, const DayReturns& day, const ReturnPrior& prior);

// In [0, kMaxReturnRate].
[[nodiscard]] double return_rate(const ItemReturns& returns, const ReturnPrior& prior);

// How far that rate still is the category's, in (0, 1].
[[nodiscard]] double rate_leans_on_category(const ItemReturns& returns, const ReturnPrior& prior);

// Units that come back in the days of `sold_ahead`, the next first, of what is out and of what
// those days sell, each at its end. >= 0; 0 where returns are not followed.
[[nodiscard]] double expected_returns(const ItemReturns& returns, const ReturnPrior& prior,
                                      std::span<const double> sold_ahead);

// An item's report, and the sum of all reports of a category, in fixed point: thousandths of units,
// ten-thousandths of nats. Added and subtracted field by field (category_prior.h).
struct ReturnsPool {
  std::int64_t returned = 0;
  std::int64_t due = 0;
  std::array<std::int64_t, kDelays.size()> evidence{};

  friend auto operator<=>(const ReturnsPool&, const ReturnsPool&) = default;
};

// `prior`: its delay chooses which `due`. Nothing until the first days are over.
[[nodiscard]] ReturnsPool report(const ItemReturns& returns, const ReturnPrior& prior);

// `behind`: what holds where the pool knows nothing.
[[nodiscard]] ReturnPrior return_prior(const ReturnsPool& pool, const ReturnPrior& behind = {});

}  // namespace shelfd::forecasting
