// Promotion codec: the promotions of one item's offer, a rival's or the merchant's own, from JSON
// fields and back. The fields are those of a basket's promotions, amounts in the record's currency;
// the scope is "item" (this item alone) or "all" (the whole order).
// Threads: any. Not here: baskets (of `net-price`).
#pragma once

#include <string_view>
#include <vector>

#include "connectors/formats/event_encoders.h"
#include "connectors/formats/json_reader.h"
#include "pricing/promotion.h"

namespace shelfd::connectors {

// The list under a name; absent: none. What is wrong goes to the reader's refusal.
void read_promotions(FieldReader& reader, std::string_view name,
                     std::vector<pricing::Promotion>& promotions);
void encode_promotions(JsonWriter& json, std::string_view name,
                       const std::vector<pricing::Promotion>& promotions);

}  // namespace shelfd::connectors
