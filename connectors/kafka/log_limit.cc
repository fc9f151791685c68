#include "connectors/kafka/log_limit.h"

namespace shelfd::connectors {

std::optional<std::string> LogLimit::admit(const std::string& kind, const std::string& text,
                                           std::chrono::nanoseconds now) {
  const bool is_known = shares_.contains(kind) || shares_.size() < kMaxLogKinds;
  const std::string& name = is_known ? kind : "other";
  Share& share = shares_[name];
  std::string more;
  if (share.admitted == 0 || now - share.since >= std::chrono::minutes{1}) {
    if (share.left_out > 0) {
      more = " (" + std::to_string(share.left_out) + " more " + name + " left out)";
    }
    share = {.since = now, .admitted = 0, .left_out = 0};
  }
  if (share.admitted == kLogsPerMinute) {
    ++share.left_out;
    return std::nullopt;
  }
  ++share.admitted;
  return text + more;
}

}  // namespace shelfd::connectors
