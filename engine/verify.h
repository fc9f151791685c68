// Verify: a published suggestion against what its judged message says, by judging it again.
//
// A price's fields that follow from `judged` alone, and are compared:
//   current_price · suggested_price · status, where nothing holds the price · market (reference,
//   low, high, cheapest and whose, effective_offers, left_out) · expected · the reasons' codes and
//   amounts, in order · binding_rule
// A plan's:
//   quantity, action, status · unit_cost, order_value · position · demand · the 50% and 90% of
//   lead_time_days · stockout_chance_if_not · expected · order_by, expected_arrival, as spans from
//   judged_at · the reasons' codes and units, in order
// They do not follow from it, and are not compared:
//   ids, currency, instants, supplier, basis, reduction, the 10% of lead_time_days;
//   that something held the judgement back (a promotion, an accepted price, a snooze, ...): the
//   reason is taken from the record, and what it then says is held to it;
//   rests_on, params and checked_rules: words about the judgement, not its outcome.
//
// A judgement under the same arithmetic must be the same bits; under another it may differ by 1e-9
// (comparison.h). The build is not asked: what differs, differs.
// A message that no engine made (judged_range.h) is not judged: it differs.
// Pure. Total.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/comparison.h"
#include "engine/suggestion.h"

namespace shelfd::engine {

enum class Outcome : std::uint8_t {
  Identical,
  OtherArithmetic,  // judged under another, and within what that may change
  Different,
  NotJudged,  // it carries no judged message, and needs none
};

struct Verification {
  Outcome outcome = Outcome::Identical;
  std::vector<Difference> differences{};
  std::string why{};  // NotJudged: the status, or the first reason's code
};

// `arithmetic` is that of this process. O(judging).
[[nodiscard]] Verification verify(const PriceSuggestion& published, std::string_view arithmetic);
[[nodiscard]] Verification verify(const RestockPlan& published, std::string_view arithmetic);

}  // namespace shelfd::engine
