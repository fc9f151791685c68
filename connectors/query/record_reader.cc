#include "connectors/query/record_reader.h"

#include <algorithm>
#include <charconv>

#include "connectors/formats/event_decoders.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxKeyBytes = 256;
constexpr std::size_t kHashDigits = 32;
constexpr std::string_view kSpace = " \t\r";

std::string key_of(FieldReader& reader, engine::Topic topic) {
  if (topic == engine::Topic::Rules) {
    MerchantId merchant;
    read_merchant(reader, merchant, true);
    return merchant.value;
  }
  ItemId item;
  read_item(reader, item);
  return item.key();
}

// The bytes that the hex digits stand for; empty where they are none.
std::string hash_bytes(std::string_view digits) {
  std::string bytes;
  if (digits.size() != kHashDigits) return bytes;
  for (std::size_t at = 0; at < digits.size(); at += 2) {
    std::uint8_t byte = 0;
    const char* end = digits.data() + at + 2;
    const auto read = std::from_chars(digits.data() + at, end, byte, 16);
    if (read.ec != std::errc{} || read.ptr != end) return {};
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

}  // namespace

std::expected<ReadRecord, Refused> RecordReader::read(engine::Topic topic, std::string_view body) {
  const auto root = document_.parse(body);
  if (!root) return std::unexpected(root.error());
  FirstRefusal refusal;
  FieldReader reader(**root, refusal);
  std::string key = key_of(reader, topic);
  if (refusal.refused()) return std::unexpected(*refusal.refused());
  auto event = decoder_.decode(topic, key, body);
  if (!event) return std::unexpected(std::move(event.error()));
  return ReadRecord{.key = std::move(key), .event = *std::move(event)};
}

std::expected<ImportRow, Refused> RecordReader::read_import(std::string_view line) {
  const auto root = document_.parse(line);
  if (!root) return std::unexpected(root.error());
  FirstRefusal refusal;
  FieldReader reader(**root, refusal);
  ImportRow row;
  std::string topic;
  std::string digits;
  reader.required("topic", topic, TextOf{});
  reader.required("key", row.key, TextOf{.least_bytes = 1, .most_bytes = kMaxKeyBytes});
  reader.required("value", row.value, TextOf{.most_bytes = kMaxRecordBytes});
  reader.required("hash", digits, TextOf{});
  const auto named = engine::topic_named(topic);
  if (!named) reader.refuse("topic", kUnknownValue, topic);
  row.topic = named.value_or(engine::Topic::Demand);
  row.hash = hash_bytes(digits);
  if (row.hash.empty()) reader.refuse("hash", kOutOfRange, digits);
  // Only a catalog record may be empty: it withdraws the item.
  if (row.value.empty() && row.topic != engine::Topic::Catalog) reader.refuse("value", kMissing);
  if (refusal.refused()) return std::unexpected(*refusal.refused());
  return row;
}

std::vector<Line> lines_of(std::string_view body) {
  std::vector<Line> lines;
  std::int64_t number = 0;
  for (std::size_t at = 0; at < body.size();) {
    const std::size_t end = std::min(body.find('\n', at), body.size());
    const std::string_view text = body.substr(at, end - at);
    ++number;
    if (text.find_first_not_of(kSpace) != std::string_view::npos) {
      lines.push_back({.number = number, .text = text});
    }
    at = end + 1;
  }
  return lines;
}

}  // namespace shelfd::connectors
