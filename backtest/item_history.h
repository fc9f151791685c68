// Item history: what records told of one item, as a series of local days.
//
//   units, orders  orders less cancels of the day, not below zero; order records
//   returned       units that came back on the day
//   exposure       share of the day in stock by the counts; at least 0.25 where something sold
//   price          in force at the middle of the day, as the engine settles it; 0 before any
//   rivals         the cheapest and the median of those fresh, in stock, new and credible then
//   flags          0: a promotion was in force; the others: an occasion reached into the day
//
// A demand event that came twice within kLateDays counts once. Amounts without a rate are left out.
// Facts may come in any order.
// Pure. Not here: which records are whose, what is asked of it (history.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backtest/panel.h"
#include "engine/policy.h"

namespace shelfd::backtest {

struct DemandFact {
  Instant at{};
  std::uint64_t id = 0;    // hash of its event id or content
  std::int64_t units = 0;  // below zero: a cancel
  bool order = false;
  std::int64_t returned = 0;  // units; then it is a return alone
};

struct PriceToldFact {
  Amount price{};
  engine::PriceKind kind = engine::PriceKind::Regular;
  Instant from{};
  std::optional<Instant> until{};
  Instant told_at{};
  bool of_catalog = false;
};

struct OfferFact {
  std::uint64_t competitor = 0;  // hash of the name
  Amount price{};
  std::optional<Amount> shipping{};
  bool eligible = true;  // in stock and new
  double match = 1;
  Instant at{};
};

struct CountFact {
  Instant at{};
  bool out = false;
};

struct ItemHistory {
  bool known = false;      // a catalog record names it
  bool withdrawn = false;  // by its newest catalog record
  Instant catalog_at{};
  Category category{};
  Currency currency{};  // empty: the rules' own
  std::vector<DemandFact> demand{};
  std::vector<PriceToldFact> prices{};
  std::vector<OfferFact> offers{};
  std::vector<CountFact> counts{};
};

struct HistoryRules {
  engine::Policy policy{};
  std::vector<engine::Occasion> occasions{};
  // The occasion of flag 1, 2 and 3: all of one name are one. Others have no flag.
  std::vector<std::string> flagged{};
};

// The day of the first demand event or count; absent where there is neither.
[[nodiscard]] std::optional<Day> first_day(const ItemHistory& item, const LocalTime& zone);

// Period numbers are day numbers, from the item's first day to `last`; none where it begins later.
[[nodiscard]] std::vector<Period> days_of(const ItemHistory& item, const HistoryRules& rules,
                                          Day last);

}  // namespace shelfd::backtest
