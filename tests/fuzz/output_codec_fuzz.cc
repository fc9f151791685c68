// Fuzz target of the output codec, as readers use it. The first byte of an input chooses the topic,
// the rest is the record's JSON.
//
// Holds: decoding is total; a refusal is a Reject with a cause; what is accepted encodes to a text
// that is accepted and encodes the same.
#include "connectors/formats/output_codec.h"
#include "tests/connectors/formats/random_outputs.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

constexpr int kTopics = 5;
constexpr int kRandomInputs = 10;

template <typename Encode, typename Decode>
std::string run(std::string_view json, const Encode& encode, const Decode& decode) {
  const auto value = decode(json);
  if (!value) {
    promise(value.error().reaction == Reaction::Reject, "a refusal is a reject", json);
    promise(!value.error().message.empty(), "a refusal has a cause", json);
    return value.error().message == "not JSON" ? "not JSON" : "refused";
  }
  const std::string written = encode(*value);
  const auto again = decode(written);
  promise(again.has_value(), "what the encoder writes is accepted", json);
  promise(encode(*again) == written, "encoding is stable", json);
  return "accepted";
}

std::string run_topic(int topic, std::string_view json) {
  namespace codec = connectors;
  switch (topic) {
    case 0:
      return run(json, codec::encode_price, codec::decode_price);
    case 1:
      return run(json, codec::encode_plan, codec::decode_plan);
    case 2:
      return run(json, codec::encode_alert, codec::decode_alert);
    case 3:
      return run(json, codec::encode_dead_letter, codec::decode_dead_letter);
    default:
      return run(json, codec::encode_epoch, codec::decode_epoch);
  }
}

}  // namespace

std::vector<std::string> built_in_inputs() {
  namespace codec = connectors;
  std::vector<std::string> inputs;
  const auto add = [&](char topic, const std::string& json) { inputs.push_back(topic + json); };
  for (int round = 0; round < kRandomInputs; ++round) {
    tests::Draw draw(static_cast<std::uint64_t>(round));
    add(0, codec::encode_price(tests::random_price(draw, false)));
    add(1, codec::encode_plan(tests::random_plan(draw, false)));
    add(2, codec::encode_alert(tests::random_alert(draw, false)));
    add(3, codec::encode_dead_letter(tests::random_dead_letter(draw)));
    add(4, codec::encode_epoch(tests::random_epoch(draw)));
  }
  return inputs;
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty input";
  return run_topic(static_cast<unsigned char>(input[0]) % kTopics, input.substr(1));
}

}  // namespace shelfd::fuzz
