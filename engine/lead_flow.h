// Lead flow: what is known of an item's orders that are under way: counting them into the life
// tables at a day's close, when they will come, and which supplier has gone silent.
//
// Each day on which an order is open counts once, at its age, its days since shipment and its days
// since the promised one (`expected_at` as told by then; else what the supplier states in the
// catalog). What is told late is caught up: days not counted yet when the receipt comes are
// counted, days counted after it are taken back. An order that was cancelled counts until then.
// Silent: open for longer than 99 of 100 orders take by the law it was placed under, or once it is
// shipped than 99 of 100 shipments; from then on its days are not counted, so that a receipt nobody
// told does not lengthen the law for ever.
// Lane: the item's category. Pure. Not here: the mathematics (forecasting/lead_time.h), pools of
// other items (pools.h).
#pragma once

#include <optional>

#include "engine/item_state.h"
#include "engine/step.h"
#include "forecasting/lead_time.h"

namespace shelfd::engine {

// What speaks of the item's orders at one supplier; borrowed from state and pools.
[[nodiscard]] forecasting::LeadEvidence lead_evidence(const ItemState& state, const Pools& pools,
                                                      std::uint64_t supplier);

// Neither done nor cancelled: something is still to come.
[[nodiscard]] bool is_under_way(const OpenOrder& order);

// From the local day of `now` to the first receipt of an order that is under way.
[[nodiscard]] forecasting::LeadTimeLaw remaining_time(const ItemState& state,
                                                      const StepContext& context,
                                                      const OpenOrder& order);

// The silent order that is open longest; null: none.
[[nodiscard]] const OpenOrder* silent_order(const Situation& situation);

// Local days since the newest stage told, >= 0.
[[nodiscard]] int days_without_news(const OpenOrder& order, const Policy& policy, Instant now);

}  // namespace shelfd::engine
