// JSON document: a record's bytes to nodes, by simdjson on demand, every value walked once.
//
// simdjson alone would pass over what nobody asks for. Here each value is visited, also under
// fields that are ignored, so that broken JSON, nesting deeper than kMaxDepth, more than kMaxValues
// values and the names of personal data are found wherever they stand. Numbers keep their text.
// Threads: one document a thread; its buffers are kept for the next record.
#pragma once

#include <simdjson.h>

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/formats/json_node.h"
#include "connectors/formats/refusal.h"

namespace shelfd::connectors {

inline constexpr int kMaxDepth = 16;               // the record itself is 1
inline constexpr std::size_t kMaxValues = 32'768;  // bounds the memory that one record can take

class JsonDocument {
 public:
  // The root, an object; valid until the next parse.
  // Errors: not_json, not_utf8, too_large, too_deep, too_many, personal_data; wrong_type where the
  // record is JSON and not an object. Total; O(bytes).
  [[nodiscard]] std::expected<const JsonNode*, Refused> parse(std::string_view bytes);

 private:
  using Value = simdjson::ondemand::value;

  bool walk_root(simdjson::ondemand::document& document);
  bool walk(Value value, std::string_view name, const Place& place, int depth);
  bool walk_contents(Value& value, std::size_t index, const Place& place, int depth);
  bool walk_members(simdjson::ondemand::object object, const Place& place, int depth);
  bool walk_elements(simdjson::ondemand::array array, const Place& place, int depth);
  bool walk_token(std::string_view token, std::size_t index, const Place& place);
  bool refuse(const Place& place, Reason reason, std::string_view value = {});

  simdjson::ondemand::parser parser_;
  std::string buffer_;  // the record and simdjson's padding
  std::vector<JsonNode> nodes_;
  FirstRefusal refusal_;
};

}  // namespace shelfd::connectors
