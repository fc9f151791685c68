// Causes: see causes.h.
#include "wording/causes.h"

#include <algorithm>

namespace shelfd::wording {
namespace {

std::uint64_t magnitude(std::int64_t amount) {
  const auto bits = static_cast<std::uint64_t>(amount);
  return amount < 0 ? std::uint64_t{0} - bits : bits;
}

// The last reason with an amount; null where there is none.
const engine::Reason* last_with_amount(std::span<const engine::Reason> reasons) {
  const auto last = std::ranges::find_if(reasons.rbegin(), reasons.rend(),
                                         [](const auto& reason) { return reason.amount != 0; });
  return last == reasons.rend() ? nullptr : &*last;
}

std::int64_t sum_of(std::span<const engine::Reason> reasons) {
  std::int64_t sum = 0;
  for (const engine::Reason& reason : reasons) sum += reason.amount;
  return sum;
}

}  // namespace

Causes causes_of(std::span<const engine::Reason> reasons) {
  Causes causes;
  for (const engine::Reason& reason : reasons) {
    (reason.amount == 0 ? causes.without_amount : causes.largest).push_back(&reason);
  }
  std::ranges::stable_sort(causes.largest, std::greater{},
                           [](const engine::Reason* reason) { return magnitude(reason->amount); });
  if (sum_of(reasons) == 0 && causes.largest.size() > kMostCauses) {
    const auto last = std::ranges::find(causes.largest, last_with_amount(reasons));
    const auto place = causes.largest.begin() + (kMostCauses - 1);
    if (last > place) std::rotate(place, last, last + 1);
  }
  while (causes.largest.size() > kMostCauses) {
    causes.rest += causes.largest.back()->amount;
    ++causes.rest_count;
    causes.largest.pop_back();
  }
  return causes;
}

const engine::Reason* biggest_reason(std::span<const engine::Reason> reasons) {
  const Causes causes = causes_of(reasons);
  const std::int64_t sum = sum_of(reasons);
  for (const engine::Reason* reason : causes.largest) {
    if ((sum < 0 && reason->amount < 0) || (sum > 0 && reason->amount > 0)) return reason;
  }
  if (!causes.largest.empty()) return last_with_amount(reasons);
  return causes.without_amount.empty() ? nullptr : causes.without_amount.front();
}

}  // namespace shelfd::wording
