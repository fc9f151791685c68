// Fuzz target of judged messages, as `verify` takes them from anybody. The first byte of an input
// chooses price or plan, the rest is the message.
//
// Holds: every message that is accepted and within range can be judged; a price's steps sum to its
// change, a plan's to its quantity; and a suggestion that says nothing of it is found to differ.
#include "connectors/formats/state_codec.h"
#include "engine/judged_range.h"
#include "engine/verify.h"
#include "tests/connectors/formats/random_states.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

constexpr int kRandomInputs = 10;
constexpr const char* kArithmetic = "0123456789abcdef";

template <typename Suggestion, typename Judged>
std::string verified(Judged judged, std::string_view input) {
  Suggestion suggestion;
  suggestion.basis.arithmetic = kArithmetic;
  suggestion.basis.judged = std::move(judged);
  const auto verification = engine::verify(suggestion, kArithmetic);
  promise(verification.outcome != engine::Outcome::NotJudged, "a message is judged", input);
  promise(!verification.differences.empty(), "an empty suggestion differs", input);
  return "accepted";
}

std::string run_price(std::string_view bytes, std::string_view input) {
  const auto judged = connectors::decode_judged_price(bytes);
  if (!judged) return "price refused";
  if (!engine::out_of_range(*judged).empty()) {
    return verified<engine::PriceSuggestion>(*judged, input) + ", out of range";
  }
  const engine::PriceJudgement judgement = engine::judge_price(*judged);
  if (judgement.answer) {
    Money price = judged->inputs.current;
    for (const pricing::StepAmount& step : judgement.answer->steps) price += step.amount;
    promise(price == judgement.answer->price, "the steps sum to the change", input);
  }
  return verified<engine::PriceSuggestion>(*judged, input);
}

std::string run_plan(std::string_view bytes, std::string_view input) {
  const auto judged = connectors::decode_judged_plan(bytes);
  if (!judged) return "plan refused";
  if (!engine::out_of_range(*judged).empty()) {
    return verified<engine::RestockPlan>(*judged, input) + ", out of range";
  }
  const engine::PlanJudgement judgement = engine::judge_plan(*judged);
  std::int64_t units = 0;
  for (const replenishment::StepUnits& step : judgement.plan.steps) units += step.units.units;
  promise(units == judgement.plan.quantity.units, "the steps sum to the quantity", input);
  return verified<engine::RestockPlan>(*judged, input);
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  namespace codec = connectors;
  std::vector<std::string> inputs = {
      '\0' + codec::encode_judged_price(tests::sample_judged_price()),
      '\1' + codec::encode_judged_plan(tests::sample_judged_plan())};
  for (int round = 0; round < kRandomInputs; ++round) {
    tests::Draw draw(static_cast<std::uint64_t>(round), round % 2 == 0);
    inputs.push_back('\0' + codec::encode_judged_price(tests::random_judged_price(draw)));
    inputs.push_back('\1' + codec::encode_judged_plan(tests::random_judged_plan(draw)));
  }
  return inputs;
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty input";
  const bool price = (static_cast<unsigned char>(input[0]) & 1U) == 0;
  return price ? run_price(input.substr(1), input) : run_plan(input.substr(1), input);
}

}  // namespace shelfd::fuzz
