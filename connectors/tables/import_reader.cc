#include "connectors/tables/import_reader.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <tuple>

#include "connectors/formats/refusal.h"
#include "connectors/tables/derived_records.h"
#include "connectors/tables/import_file.h"
#include "connectors/time_zones.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using Progress = std::function<void(double)>;

std::vector<Topic> kinds_of(const ImportRequest& request) {
  std::vector<Topic> kinds;
  for (const ImportFile& file : request.files) {
    if (std::ranges::find(kinds, file.kind) == kinds.end()) kinds.push_back(file.kind);
  }
  return kinds;
}

// Bytes of each file, or 1 where they are not known yet.
std::vector<double> weights_of(const ImportRequest& request) {
  std::vector<double> weights;
  for (const ImportFile& file : request.files) {
    std::error_code error;
    const auto size = request.load ? 1 : std::filesystem::file_size(file.path, error);
    weights.push_back(error ? 1.0 : static_cast<double>(size) + 1);
  }
  return weights;
}

bool has_column(const FileReading& file, const Choice& map) {
  return std::ranges::any_of(file.understood, [&](const UnderstoodField& field) {
    return field.field == map.field && field.column == map.text;
  });
}

// A map without a kind must have met its column somewhere.
Status check_maps(const Choices& choices, const std::vector<FileReading>& files) {
  for (const Choice& map : choices.maps) {
    const bool met = map.kind || std::ranges::any_of(files, [&](const FileReading& file) {
                       return has_column(file, map);
                     });
    if (!met) {
      return reject("--map " + map.field + "=" + map.text + ": no file has a column \"" + map.text +
                    "\" for it");
    }
  }
  return {};
}

Status read_files(const ImportRequest& request, const Choices& choices, const LocalTime& zone,
                  const Progress& progress, Gathering& gathering, ImportReading& reading) {
  const std::vector<double> weights = weights_of(request);
  double total = 0;
  for (const double weight : weights) total += weight;
  double before = 0;
  for (std::size_t at = 0; at < request.files.size(); ++at) {
    const ImportFile& file = request.files[at];
    const auto bytes = request.load ? request.load(file.path) : load_file(file.path);
    if (!bytes) return std::unexpected(bytes.error());
    const FileContext context{.choices = choices, .zone = zone, .progress = [&](double share) {
                                if (progress) progress((before + share * weights[at]) / total);
                              }};
    Status read = read_file(file, *bytes, context, gathering, reading);
    if (!read) return read;
    before += weights[at];
    if (progress) progress(before / total);
  }
  return check_maps(choices, reading.files);
}

// Numbers the rows of all files and adds what follows from them.
Status derive(const ImportRequest& request, const Choices& choices, const LocalTime& zone,
              Gathering& gathering, ImportReading& reading) {
  const std::size_t files = reading.files.size();
  const std::vector<std::int64_t> repeated = gathering.mark_repeated(files);
  bool prices = false;
  for (std::size_t at = 0; at < files; ++at) {
    reading.files[at].repeated = repeated[at];
    prices = prices || reading.files[at].kind == Topic::Prices;
  }
  const auto generated = static_cast<std::uint32_t>(files);
  if (!prices) reading.generated_price_facts = add_price_facts(gathering, zone, generated);
  const auto catalogs = add_catalogs(gathering, choices, request, generated);
  if (!catalogs) return std::unexpected(catalogs.error());
  reading.generated_catalogs = catalogs->count;
  reading.catalogs_without_price = catalogs->without_price;
  date_catalogs(gathering, request.known);
  return {};
}

void sort_rows(ImportedRows& rows) {
  rows.drop_marked();
  std::ranges::sort(rows.entries(), {}, [](const RowEntry& entry) {
    return std::tuple(entry.own_time, entry.topic, entry.file, entry.line);
  });
}

// Names and values from a file may hold anything; a message is one line of text, and short.
Error one_line(Error error) {
  constexpr std::size_t kMessageBytes = 2'000;
  for (char& c : error.message) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7F') c = ' ';
  }
  if (error.message.size() > kMessageBytes) error.message = shown(error.message, kMessageBytes);
  return error;
}

Result<ImportReading> read_all(const ImportRequest& request, const Progress& progress) {
  if (request.files.empty()) return reject("no file to import; expected KIND=FILE");
  const auto choices = parse_choices(request.maps, request.sets, kinds_of(request));
  if (!choices) return std::unexpected(choices.error());
  const auto zone = zone_offsets(request.time_zone);
  if (!zone) return std::unexpected(zone.error());
  ImportReading reading;
  Gathering gathering;
  Status read = read_files(request, *choices, *zone, progress, gathering, reading);
  if (!read) return std::unexpected(std::move(read.error()));
  Status derived = derive(request, *choices, *zone, gathering, reading);
  if (!derived) return std::unexpected(std::move(derived.error()));
  sort_rows(gathering.rows());
  reading.rows = std::move(gathering.rows());
  return reading;
}

}  // namespace

Result<ImportReading> read_import(const ImportRequest& request, const Progress& progress) {
  auto reading = read_all(request, progress);
  if (!reading) return std::unexpected(one_line(std::move(reading.error())));
  return reading;
}

}  // namespace shelfd::connectors
