// Inbox: what readers hand in, checked and appended. A reply of 202 follows the acknowledgement:
// the sync of the folder's own log, or that of a cluster's brokers (Door).
//
// Every record is decoded before it is stored, so that the sender learns at once what is wrong with
// it; rows of an import were decoded by the importer. Limits: kMaxBodyBytes a body, kMaxRecordBytes
// a line: beyond them 413.
// Threads: any. Two imports run one after the other, so that no row is added twice.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/embedded/partitions.h"
#include "connectors/query/request.h"

namespace shelfd::connectors {

inline constexpr std::size_t kMaxBodyBytes = std::size_t{8} << 20U;
// Refused lines that a reply tells; all are counted.
inline constexpr std::size_t kToldRefusals = 1'000;

// Where records go that are handed in. Any thread.
struct Door {
  // Returns once all are durable; `at` is their append time where the other side has none of its
  // own. Errors: Retry where it is away, Reject for records that it never takes.
  std::function<Status(std::vector<Arrival> arrivals, Instant at)> append{};
  // "": rows of an import are taken in; else why not, and what to do instead.
  std::string why_no_imports{};
};

// Into the partitions themselves, which outlive it. `on_append` wakes the loop; it may be empty.
[[nodiscard]] Door door_into(Partitions& log, std::function<void()> on_append);

class Inbox {
 public:
  // `log`, which answers what was suggested, and `clock` outlive it.
  Inbox(Partitions& log, Clock& clock, Door door);

  // 404 for a suggestion that never was, 409 for one that a newer one replaced, or that was
  // withdrawn. The record's `at` is now where it says none.
  [[nodiscard]] Reply take_response(std::string_view body);
  // Good lines are stored, in one append; bad ones are told by line. 400 where none is good.
  [[nodiscard]] Reply take_records(std::string_view topic_name, std::string_view body);
  // All lines or none: 400 names the first that is wrong, or says why none are taken here.
  [[nodiscard]] Reply take_import(std::string_view body);
  [[nodiscard]] Reply take_rules(std::string_view body);

 private:
  [[nodiscard]] Status append(std::vector<Arrival> arrivals) {
    return door_.append(std::move(arrivals), clock_.now());
  }
  [[nodiscard]] Reply accept_one(NewRecord record);

  Partitions& log_;
  Clock& clock_;
  Door door_;
  std::mutex import_mutex_;  // held from looking up a row's hash until its record is durable
};

}  // namespace shelfd::connectors
