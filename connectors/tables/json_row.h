// JSON row: a line's object as named texts. A number keeps its own text, a list or object its JSON,
// which is checked when the record is decoded; null is left out.
// Threads: one. Not here: which member means what (column_plan.h).
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

struct JsonMember {
  std::string_view name{};
  std::string_view text{};
  bool nested = false;
};

class JsonRow {
 public:
  // "", or why it is no row: "too_large" (kMaxRecordBytes), "not_json", "wrong_type" (no object).
  [[nodiscard]] std::string parse(std::string_view line);
  // Valid until the next parse; none where it failed.
  [[nodiscard]] const std::vector<JsonMember>& members() const { return members_; }

 private:
  [[nodiscard]] bool read_members(simdjson::ondemand::object object);

  simdjson::ondemand::parser parser_;
  std::string buffer_;  // the line and simdjson's padding
  std::vector<JsonMember> members_;
};

}  // namespace shelfd::connectors
