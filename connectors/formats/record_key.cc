#include "connectors/formats/record_key.h"

#include "base/check.h"
#include "connectors/formats/json_document.h"

namespace shelfd::connectors {
namespace {

bool is_whole(const JsonNode& node) {
  return node.kind == JsonKind::Number &&
         node.text.find_first_not_of("-0123456789") == std::string_view::npos;
}

// The first of that name; null for none.
const JsonNode* member(const JsonNode& record, std::string_view name) {
  for (const JsonNode& child : children(record)) {
    if (child.name == name) return &child;
  }
  return nullptr;
}

}  // namespace

struct RecordKey::Parts {
  std::vector<std::string> fields{};
  JsonDocument document{};
};

RecordKey::RecordKey(std::vector<std::string> fields) : parts_(std::make_unique<Parts>()) {
  INVARIANT(!fields.empty());
  parts_->fields = std::move(fields);
}

RecordKey::~RecordKey() = default;
RecordKey::RecordKey(RecordKey&&) noexcept = default;
RecordKey& RecordKey::operator=(RecordKey&&) noexcept = default;

std::expected<std::string, std::string> RecordKey::of(std::string_view record) {
  const auto parsed = parts_->document.parse(record);
  if (!parsed) {
    const std::string field = parsed.error().field;
    return std::unexpected((field.empty() ? "" : field + ": ") +
                           std::string(parsed.error().reason));
  }
  std::string key;
  for (const std::string& field : parts_->fields) {
    const JsonNode* found = member(**parsed, field);
    if (found == nullptr) return std::unexpected(field + ": missing");
    if (found->kind != JsonKind::Text && !is_whole(*found)) {
      return std::unexpected(field + ": neither text nor a whole number");
    }
    if (found->text.empty()) return std::unexpected(field + ": empty");
    if (&field != &parts_->fields.front()) key += '/';
    key += found->text;
  }
  return key;
}

}  // namespace shelfd::connectors
