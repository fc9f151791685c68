#include "connectors/formats/json_reader.h"

#include <algorithm>
#include <string>

namespace shelfd::connectors {

void FieldReader::refuse(std::string_view name, Reason reason, std::string_view value) {
  refusal_->record({.parent = &place_, .name = name}, reason, value);
}

const JsonNode* FieldReader::find(std::string_view name) const {
  // Names of one size are told apart by their last letter first, nearly always.
  for (const JsonNode& member : children(*object_)) {
    if (member.name.size() != name.size()) continue;
    if (!name.empty() && member.name.back() != name.back()) continue;
    if (member.name == name) return &member;
  }
  return nullptr;
}

const JsonNode* FieldReader::find_list(std::string_view name, std::size_t most) {
  const JsonNode* node = find(name);
  if (node == nullptr) return nullptr;
  if (node->kind != JsonKind::Array) {
    refuse(name, kWrongType, node->text);
    return nullptr;
  }
  const JsonChildren elements = children(*node);
  std::size_t found = 0;
  for (auto at = elements.begin(); at != elements.end(); ++at) ++found;
  if (found <= most) return node;
  refuse(name, kTooMany, std::to_string(found));
  return nullptr;
}

}  // namespace shelfd::connectors
