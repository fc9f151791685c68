#include "daemon/dead_letter.h"

#include "connectors/formats/digest.h"

namespace shelfd::daemon {
namespace {

// What cannot be decoded at all may hold anything, a person's data too: its bytes are withheld. A
// merchant that left wants nothing kept.
bool may_show_bytes(std::string_view reason) {
  return reason != "personal_data" && reason != "not_json" && reason != "not_utf8" &&
         reason != "too_deep" && reason != "too_large" && reason != "merchant_left";
}

}  // namespace

connectors::DeadLetter dead_letter_of(const connectors::RawRecord& raw,
                                      const connectors::Refused& refused, const RefusedAt& where) {
  connectors::DeadLetter letter{.topic = engine::topic_name(raw.topic),
                                .partition = where.partition,
                                .offset = raw.offset,
                                .field = refused.field,
                                .reason = refused.reason,
                                .value = refused.value,
                                .size = static_cast<std::int64_t>(raw.value.size()),
                                .sha256 = connectors::sha256_hex(raw.value),
                                .bytes = {},
                                .at = where.at};
  if (may_show_bytes(refused.reason)) {
    letter.bytes = std::string_view(raw.value).substr(0, kDeadLetterBytes);
  }
  return letter;
}

std::optional<connectors::Limit> limit_met(const connectors::RawRecord& raw,
                                           const connectors::Refused& refused) {
  using enum connectors::Limit;
  if (refused.reason == "too_large") return RecordBytes;
  if (refused.reason == "no_limit_left") return OpenOrders;
  const bool is_cut = raw.value.size() > kDeadLetterBytes && may_show_bytes(refused.reason);
  return is_cut ? std::optional(DeadLetterBytes) : std::nullopt;
}

}  // namespace shelfd::daemon
