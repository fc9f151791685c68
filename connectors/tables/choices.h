// Choices: what `--map field=column` and `--set field=value` say, checked against the kinds that
// are imported.
//
// A field may carry its kind ("demand.unit_price"); with a kind it goes before one without. Without
// a kind it holds for every kind of the request that has the field; for generated catalog records
// only `merchant` and `currency` do. Of two for one field the later one counts.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "connectors/tables/fields.h"

namespace shelfd::connectors {

struct Choice {
  std::optional<engine::Topic> kind{};
  std::string field{};
  std::string text{};  // the column, or the value
};

struct Choices {
  std::vector<Choice> maps{};
  std::vector<Choice> sets{};
};

// The last one for the field of the kind, those with a kind first; null where there is none.
[[nodiscard]] const Choice* choice_for(const std::vector<Choice>& choices, engine::Topic kind,
                                       std::string_view field);

// "75%" of the first own price, for money of catalog records.
[[nodiscard]] bool is_share_of_price(const Field& field, std::string_view value);

// Errors: Reject, naming the flag and what was expected, with the nearest field.
[[nodiscard]] Result<Choices> parse_choices(const std::vector<std::string>& maps,
                                            const std::vector<std::string>& sets,
                                            const std::vector<engine::Topic>& kinds);

}  // namespace shelfd::connectors
