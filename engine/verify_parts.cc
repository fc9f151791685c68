#include "engine/verify_parts.h"

#include <algorithm>
#include <array>

namespace shelfd::engine {
namespace {

const char* name_of(Status status) {
  constexpr auto kNames =
      std::to_array<const char*>({"keep", "open", "needs_person", "withdrawn", "expired"});
  return kNames.at(static_cast<std::size_t>(status));
}

bool is_gone(Status status) { return status == Status::Withdrawn || status == Status::Expired; }

// A reason that comes from the state of the item and not from the judgement.
bool is_hold(ReasonCode code) {
  using enum ReasonCode;
  return code > Waiting && code != NoPrice && code != NoCost && code != NoMarket &&
         code != NoStockCount;
}

}  // namespace

std::optional<ReasonCode> hold_in(const std::vector<Reason>& reasons) {
  const auto hold = std::ranges::find_if(reasons, is_hold, &Reason::code);
  if (hold == reasons.end()) return std::nullopt;
  return hold->code;
}

void compare_reasons(Comparison& comparison, const char* counted,
                     const std::vector<Reason>& published, const std::vector<Told>& recomputed) {
  for (std::size_t at = 0; at < std::max(published.size(), recomputed.size()); ++at) {
    const std::string field = "reasons[" + std::to_string(at) + "]";
    const bool both = at < published.size() && at < recomputed.size();
    comparison.exact(field + ".code", at < published.size() ? reason_name(published[at].code) : "",
                     at < recomputed.size() ? reason_name(recomputed[at].code) : "");
    if (both) comparison.exact(field + "." + counted, published[at].amount, recomputed[at].amount);
  }
}

void compare_status(Comparison& comparison, Status published, Status recomputed) {
  if (!is_gone(published)) comparison.exact("status", name_of(published), name_of(recomputed));
}

Verification without_judged(Status status, const std::vector<Reason>& reasons) {
  Verification verification{.outcome = Outcome::NotJudged, .differences = {}, .why = {}};
  if (is_gone(status)) {
    verification.why = name_of(status);
  } else if (status == Status::NeedsPerson && !reasons.empty()) {
    verification.why = reason_name(reasons.front().code);
  } else {
    // An answer was given, so there was a judgement: its message is missing.
    verification.outcome = Outcome::Different;
    verification.differences.push_back(
        {.field = "basis.judged", .published = "", .recomputed = "a message", .discrete = true});
  }
  return verification;
}

Verification not_judgeable(const std::string& field) {
  return {.outcome = Outcome::Different,
          .differences = {{.field = "basis.judged." + field,
                           .published = "out of range",
                           .recomputed = "",
                           .discrete = true}},
          .why = {}};
}

Verification outcome_of(Comparison& comparison, bool same_arithmetic) {
  Verification verification{
      .outcome = Outcome::Identical, .differences = comparison.take(), .why = {}};
  if (!verification.differences.empty()) {
    verification.outcome = Outcome::Different;
  } else if (!same_arithmetic) {
    verification.outcome = Outcome::OtherArithmetic;
  }
  return verification;
}

}  // namespace shelfd::engine
