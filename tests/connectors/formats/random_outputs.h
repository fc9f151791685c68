// Random outputs: seeded suggestions, alerts, dead letters and epochs. With `shown`, numbers for
// display have few decimals, as a decoded record's have.
#pragma once

#include "connectors/formats/output_codec.h"
#include "tests/connectors/formats/random_states.h"

namespace shelfd::tests {

[[nodiscard]] engine::PriceSuggestion random_price(Draw& draw, bool shown);
[[nodiscard]] engine::RestockPlan random_plan(Draw& draw, bool shown);
[[nodiscard]] engine::Alert random_alert(Draw& draw, bool shown);
[[nodiscard]] connectors::DeadLetter random_dead_letter(Draw& draw);
[[nodiscard]] connectors::EpochRecord random_epoch(Draw& draw);

}  // namespace shelfd::tests
