#include "tests/connectors/formats/schema_instances.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace shelfd::connectors {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

constexpr double kMicros = 1e6;
constexpr double kMostSteps = 1e15;  // a double holds every whole number up to here

bool ascends(const std::string& name) { return name == "breaks" || name == "utc_offsets"; }

void close_objects(Json& schema) {
  if (schema.is_object() && schema.contains("properties") && schema.contains("type")) {
    schema["additionalProperties"] = false;
  }
  if (!schema.is_structured()) return;
  for (Json& inside : schema) close_objects(inside);
}

void add_members(const Json& value, const Json::json_pointer& here,
                 std::vector<Json::json_pointer>& members) {
  if (value.is_object()) {
    for (const auto& [name, inside] : value.items()) {
      members.push_back(here / name);
      add_members(inside, here / name, members);
    }
  }
  if (value.is_array()) {
    for (std::size_t at = 0; at < value.size(); ++at) add_members(value[at], here / at, members);
  }
}

// All values that the keywords have, anywhere in the schema.
void add_limits(const Json& schema, const std::vector<std::string>& keywords,
                std::set<double>& limits) {
  if (!schema.is_structured()) return;
  for (const auto& [name, inside] : schema.items()) {
    const bool wanted = std::ranges::find(keywords, name) != keywords.end();
    if (wanted && inside.is_number()) limits.insert(inside.get<double>());
    add_limits(inside, keywords, limits);
  }
}

Json number_of(double value) {
  const bool whole = value == std::floor(value) && std::abs(value) < kMostSteps;
  return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

// Values of every type, at and far past the limits of the schemas.
std::vector<Json> misfits() {
  return {nullptr,
          true,
          0,
          -1,
          7,
          0.5,
          -0.25,
          1e300,
          2'000'000'000,
          8'000'000'000'000,
          "",
          "x",
          "*",
          "-1",
          "0",
          "12.5",
          "1970-01-01",
          "a\tb",
          std::string(65, 'y'),
          std::string(700, 'z'),
          Json::array(),
          Json::object(),
          Json(std::vector<int>(600, 1)),
          Json(std::vector<std::string>(70, "v")),
          Json(std::vector<Json>(40, Json::object()))};
}

}  // namespace

Json load_schema(const std::string& topic) {
  std::ifstream file(SHELFD_DOCS "/schemas/" + topic + ".json");
  return Json::parse(file);
}

Json without_unknown_fields(Json schema) {
  close_objects(schema);
  return schema;
}

struct SchemaCheck::Compiled {
  valijson::Schema schema{};
  valijson::Validator validator{};
};

SchemaCheck::SchemaCheck(const Json& schema) : compiled_(std::make_unique<Compiled>()) {
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(Adapter(schema), compiled_->schema);
}

SchemaCheck::~SchemaCheck() = default;

bool SchemaCheck::accepts(const Json& instance) const {
  return compiled_->validator.validate(compiled_->schema, Adapter(instance), nullptr);
}

Json InstanceMaker::instance(bool full) {
  full_ = full;
  return make(*root_);
}

Json InstanceMaker::damaged(Json instance) {
  static const std::vector<Json> kMisfits = misfits();
  const auto members = members_of(instance);
  const Json::json_pointer& hit = members[below(members.size())];
  if (below(8) == 0) {
    instance.at(hit.parent_pointer()).erase(hit.back());
  } else {
    instance.at(hit) = kMisfits[below(kMisfits.size())];
  }
  return instance;
}

Json InstanceMaker::make(const Json& schema) {
  if (schema.contains("$ref")) {
    const std::string target = schema["$ref"];
    return make(root_->at(Json::json_pointer(target.substr(1))));
  }
  if (schema.contains("allOf")) return make(schema["allOf"][0]);
  if (schema.contains("oneOf")) return make(schema["oneOf"][below(schema["oneOf"].size())]);
  if (schema.contains("enum")) return schema["enum"][below(schema["enum"].size())];
  const std::string type = schema.at("type");
  if (type == "object") return make_object(schema);
  if (type == "array") return make_list(schema, schema.at("maxItems"));
  if (type == "string") return make_text(schema);
  if (type == "boolean") return below(2) == 0;
  return make_number(schema);
}

