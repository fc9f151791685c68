// The variable, read once, and the counting down to the end.
#include "connectors/crash_point.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <mutex>

#include "base/check.h"

namespace shelfd::connectors {

namespace {

constexpr std::array<std::string_view, kCrashPointCount> kNames = {
    "before_append_write",  "after_append_sync", "before_commit_write", "after_commit_sync",
    "epoch_stepped",        "epoch_given",       "feed_chunk_appended", "feed_ended",
    "day_closed",           "sweep_epoch",       "backup_copied",       "restore_copied",
    "restore_swapped",      "erase_taken",       "erase_scrubbed",      "rebuild_swapped",
    "transaction_committed"};

constexpr int kUnread = -1;
constexpr int kNowhere = static_cast<int>(kCrashPointCount);

// Where the process ends, and after how many more passings. Set by the first passing.
// NOLINTBEGIN(cppcoreguidelines-avoid-non-const-global-variables): a passing costs one load
constinit std::atomic<int> armed = kUnread;
constinit std::atomic<std::int64_t> passings_left = 0;
// NOLINTEND(cppcoreguidelines-avoid-non-const-global-variables)

void read_variable() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing in this program sets a variable
  const char* variable = std::getenv("SHELFD_CRASH_AT");
  if (variable == nullptr || *variable == '\0') {
    armed = kNowhere;
    return;
  }
  const std::string_view text = variable;
  const std::size_t colon = std::min(text.find(':'), text.size());
  const auto* const name = std::ranges::find(kNames, text.substr(0, colon));
  INVARIANT(name != kNames.end());  // SHELFD_CRASH_AT names no crash point
  std::int64_t passing = 1;
  if (colon < text.size()) {
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + colon + 1, end, passing);
    INVARIANT(parsed.ptr == end && passing >= 1);  // SHELFD_CRASH_AT=name:n, n from 1
  }
  passings_left = passing;
  armed = static_cast<int>(name - kNames.begin());
}

}  // namespace

const std::array<std::string_view, kCrashPointCount>& crash_point_names() { return kNames; }

void crash_point(CrashPoint point) {
  const int at = armed.load(std::memory_order_relaxed);
  if (at == kNowhere) return;
  if (at == kUnread) {
    static std::once_flag once;
    std::call_once(once, read_variable);
  }
  if (armed != static_cast<int>(point) || --passings_left != 0) return;
  std::raise(SIGKILL);
}

}  // namespace shelfd::connectors
