// Import reader: a merchant's files to records of the log, in the order they happened; the reading
// half of `shelfd import KIND=FILE...`.
//
// Each file is read whole, one at a time: its encoding, delimiter, columns, marks in numbers and
// order of dates are found; each row becomes a record that the event decoder has accepted, or is
// refused by line with the reason. Columns that hold a person are dropped before a row is made of
// them. What is added (also counted in the reading):
//   catalog   for an item that is neither `known` nor in a catalog file: one record, 1 ms before
//             its first event, with what `--set catalog.FIELD=VALUE` says
//   prices    where no prices file is given: for each item and local day the lower median of the
//             day's order prices, at the day's start
// A row's hash is over its kind, its fields and its ordinal among equal rows of its file: the same
// file twice, or two exports that overlap, give the same hashes. Rows that repeat inside one
// reading are dropped and counted; against the log the caller compares.
// Memory: the largest file, and for each row about 60 bytes and its record. Measured: a file of
// 100 MB with 1.2 million orders takes 0.4 GB and 8 s of CPU.
// Threads: any; no state is kept. The only I/O is reading the files named.
// Not here: the command, the log, its index of hashes (daemon/commands).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/tables/imported_rows.h"
#include "engine/event.h"

namespace shelfd::connectors {

struct ImportFile {
  engine::Topic kind = engine::Topic::Demand;
  std::string path{};
};

struct ImportRequest {
  std::vector<ImportFile> files{};
  std::vector<std::string> maps{};  // "field=column" or "kind.field=column"
  std::vector<std::string> sets{};  // "field=value" or "kind.field=value"
  std::string time_zone = "UTC";    // of times that name none, and of business days
  // Whether the log has the item's catalog already; empty: none.
  std::function<bool(const ItemId&)> known{};
  // A file's bytes by its path; empty: read from disk. Tests and the fuzz target bring their own.
  std::function<Result<std::string>(const std::string&)> load{};
};

// How a field of the records was found in a file.
struct UnderstoodField {
  std::string field{};     // "unit_price"
  std::string column{};    // of the file; "" where only `constant` speaks
  std::string constant{};  // from --set; also for cells of the column that are empty
};

struct RefusedRow {
  std::size_t file = 0;  // in FileReading order
  std::int64_t line = 0;
  std::string field{};
  // As Refused::reason, or "encoding", "cell_count", "open_quote", "not_whole", "not_a_number",
  // "cancelled_order".
  std::string reason{};
  std::string value{};  // at most 80 bytes
};

struct FileReading {
  std::string path{};
  engine::Topic kind = engine::Topic::Demand;
  std::string encoding{};   // "UTF-8", "UTF-8 with BOM", "GB18030", ...
  std::string delimiter{};  // "comma", "semicolon", "tab", "pipe", "JSON Lines"
  std::int64_t rows = 0;    // read: accepted, refused and repeated
  std::int64_t refused = 0;
  std::int64_t repeated = 0;  // equal to a row of an earlier file of this reading
  std::int64_t returns = 0;   // orders with a quantity below zero, read as returns
  std::vector<UnderstoodField> understood{};
  std::vector<std::string> ignored_columns{};
  std::vector<std::string> personal_columns{};  // dropped
};

// Refusals kept with line and value; beyond it they are only counted.
inline constexpr std::size_t kMaxRefusedRows = 10'000;

struct ImportReading {
  ImportedRows rows{};                // by (own time, rank, file, line)
  std::vector<RefusedRow> refused{};  // by (file, line); at most kMaxRefusedRows
  std::int64_t refused_rows = 0;
  std::vector<FileReading> files{};
  std::int64_t generated_catalogs = 0;
  std::int64_t generated_price_facts = 0;
  // Generated catalogs that lack a `75%` amount because the item has no own price.
  std::int64_t catalogs_without_price = 0;
};

// "offers" (competitor-offers), "demand" (orders), "catalog", "prices", "inventory" (stock),
// "shipments", "responses"; absent for any other name, and for rules, which are not imported.
[[nodiscard]] std::optional<engine::Topic> kind_named(std::string_view name);
[[nodiscard]] std::string_view kind_name(engine::Topic kind);

// `progress` is called with the share done, rising to 1.
// Errors: Reject, in one line, for a file that cannot be read or understood as its kind, a wrong
// map or set, or an unknown time zone. Rows do not fail the reading: they are refused.
[[nodiscard]] Result<ImportReading> read_import(const ImportRequest& request,
                                                const std::function<void(double)>& progress);

}  // namespace shelfd::connectors
