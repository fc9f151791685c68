// Verify parts: what the comparison of prices and that of plans share.
// Pure. Only engine/verify*.cc include this.
#pragma once

#include <optional>
#include <vector>

#include "engine/comparison.h"
#include "engine/verify.h"

namespace shelfd::engine {

// A reason as the judgement gives it: micros for a price, units for a plan.
struct Told {
  ReasonCode code = ReasonCode::NoPrice;
  std::int64_t amount = 0;
};

// What held the judgement back, as the record says: a reason of the item's state.
[[nodiscard]] std::optional<ReasonCode> hold_in(const std::vector<Reason>& reasons);

// `counted` is what an amount is called in the record: "amount" or "units".
void compare_reasons(Comparison& comparison, const char* counted,
                     const std::vector<Reason>& published, const std::vector<Told>& recomputed);

// A record that was withdrawn or expired keeps its judgement and has its own status.
void compare_status(Comparison& comparison, Status published, Status recomputed);

// NotJudged; Different where the status says that there was a judgement.
[[nodiscard]] Verification without_judged(Status status, const std::vector<Reason>& reasons);

// Different: a message that no engine made cannot be judged.
[[nodiscard]] Verification not_judgeable(const std::string& field);

[[nodiscard]] Verification outcome_of(Comparison& comparison, bool same_arithmetic);

}  // namespace shelfd::engine
