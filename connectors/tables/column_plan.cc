#include "connectors/tables/column_plan.h"

#include <algorithm>
#include <array>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/refusal.h"
#include "connectors/tables/column_synonyms.h"
#include "connectors/tables/import_reader.h"
#include "connectors/tables/nearest_name.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

constexpr std::string_view kDefaultMerchant = "shop";
constexpr std::size_t kListed = 12;
constexpr std::size_t kShownBytes = 80;  // of a column's name

// The column of each field, by the field's position; absent where none.
using Found = std::vector<std::optional<std::size_t>>;

struct Fit {
  int rank = 0;
  std::size_t field = 0;
  std::size_t column = 0;

  friend auto operator<=>(const Fit&, const Fit&) = default;
};

bool may_guess(const Field& field, bool is_json) {
  return field.name != kDateOrder && (is_json || field.type != FieldType::Nested);
}

// Gives free fields the free columns that fit, best fit first.
void guess_columns(const PlannedFile& file, const std::vector<std::string>& columns, Found& found) {
  const auto fields = fields_of(file.kind);
  const ColumnNames names(file.kind);
  std::vector<Fit> fits;
  for (std::size_t column = 0; column < columns.size(); ++column) {
    if (is_personal_field(columns[column])) continue;
    for (const NameFit& fit : names.fits(columns[column])) {
      if (!may_guess(fields[fit.field], file.is_json)) continue;
      fits.push_back({.rank = fit.rank, .field = fit.field, .column = column});
    }
  }
  std::ranges::sort(fits);
  for (const Fit& fit : fits) {
    const bool taken = std::ranges::find(found, std::optional(fit.column)) != found.end();
    if (!found[fit.field] && !taken) found[fit.field] = fit.column;
  }
}

std::unexpected<Error> no_such_column(const PlannedFile& file, const Choice& map,
                                      const std::vector<std::string>& columns) {
  const std::string message = file.path + ": there is no column \"" + map.text + "\" for " +
                              map.field + " (columns: " + listed(columns, kListed) + ")";
  const auto nearest = nearest_name(map.text, columns);
  return reject(nearest ? message + "; is it \"" + *nearest + "\"?" : message);
}

// The columns that maps name. A map without a kind may be meant for another file.
Status take_maps(const PlannedFile& file, const std::vector<std::string>& columns,
                 const Choices& choices, Found& found) {
  const auto fields = fields_of(file.kind);
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const Choice* map = choice_for(choices.maps, file.kind, fields[field].name);
    if (map == nullptr) continue;
    const auto column = std::ranges::find(columns, map->text);
    if (column == columns.end() && map->kind) return no_such_column(file, *map, columns);
    if (column == columns.end()) continue;
    if (is_personal_field(map->text)) {
      return reject(file.path + ": column \"" + map->text +
                    "\" holds a person, and is not read for " + map->field);
    }
    found[field] = static_cast<std::size_t>(column - columns.begin());
  }
  return {};
}

std::string constant_for(const Choices& choices, Topic kind, const Field& field) {
  const Choice* set = choice_for(choices.sets, kind, field.name);
  if (set != nullptr) return set->text;
  return std::string(field.name == "merchant" ? kDefaultMerchant : std::string_view{});
}

// The column that the field could have meant.
std::optional<std::string> likely_column(Topic kind, const Field& field,
                                         const std::vector<std::string>& columns) {
  const std::vector<std::string> names = names_of(kind, field.name);
  for (const std::string& column : columns) {
    if (!is_personal_field(column) && nearest_name(column, names)) return column;
  }
  return std::nullopt;
}

std::vector<const Field*> missing_fields(const PlannedFile& file, const Found& found,
                                         const Choices& choices) {
  std::vector<const Field*> missing;
  const auto fields = fields_of(file.kind);
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const bool given = found[at] || !constant_for(choices, file.kind, fields[at]).empty();
    if (fields[at].required && !given) missing.push_back(&fields[at]);
  }
  return missing;
}

// Another kind whose required fields are all there.
std::optional<Topic> likely_kind(const PlannedFile& file, const std::vector<std::string>& columns) {
  constexpr auto kTried = std::to_array<Topic>(
      {Topic::CompetitorOffers, Topic::Demand, Topic::Prices, Topic::Inventory, Topic::Shipments});
  for (const Topic kind : kTried) {
    PlannedFile other = file;
    other.kind = kind;
    Found found(fields_of(kind).size());
    guess_columns(other, columns, found);
    if (kind != file.kind && missing_fields(other, found, {}).empty()) return kind;
  }
  return std::nullopt;
}

std::unexpected<Error> not_understood(const PlannedFile& file,
                                      const std::vector<std::string>& columns, const Found& found,
                                      const Choices& choices) {
  const std::string kind(kind_name(file.kind));
  std::vector<std::string> free;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const bool used = std::ranges::find(found, std::optional(at)) != found.end();
    if (!used) free.push_back(columns[at]);
  }
  std::string fields;
  std::string hints;
  for (const Field* field : missing_fields(file, found, choices)) {
    fields += (fields.empty() ? "" : ", ") + std::string(field->name);
    const std::string start = kind + "." + std::string(field->name) + "=";
    const auto column = likely_column(file.kind, *field, free);
    hints += column ? " --map '" + start + *column + "'"
                    : (field->type == FieldType::Time ? " --set " : " --map ") + start + "...";
  }
  std::string message = file.path + ": no column gives " + fields + " of " + kind +
                        " (columns: " + listed(columns, kListed) + "); say" + hints;
  const auto other = likely_kind(file, columns);
  if (other) message += "; or is it " + std::string(kind_name(*other)) + "=" + file.path + "?";
  return reject(message);
}

void list_unused(const std::vector<std::string>& columns, const Found& found, ColumnPlan& plan) {
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const bool used = std::ranges::find(found, std::optional(at)) != found.end();
    const bool personal = is_personal_field(columns[at]);
    if (personal) plan.personal_columns.push_back(columns[at]);
    if (!used && !personal) plan.ignored_columns.push_back(columns[at]);
  }
}

}  // namespace

Result<ColumnPlan> plan_columns(const PlannedFile& file, const std::vector<std::string>& columns,
                                const Choices& choices) {
  const auto fields = fields_of(file.kind);
  Found found(fields.size());
  if (Status mapped = take_maps(file, columns, choices, found); !mapped) {
    return std::unexpected(std::move(mapped.error()));
  }
  guess_columns(file, columns, found);
  if (!missing_fields(file, found, choices).empty()) {
    return not_understood(file, columns, found, choices);
  }
  ColumnPlan plan{.kind = file.kind};
  for (std::size_t at = 0; at < fields.size(); ++at) {
    std::string constant = constant_for(choices, file.kind, fields[at]);
    if (!found[at] && constant.empty()) continue;
    plan.sources.push_back(
        {.field = &fields[at], .column = found[at], .constant = std::move(constant)});
  }
  list_unused(columns, found, plan);
  return plan;
}

int known_columns(Topic kind, const std::vector<std::string>& columns) {
  const ColumnNames names(kind);
  return static_cast<int>(std::ranges::count_if(
      columns, [&](const std::string& column) { return !names.fits(column).empty(); }));
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t at = 0; at < std::min(names.size(), most); ++at) {
    text += (at == 0 ? "\"" : ", \"") + shown(names[at], kShownBytes) + "\"";
  }
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

}  // namespace shelfd::connectors
