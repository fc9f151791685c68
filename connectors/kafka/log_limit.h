// Log limit: no more than some messages of one kind a minute. An absent broker is reported many
// times a second for each connection; the first few say it all, and the count of the others.
//
//   admit(kind, text, now)   text, text, ..., nothing, nothing, "text (2 more FAIL left out)"
// A kind is the library's own name for where a message comes from ("FAIL", "REQTMOUT").
// Pure: the time is a parameter. Not thread-safe; client_log.h holds a lock around it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace shelfd::connectors {

inline constexpr int kLogsPerMinute = 6;
inline constexpr std::size_t kMaxLogKinds = 64;  // the rest share one

class LogLimit {
 public:
  // What is to be logged; none when the kind has had its share of this minute.
  [[nodiscard]] std::optional<std::string> admit(const std::string& kind, const std::string& text,
                                                 std::chrono::nanoseconds now);

 private:
  struct Share {
    std::chrono::nanoseconds since{};  // the minute begins with its first message
    int admitted = 0;
    int left_out = 0;
  };
  std::map<std::string, Share> shares_;
};

}  // namespace shelfd::connectors
