// Basket fields: one basket's object to its struct. See basket_codec.h.
// Pure.
#pragma once

#include "connectors/formats/basket_codec.h"
#include "connectors/formats/json_reader.h"

namespace shelfd::connectors {

// `basket.form` says how amounts are written, unless the object says so itself.
void read_basket(FieldReader& reader, NamedBasket& basket);

// All of it but the units: what a preset has too.
void read_promotions(FieldReader& reader, NamedBasket& basket);

// "unit" and "currency".
void read_form(FieldReader& reader, BasketForm& form);

}  // namespace shelfd::connectors
