// Answers: what the merchant does with a suggestion, drawn from (seed, suggestion_id) alone, so
// that the order of asking never matters.
//
//   price: accepted `acceptance` of the time (one in five says `applied`), else of 38 parts: 8
//   rejected with a reason, 5 overridden half-way, 3 snoozed for three days, 22 ignored
//   plan:  70% accepted, 12% rejected, 5% overridden to about half, 13% ignored
//
// An accepted price becomes a price fact with the suggestion's id within 8 hours, an accepted plan
// an order within 6; one in twelve is forgotten. Pure.
#pragma once

#include <optional>

#include "engine/suggestion.h"
#include "simulator/item.h"

namespace shelfd::simulator {

// Nothing for what is not open, was answered before, or is ignored.
[[nodiscard]] std::optional<engine::Response> answer_price(
    const World& world, Item& item, const engine::PriceSuggestion& suggestion, Instant at);

[[nodiscard]] std::optional<engine::Response> answer_plan(const World& world, Item& item,
                                                          const engine::RestockPlan& plan,
                                                          Instant at);

}  // namespace shelfd::simulator
