// Schema instances: a JSON Schema as shelfd writes them, random instances of it and damage to them.
//
// Knows the keywords that docs/schemas uses. A text with a pattern is taken from the schema's
// examples. Lists that must ascend, which a schema cannot say, get at most one element.
#pragma once

#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace shelfd::connectors {

using Json = nlohmann::json;

// docs/schemas/<topic>.json.
[[nodiscard]] Json load_schema(const std::string& topic);

// The same schema, where an object may only have the properties that it names.
[[nodiscard]] Json without_unknown_fields(Json schema);

// Draft-07, by valijson. Compiled once; `accepts` is called many times.
class SchemaCheck {
 public:
  explicit SchemaCheck(const Json& schema);
  ~SchemaCheck();
  [[nodiscard]] bool accepts(const Json& instance) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

class InstanceMaker {
 public:
  InstanceMaker(const Json& schema, std::mt19937_64& random) : root_(&schema), random_(&random) {}

  // With `full`, every property is there and no list is empty.
  [[nodiscard]] Json instance(bool full);
  // One value somewhere replaced by one that may not fit, or one member left out.
  [[nodiscard]] Json damaged(Json instance);

 private:
  Json make(const Json& schema);
  Json make_object(const Json& schema);
  Json make_list(const Json& schema, std::size_t most);
  Json make_text(const Json& schema);
  Json make_number(const Json& schema);
  std::size_t below(std::size_t count) { return static_cast<std::size_t>((*random_)()) % count; }

  const Json* root_;
  std::mt19937_64* random_;
  bool full_ = false;
};

// Values of the same type as `value`, at and just past each limit that the schema has anywhere.
[[nodiscard]] std::vector<Json> edge_values(const Json& schema, const Json& value);

// A pointer to every member of every object in the instance.
[[nodiscard]] std::vector<Json::json_pointer> members_of(const Json& instance);

}  // namespace shelfd::connectors
