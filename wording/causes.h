// Causes: which of an answer's reasons a reader is shown, and in what order.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/suggestion.h"

namespace shelfd::wording {

inline constexpr std::size_t kMostCauses = 3;

// The reasons with an amount: the largest by absolute amount (ties: the earlier first), and the sum
// of the rest, so that all add up; and the reasons without one, in order. Where all cancel out, the
// last of them is shown however small, as it took the change back. Borrowed.
struct Causes {
  std::vector<const engine::Reason*> largest;  // at most kMostCauses
  std::int64_t rest = 0;
  std::size_t rest_count = 0;
  std::vector<const engine::Reason*> without_amount;
};
[[nodiscard]] Causes causes_of(std::span<const engine::Reason> reasons);

// The one reason for a line: the largest that pulls the way the sum goes; where all cancel out, the
// last (what took the change back); where none has an amount, the first. Null: there are none.
[[nodiscard]] const engine::Reason* biggest_reason(std::span<const engine::Reason> reasons);

}  // namespace shelfd::wording
