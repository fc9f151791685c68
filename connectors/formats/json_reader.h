// JSON reader: the fields of one object by name, into a struct, noting the first that is wrong.
//
//   FieldReader reader(*root, refusal);
//   reader.required("price", fact.price, AmountIn{.currency = currency});
//   reader.optional("kind", fact.kind, OneOf{kPriceKinds});
//
// Total: after a refusal reading goes on and changes nothing that counts, since the caller drops
// the struct. Of two members with one name the first wins. Members nobody asks for are ignored.
// Pure. Not here: ranges and texts (json_values.h), bytes (json_document.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connectors/formats/json_node.h"
#include "connectors/formats/json_values.h"
#include "connectors/formats/refusal.h"

namespace shelfd::connectors {

class FieldReader {
 public:
  // `object` and `refusal` outlive the reader; `place` is where the object stands in the record.
  FieldReader(const JsonNode& object, FirstRefusal& refusal, Place place = {})
      : object_(&object), refusal_(&refusal), place_(place) {}

  // `Field` is the converter's type or an optional of it; an absent field leaves it as it is.
  template <typename Field, typename Convert>
  void optional(std::string_view name, Field& field, const Convert& convert) {
    const JsonNode* node = find(name);
    if (node != nullptr) assign({.parent = &place_, .name = name}, *node, field, convert);
  }

  template <typename Field, typename Convert>
  void required(std::string_view name, Field& field, const Convert& convert) {
    const JsonNode* node = find(name);
    if (node == nullptr) return refuse(name, kMissing);
    assign({.parent = &place_, .name = name}, *node, field, convert);
  }

  // A list of plain values, appended; absent: none.
  template <typename Element, typename Convert>
  void values(std::string_view name, std::size_t most, std::vector<Element>& list,
              const Convert& convert) {
    each(name, most, [&](const JsonNode& node, const Place& place) {
      Element element{};
      if (assign(place, node, element, convert)) list.push_back(std::move(element));
    });
  }

  // A list of exactly so many plain values, which has to be there; a shorter one is `missing`.
  template <typename Element, typename Convert>
  void all_values(std::string_view name, std::size_t count, std::vector<Element>& list,
                  const Convert& convert) {
    values(name, count, list, convert);
    if (list.size() < count) refuse(name, kMissing, std::to_string(list.size()));
  }

  // A list of objects: `visit` takes a FieldReader on each. Absent: none.
  template <typename Visit>
  void objects(std::string_view name, std::size_t most, const Visit& visit) {
    each(name, most, [&](const JsonNode& node, const Place& place) {
      if (node.kind != JsonKind::Object) return refusal_->record(place, kWrongType, node.text);
      FieldReader inside(node, *refusal_, place);
      visit(inside);
    });
  }

  // One object inside: `visit` takes a FieldReader on it. Absent: nothing.
  template <typename Visit>
  void object(std::string_view name, const Visit& visit) {
    const JsonNode* node = find(name);
    if (node == nullptr) return;
    if (node->kind != JsonKind::Object) return refuse(name, kWrongType, node->text);
    FieldReader inside(*node, *refusal_, {.parent = &place_, .name = name});
    visit(inside);
  }

  // The same; absent: refused.
  template <typename Visit>
  void required_object(std::string_view name, const Visit& visit) {
    if (find(name) == nullptr) return refuse(name, kMissing);
    object(name, visit);
  }

  // Refuses a field for a reason that only its reader knows.
  void refuse(std::string_view name, Reason reason, std::string_view value = {});

 private:
  [[nodiscard]] const JsonNode* find(std::string_view name) const;
  // The list under the name, or null: absent, or refused as no list or too long.
  [[nodiscard]] const JsonNode* find_list(std::string_view name, std::size_t most);

  template <typename Field, typename Convert>
  bool assign(const Place& place, const JsonNode& node, Field& field, const Convert& convert) {
    auto value = convert(node);
    if (!value) {
      refusal_->record(place, value.error(), node.text);
      return false;
    }
    field = *std::move(value);
    return true;
  }

  template <typename Visit>
  void each(std::string_view name, std::size_t most, const Visit& visit) {
    const JsonNode* list = find_list(name, most);
    if (list == nullptr) return;
    const Place here{.parent = &place_, .name = name};
    int position = 0;
    for (const JsonNode& node : children(*list)) {
      visit(node, Place{.parent = &here, .position = position++});
    }
  }

  const JsonNode* object_;
  FirstRefusal* refusal_;
  Place place_;
};

}  // namespace shelfd::connectors
