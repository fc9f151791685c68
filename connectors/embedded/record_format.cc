// Values of the embedded log, to bytes and back.
#include "connectors/embedded/record_format.h"

#include "connectors/rocksdb/layout.h"

namespace shelfd::connectors {

namespace {

constexpr std::string_view kMagic = "shelfd";
constexpr std::size_t kLengthBytes = 4;
constexpr std::size_t kInstantBytes = 8;
constexpr std::size_t kHeadBytes = 8;
constexpr std::size_t kNumberBytes = 4;

constexpr std::uint32_t kErased = 0xffff'ffff;  // in place of a key's length

struct KeyAndValue {
  std::string_view key;
  std::string_view value;
};

void put_keyed(std::string& out, std::string_view key, std::string_view value) {
  put_big_endian(out, static_cast<std::uint32_t>(key.size()));
  out.append(key).append(value);
}

// None where the length says more than there is.
std::optional<KeyAndValue> read_keyed(std::string_view bytes) {
  if (bytes.size() < kLengthBytes) return std::nullopt;
  const std::uint64_t length = read_big_endian(bytes.substr(0, kLengthBytes));
  bytes.remove_prefix(kLengthBytes);
  if (length > bytes.size()) return std::nullopt;
  return KeyAndValue{.key = bytes.substr(0, length), .value = bytes.substr(length)};
}

Instant read_instant(std::string_view bytes) {
  return from_unix_millis(static_cast<std::int64_t>(read_big_endian(bytes)));
}

std::uint32_t read_number(std::string_view bytes) {
  return static_cast<std::uint32_t>(read_big_endian(bytes.substr(0, kNumberBytes)));
}

std::unexpected<Error> damaged(std::string_view key, std::string_view value) {
  return stop("record " + describe_key(key) + ": damaged, a value of " +
              std::to_string(value.size()) + " bytes is shorter than it says");
}

}  // namespace

std::string input_value(const NewRecord& record, Instant appended_at) {
  std::string bytes;
  bytes.reserve(kInstantBytes + kLengthBytes + record.key.size() + record.value.size());
  put_big_endian(bytes, static_cast<std::uint64_t>(unix_millis(appended_at)));
  put_keyed(bytes, record.key, record.value);
  return bytes;
}

std::string erased_input_value(Instant appended_at) {
  std::string bytes;
  put_big_endian(bytes, static_cast<std::uint64_t>(unix_millis(appended_at)));
  put_big_endian(bytes, kErased);
  return bytes;
}

std::string appended_value(const OutputRecord& record) {
  std::string bytes;
  put_keyed(bytes, record.key, record.value);
  return bytes;
}

std::string head_value(std::int64_t head) {
  std::string bytes;
  put_big_endian(bytes, static_cast<std::uint64_t>(head));
  return bytes;
}

std::string identity_value(const Identity& identity) {
  std::string bytes(kMagic);
  put_big_endian(bytes, identity.format);
  put_big_endian(bytes, static_cast<std::uint64_t>(unix_millis(identity.created_at)));
  put_big_endian(bytes, static_cast<std::uint32_t>(identity.partition));
  put_big_endian(bytes, static_cast<std::uint32_t>(identity.partitions));
  return bytes.append(identity.app_id);
}

Result<RawRecord> read_input(engine::Topic topic, std::string_view key, std::string_view value) {
  const auto offset = offset_in(key);
  if (!offset || value.size() < kInstantBytes) return damaged(key, value);
  const std::string_view rest = value.substr(kInstantBytes);
  if (rest.size() == kLengthBytes && read_number(rest) == kErased) {
    return RawRecord{.topic = topic,
                     .erased = true,
                     .offset = *offset,
                     .appended_at = read_instant(value.substr(0, kInstantBytes))};
  }
  const auto keyed = read_keyed(rest);
  if (!keyed) return damaged(key, value);
  return RawRecord{.topic = topic,
                   .offset = *offset,
                   .appended_at = read_instant(value.substr(0, kInstantBytes)),
                   .key = std::string(keyed->key),
                   .value = keyed->value};
}

Result<AppendedRecord> read_appended(std::string_view key, std::string_view value) {
  const auto offset = offset_in(key);
  const auto keyed = read_keyed(value);
  if (!offset || !keyed) return damaged(key, value);
  return AppendedRecord{
      .offset = *offset, .key = std::string(keyed->key), .value = std::string(keyed->value)};
}

Result<std::int64_t> read_head(std::string_view key, std::string_view value) {
  if (value.size() != kHeadBytes) return damaged(key, value);
  return static_cast<std::int64_t>(read_big_endian(value));
}

Result<Identity> read_identity(std::string_view value) {
  const std::size_t fixed = kMagic.size() + kNumberBytes + kInstantBytes + 2 * kNumberBytes;
  if (!value.starts_with(kMagic) || value.size() < fixed) return damaged(identity_key(), value);
  Identity identity;
  value.remove_prefix(kMagic.size());
  identity.format = read_number(value);
  value.remove_prefix(kNumberBytes);
  identity.created_at = read_instant(value.substr(0, kInstantBytes));
  value.remove_prefix(kInstantBytes);
  identity.partition = static_cast<std::int32_t>(read_number(value));
  value.remove_prefix(kNumberBytes);
  identity.partitions = static_cast<std::int32_t>(read_number(value));
  value.remove_prefix(kNumberBytes);
  identity.app_id = value;
  if (identity.partition < 0 || identity.partition >= identity.partitions) {
    return stop("record identity: damaged, partition " + std::to_string(identity.partition) +
                " of " + std::to_string(identity.partitions));
  }
  return identity;
}

}  // namespace shelfd::connectors
