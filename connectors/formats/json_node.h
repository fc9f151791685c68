// JSON nodes: a record's values in document order, each with its own text, so that the text of a
// number is still there when it is read as money.
//
// A node is followed by its descendants: its first child is the next node, a child's sibling stands
// `size` nodes after it. Texts point into the parser's buffers: valid until the next parse.
// Pure. Not here: where they come from (json_document.h), reading fields (json_reader.h).
#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

namespace shelfd::connectors {

enum class JsonKind : std::uint8_t { Null, False, True, Number, Text, Array, Object };

struct JsonNode {
  std::string_view name{};  // of the member; "" for an element
  std::string_view text{};  // unescaped text, or the number as it was written
  std::uint32_t size = 1;   // nodes of this value, itself included
  JsonKind kind = JsonKind::Null;
};

// for (const JsonNode& child : children(node))
class JsonChildren {
 public:
  struct Step {
    const JsonNode* at = nullptr;

    const JsonNode& operator*() const { return *at; }
    Step& operator++() {
      at = std::next(at, at->size);
      return *this;
    }
    friend bool operator==(const Step&, const Step&) = default;
  };

  explicit JsonChildren(const JsonNode& parent) : parent_(&parent) {}
  [[nodiscard]] Step begin() const { return {std::next(parent_)}; }
  [[nodiscard]] Step end() const { return {std::next(parent_, parent_->size)}; }

 private:
  const JsonNode* parent_;
};

[[nodiscard]] inline JsonChildren children(const JsonNode& parent) { return JsonChildren(parent); }

}  // namespace shelfd::connectors
