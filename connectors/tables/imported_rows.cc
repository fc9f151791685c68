#include "connectors/tables/imported_rows.h"

#include <algorithm>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{4} << 20U;

// The member before the object's closing brace.
std::string with_member(std::string_view object, std::string_view member) {
  std::string json(object.substr(0, object.size() - 1));
  if (json.size() > 1) json += ',';
  json += member;
  return json += '}';
}

}  // namespace

std::string hex(const RowHash& hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : hash) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4U];
    text += kDigits[value & 15U];
  }
  return text;
}

ImportedRow ImportedRows::operator[](std::size_t at) const {
  const RowEntry& entry = entries_[at];
  ImportedRow row{.record = {.topic = entry.topic, .key = items_[entry.item].key()},
                  .own_time = entry.own_time,
                  .hash = std::string(entry.hash.data(), entry.hash.size())};
  const std::string_view json = value(entry);
  switch (entry.addition) {
    case RowAddition::None:
      row.record.value = json;
      break;
    case RowAddition::EventId:
      row.record.value = with_member(json, R"("event_id":"import:)" + hex(entry.hash) + '"');
      break;
    case RowAddition::UpdatedAt:
      row.record.value =
          with_member(json, R"("updated_at":")" + format_instant(entry.own_time) + '"');
      break;
  }
  return row;
}

void ImportedRows::add(RowEntry entry, const ItemId& item, std::string_view value) {
  if (blocks_.empty() || blocks_.back().size() + value.size() > kBlockBytes) {
    blocks_.emplace_back().reserve(std::max(kBlockBytes, value.size()));
  }
  entry.block = static_cast<std::uint32_t>(blocks_.size() - 1);
  entry.position = static_cast<std::uint32_t>(blocks_.back().size());
  entry.bytes = static_cast<std::uint32_t>(value.size());
  entry.item = item_number(item);
  blocks_.back() += value;
  entries_.push_back(entry);
}

void ImportedRows::drop_marked() { std::erase_if(entries_, &RowEntry::dropped); }

std::string_view ImportedRows::value(const RowEntry& entry) const {
  return std::string_view(blocks_[entry.block]).substr(entry.position, entry.bytes);
}

std::uint32_t ImportedRows::item_number(const ItemId& item) {
  const auto next = static_cast<std::uint32_t>(items_.size());
  const auto [number, added] = numbers_.try_emplace(item, next);
  if (added) items_.push_back(item);
  return number->second;
}

}  // namespace shelfd::connectors
