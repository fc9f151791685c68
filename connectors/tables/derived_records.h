// Derived records: what an import adds to a merchant's rows so that nothing is set aside and
// prices are known.
//
//   price facts   one for each item and local day: the lower median of the day's order prices (of
//                 orders in the currency of the item's first), at the day's start, regular
//   catalogs      for an item of the rows that neither the log nor a file has: `--set catalog.*`;
//                 for one whose file dates it after its first event: a copy; each 1 ms before the
//                 first event
// The hash of a price fact is over item and day, of a catalog over the item: a second export of
// the same days adds none.
// Threads: one.
#pragma once

#include "connectors/tables/choices.h"
#include "connectors/tables/gathering.h"

namespace shelfd::connectors {

// Returns how many were added.
[[nodiscard]] std::int64_t add_price_facts(Gathering& gathering, const LocalTime& zone,
                                           std::uint32_t file);

struct AddedCatalogs {
  std::int64_t count = 0;
  std::int64_t without_price = 0;  // a share of the first own price was asked, and there is none
};

// Errors: Reject for a `--set catalog.*` that gives no catalog record.
[[nodiscard]] Result<AddedCatalogs> add_catalogs(Gathering& gathering, const Choices& choices,
                                                 const ImportRequest& request, std::uint32_t file);

// Catalog rows without a time: 1 ms before the item's first event where the item is not `known`;
// else they state none.
void date_catalogs(Gathering& gathering, const std::function<bool(const ItemId&)>& known);

}  // namespace shelfd::connectors
