// Item outlook: what an item is expected to sell in the next days, each day with a band and with
// what moves it away from an ordinary day, for people to look at.
//
//   mean of a day = ordinary day x factors of its drivers
//   band          = its 10% and 90% quantiles; of the days together those of their sum's own law,
//                   not the sum of the bands
//
// The laws are those of the plans (demand_ahead in demand_view.h), worked out when somebody asks,
// and nothing of it is published or kept. The day of `now` is the first, and counts whole.
// Pure. Not here: words (wording/explain_outlook.cc), the drivers' means
// (forecasting/demand_drivers.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/item_state.h"
#include "engine/policy.h"
#include "engine/swing_flow.h"

namespace shelfd::engine {

inline constexpr std::size_t kOutlookDays = 14;
inline constexpr int kQuietDays = 14;  // without a record, before it is told

// Pooled: what the merchant's other items have taught the forecast (forecasting/pooled_head.h).
// SoFar: what the open day has sold by now (open_day.h).
enum class OutlookDriver : std::uint8_t {
  Weekday,
  OwnPrice,
  Rivals,
  Promotion,
  Occasion,
  SoFar,
  Pooled
};
inline constexpr std::size_t kOutlookDrivers = 7;

struct DayDriver {
  OutlookDriver driver = OutlookDriver::Weekday;
  double factor = 1;                 // of the day's mean, > 0
  RestsOn rests_on = RestsOn::Data;  // Assumption: not seen often enough to be learnt
  std::vector<std::string> names{};  // of the occasions
};

// Units of a span.
struct CountBand {
  double mean_units = 0;
  std::int64_t low_units = 0;   // its 10% quantile
  std::int64_t high_units = 0;  // its 90% quantile
};

struct OutlookDay {
  std::int32_t day = 0;  // day number
  CountBand units{};
  std::vector<DayDriver> drivers{};  // those with another factor than 1
};

// Where what is believed comes from.
struct CategoryLean {
  std::string category{};
  double share_ratio = 1;        // of the category, in [0, 1]
  std::int64_t other_items = 0;  // of it that have taught it; 0: only built-in assumptions
  double own_days = 0;           // of the item's own, discounted
};

struct OutlookSwing {
  forecasting::Swing swing{};
  SwingCause cause = SwingCause::None;
};

// What comes back of the units sold. Present where the item's returns are followed.
struct OutlookReturns {
  double rate_ratio = 0;      // of units, in [0, 1)
  double delay_days = 0;      // after the sale, in the mean
  double expected_units = 0;  // back in the days of the outlook
  double category_ratio = 1;  // how far the rate still is the category's
  double resold_ratio = 0;    // of them, by the rules: as much less is ordered
};

// What is missing, or must be known to read the figures.
enum class OutlookGap : std::uint8_t {
  NeverSold,
  NoPrice,
  NoRivals,
  NeverCounted,
  OutOfStock,
  NotClosed,  // newer days than `learnt_through` have not closed yet
  Quiet       // no record since `heard_on`
};
inline constexpr std::size_t kOutlookGaps = 7;

struct ItemOutlook {
  Instant as_of{};
  double ordinary_units = 0;           // of a day
  std::optional<Money> usual_price{};  // of an ordinary day, by the minor unit; absent: not known
  Currency currency{};
  bool all_days_alike = false;     // too few sales to tell days apart
  std::vector<OutlookDay> days{};  // kOutlookDays of them
  CountBand total{};
  CategoryLean lean{};
  std::optional<OutlookSwing> swing{};
  std::optional<OutlookReturns> returns{};
  std::vector<OutlookGap> gaps{};
  std::int32_t learnt_through = 0;  // day number of the newest closed day; 0: none yet
  std::int32_t heard_on = 0;        // day number of the newest record; 0: none yet
};

// `category`: the pool as the item reads it.
[[nodiscard]] ItemOutlook item_outlook(const ItemState& state, const Policy& policy,
                                       const forecasting::DemandPool& category, Instant now);

}  // namespace shelfd::engine
