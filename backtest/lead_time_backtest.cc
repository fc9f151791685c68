#include "backtest/lead_time_backtest.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include "forecasting/lead_time.h"

// Playing deliveries day by day, and asking for laws at the cuts.

namespace shelfd::backtest {
namespace {

using forecasting::DailyHazards;
using forecasting::LeadTable;

// The levels that a line belongs to; each name is told apart from the others' by its first letter.
enum Level { All, Vendor, VendorCountry, Country, CountryMode, Cell, Levels };
using Names = std::array<std::string, Levels>;

Names names_of(const DeliveryLine& line) {
  const auto joined = [](std::string name, const auto&... parts) {
    ((name += '\0' + parts), ...);
    return name;
  };
  Names names;
  names.at(All) = "a";
  names.at(Vendor) = joined("v", line.vendor);
  names.at(VendorCountry) = joined("w", line.vendor, line.country);
  names.at(Country) = joined("c", line.country);
  names.at(CountryMode) = joined("m", line.country, line.mode);
  names.at(Cell) = joined("x", line.vendor, line.country, line.mode);
  return names;
}

class Played {
 public:
  explicit Played(std::span<const DeliveryLine> lines) : lines_(lines) {
    for (std::size_t place = 0; place < lines.size(); ++place) {
      const DeliveryLine& line = lines[place];
      for (const std::string& name : names_of(line)) {
        places_[place].push_back(table_numbers_.emplace(name, table_numbers_.size()).first->second);
      }
      if (!line.delivered_day || *line.delivered_day >= line.sent_day) {
        by_sent_[line.sent_day].push_back(place);
      }
    }
    known_.resize(table_numbers_.size());
    today_.resize(table_numbers_.size());
  }

  // Counts the days up to `day`, itself included.
  void play_through(std::int32_t day) {
    while (next_day_ <= day) {
      play(next_day_);
      // Days on which nothing is open say nothing.
      if (open_.empty()) {
        const auto next = by_sent_.upper_bound(next_day_);
        next_day_ = next == by_sent_.end() ? std::numeric_limits<std::int32_t>::max() : next->first;
      } else {
        ++next_day_;
      }
    }
  }

  [[nodiscard]] forecasting::LeadTimeLaw law_for(std::size_t line, std::int32_t day) const {
    const DailyHazards all =
        shrunk(line, All, day, forecasting::assumed_hazards({}), forecasting::kStatedWeight);
    const DailyHazards both =
        forecasting::average(level(line, VendorCountry, day, shrunk(line, Vendor, day, all)),
                             level(line, CountryMode, day, shrunk(line, Country, day, all)));
    return forecasting::law_of(shrunk(line, Cell, day, both), 0);
  }

 private:
  void play(std::int32_t day) {
    const auto sent = by_sent_.find(day);
    if (sent != by_sent_.end()) open_.insert(sent->second.begin(), sent->second.end());
    std::set<std::size_t> touched;
    for (auto place = open_.begin(); place != open_.end();) {
      const DeliveryLine& line = lines_[*place];
      const bool came = line.delivered_day == day;
      for (const std::size_t table : places_.at(*place)) {
        forecasting::count(today_[table], day - line.sent_day, came ? 1 : 0, 1);
        touched.insert(table);
      }
      place = came ? open_.erase(place) : std::next(place);
    }
    for (const std::size_t table : touched) {
      forecasting::learn(known_[table], today_[table], day);
      today_[table] = {};
    }
  }

  [[nodiscard]] DailyHazards shrunk(std::size_t line, Level level, std::int32_t day,
                                    const DailyHazards& parent,
                                    double n0 = forecasting::kPoolWeight) const {
    const std::size_t table = places_.at(line).at(level);
    return forecasting::shrunk_hazards(known_[table], day, parent, n0);
  }

  [[nodiscard]] forecasting::LevelHazards level(std::size_t line, Level level, std::int32_t day,
                                                const DailyHazards& parent) const {
    return {.hazards = shrunk(line, level, day, parent),
            .orders = forecasting::orders_arrived(known_[places_.at(line).at(level)])};
  }

  std::span<const DeliveryLine> lines_;
  std::map<std::string, std::size_t> table_numbers_;
  std::map<std::size_t, std::vector<std::size_t>> places_;  // of a line's tables, by level
  std::map<std::int32_t, std::vector<std::size_t>> by_sent_;
  std::vector<LeadTable> known_;
  std::vector<LeadTable> today_;
  std::set<std::size_t> open_;
  std::int32_t next_day_ = 0;
};

}  // namespace

std::vector<std::vector<double>> lead_time_quantiles(std::span<const DeliveryLine> lines,
                                                     std::span<const LeadTask> tasks,
                                                     std::span<const double> shares) {
  std::vector<std::size_t> order(tasks.size());
  for (std::size_t at = 0; at < order.size(); ++at) order[at] = at;
  std::ranges::stable_sort(order, {}, [&](std::size_t at) { return tasks[at].cut_day; });
  Played played(lines);
  std::vector<std::vector<double>> quantiles(tasks.size());
  for (const std::size_t at : order) {
    played.play_through(tasks[at].cut_day);
    const auto law = played.law_for(tasks[at].line, tasks[at].cut_day);
    for (const double share : shares) {
      quantiles[at].push_back(forecasting::quantile_days(law, share));
    }
  }
  return quantiles;
}

}  // namespace shelfd::backtest
