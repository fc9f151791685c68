// Column plan: which column or constant of a file gives which field.
//
// In this order: --map, then the column whose name fits best (the field's own name, then the
// synonyms), each column for one field; --set speaks where a field has no column, and for its empty
// cells. The merchant is "shop" where nothing says another. Columns that hold a person are dropped,
// whatever the map says.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/tables/choices.h"
#include "connectors/tables/fields.h"

namespace shelfd::connectors {

struct FieldSource {
  const Field* field = nullptr;
  std::optional<std::size_t> column{};
  std::string constant{};  // "" where there is none
};

struct ColumnPlan {
  engine::Topic kind = engine::Topic::Demand;
  std::vector<FieldSource> sources{};  // in the order of fields_of
  std::vector<std::string> ignored_columns{};
  std::vector<std::string> personal_columns{};
};

// What is known of the file before its columns are.
struct PlannedFile {
  std::string path{};
  engine::Topic kind = engine::Topic::Demand;
  bool is_json = false;
};

// Errors: Reject in one line: a mapped column that is not there, or holds a person; a required
// field that nothing gives, with the columns found and the nearest.
[[nodiscard]] Result<ColumnPlan> plan_columns(const PlannedFile& file,
                                              const std::vector<std::string>& columns,
                                              const Choices& choices);

// Columns whose names fit a field of the kind.
[[nodiscard]] int known_columns(engine::Topic kind, const std::vector<std::string>& columns);

// "a", "b" and 3 more: at most `most` names, for a message.
[[nodiscard]] std::string listed(const std::vector<std::string>& names, std::size_t most);

}  // namespace shelfd::connectors
