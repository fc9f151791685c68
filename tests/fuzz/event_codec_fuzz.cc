// Fuzz target of the event codec. The first byte of an input chooses the topic, the rest is the
// record, under the key of the item that the built-in inputs speak of.
//
// Holds: decoding is total; a refusal has a known reason, a short UTF-8 value, and no value where
// it withholds a person; what is accepted encodes to bytes that are accepted and encode the same.
#include <cstdint>
#include <random>
#include <set>

#include "connectors/formats/event_codec.h"
#include "tests/connectors/formats/random_events.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

using connectors::Decoded;
using connectors::encode_event;
using connectors::EventDecoder;
using engine::Topic;

constexpr std::string_view kMerchant = "acme";
constexpr std::string_view kKey = "acme/shirt-42";

const std::set<std::string, std::less<>> kReasons = {
    "not_json",       "not_utf8",     "too_large",     "too_deep",   "missing",        "wrong_type",
    "unknown_value",  "out_of_range", "too_long",      "too_many",   "not_an_instant", "not_money",
    "not_a_currency", "key_mismatch", "personal_data", "unsupported"};

void check_refusal(const connectors::Refused& refused, std::string_view input) {
  promise(kReasons.contains(refused.reason), "a reason is one of the list", input);
  promise(refused.field.size() <= 128 && refused.value.size() <= 80, "a refusal is short", input);
  promise(refused.reason != "personal_data" || refused.value.empty(), "no person is shown", input);
}

struct SetItem {
  void operator()(engine::Rules& rules) const {
    rules.merchant = MerchantId(std::string(kMerchant));
  }
  void operator()(auto& content) const {
    content.item = {.merchant = MerchantId(std::string(kMerchant)), .sku = Sku("shirt-42")};
  }
};

}  // namespace

std::vector<std::string> built_in_inputs() {
  std::mt19937_64 random(7);
  std::vector<std::string> inputs;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    for (int round = 0; round < 12; ++round) {
      const auto fill = round == 0 ? connectors::Fill::Required : connectors::Fill::Some;
      auto event = random_event(static_cast<Topic>(rank), fill, random);
      engine::visit_event(SetItem{}, event);
      inputs.push_back(static_cast<char>(rank) + encode_event(event));
    }
  }
  return inputs;
}

std::string outcome_of(std::string_view input) {
  static EventDecoder decoder;
  if (input.empty()) return "empty input";
  const auto topic = static_cast<Topic>(static_cast<unsigned char>(input[0]) % engine::kTopicCount);
  const std::string_view key = topic == Topic::Rules ? kMerchant : kKey;
  const Decoded decoded = decoder.decode(topic, key, input.substr(1));
  if (!decoded) {
    check_refusal(decoded.error(), input);
    return decoded.error().reason;
  }
  const std::string bytes = encode_event(*decoded);
  const Decoded again = decoder.decode(topic, key, bytes);
  promise(again.has_value(), "what the encoder writes is accepted", input);
  promise(encode_event(*again) == bytes, "encoding is stable", input);
  return "accepted";
}

}  // namespace shelfd::fuzz
