// Demand codec: the beliefs about demand and returns and a category's pool, to messages and back
// (state.proto).
//
// Numbers of one kind stand in one packed column, in a fixed order. The spreads of a bank hold the
// pairs of the regressors that were seen together: the others stand apart, as they began.
// Threads: any. Only the state codec's own sources include this: it shows Protocol Buffers types.
#pragma once

#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_packing.h"
#include "forecasting/category_prior.h"
#include "forecasting/demand_belief.h"
#include "forecasting/returns.h"

namespace shelfd::connectors {

void pack_demand(const forecasting::DemandBelief& belief, state::Demand& packed);
// Refused: columns of another length, numbers that are not finite, variances below zero.
[[nodiscard]] forecasting::DemandBelief read_demand(const state::Demand& packed, Verdict& verdict);

void pack_returns(const forecasting::ItemReturns& returns, state::Returns& packed);
// Refused: a column of another length, numbers that are not finite, units and days below zero.
[[nodiscard]] forecasting::ItemReturns read_returns(const state::Returns& packed, Verdict& verdict);

// Into the belief's own column: nothing where all are zero.
void pack_viewed(const forecasting::ViewedSales& viewed, state::Belief& packed);
[[nodiscard]] forecasting::ViewedSales read_viewed(const state::Belief& packed, Verdict& verdict);

void pack_pool(const forecasting::DemandPool& pool, state::DemandPool& packed);
[[nodiscard]] forecasting::DemandPool read_pool(const state::DemandPool& packed, Verdict& verdict);

}  // namespace shelfd::connectors
