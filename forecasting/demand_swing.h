// Demand swing: whether what an item sells has left what was expected of it, as a sequential test
// that states how often it errs.
//
//   L_k  = NB(units; k m, c) / NB(units; m, c)    a period's likelihood ratio: m its expected
//                                                 units, variance m + c m^2, k times what was
//                                                 expected
//   R_k <- (1 + R_k) L_k                          for each k of kSwingFactors (Shiryaev-Roberts)
//   a swing is told when  sum w_k R_k >= kPeriodsPerAlarm
//
// c is one of kSwingScatters: L is the ratio of two mixtures over them, with weights that the
// item's periods have earned (their discounted likelihood); what the caller doubts of m is added to
// each. While units are as expected, E[L_k | past] = 1, so the sum less the number of periods is a
// martingale, and the mean time to a false alarm is at least kPeriodsPerAlarm periods: a year of
// days, whatever m and c are from day to day. Within the open day the same holds at any moment for
// units so far against units expected so far.
// When it began is where the sum of ln L for twice (half) the units was last zero. It is over when,
// by the same token, the periods speak 20 to 1 for what is expected by then against even a quarter
// more (a fifth less): demand has gone back, or the expectation has followed all the way, so that
// it is not told again. It is told once and ends once.
// Expectations that are far off from the first day on are no swing of the item: the caller waits
// until they rest on the item's own sales.
// Sources: Pollak, Ann. Statist. 13 (1985) 206-227; Shin, Ramdas & Rinaldo, E-detectors,
// arXiv 2203.03532. State: O(1). Pure. Not here: the cause at hand (engine/swing_flow.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace shelfd::forecasting {

inline constexpr double kPeriodsPerAlarm = 365;  // the stated rate: one false alarm an item-year
inline constexpr std::array<double, 5> kSwingFactors = {1.5, 2, 4, 0.5, 0.2};
// Twice and half weigh most: they are what a merchant wants to be told of first.
inline constexpr std::array<double, 5> kSwingWeights = {0.1, 0.5, 0.15, 0.15, 0.1};
inline constexpr std::array<double, 7> kSwingScatters = {0, 0.05, 0.15, 0.4, 0.9, 2, 4};
inline constexpr std::int32_t kLeastOrders = 3;    // in a surge: one large order is none
inline constexpr std::int32_t kLongestSwing = 60;  // periods; by then it is how the item sells

enum class SwingSide : std::uint8_t { None, Up, Down };

// The periods that speak for one side, since they last spoke for neither.
struct SwingRun {
  float evidence = 0;          // nats, >= 0; at zero the run begins anew
  float expected_units = 0;    // >= 0
  std::int64_t units = 0;      // >= 0
  std::int32_t orders = 0;     // >= 0
  std::int32_t since_day = 0;  // day number of its first period; 0: none

  friend bool operator==(const SwingRun&, const SwingRun&) = default;
};

struct SwingTest {
  std::array<float, kSwingFactors.size()> evidence{};  // R_k >= 0
  // Discounted log likelihood of each of kSwingScatters, the likeliest at zero. All zero: not
  // known.
  std::array<float, kSwingScatters.size()> scatter{};
  SwingRun up{};
  SwingRun down{};
  SwingSide open = SwingSide::None;
  float over = 0;             // nats for that it is over, >= 0
  std::int32_t told_day = 0;  // day number

  friend bool operator==(const SwingTest&, const SwingTest&) = default;
};

// What was expected of a period, and what came.
struct SwingPeriod {
  std::int32_t day = 0;       // day number, above 0
  double expected_units = 0;  // m; not above zero or not finite: the period says nothing
  double doubt = 0;           // relative variance of m, >= 0
  std::int64_t units = 0;     // orders less cancels; below zero counts as zero
  std::int32_t orders = 0;
};

// Takes in a period that is over. At most one swing is open; while it is, no other is looked for.
[[nodiscard]] SwingTest learn_period(const SwingTest& test, const SwingPeriod& period);

// How large, and since when.
struct Swing {
  SwingSide side = SwingSide::None;
  std::int32_t since_day = 0;
  std::int64_t units = 0;  // since then
  double expected_units = 0;
};

// The open swing with what it was told with; or, where the units so far of the period under way
// tell one already, that one. `so_far` expects what is expected by now: a surge needs no more than
// that, a slump is told at the period's end. Absent: none.
[[nodiscard]] std::optional<Swing> swing_of(const SwingTest& test, const SwingPeriod& so_far);

}  // namespace shelfd::forecasting
