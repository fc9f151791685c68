// Verification: records of reference-prices and restock-plans, as texts, judged again and counted.
// It needs nothing but the records: any machine can do it that has this build.
//
// Every record is counted once: identical, other_arithmetic, different, not_judged or unreadable.
// The first kToldRecords that differ or cannot be read are told.
// Threads: one verifier a thread. Not here: which fields are compared (engine/verify.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/verify.h"

namespace shelfd::connectors {

inline constexpr std::size_t kToldRecords = 1'000;

struct DifferentRecord {
  std::string suggestion_id{};
  std::string build{};
  std::string arithmetic{};
  std::vector<engine::Difference> differences{};
};

struct UnreadableRecord {
  std::int64_t number = 0;  // from 1, in the order they came
  std::string message{};
};

struct VerificationCount {
  std::int64_t records = 0;
  std::int64_t identical = 0;
  std::int64_t other_arithmetic = 0;
  std::int64_t different = 0;
  std::int64_t different_discrete = 0;  // of `different`: under another arithmetic, and discrete
  std::int64_t unreadable = 0;
  std::int64_t other_build = 0;                      // of all that were read
  std::map<std::string, std::int64_t> not_judged{};  // by why
  std::vector<DifferentRecord> told_different{};
  std::vector<UnreadableRecord> told_unreadable{};

  [[nodiscard]] std::int64_t verified() const { return identical + other_arithmetic + different; }
  [[nodiscard]] bool all_good() const { return different == 0 && unreadable == 0; }
};

class Verifier {
 public:
  // Of this process: base/arithmetic.h, and what it calls itself.
  Verifier(std::string arithmetic, std::string build)
      : arithmetic_(std::move(arithmetic)), build_(std::move(build)) {}

  // A price or a plan, told apart by its suggestion_id.
  void take(std::string_view record);

  [[nodiscard]] const VerificationCount& count() const { return count_; }

 private:
  template <typename Suggestion>
  void judge_again(const Suggestion& suggestion);
  void refuse(std::string message);

  std::string arithmetic_;
  std::string build_;
  VerificationCount count_;
};

}  // namespace shelfd::connectors
