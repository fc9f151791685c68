#include "connectors/tables/import_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "connectors/tables/row_reader.h"

namespace shelfd::connectors {
namespace {

// The header line's cells, roughly: quotes are dropped by the comparison.
std::vector<std::string> rough_cells(std::string_view line) {
  const char delimiter = delimiter_of(line);
  std::vector<std::string> cells;
  std::size_t start = 0;
  for (std::size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] != delimiter) continue;
    cells.emplace_back(line.substr(start, at - start));
    start = at + 1;
  }
  return cells;
}

std::vector<UnderstoodField> understood_fields(const ColumnPlan& plan,
                                               const std::vector<std::string>& columns) {
  std::vector<UnderstoodField> fields;
  fields.reserve(plan.sources.size());
  for (const FieldSource& source : plan.sources) {
    fields.push_back({.field = std::string(source.field->name),
                      .column = source.column ? columns[*source.column] : "",
                      .constant = source.constant});
  }
  return fields;
}

void refuse(ImportReading& reading, std::int64_t line, Refused refused) {
  FileReading& file = reading.files.back();
  ++file.refused;
  ++reading.refused_rows;
  if (reading.refused.size() >= kMaxRefusedRows) return;
  reading.refused.push_back({.file = reading.files.size() - 1,
                             .line = line,
                             .field = std::move(refused.field),
                             .reason = std::move(refused.reason),
                             .value = std::move(refused.value)});
}

void take_row(RowReader& reader, const TableRow& row, Gathering& gathering,
              ImportReading& reading) {
  FileReading& file = reading.files.back();
  ++file.rows;
  auto read = reader.read(row);
  if (!read) return refuse(reading, row.line, std::move(read.error()));
  file.returns += read->returned ? 1 : 0;
  gathering.add(read->event, {.file = static_cast<std::uint32_t>(reading.files.size() - 1),
                              .line = static_cast<std::uint32_t>(row.line)});
}

// Both passes over the rows: what the columns are like, then what the rows say.
Status read_rows(const TableText& table, std::size_t bytes, const FileContext& context,
                 RowReader& reader, Gathering& gathering, ImportReading& reading) {
  const std::string& path = reading.files.back().path;
  const auto share = [&](std::size_t passed, double before) {
    const double part = static_cast<double>(passed) / static_cast<double>(bytes);
    if (context.progress) context.progress(before + part / 2);
  };
  Status observed = table.each_row([&](const TableRow& row) { reader.observe(row); },
                                   [&](std::size_t passed) { share(passed, 0); });
  if (!observed) return observed;
  if (Status settled = reader.settle(path); !settled) return settled;
  Status read =
      table.each_row([&](const TableRow& row) { take_row(reader, row, gathering, reading); },
                     [&](std::size_t passed) { share(passed, 0.5); });
  if (!read) return read;
  if (reading.files.back().rows == 0) {
    return reject(path + ": expected rows under the names of the columns, and there are none");
  }
  return {};
}

}  // namespace

Result<std::string> load_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) return reject(path + ": there is no such file");
  if (std::filesystem::is_directory(status)) {
    return reject(path + ": expected a CSV or JSON Lines file, and it is a folder");
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return reject(path + ": cannot be read: " + std::system_category().message(errno));
  std::string bytes;
  std::string block(std::size_t{1} << 20U, '\0');
  bytes.reserve(std::filesystem::is_regular_file(status) ? std::filesystem::file_size(path, error)
                                                         : 0);
  while (file.read(block.data(), static_cast<std::streamsize>(block.size())), file.gcount() > 0) {
    bytes.append(block, 0, static_cast<std::size_t>(file.gcount()));
    if (bytes.size() > kMaxFileBytes) return reject(path + ": holds more than 2 GiB; split it");
  }
  if (file.bad()) return reject(path + ": cannot be read to its end");
  return bytes;
}

Status read_file(const ImportFile& file, const std::string& bytes, const FileContext& context,
                 Gathering& gathering, ImportReading& reading) {
  const HeaderScore score = [&](std::string_view header) {
    return known_columns(file.kind, rough_cells(header));
  };
  auto table = TableText::open(file.path, bytes, score);
  if (!table) return std::unexpected(std::move(table.error()));
  const PlannedFile planned{.path = file.path, .kind = file.kind, .is_json = table->is_json()};
  auto plan = plan_columns(planned, table->columns(), context.choices);
  if (!plan) return std::unexpected(std::move(plan.error()));
  reading.files.push_back({.path = file.path,
                           .kind = file.kind,
                           .encoding = table->encoding_name(),
                           .delimiter = std::string(table->delimiter_name()),
                           .understood = understood_fields(*plan, table->columns()),
                           .ignored_columns = plan->ignored_columns,
                           .personal_columns = plan->personal_columns});
  RowReader reader(*std::move(plan), context.zone);
  Status read = read_rows(*table, bytes.size(), context, reader, gathering, reading);
  if (!read) return read;
  auto& ignored = reading.files.back().ignored_columns;
  const auto& places = reader.constant_places();
  ignored.insert(ignored.end(), places.begin(), places.end());
  gathering.close_file();
  return {};
}

}  // namespace shelfd::connectors
