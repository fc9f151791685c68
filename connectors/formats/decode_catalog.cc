#include "connectors/formats/event_decoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_codec.h"

namespace shelfd::connectors {
namespace {

using engine::CatalogEntry;
using engine::SupplierTerms;

constexpr MoneyIn kAboveZero{.least = Money{1}};
constexpr NumberIn kShare{.most = 0.9};

void read_breaks(FieldReader& reader, SupplierTerms& terms) {
  reader.objects("breaks", kMaxBreaks, [&](FieldReader& inside) {
    engine::PriceBreak price_break;
    inside.required("from", price_break.from, QuantityIn{.least = 1});
    inside.required("cost", price_break.cost, AmountIn{});
    if (!terms.breaks.empty() && price_break.from <= terms.breaks.back().from) {
      inside.refuse("from", kOutOfRange, "not above the one before");
    }
    terms.breaks.push_back(price_break);
  });
}

void read_supplier(FieldReader& reader, CatalogEntry& entry) {
  SupplierTerms terms;
  reader.required("supplier", terms.supplier, IdOf<SupplierId>{});
  reader.optional("cost", terms.cost, AmountIn{});
  reader.optional("order_cost", terms.order_cost, AmountIn{});
  reader.optional("moq", terms.moq, QuantityIn{});
  reader.optional("case_pack", terms.case_pack, QuantityIn{.least = 1});
  read_breaks(reader, terms);
  reader.optional("break_kind", terms.break_kind, OneOf<engine::BreakKind, 2>{kBreakKinds});
  reader.optional("lead_days", terms.lead_days, NumberIn{.most = 365});
  entry.suppliers.push_back(std::move(terms));
}

void read_costs(FieldReader& reader, CatalogEntry& entry) {
  reader.optional("unit_cost", entry.unit_cost, AmountIn{});
  reader.optional("tax_rate", entry.tax_rate, NumberIn{});
  reader.optional("price_includes_tax", entry.price_includes_tax, FlagOf{});
  reader.optional("fee_rate", entry.fee_rate, kShare);
  reader.optional("fee_fixed", entry.fee_fixed, AmountIn{});
  reader.optional("variable_cost_rate", entry.variable_cost_rate, kShare);
  reader.optional("return_cost", entry.return_cost, AmountIn{});
}

void read_prices(FieldReader& reader, CatalogEntry& entry) {
  reader.optional("price", entry.price, AmountIn{.money = kAboveZero});
  reader.optional("floor_price", entry.floor_price, AmountIn{});
  reader.optional("ceiling_price", entry.ceiling_price, AmountIn{.money = kAboveZero});
  reader.optional("map_price", entry.map_price, AmountIn{});
  reader.optional("min_margin_ratio", entry.min_margin_ratio, kShare);
  reader.optional("strategy", entry.strategy, OneOf<pricing::Strategy, 3>{kStrategies});
  reader.values("price_endings", kMaxEndings, entry.price_endings, MoneyIn{});
  reader.optional("shipping", entry.shipping, AmountIn{});
  read_promotions(reader, "own_promotions", entry.own_promotions);
}

void read_stock_terms(FieldReader& reader, CatalogEntry& entry) {
  constexpr double kHundredYears = 36'500;
  reader.objects("suppliers", kMaxItemSuppliers,
                 [&](FieldReader& inside) { read_supplier(inside, entry); });
  reader.optional("holding_rate", entry.holding_rate, NumberIn{.most = 5});
  reader.optional("service_level", entry.service_level, NumberIn{.least = 0.5, .most = 0.999});
  reader.optional("stockout_cost", entry.stockout_cost, AmountIn{});
  reader.optional("review_days", entry.review_days, NumberIn{.most = 365, .above_least = true});
  reader.optional("shelf_life_days", entry.shelf_life_days,
                  NumberIn{.most = kHundredYears, .above_least = true});
  reader.optional("season_end", entry.season_end, InstantOf{});
  reader.optional("salvage_value", entry.salvage_value, AmountIn{});
  reader.optional("lifecycle", entry.lifecycle, OneOf<engine::Lifecycle, 3>{kLifecycles});
}

}  // namespace

// The amounts are in the entry's `currency`, which is the item's own: they carry none themselves.
engine::CatalogEntry decode_catalog_entry(FieldReader& reader) {
  CatalogEntry entry;
  read_item(reader, entry.item);
  reader.optional("title", entry.title, TextOf{.most_bytes = kMaxTitleBytes});
  reader.optional("category", entry.category, IdOf<Category>{.text = {}});
  reader.optional("family", entry.family, TextOf{});
  reader.optional("currency", entry.currency, CurrencyOf{});
  reader.optional("updated_at", entry.updated_at, InstantOf{});
  read_costs(reader, entry);
  read_prices(reader, entry);
  read_stock_terms(reader, entry);
  return entry;
}

}  // namespace shelfd::connectors
