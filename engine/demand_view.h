// Demand view: what a day is known by, for the demand filter: its weekday, the price in force, the
// rivals that count, a promotion, occasions.
//
// Prices to come are those planned: facts that begin later, promotions until they end. Rivals stay
// as they are now: nobody tells theirs. An occasion covers a day that it touches, within its scope
// (a category, or all); its name chooses one of two places by hash, so two occasions may share
// one, and then share what is learnt of them.
// Pure. Not here: what is made of it (forecasting/regressors.h), what people are shown of it
// (item_outlook.h).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "engine/item_state.h"
#include "engine/policy.h"
#include "forecasting/demand_outlook.h"
#include "pricing/market_price.h"

namespace shelfd::engine {

using PlannedDays = std::array<forecasting::PlannedPeriod, forecasting::kPathPeriods>;

// Of `day` (a day number), as far as it is known now; `market`: the rivals that count now.
[[nodiscard]] forecasting::Conditions conditions_on(
    const Situation& situation, const Policy& policy, std::int32_t day,
    const std::optional<pricing::MarketPrice>& market);

// Of the days from `first` on.
[[nodiscard]] PlannedDays planned_days(const Situation& situation, const Policy& policy,
                                       std::int32_t first,
                                       const std::optional<pricing::MarketPrice>& market);

// The occasions that cover `day`, each with the place of its flag in Conditions.
struct DayOccasion {
  std::size_t flag = 0;
  std::string name{};
};
[[nodiscard]] std::vector<DayOccasion> occasions_on(const Situation& situation,
                                                    const Policy& policy, std::int32_t day);

// An item's demand of the days from that of `now` on, which counts whole, at the pace of its units
// so far (open_day.h): the law that its plans,
// and what people are shown of it, are made from.
struct DemandAhead {
  std::int32_t first_day = 0;  // day number
  PlannedDays days{};
  forecasting::DemandPrior prior{};
  forecasting::DemandPath path{};
};
[[nodiscard]] DemandAhead demand_ahead(const ItemState& state, const Policy& policy,
                                       const forecasting::DemandPool& category,
                                       const std::optional<pricing::MarketPrice>& market,
                                       Instant now);

// A digest of all that the outlook of an item's demand rests on, as it stands at `now`: belief,
// category, what is trained, day, prices in force and planned, rivals, occasions; and returns,
// where they are sold again. For caches.
[[nodiscard]] std::uint64_t demand_key(const ItemState& state, const Policy& policy,
                                       const forecasting::DemandPool& category,
                                       const std::optional<pricing::MarketPrice>& market,
                                       Instant now);

}  // namespace shelfd::engine
