// Remembered demand events as records.
#include "connectors/formats/big_endian.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kEntryBytes = 16;
constexpr std::int64_t kMillisPerDay = 86'400'000;

std::string four_bytes(std::int64_t value) {
  return big_endian(static_cast<std::uint32_t>(value), 4);
}

std::int32_t read_four(std::string_view bytes) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(read_big_endian(bytes, 4)));
}

}  // namespace

std::string encode_recent(std::span<const engine::RecentEntry> entries) {
  std::string bytes(1, static_cast<char>(kStateFormat));
  for (const engine::RecentEntry& entry : entries) {
    bytes += big_endian(entry.hash);
    bytes += four_bytes(unix_millis(entry.at) - entry.day * kMillisPerDay);
    bytes += four_bytes(entry.units);
  }
  return bytes;
}

Result<std::vector<engine::RecentEntry>> decode_recent(std::string_view bytes, std::int32_t day) {
  if (bytes.empty() || bytes.front() != static_cast<char>(kStateFormat)) {
    return stop("recent: does not begin with format " + std::to_string(kStateFormat));
  }
  bytes.remove_prefix(1);
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
