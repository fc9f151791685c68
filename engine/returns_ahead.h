// Returns ahead: the units that are expected back while days to come go by, and what that leaves to
// buy where the merchant sells them again.
//
//   back in n days   forecasting/returns.h, of what is out and of the path's daily means; a last
//                    day that is not whole counts by its share
//   net demand       each unit of a span's demand has to be bought with the chance f = 1 - the
//                    least of kMostResold and resold_ratio x units back / mean units: NB(r, m)
//                    thinned by f is NB(r, f m), so the law's kind and size stay
//
// What comes back is never demand below zero, and counts as stock only when a count says so:
// without `resold_ratio` of the rules (0) nothing here moves a plan. Source: Kingman, Poisson
// Processes (1993), ch. 5 (thinning; a negative binomial count is Poisson given its gamma rate).
// Pure.
#pragma once

#include "base/count_mixture.h"
#include "engine/demand_view.h"

namespace shelfd::engine {

inline constexpr double kMostResold = 0.9;  // of a span's demand

// >= 0; 0 where the item's returns are not followed. `days` >= 0.
[[nodiscard]] double returns_over(const ItemState& state, const DemandAhead& ahead, double days);

// A span's demand less what comes back in it and is sold again.
[[nodiscard]] CountMixture net_of_resold(const CountMixture& demand, double resold_units);

}  // namespace shelfd::engine
