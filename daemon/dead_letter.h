// Dead letter: what is kept of a record that was refused: where it stood, why, and its first bytes,
// unless they may hold a person's data.
// Pure.
#pragma once

#include "connectors/formats/event_codec.h"
#include "connectors/formats/output_codec.h"
#include "connectors/metrics/metrics.h"
#include "connectors/ports.h"

namespace shelfd::daemon {

inline constexpr std::size_t kDeadLetterBytes = 16'384;

// Where and when a record was refused.
struct RefusedAt {
  std::int32_t partition = 0;
  Instant at{};  // the epoch's now
};

[[nodiscard]] connectors::DeadLetter dead_letter_of(const connectors::RawRecord& raw,
                                                    const connectors::Refused& refused,
                                                    const RefusedAt& where);

// The limit that was met by what was refused, or by what is kept of it; absent: none.
[[nodiscard]] std::optional<connectors::Limit> limit_met(const connectors::RawRecord& raw,
                                                         const connectors::Refused& refused);

}  // namespace shelfd::daemon
