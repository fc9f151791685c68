// Kafka's hash, and the item in a key.
#include "connectors/partitioning.h"

#include "base/check.h"

namespace shelfd::connectors {

namespace {

constexpr std::uint32_t kSeed = 0x9747b28cU;
constexpr std::uint32_t kMultiplier = 0x5bd1e995U;
constexpr unsigned kShift = 24;
constexpr std::size_t kWordBytes = 4;
constexpr std::size_t kDueBytes = 8;  // in front of a timer's item

// Up to four bytes, the first the lowest.
std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t word = 0;
  for (std::size_t at = bytes.size(); at > 0; --at) {
    word = (word << 8U) | static_cast<unsigned char>(bytes[at - 1]);
  }
  return word;
}

}  // namespace

std::int32_t murmur2(std::string_view bytes) {
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(bytes.size());
  for (; bytes.size() >= kWordBytes; bytes.remove_prefix(kWordBytes)) {
    std::uint32_t word = little_endian(bytes.substr(0, kWordBytes)) * kMultiplier;
    word ^= word >> kShift;
    hash = (hash * kMultiplier) ^ (word * kMultiplier);
  }
  if (!bytes.empty()) hash = (hash ^ little_endian(bytes)) * kMultiplier;
  hash = (hash ^ (hash >> 13U)) * kMultiplier;
  return static_cast<std::int32_t>(hash ^ (hash >> 15U));
}

std::int32_t partition_of(std::string_view item_key, std::int32_t count) {
  INVARIANT(count >= 1);
  return (murmur2(item_key) & INT32_MAX) % count;
}

std::optional<std::string_view> item_in(Family family, std::string_view key) {
  switch (family) {
    case Family::Situation:
    case Family::Belief:
    case Family::Aside:
      return key;
    case Family::Recent:
      return key.substr(0, key.find('\0'));
    case Family::Timers:
      if (key.size() < kDueBytes) return std::nullopt;
      return key.substr(kDueBytes);
    case Family::Pools:
    case Family::Names:
    case Family::Rules:
    case Family::Control:
    case Family::Imported:
      break;
  }
  return std::nullopt;
}

std::optional<std::string_view> item_in(OutputTopic topic, std::string_view key) {
  if (!is_compacted(topic)) return std::nullopt;
  if (topic != OutputTopic::Alerts) return key;
  const std::size_t opened = key.rfind(':');
  if (opened == std::string_view::npos || opened == 0) return std::nullopt;
  const std::size_t kind = key.rfind(':', opened - 1);
  if (kind == std::string_view::npos) return std::nullopt;
  return key.substr(0, kind);
}

}  // namespace shelfd::connectors
