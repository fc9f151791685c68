#include "connectors/tables/json_row.h"

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

namespace ondemand = simdjson::ondemand;

std::string_view without_spaces_behind(std::string_view token) {
  return token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
}

// False where the value is broken.
bool read_value(ondemand::value& value, JsonMember& member) {
  ondemand::json_type type{};
  if (value.type().get(type) != simdjson::SUCCESS) return false;
  switch (type) {
    case ondemand::json_type::string:
      return value.get_string().get(member.text) == simdjson::SUCCESS;
    case ondemand::json_type::number:
      member.text = without_spaces_behind(value.raw_json_token());
      return true;
    case ondemand::json_type::boolean: {
      bool flag = false;
      if (value.get_bool().get(flag) != simdjson::SUCCESS) return false;
      member.text = flag ? "true" : "false";
      return true;
    }
    case ondemand::json_type::null: {
      bool null = false;
      return value.is_null().get(null) == simdjson::SUCCESS && null;
    }
    case ondemand::json_type::array: {
      ondemand::array array;
      member.nested = true;
      return value.get_array().get(array) == simdjson::SUCCESS &&
             array.raw_json().get(member.text) == simdjson::SUCCESS;
    }
    case ondemand::json_type::object: {
      ondemand::object object;
      member.nested = true;
      return value.get_object().get(object) == simdjson::SUCCESS &&
             object.raw_json().get(member.text) == simdjson::SUCCESS;
    }
  }
  return false;
}

}  // namespace

std::string JsonRow::parse(std::string_view line) {
  members_.clear();
  if (line.size() > kMaxRecordBytes) return "too_large";
  buffer_.assign(line);
  buffer_.reserve(line.size() + simdjson::SIMDJSON_PADDING);
  ondemand::document document;
  ondemand::json_type type{};
  if (parser_.iterate(buffer_.data(), buffer_.size(), buffer_.capacity()).get(document) !=
          simdjson::SUCCESS ||
      document.type().get(type) != simdjson::SUCCESS) {
    return "not_json";
  }
  if (type != ondemand::json_type::object) return "wrong_type";
  ondemand::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS || !read_members(object) ||
      document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    members_.clear();
    return "not_json";
  }
  return "";
}

bool JsonRow::read_members(ondemand::object object) {
  for (auto field : object) {
    JsonMember member;
    ondemand::value value;
    if (field.unescaped_key().get(member.name) != simdjson::SUCCESS ||
        field.value().get(value) != simdjson::SUCCESS || !read_value(value, member)) {
      return false;
    }
    members_.push_back(member);
  }
  return true;
}

}  // namespace shelfd::connectors
