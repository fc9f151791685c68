// Panel: the history of many items side by side, period by period, and the forecasts asked of it.
//
// A period is a day, a week or a month: the models count periods and know no calendar beyond the
// weekday. What lies after a task's origin may be used only as far as it was planned: exposure,
// prices, flags, weekday; never units or orders.
// Units: units and orders a period; prices in main units of one currency.
// Pure. Not here: how a panel is read (connectors/tables) or gathered from a merchant's own records
// (history.h), what walks over it (demand_walk.h).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace shelfd::backtest {

inline constexpr std::size_t kFlags = 3;

struct Period {
  double units = std::numeric_limits<double>::quiet_NaN();   // not a number: not recorded
  double orders = std::numeric_limits<double>::quiet_NaN();  // not a number: as units
  double returned = 0;                                       // units that came back in it
  double exposure = 1;                 // share of the period on offer, in [0, 1]
  double price = 0;                    // own; 0: not known
  double cheapest_price = 0;           // of the rivals; 0: none
  double market_price = 0;             // their median; 0: none
  int weekday = -1;                    // 0 = Monday .. 6; -1: the period is no day
  std::array<double, kFlags> flags{};  // promotion and occasions, in [0, 1]
};

struct Series {
  std::string id{};
  std::string merchant{};  // nothing crosses merchants
  std::string category{};  // items of one share where they start
  int first = 0;           // the number of its first period
  std::vector<Period> periods{};
};

struct Panel {
  std::string name{};
  std::vector<Series> series{};
  // Prices and the item's own flags of later periods were planned. False: none were, and the last
  // ones known stay.
  bool prices_planned = true;
  // Rivals' prices of later periods were known. False: they stay as they are, as in the daemon.
  bool rivals_planned = true;
  // Flags of the calendar, the same for every item: known ahead whatever else is.
  std::array<bool, kFlags> calendar{};
};

enum class TaskKind : std::uint8_t { Sum, Step };

// Standing at the end of period `at`: the total of the next `horizon` periods, or the one period
// `at` + horizon.
struct Task {
  std::size_t series = 0;
  int at = 0;
  int horizon = 1;
  TaskKind kind = TaskKind::Sum;
  std::string origin{};  // as it was written
};

struct DemandForecast {
  double mean = 0;
  std::vector<double> quantiles{};  // as asked
};

// Null where the series does not reach it.
[[nodiscard]] const Period* period_at(const Series& series, int period);

// What may be known of `period` by one who stands at the end of `at`: a closed one whole; of a
// later one neither units nor orders, and where nothing was planned, prices and own flags as they
// are at `at`. A period the series does not reach is its last one known, on another weekday.
[[nodiscard]] Period known_at(const Panel& panel, const Series& series, int at, int period);

// Marks as the calendar's the flags that no two items ever differ in.
void mark_calendar(Panel& panel);

}  // namespace shelfd::backtest
