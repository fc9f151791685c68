// Imported rows: the records of a reading, kept small: an entry of fixed size a row, the JSON of
// all rows in large blocks, each item's key once. A row is put together when it is asked for.
//
//   for (const ImportedRow& row : reading.rows) ...
//
// Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "connectors/ports.h"

namespace shelfd::connectors {

using RowHash = std::array<char, 16>;

struct ImportedRow {
  NewRecord record{};
  Instant own_time{};  // 1970 for a catalog record that states none
  std::string hash{};  // 16 bytes
};

// What a row's record gets beside its own fields when it is put together.
enum class RowAddition : std::uint8_t {
  None,
  EventId,    // "import:" and the hash, so that equal orders count each
  UpdatedAt,  // the own time, of a catalog row that states none
};

struct RowEntry {
  Instant own_time{};
  RowHash hash{};
  std::uint32_t block = 0;
  std::uint32_t position = 0;  // in the block
  std::uint32_t bytes = 0;
  std::uint32_t item = 0;
  std::uint32_t file = 0;  // past the last file: generated
  std::uint32_t line = 0;
  engine::Topic topic = engine::Topic::Demand;
  RowAddition addition = RowAddition::None;
  bool dropped = false;  // goes with the next `drop_marked`
};

class ImportedRows {
 public:
  class Walk {
   public:
    Walk(const ImportedRows& rows, std::size_t at) : rows_(&rows), at_(at) {}
    [[nodiscard]] ImportedRow operator*() const { return (*rows_)[at_]; }
    Walk& operator++() {
      ++at_;
      return *this;
    }
    friend bool operator==(const Walk& a, const Walk& b) { return a.at_ == b.at_; }

   private:
    const ImportedRows* rows_;  // outlives the walk
    std::size_t at_;
  };

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] ImportedRow operator[](std::size_t at) const;
  [[nodiscard]] Walk begin() const { return {*this, 0}; }
  [[nodiscard]] Walk end() const { return {*this, entries_.size()}; }

  // For the reader. `value` is a JSON object; the entry's place and item are filled in.
  void add(RowEntry entry, const ItemId& item, std::string_view value);
  [[nodiscard]] std::vector<RowEntry>& entries() { return entries_; }
  [[nodiscard]] const std::vector<RowEntry>& entries() const { return entries_; }
  // Numbered in the order they first came.
  [[nodiscard]] const std::vector<ItemId>& items() const { return items_; }
  void drop_marked();

 private:
  [[nodiscard]] std::string_view value(const RowEntry& entry) const;
  std::uint32_t item_number(const ItemId& item);

  std::vector<RowEntry> entries_;
  std::vector<std::string> blocks_;
  std::vector<ItemId> items_;
  std::map<ItemId, std::uint32_t> numbers_;
};

[[nodiscard]] std::string hex(const RowHash& hash);

}  // namespace shelfd::connectors