Json InstanceMaker::make_object(const Json& schema) {
  Json object = Json::object();
  if (!schema.contains("properties")) return object;
  const Json required = schema.value("required", Json::array());
  for (const auto& [name, property] : schema["properties"].items()) {
    const bool needed = std::ranges::find(required, Json(name)) != required.end();
    if (!needed && !full_ && below(2) == 0) continue;
    object[name] = ascends(name) ? make_list(property, 1) : make(property);
  }
  return object;
}

Json InstanceMaker::make_list(const Json& schema, std::size_t most) {
  Json list = Json::array();
  const std::size_t least = schema.value("minItems", full_ ? 1U : 0U);
  // The longest list once in a while, short ones else.
  const std::size_t longest =
      std::max<std::size_t>(least, below(20) == 0 ? std::min<std::size_t>(most, 16) : 2);
  const std::size_t count = least + below(std::min(most, longest) - least + 1);
  while (list.size() < count) list.push_back(make(schema.at("items")));
  return list;
}

Json InstanceMaker::make_text(const Json& schema) {
  if (schema.contains("pattern")) return schema.at("examples")[below(schema["examples"].size())];
  const std::size_t least = schema.value("minLength", 0U);
  const std::size_t most = schema.at("maxLength");
  const std::size_t size = below(4) == 0 ? most : std::min(most, least + below(12));
  if (size >= 3 && below(3) == 0) return std::string(size - 3, 'k') + "衫";
  return std::string(size, static_cast<char>('!' + below(94)));
}

Json InstanceMaker::make_number(const Json& schema) {
  const bool open_least = schema.contains("exclusiveMinimum");
  const bool open_most = schema.contains("exclusiveMaximum");
  const double least = schema.at(open_least ? "exclusiveMinimum" : "minimum");
  const double most = schema.at(open_most ? "exclusiveMaximum" : "maximum");
  const bool whole = schema.at("type") == "integer";
  const double step = whole ? 1 : kMicros;
  const double first = std::ceil(least * step) + (open_least ? 1 : 0);
  const double last = std::min(std::floor(most * step) - (open_most ? 1 : 0), kMostSteps);
  double steps = first + static_cast<double>(below(static_cast<std::size_t>(last - first) + 1));
  if (below(6) == 0) steps = first;
  if (below(6) == 0) steps = last;
  if (whole) return static_cast<std::int64_t>(steps);
  // Grisu now and then writes more digits than the shortest text has: too many for money.
  const Json number = steps / kMicros;
  const std::string text = number.dump();
  return text.size() - text.find('.') > 7 ? Json(std::floor(steps / kMicros)) : number;
}

std::vector<Json> edge_values(const Json& schema, const Json& value) {
  std::vector<Json> values;
  std::set<double> limits;
  if (value.is_number()) {
    add_limits(schema, {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}, limits);
    for (const double limit : limits) {
      for (const double step : {0.0, -1.0, 1.0, -1e-3, 1e-3}) {
        values.push_back(number_of(limit + step));
      }
    }
  } else if (value.is_string()) {
    add_limits(schema, {"minLength", "maxLength"}, limits);
    for (const double limit : limits) {
      const auto size = static_cast<std::size_t>(limit);
      values.insert(values.end(), {std::string(size - 1, 'a'), std::string(size + 1, 'a')});
      values.emplace_back(std::string(size, 'a'));
    }
  } else if (value.is_array() && !value.empty()) {
    add_limits(schema, {"minItems", "maxItems"}, limits);
    for (const double limit : limits) {
      const auto size = static_cast<std::size_t>(limit);
      values.insert(values.end(),
                    {std::vector<Json>(size - 1, value[0]), std::vector<Json>(size, value[0]),
                     std::vector<Json>(size + 1, value[0])});
    }
  }
  return values;
}

std::vector<Json::json_pointer> members_of(const Json& instance) {
  std::vector<Json::json_pointer> members;
  add_members(instance, Json::json_pointer(), members);
  return members;
}

}  // namespace shelfd::connectors
