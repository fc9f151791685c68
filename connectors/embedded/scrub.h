// Scrub: what a partition still holds of an item or of a merchant after the loop erased its state
// (a tombstone, or rules with `left_at`), and the erasing of it.
//
//   inputs        replaced by a mark that says only when they came: an offset never goes missing
//   dead letters  emptied in place
//   alerts        closed ones, too, which the loop leaves
//   timers        entries that nothing answers to any more
// A record is the item's by its key; one whose key names no item, by its bytes. Not erased: state
// that the loop owns (it is counted, so that a rest is seen), the mark in the rules that a merchant
// left, and the import index, whose hashes tell nothing and keep a repeated import from bringing
// rows back. Old versions stay in the tables until EmbeddedLog::compact, copies and backups for
// good.
// Threads: one, while no loop runs on the log. Errors: as EmbeddedLog. Cost: reads the partition.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "connectors/embedded/embedded_log.h"

namespace shelfd::connectors {

struct Whose {
  std::string merchant{};
  std::string sku{};  // "": the whole merchant

  // What its keys begin with, an item's are: "merchant/sku", "merchant/".
  [[nodiscard]] std::string name() const { return merchant + "/" + sku; }
  // The item itself, or one of the merchant's.
  [[nodiscard]] bool has(std::string_view item) const {
    return sku.empty() ? item.starts_with(name()) : item == name();
  }
};

// Records, by kind.
struct Traces {
  std::int64_t inputs = 0;
  std::int64_t dead_letters = 0;
  std::int64_t outputs = 0;  // latest suggestions and alerts
  std::int64_t state = 0;    // timers apart
  std::int64_t timers = 0;
  std::int64_t bytes = 0;  // of all of them
  // What follows the name in keys of others: "0" of KETTLE-30 for KETTLE-3; "" where it only ends
  // alike. At most kMaxAlike.
  std::set<std::string> alike{};

  [[nodiscard]] std::int64_t records() const {
    return inputs + dead_letters + outputs + state + timers;
  }
  void add(const Traces& other);
};
inline constexpr std::size_t kMaxAlike = 10'000;

[[nodiscard]] Result<Traces> find_traces(EmbeddedLog& log, const Whose& whose);

// Gives what was there before. Repeating it finishes what was cut off.
[[nodiscard]] Result<Traces> scrub(EmbeddedLog& log, const Whose& whose);

// Inputs that are erased; a replay of them makes another past.
[[nodiscard]] Result<std::int64_t> count_erased(EmbeddedLog& log);

// Where the bytes of a file name it, and no key that is `alike` explains it. Of RocksDB's tables
// only what is not compressed can be read so.
[[nodiscard]] Result<bool> file_names(const std::string& path, const Whose& whose,
                                      const std::set<std::string>& alike);
// A shorter name stands in a file by chance.
inline constexpr std::size_t kLeastSearched = 5;

}  // namespace shelfd::connectors
