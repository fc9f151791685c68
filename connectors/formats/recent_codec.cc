// Remembered demand events as records.
#include "connectors/formats/big_endian.h"
#include "connectors/formats/record_formats.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kRecentNumberBytes = 1;
constexpr std::size_t kEntryBytes = 16;
constexpr std::int64_t kMillisPerDay = 86'400'000;

std::string four_bytes(std::int64_t value) {
  return big_endian(static_cast<std::uint32_t>(value), 4);
}

std::int32_t read_four(std::string_view bytes) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(read_big_endian(bytes, 4)));
}

}  // namespace

std::string encode_recent(std::span<const engine::RecentEntry> entries, StateFormat format) {
  std::string bytes(kRecentNumberBytes, static_cast<char>(format));
  for (const engine::RecentEntry& entry : entries) {
    bytes += big_endian(entry.hash);
    bytes += four_bytes(unix_millis(entry.at) - entry.day * kMillisPerDay);
    bytes += four_bytes(entry.units);
  }
  lay_out(format, bytes, kRecentNumberBytes);
  return bytes;
}

Result<std::vector<engine::RecentEntry>> decode_recent(std::string_view bytes, std::int32_t day) {
  const auto format = format_of(Family::Recent, bytes);
  const StateFormats known = state_formats();
  if (!format) return stop("recent: does not begin with a format number");
  if (!known.has(*format)) {
    return stop("recent: format " + text_of(*format) + " is not read by this build, which reads " +
                text_of(known));
  }
  std::string room;
  bytes = plain(*format, bytes, kRecentNumberBytes, room);
  if (bytes.empty()) return stop("recent: not as format " + text_of(*format) + " lays it out");
  bytes.remove_prefix(kRecentNumberBytes);
  if (bytes.size() % kEntryBytes != 0) {
    return stop("recent: " + std::to_string(bytes.size()) + " bytes are no whole events");
  }
  std::vector<engine::RecentEntry> entries;
  for (; !bytes.empty(); bytes.remove_prefix(kEntryBytes)) {
    entries.push_back({.hash = read_big_endian(bytes),
                       .day = day,
                       .at = from_unix_millis(day * kMillisPerDay + read_four(bytes.substr(8))),
                       .units = read_four(bytes.substr(12))});
  }
  return entries;
}

}  // namespace shelfd::connectors
