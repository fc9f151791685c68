// Record key: the key that fields of a JSON record make, in the order given, joined by '/':
//
//   merchant, sku of {"sku":"kettle-1","merchant":"shop"}: "shop/kettle-1"
//
// A field is text, or a whole number as it is written; one deeper down is another field. Records
// are read as the events are (event_codec.h), with the same limits.
// Threads: one an object; its buffers are kept for the next record.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

class RecordKey {
 public:
  explicit RecordKey(std::vector<std::string> fields);  // at least one
  ~RecordKey();
  RecordKey(RecordKey&&) noexcept;
  RecordKey& operator=(RecordKey&&) noexcept;

  // Or why there is none, for a person: "sku: missing".
  [[nodiscard]] std::expected<std::string, std::string> of(std::string_view record);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;  // hides simdjson, whose layout depends on its users' flags
};

}  // namespace shelfd::connectors
