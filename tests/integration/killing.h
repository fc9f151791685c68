// Killing: what the tests of crash safety share: how a process is made to run by partitions and
// workers, how many kills each place got, and all that a folder keeps once nobody has it open.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "connectors/crash_point.h"
#include "connectors/embedded/folder.h"
#include "connectors/embedded/partitions.h"
#include "tests/daemon/store_text.h"
#include "tests/fakes/temporary_folder.h"
#include "tests/integration/child.h"

namespace shelfd::integration {

struct Shape {
  int partitions = 1;
  int workers = 1;
};

inline std::string name_of(const Shape& shape) {
  return std::to_string(shape.partitions) + "_partitions_" + std::to_string(shape.workers) +
         "_workers";
}

// `crash_at` as crash_point.h has it; "": nowhere.
inline std::vector<std::string> variables_of(const Shape& shape, const std::string& crash_at = "") {
  return {"SHELFD_PARTITIONS=" + std::to_string(shape.partitions),
          "SHELFD_WORKERS=" + std::to_string(shape.workers), "SHELFD_CRASH_AT=" + crash_at};
}

// The long form (`./dev soak`) kills much more often.
inline bool is_slow() {
  const char* slow = std::getenv("SHELFD_SLOW");  // NOLINT(concurrency-mt-unsafe): one thread
  return slow != nullptr && *slow != '\0';
}

// Kills by place; printed at the end of a test.
class Tally {
 public:
  ~Tally() {
    for (const auto& [place, count] : kills_) {
      testing::Test::RecordProperty("killed_at_" + place, count);
      std::printf("  killed at %-20s %d\n", place.c_str(), count);
    }
  }
  void add(const std::string& place) { ++kills_[place]; }
  [[nodiscard]] int at(const std::string& place) const {
    const auto found = kills_.find(place);
    return found == kills_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, int> kills_;
};

// Opens the folder's databases, when no process has them.
inline std::unique_ptr<connectors::Partitions> partitions_at(const std::string& data) {
  auto opened = connectors::Partitions::open(connectors::folder_at(data).database, {});
  EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
  return opened ? std::move(*opened) : nullptr;
}

// State of every family and every output, of all partitions.
inline std::vector<std::string> all_lines(const std::string& data) {
  const auto partitions = partitions_at(data);
  std::vector<std::string> lines;
  for (std::int32_t number = 0; partitions && number < partitions->count(); ++number) {
    for (const std::string& line : daemon::store_lines(partitions->partition(number))) {
      lines.push_back(std::to_string(number) + " " + line);
    }
  }
  return lines;
}

using daemon::first_other;

}  // namespace shelfd::integration
