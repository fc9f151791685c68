// Column synonyms: the names under which common exports carry our fields, English and Chinese.
//
// Names are compared in bare form: ASCII letters in lower case, without spaces and punctuation; a
// part in brackets at the end ("单价(元)") is tried without. Sources: Shopify's orders, products
// and inventory exports; Amazon's order, listing and FBA inventory reports; Taobao and Tmall's
// ExportOrderList and ExportOrderDetailList; JD's order and ware exports; Shopee and momo for the
// traditional forms. Written down from their documented headers; where two columns of a file mean
// one field, the one earlier in the table is taken.
// Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event.h"

namespace shelfd::connectors {

[[nodiscard]] std::string bare_name(std::string_view column);

// A field whose name a column's is.
struct NameFit {
  std::size_t field = 0;  // position in fields_of the kind
  int rank = 0;           // 0: the field's own name, then the position in the table
};

// The names of a kind's fields, in bare form.
class ColumnNames {
 public:
  explicit ColumnNames(engine::Topic kind);
  // None where the column's name is not known.
  [[nodiscard]] std::vector<NameFit> fits(std::string_view column) const;

 private:
  std::multimap<std::string, NameFit> fits_;
};

// All names of a field, its own first.
[[nodiscard]] std::vector<std::string> names_of(engine::Topic kind, std::string_view field);

}  // namespace shelfd::connectors
