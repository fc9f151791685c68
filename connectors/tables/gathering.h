// Gathering: the rows of all files while they are read, and what the derived records need of them:
// each item's first event and first price, and the price of every order.
//
// Hash of a row: the first 16 bytes of SHA-256 over its kind and its canonical JSON without an
// event_id; of the second and later equal rows of a file, over that and the ordinal.
// Threads: one.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "connectors/tables/import_reader.h"

namespace shelfd::connectors {

struct FirstPrice {
  Instant at{};
  Amount price{};
};

struct ItemFacts {
  Instant first_event = Instant::max();     // of anything but catalog rows
  std::optional<FirstPrice> first_price{};  // of a prices row
  std::optional<FirstPrice> first_order_price{};
  std::optional<std::size_t> first_catalog{};  // its entry: the earliest, one without a time first
};

struct OrderPrice {
  std::size_t entry = 0;
  Amount price{};
};

struct RowPlace {
  std::uint32_t file = 0;
  std::uint32_t line = 0;
};

class Gathering {
 public:
  void add(const engine::Event& event, RowPlace place);
  // A record of our own making, with the hash of what it stands for.
  void add_generated(const engine::Event& event, RowPlace place, const RowHash& hash);
  // After the last row of a file: counts equal rows of it.
  void close_file();
  // Marks rows that an earlier file has, and returns how many of each file.
  [[nodiscard]] std::vector<std::int64_t> mark_repeated(std::size_t files);

  [[nodiscard]] ImportedRows& rows() { return rows_; }
  [[nodiscard]] const std::vector<ItemFacts>& facts() const { return facts_; }  // by item number
  [[nodiscard]] const std::vector<OrderPrice>& order_prices() const { return order_prices_; }
  // Entries of catalog rows that state no time.
  [[nodiscard]] const std::vector<std::size_t>& undated() const { return undated_; }

 private:
  void note(const engine::Event& event, std::size_t at);  // its entry

  ImportedRows rows_;
  std::vector<ItemFacts> facts_;
  std::vector<OrderPrice> order_prices_;
  std::vector<std::size_t> undated_;
  std::size_t file_start_ = 0;  // the first entry of the file being read
};

// The first 16 bytes of SHA-256.
[[nodiscard]] RowHash row_hash(std::string_view bytes);

}  // namespace shelfd::connectors
