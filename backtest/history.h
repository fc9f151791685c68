// History: a merchant's own records as a panel of local days, and what is asked of it: the totals
// of the next 7 and 14 days, at weekly origins over the last quarter of the history, of items at
// least 8 weeks old that were in stock for half of the days asked for.
//
// The last day is the one before the newest demand event or count of the merchant: it is closed.
// Rules are the newest of each merchant, for all of the past. Items without a catalog record,
// withdrawn ones and those of a merchant that left are not in it. Records may come in any order.
// Pure. Not here: one item's days (item_history.h), where records lie (daemon/merchant_history.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backtest/forecast_set.h"
#include "backtest/item_history.h"

namespace shelfd::backtest {

inline constexpr int kHistoryAgeDays = 56;  // of an item before it is asked for
inline constexpr std::array<int, 2> kHistoryHorizons = {7, 14};
// The shortest history that can be asked anything.
inline constexpr int kHistoryNeedsDays = kHistoryAgeDays + kHistoryHorizons[1];

class History {
 public:
  void take(const engine::Record& record);

  // The panel is named "history"; flags are "promotion" and up to three occasions. No tasks where
  // the history is too short. `only`: of this merchant alone; absent: of all.
  [[nodiscard]] ForecastSet finish(const std::optional<MerchantId>& only = {}) const;

  // Those that have items and have not left, by name.
  [[nodiscard]] std::vector<MerchantId> merchants() const;
  // The merchant's own newest rules, and those of "*"; null where there are none.
  [[nodiscard]] const engine::Rules* rules(const std::string& merchant) const;

 private:
  struct NewestRules {
    engine::Rules rules{};
    Instant own_time{};
    std::uint64_t content = 0;
  };

  void take_rules(const engine::Record& record, const engine::Rules& rules);
  void take_catalog(const engine::Record& record, const engine::CatalogEntry& entry);
  [[nodiscard]] HistoryRules rules_of(const MerchantId& merchant) const;
  void add_merchant(const MerchantId& merchant, const HistoryRules& rules, ForecastSet& set) const;

  std::map<std::string, NewestRules> rules_;  // by merchant, or "*"
  // By merchant, then sku.
  std::map<std::string, std::map<std::string, ItemHistory>> items_;
};

// Days of the longest series.
[[nodiscard]] int days_in(const Panel& panel);

// "2026-11-25".
[[nodiscard]] std::string day_text(Day day);

}  // namespace shelfd::backtest
