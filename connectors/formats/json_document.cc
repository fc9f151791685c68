#include "connectors/formats/json_document.h"

#include "connectors/formats/json_values.h"

namespace shelfd::connectors {
namespace {

using simdjson::ondemand::json_type;

Reason reason_of(simdjson::error_code error) {
  return error == simdjson::UTF8_ERROR ? kNotUtf8 : kNotJson;
}

// A token reaches up to the next one: what follows it is white space.
std::string_view without_space(std::string_view token) {
  const std::size_t last = token.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : token.substr(0, last + 1);
}

bool is_scalar(simdjson::ondemand::document& document) {
  std::string_view text;
  if (document.get_string().get(text) == simdjson::SUCCESS) return true;
  std::string_view token;
  if (document.raw_json_token().get(token) != simdjson::SUCCESS) return false;
  token = without_space(token);
  return token == "true" || token == "false" || token == "null" || is_json_number(token);
}

}  // namespace

std::expected<const JsonNode*, Refused> JsonDocument::parse(std::string_view bytes) {
  nodes_.clear();
  refusal_ = {};
  if (bytes.size() > kMaxRecordBytes) {
    refuse({}, kTooLarge, std::to_string(bytes.size()));
    return std::unexpected(*refusal_.refused());
  }
  buffer_.assign(bytes);
  buffer_.append(simdjson::SIMDJSON_PADDING, '\0');
  simdjson::ondemand::document document;
  const auto error = parser_.iterate(buffer_.data(), bytes.size(), buffer_.size()).get(document);
  if (error != simdjson::SUCCESS) refuse({}, reason_of(error));
  if (refusal_.refused() || !walk_root(document)) return std::unexpected(*refusal_.refused());
  return nodes_.data();
}

bool JsonDocument::walk_root(simdjson::ondemand::document& document) {
  json_type type{};
  if (document.type().get(type) != simdjson::SUCCESS) return refuse({}, kNotJson);
  nodes_.push_back({.kind = JsonKind::Object});
  bool walked = false;
  if (type == json_type::object) {
    simdjson::ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return refuse({}, kNotJson);
    walked = walk_members(object, {}, 1);
  } else if (type == json_type::array) {
    simdjson::ondemand::array array;
    if (document.get_array().get(array) != simdjson::SUCCESS) return refuse({}, kNotJson);
    walked = walk_elements(array, {}, 1);
  } else {
    return refuse({}, is_scalar(document) ? kWrongType : kNotJson);
  }
  if (!walked) return false;
  // What follows the record's last bracket has a location: garbage.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return refuse({}, kNotJson);
  if (type != json_type::object) return refuse({}, kWrongType);
  nodes_[0].size = static_cast<std::uint32_t>(nodes_.size());
  return true;
}

bool JsonDocument::walk(Value value, std::string_view name, const Place& place, int depth) {
  const std::size_t index = nodes_.size();
  if (index >= kMaxValues) return refuse({}, kTooMany);
  nodes_.push_back({.name = name});
  if (!walk_contents(value, index, place, depth)) return false;
  nodes_[index].size = static_cast<std::uint32_t>(nodes_.size() - index);
  return true;
}

bool JsonDocument::walk_contents(Value& value, std::size_t index, const Place& place, int depth) {
  json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return refuse(place, kNotJson);
  switch (type) {
    case json_type::object: {
      nodes_[index].kind = JsonKind::Object;
      simdjson::ondemand::object object;
      if (value.get_object().get(object) != simdjson::SUCCESS) return refuse(place, kNotJson);
      return walk_members(object, place, depth);
    }
    case json_type::array: {
      nodes_[index].kind = JsonKind::Array;
      simdjson::ondemand::array array;
      if (value.get_array().get(array) != simdjson::SUCCESS) return refuse(place, kNotJson);
      return walk_elements(array, place, depth);
    }
    case json_type::string:
      nodes_[index].kind = JsonKind::Text;
      if (value.get_string().get(nodes_[index].text) == simdjson::SUCCESS) return true;
      return refuse(place, kNotJson);
    default:
      return walk_token(without_space(value.raw_json_token()), index, place);
  }
}

bool JsonDocument::walk_members(simdjson::ondemand::object object, const Place& place, int depth) {
  if (depth > kMaxDepth) return refuse(place, kTooDeep);
  for (auto entry : object) {
    std::string_view name;
    if (entry.unescaped_key().get(name) != simdjson::SUCCESS) return refuse(place, kNotJson);
    const Place inside{.parent = &place, .name = name};
    if (is_personal_field(name)) return refuse(inside, kPersonalData);
    Value value;
    if (entry.value().get(value) != simdjson::SUCCESS) return refuse(inside, kNotJson);
    if (!walk(value, name, inside, depth + 1)) return false;
  }
  return true;
}

bool JsonDocument::walk_elements(simdjson::ondemand::array array, const Place& place, int depth) {
  if (depth > kMaxDepth) return refuse(place, kTooDeep);
  int position = 0;
  for (auto element : array) {
    const Place inside{.parent = &place, .position = position++};
    Value value;
    if (element.get(value) != simdjson::SUCCESS) return refuse(inside, kNotJson);
    if (!walk(value, {}, inside, depth + 1)) return false;
  }
  return true;
}

bool JsonDocument::walk_token(std::string_view token, std::size_t index, const Place& place) {
  JsonNode& node = nodes_[index];
  if (token == "null") {
    node.kind = JsonKind::Null;
  } else if (token == "true" || token == "false") {
    node.kind = token == "true" ? JsonKind::True : JsonKind::False;
  } else if (is_json_number(token)) {
    node.kind = JsonKind::Number;
  } else {
    return refuse(place, kNotJson);
  }
  node.text = token;
  return true;
}

bool JsonDocument::refuse(const Place& place, Reason reason, std::string_view value) {
  refusal_.record(place, reason, value);
  return false;
}

}  // namespace shelfd::connectors
