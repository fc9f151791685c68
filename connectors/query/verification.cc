#include "connectors/query/verification.h"

#include <algorithm>

#include "connectors/formats/output_codec.h"
#include "connectors/query/json_reply.h"

namespace shelfd::connectors {
namespace {

// "price" of "merchant/sku:price:7"; the sku may hold colons.
std::string_view kind_of(std::string_view suggestion_id) {
  const std::size_t counter = suggestion_id.rfind(':');
  if (counter == std::string_view::npos) return "";
  const std::string_view before = suggestion_id.substr(0, counter);
  return before.substr(before.rfind(':') + 1);
}

}  // namespace

void Verifier::refuse(std::string message) {
  ++count_.unreadable;
  if (count_.told_unreadable.size() >= kToldRecords) return;
  count_.told_unreadable.push_back({.number = count_.records, .message = std::move(message)});
}

template <typename Suggestion>
void Verifier::judge_again(const Suggestion& suggestion) {
  const auto& basis = suggestion.basis;
  if (basis.build != build_) ++count_.other_build;
  engine::Verification verification = engine::verify(suggestion, arithmetic_);
  switch (verification.outcome) {
    case engine::Outcome::Identical:
      ++count_.identical;
      return;
    case engine::Outcome::OtherArithmetic:
      ++count_.other_arithmetic;
      return;
    case engine::Outcome::NotJudged:
      ++count_.not_judged[verification.why];
      return;
    case engine::Outcome::Different:
      break;
  }
  ++count_.different;
  const bool discrete =
      std::ranges::any_of(verification.differences, &engine::Difference::discrete);
  if (basis.arithmetic != arithmetic_ && discrete) ++count_.different_discrete;
  if (count_.told_different.size() >= kToldRecords) return;
  count_.told_different.push_back({.suggestion_id = suggestion.suggestion_id,
                                   .build = basis.build,
                                   .arithmetic = basis.arithmetic,
                                   .differences = std::move(verification.differences)});
}

void Verifier::take(std::string_view record) {
  ++count_.records;
  const std::string id = text_of(stored_json(record), "suggestion_id");
  const std::string_view kind = kind_of(id);
  if (kind == "price") {
    const auto price = decode_price(record);
    return price ? judge_again(*price) : refuse(price.error().message);
  }
  if (kind == "plan") {
    const auto plan = decode_plan(record);
    return plan ? judge_again(*plan) : refuse(plan.error().message);
  }
  refuse("suggestion_id: names neither a price nor a plan");
}

}  // namespace shelfd::connectors
