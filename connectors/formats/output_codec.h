// Output codec: suggestions, alerts, dead letters and epochs to JSON, and back (for readers).
//
// Money is a decimal string in the record's `currency`; instants RFC 3339; `basis.judged` is the
// Protocol Buffers message of the judgement (state.proto), base64, at most 2 KB, so that `verify`
// can run the judge on it again: its doubles keep every bit. Numbers for display are rounded
// (output_json.h). Decoding gives back the value with these numbers, which encodes to equal text.
// Contract: docs/schemas/<topic>.json.
// Threads: any. Errors: Reject, naming the field.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "connectors/formats/state_formats.h"
#include "engine/suggestion.h"

namespace shelfd::connectors {

// A refused record: where it stood, why, and its first bytes unless they hold personal data.
struct DeadLetter {
  std::string topic{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::string field{};
  std::string reason{};
  std::string value{};  // the offending value, at most 80 bytes
  std::int64_t size = 0;
  std::string sha256;   // hex
  std::string bytes{};  // first 16 KiB, base64 in JSON; empty for personal data
  Instant at{};
};

// A cut: with the records up to `next_offsets` it says all that the epoch was made of, so that
// `replay` can make it again.
struct EpochRecord {
  std::int32_t partition = 0;
  std::int64_t epoch = 0;
  Instant now{};
  std::vector<std::int64_t> next_offsets{};  // by topic rank; rules: their version
  // Where the cut begins, where that is not the end of the one before: a start in the middle, or
  // inputs that were passed by. Empty: there.
  std::vector<std::int64_t> from_offsets{};
  bool own_time = false;  // clock: event
  bool judging = true;
  std::int64_t timers = 0;              // taken, the first of the index
  std::int64_t spread = 0;              // items that got a timer for new rules
  std::optional<std::int64_t> swept{};  // items judged in catching up; absent: not such an epoch
  bool rebuilding = false;              // a history fed again: answers bind by item and time
  StateFormat state_format = kFirstStateFormat;  // of the records that it wrote
  std::int64_t rewritten = 0;                    // records looked at for older formats
  std::string build{};                           // of the program that judged, and its arithmetic
  std::string arithmetic{};
};

[[nodiscard]] std::string encode_price(const engine::PriceSuggestion& suggestion);
[[nodiscard]] std::string encode_plan(const engine::RestockPlan& plan);
[[nodiscard]] std::string encode_alert(const engine::Alert& alert);
[[nodiscard]] std::string encode_dead_letter(const DeadLetter& letter);
[[nodiscard]] std::string encode_epoch(const EpochRecord& epoch);

[[nodiscard]] Result<engine::PriceSuggestion> decode_price(std::string_view json);
[[nodiscard]] Result<engine::RestockPlan> decode_plan(std::string_view json);
[[nodiscard]] Result<engine::Alert> decode_alert(std::string_view json);
[[nodiscard]] Result<DeadLetter> decode_dead_letter(std::string_view json);
[[nodiscard]] Result<EpochRecord> decode_epoch(std::string_view json);

}  // namespace shelfd::connectors
