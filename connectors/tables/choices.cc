#include "connectors/tables/choices.h"

#include <algorithm>
#include <ranges>

#include "connectors/tables/import_reader.h"
#include "connectors/tables/nearest_name.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

// What is said of a flag: its name, the kinds that may be meant, and whether it is a map.
struct Flag {
  std::string_view name{};
  std::vector<Topic> kinds{};
};

bool holds(const std::vector<Topic>& kinds, Topic kind) {
  return std::ranges::find(kinds, kind) != kinds.end();
}

std::unexpected<Error> wrong(const Flag& flag, std::string_view written, std::string_view cause) {
  return reject(std::string(flag.name) + " " + std::string(written) + ": " + std::string(cause));
}

std::vector<std::string> field_names(const std::vector<Topic>& kinds) {
  std::vector<std::string> names;
  for (const Topic kind : kinds) {
    for (const Field& field : fields_of(kind)) names.emplace_back(field.name);
  }
  return names;
}

// The fields that the choice means, one of each kind that has it.
std::vector<const Field*> fields_meant(const Choice& choice, const std::vector<Topic>& kinds) {
  std::vector<const Field*> fields;
  for (const Topic kind : kinds) {
    const bool meant = !choice.kind || *choice.kind == kind;
    const Field* field = meant ? field_named(kind, choice.field) : nullptr;
    if (field != nullptr) fields.push_back(field);
  }
  return fields;
}

std::string unknown_field(const Choice& choice, const std::vector<Topic>& kinds) {
  std::vector<Topic> meant = kinds;
  if (choice.kind) meant = {*choice.kind};
  std::string cause = "there is no field \"" + choice.field + "\"";
  if (choice.kind) cause += " in " + std::string(kind_name(*choice.kind));
  const auto nearest = nearest_name(choice.field, field_names(meant));
  return nearest ? cause + "; is it " + *nearest + "?" : cause;
}

Result<Choice> parse_choice(const Flag& flag, const std::string& written) {
  const std::size_t equals = written.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == written.size()) {
    return wrong(flag, written,
                 flag.name == "--map" ? "expected field=column" : "expected field=value");
  }
  Choice choice{.field = written.substr(0, equals), .text = written.substr(equals + 1)};
  const std::size_t dot = choice.field.find('.');
  if (dot != std::string::npos) {
    choice.kind = kind_named(choice.field.substr(0, dot));
    if (!choice.kind)
      return wrong(flag, written, "there is no kind \"" + choice.field.substr(0, dot) + "\"");
    choice.field.erase(0, dot + 1);
  }
  if (choice.kind && !holds(flag.kinds, *choice.kind)) {
    return wrong(flag, written, "no " + std::string(kind_name(*choice.kind)) + " file is imported");
  }
  if (fields_meant(choice, flag.kinds).empty()) {
    return wrong(flag, written, unknown_field(choice, flag.kinds));
  }
  return choice;
}

Status check_map(const Flag& flag, const std::string& written, const Choice& choice) {
  if (choice.field == kDateOrder) {
    return wrong(flag, written, "date_order is no column: say --set date_order=dmy or mdy");
  }
  return {};
}

Status check_set(const Flag& flag, const std::string& written, const Choice& choice) {
  if (choice.field == kDateOrder && choice.text != "dmy" && choice.text != "mdy") {
    return wrong(flag, written, "expected dmy or mdy");
  }
  const auto fields = fields_meant(choice, flag.kinds);
  if (std::ranges::any_of(fields, [](const Field* f) { return f->type == FieldType::Nested; })) {
    return wrong(flag, written,
                 "a list comes from JSON Lines only; supplier terms are catalog.supplier, "
                 "lead_days, moq, case_pack, order_cost, supplier_cost");
  }
  return {};
}

template <typename Check>
Result<std::vector<Choice>> parse_all(const Flag& flag, const std::vector<std::string>& written,
                                      const Check& check) {
  std::vector<Choice> choices;
  for (const std::string& text : written) {
    auto choice = parse_choice(flag, text);
    if (!choice) return std::unexpected(std::move(choice.error()));
    if (Status checked = check(flag, text, *choice); !checked) {
      return std::unexpected(std::move(checked.error()));
    }
    choices.push_back(*std::move(choice));
  }
  return choices;
}

}  // namespace

const Choice* choice_for(const std::vector<Choice>& choices, Topic kind, std::string_view field) {
  const Choice* without_kind = nullptr;
  for (const Choice& choice : choices | std::views::reverse) {
    if (choice.field != field) continue;
    if (choice.kind == kind) return &choice;
    if (!choice.kind && without_kind == nullptr) without_kind = &choice;
  }
  return without_kind;
}

bool is_share_of_price(const Field& field, std::string_view value) {
  return field.type == FieldType::Money && value.ends_with('%');
}

Result<Choices> parse_choices(const std::vector<std::string>& maps,
                              const std::vector<std::string>& sets,
                              const std::vector<Topic>& kinds) {
  const Flag map{.name = "--map", .kinds = kinds};
  Flag set{.name = "--set", .kinds = kinds};
  if (!holds(kinds, Topic::Catalog)) set.kinds.push_back(Topic::Catalog);
  auto mapped = parse_all(map, maps, check_map);
  if (!mapped) return std::unexpected(std::move(mapped.error()));
  auto constants = parse_all(set, sets, check_set);
  if (!constants) return std::unexpected(std::move(constants.error()));
  return Choices{.maps = *std::move(mapped), .sets = *std::move(constants)};
}

}  // namespace shelfd::connectors
