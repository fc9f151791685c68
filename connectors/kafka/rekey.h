// Rekey: copies a topic of JSON records into another one, each under the key that fields of its own
// make, and in the partition of that key, exactly once: for producers that cannot be changed, whose
// keys or partitions (librdkafka's default is CRC32) are not those a worker takes.
//
//   key = values of the fields, joined by '/'       partition = murmur2(key) mod partitions of TO
//
// A consume-produce loop: one batch is one transaction, with the offsets of FROM in it, under the
// group of `app_id`. Value and time stamp stay, headers do not. Records of one partition of FROM
// keep their order; those of two may change places. Several processes share the partitions; the
// copies of one that leaves are idle for the session timeout, unless it returns under its instance.
// A transaction of which it is not known whether it was committed is looked up in the group's
// offsets, once a new producer epoch has ended it.
// Threads: one. Errors: Retry where the cluster is away, Stop where a topic is missing, records of
// FROM are not there any more, or another process has taken this identity.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "connectors/kafka/kafka_listener.h"
#include "connectors/kafka/kafka_settings.h"

namespace shelfd::connectors {

struct RekeySettings {
  KafkaSettings kafka{};  // `app_id` names group and transactions of this copy alone
  std::string from{};
  std::string to{};
  std::string rejects{};              // takes what has no key, as it came; "": counted only
  std::vector<std::string> fields{};  // at least one; formats/record_key.h
};

struct RekeyCounts {
  std::int64_t copied = 0;
  std::int64_t rejected = 0;
  std::string first_rejected{};  // where it lies, and why
};

class Rekey {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Rekey>> open(const RekeySettings& settings,
                                                           KafkaListener listener);
  ~Rekey();
  Rekey(const Rekey&) = delete;
  Rekey& operator=(const Rekey&) = delete;

  // Copies what comes within `longest`, bounded; returns when that is committed, or nothing came.
  [[nodiscard]] Status turn(std::chrono::milliseconds longest);
  // Whether all that FROM held when this was opened is copied, by whichever process.
  [[nodiscard]] Result<bool> is_done();
  // In [0, 1]: of that, what this process has behind it.
  [[nodiscard]] double progress() const;
  [[nodiscard]] const RekeyCounts& counts() const;

 private:
  struct Parts;
  explicit Rekey(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace shelfd::connectors
