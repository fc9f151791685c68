// Fuzz target of the state codec. The first byte of an input chooses the record, the rest is its
// bytes.
//
// Holds: decoding is total; a refusal is a Stop that names its record; what is accepted encodes to
// bytes that are accepted and encode the same.
#include "connectors/formats/state_codec.h"
#include "tests/connectors/formats/random_states.h"
#include "tests/connectors/formats/sample_states.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

constexpr int kKinds = 10;
constexpr int kRandomInputs = 6;

// "accepted", or the record that refused.
template <typename Encode, typename Decode>
std::string run(std::string_view bytes, const Encode& encode, const Decode& decode) {
  const auto value = decode(bytes);
  if (!value) {
    const std::string& message = value.error().message;
    promise(value.error().reaction == Reaction::Stop, "a refusal is a stop", bytes);
    promise(message.find(": ") != std::string::npos, "a refusal names its record", bytes);
    return message.substr(0, message.find(": ")) + " refused";
  }
  const std::string written = tests::bytes_of(encode, *value);
  const auto again = decode(written);
  promise(again.has_value(), "what the encoder writes is accepted", bytes);
  promise(tests::bytes_of(encode, *again) == written, "encoding is stable", bytes);
  return "accepted";
}

std::string run_kind(int kind, std::string_view bytes) {
  namespace codec = connectors;
  switch (kind) {
    case 0:
      return run(bytes, codec::encode_situation, codec::decode_situation);
    case 1:
      return run(bytes, codec::encode_belief, codec::decode_belief);
    case 2:
      return run(bytes, codec::encode_category_pool, codec::decode_category_pool);
    case 3:
      return run(bytes, codec::encode_lead_pool, codec::decode_lead_pool);
    case 4:
      return run(bytes, codec::encode_aside, codec::decode_aside);
    case 5:
      return run(bytes, codec::encode_control, codec::decode_control);
    case 6:
      return run(bytes, codec::encode_judged_price, codec::decode_judged_price);
    case 7:
      return run(bytes, codec::encode_judged_plan, codec::decode_judged_plan);
    case 8:
      return run(bytes, codec::encode_response_pool, codec::decode_response_pool);
    default:
      return run(bytes, codec::encode_movement_pool, codec::decode_movement_pool);
  }
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  namespace codec = connectors;
  std::vector<std::string> inputs;
  const auto add = [&](char kind, const std::string& bytes) { inputs.push_back(kind + bytes); };
  add(0, codec::encode_situation(tests::sample_situation()));
  add(1, codec::encode_belief(tests::sample_belief()));
  add(2, codec::encode_category_pool(tests::sample_category_pool()));
  add(3, codec::encode_lead_pool(tests::sample_lead_pool()));
  add(4, codec::encode_aside(tests::sample_aside()));
  add(5, codec::encode_control(tests::sample_control()));
  add(6, codec::encode_judged_price(tests::sample_judged_price()));
  add(7, codec::encode_judged_plan(tests::sample_judged_plan()));
  add(8, codec::encode_response_pool(tests::sample_response_pool()));
  add(9, codec::encode_movement_pool(tests::sample_movement_pool()));
  for (int round = 0; round < kRandomInputs; ++round) {
    tests::Draw draw(static_cast<std::uint64_t>(round), round % 2 == 0);
    add(0, codec::encode_situation(tests::random_situation(draw)));
    add(1, codec::encode_belief(tests::random_belief(draw)));
    add(6, codec::encode_judged_price(tests::random_judged_price(draw)));
    add(7, codec::encode_judged_plan(tests::random_judged_plan(draw)));
  }
  return inputs;
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty input";
  return run_kind(static_cast<unsigned char>(input[0]) % kKinds, input.substr(1));
}

}  // namespace shelfd::fuzz
