#include "connectors/formats/catalog_packing.h"

#include <algorithm>
#include <string>

#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_packing.h"
#include "engine/item_state.h"

namespace shelfd::connectors {
namespace {

using engine::BreakKind;
using engine::CatalogEntry;
using engine::Lifecycle;

// Packing: every call sets a field where there is something to say.

template <typename Set>
void put_number(const std::optional<double>& value, Packer& packer, const Set& set) {
  if (value) set(packer.number(*value));
}

void pack_amount(const Amount& amount, Money from, Packer& packer, state::Amount& packed) {
  packed.set_money(packer.money(amount.money, from));
  if (!amount.currency.empty()) packed.set_currency(amount.currency.letters.data(), 3);
}

template <typename Mutable>
void put_amount(const std::optional<Amount>& amount, Money from, Packer& packer,
                const Mutable& place) {
  if (amount) pack_amount(*amount, from, packer, *place());
}

void pack_terms(const engine::SupplierTerms& terms, Money unit_cost, Packer& packer,
                state::SupplierTerms& packed) {
  packed.set_supplier(terms.supplier.value);
  put_amount(terms.cost, unit_cost, packer, [&] { return packed.mutable_cost(); });
  put_amount(terms.order_cost, {}, packer, [&] { return packed.mutable_order_cost(); });
  packed.set_moq(terms.moq.units);
  if (terms.case_pack.units != 1) packed.set_case_pack(terms.case_pack.units);
  for (const engine::PriceBreak& step : terms.breaks) {
    packed.add_break_from(step.from.units);
    pack_amount(step.cost, unit_cost, packer, *packed.add_break_cost());
  }
  packed.set_break_kind(static_cast<std::uint32_t>(terms.break_kind));
  put_number(terms.lead_days, packer, [&](auto code) { packed.set_lead_days(code); });
}

void pack_names(const CatalogEntry& catalog, state::Catalog& packed) {
  packed.set_merchant(catalog.item.merchant.value);
  packed.set_sku(catalog.item.sku.value);
  packed.set_category(catalog.category.value);
  packed.set_title(catalog.title);
  packed.set_currency(catalog.currency.text());
  packed.set_withdrawn(catalog.withdrawn);
  if (catalog.price_includes_tax) packed.set_price_includes_tax(*catalog.price_includes_tax);
  if (catalog.strategy) packed.set_strategy(static_cast<std::uint32_t>(*catalog.strategy));
  if (catalog.lifecycle != Lifecycle::Active) {
    packed.set_lifecycle(static_cast<std::uint32_t>(catalog.lifecycle));
  }
}

void pack_amounts(const CatalogEntry& catalog, Money price, Packer& packer,
                  state::Catalog& packed) {
  put_amount(catalog.unit_cost, {}, packer, [&] { return packed.mutable_unit_cost(); });
  put_amount(catalog.price, price, packer, [&] { return packed.mutable_price(); });
  put_amount(catalog.floor_price, price, packer, [&] { return packed.mutable_floor_price(); });
  put_amount(catalog.ceiling_price, price, packer, [&] { return packed.mutable_ceiling_price(); });
  put_amount(catalog.map_price, price, packer, [&] { return packed.mutable_map_price(); });
  put_amount(catalog.shipping, {}, packer, [&] { return packed.mutable_shipping(); });
  put_amount(catalog.fee_fixed, {}, packer, [&] { return packed.mutable_fee_fixed(); });
  put_amount(catalog.return_cost, {}, packer, [&] { return packed.mutable_return_cost(); });
  put_amount(catalog.stockout_cost, {}, packer, [&] { return packed.mutable_stockout_cost(); });
  put_amount(catalog.salvage_value, {}, packer, [&] { return packed.mutable_salvage_value(); });
  for (const Money ending : catalog.price_endings) {
    packed.add_price_endings(packer.money(ending, {}));
  }
}

void pack_numbers(const CatalogEntry& catalog, Packer& packer, state::Catalog& packed) {
  packed.set_fee_rate(packer.number(catalog.fee_rate) ^ kCodeOfZero);
  packed.set_variable_cost_rate(packer.number(catalog.variable_cost_rate) ^ kCodeOfZero);
  put_number(catalog.tax_rate, packer, [&](auto code) { packed.set_tax_rate(code); });
  put_number(catalog.min_margin_ratio, packer,
             [&](auto code) { packed.set_min_margin_ratio(code); });
  put_number(catalog.holding_rate, packer, [&](auto code) { packed.set_holding_rate(code); });
  put_number(catalog.service_level, packer, [&](auto code) { packed.set_service_level(code); });
  put_number(catalog.review_days, packer, [&](auto code) { packed.set_review_days(code); });
  put_number(catalog.shelf_life_days, packer, [&](auto code) { packed.set_shelf_life_days(code); });
}

// Unpacking.

Currency read_currency(const std::string& text, Verdict& verdict) {
  Currency currency;
  if (text.size() == currency.letters.size()) std::ranges::copy(text, currency.letters.begin());
  const bool empty_text = currency.empty() && !text.empty();
  const bool wrong_size = !text.empty() && text.size() != currency.letters.size();
  if (empty_text || wrong_size) verdict.refuse("currency: not three letters");
  return currency;
}

Amount read_amount(const state::Amount& packed, Money from, const Unpacker& unpacker) {
  return {.money = unpacker.money(packed.money(), from),
          .currency = read_currency(packed.currency(), unpacker.verdict())};
}

std::optional<Amount> read_amount(bool present, const state::Amount& packed, Money from,
                                  const Unpacker& unpacker) {
  if (!present) return std::nullopt;
  return read_amount(packed, from, unpacker);
}

std::optional<double> read_number(bool present, std::uint64_t code, const Unpacker& unpacker) {
  if (!present) return std::nullopt;
  return unpacker.number(code);
}

engine::SupplierTerms read_terms(const state::SupplierTerms& packed, Money unit_cost,
                                 const Unpacker& unpacker) {
  Verdict& verdict = unpacker.verdict();
  engine::SupplierTerms terms{
      .supplier = SupplierId(packed.supplier()),
      .cost = read_amount(packed.has_cost(), packed.cost(), unit_cost, unpacker),
      .order_cost = read_amount(packed.has_order_cost(), packed.order_cost(), {}, unpacker),
      .moq = {packed.moq()},
      .case_pack = {packed.has_case_pack() ? packed.case_pack() : 1},
      .breaks = {},
      .break_kind = verdict.enumerator("break_kind", packed.break_kind(), BreakKind::Incremental),
      .lead_days = read_number(packed.has_lead_days(), packed.lead_days(), unpacker)};
  const auto breaks = static_cast<std::size_t>(packed.break_cost_size());
  verdict.equal("breaks", packed.break_from_size(), breaks);
  verdict.at_most("breaks", breaks, kMaxBreaks);
  if (terms.case_pack.units < 1) verdict.refuse("case_pack: below 1");
  if (!verdict.good()) return terms;
  for (int row = 0; row < packed.break_cost_size(); ++row) {
    terms.breaks.push_back({.from = {packed.break_from(row)},
                            .cost = read_amount(packed.break_cost(row), unit_cost, unpacker)});
  }
  return terms;
}

void read_names(const state::Catalog& packed, Verdict& verdict, CatalogEntry& catalog) {
  catalog.item = {.merchant = MerchantId(packed.merchant()), .sku = Sku(packed.sku())};
  catalog.category = Category(packed.category());
  catalog.title = packed.title();
  catalog.currency = read_currency(packed.currency(), verdict);
  catalog.withdrawn = packed.withdrawn();
  if (packed.has_price_includes_tax()) catalog.price_includes_tax = packed.price_includes_tax();
  if (packed.has_strategy()) {
    catalog.strategy = verdict.enumerator("strategy", packed.strategy(), pricing::Strategy::Hold);
  }
  if (packed.has_lifecycle()) {
    catalog.lifecycle = verdict.enumerator("lifecycle", packed.lifecycle(), Lifecycle::PhaseOut);
  }
}

void read_amounts(const state::Catalog& packed, Money price, const Unpacker& unpacker,
                  CatalogEntry& catalog) {
  const auto read = [&](bool present, const state::Amount& amount, Money from) {
    return read_amount(present, amount, from, unpacker);
  };
  catalog.unit_cost = read(packed.has_unit_cost(), packed.unit_cost(), {});
  catalog.price = read(packed.has_price(), packed.price(), price);
  catalog.floor_price = read(packed.has_floor_price(), packed.floor_price(), price);
  catalog.ceiling_price = read(packed.has_ceiling_price(), packed.ceiling_price(), price);
  catalog.map_price = read(packed.has_map_price(), packed.map_price(), price);
  catalog.shipping = read(packed.has_shipping(), packed.shipping(), {});
  catalog.fee_fixed = read(packed.has_fee_fixed(), packed.fee_fixed(), {});
  catalog.return_cost = read(packed.has_return_cost(), packed.return_cost(), {});
  catalog.stockout_cost = read(packed.has_stockout_cost(), packed.stockout_cost(), {});
  catalog.salvage_value = read(packed.has_salvage_value(), packed.salvage_value(), {});
  unpacker.verdict().at_most("price_endings", static_cast<std::size_t>(packed.price_endings_size()),
                             kMaxEndings);
  for (const std::int64_t ending : packed.price_endings()) {
    catalog.price_endings.push_back(unpacker.money(ending, {}));
  }
}

void read_numbers(const state::Catalog& packed, const Unpacker& unpacker, CatalogEntry& catalog) {
  const auto read = [&](bool present, std::uint64_t code) {
    return read_number(present, code, unpacker);
  };
  catalog.fee_rate = unpacker.number(packed.fee_rate() ^ kCodeOfZero);
  catalog.variable_cost_rate = unpacker.number(packed.variable_cost_rate() ^ kCodeOfZero);
  catalog.tax_rate = read(packed.has_tax_rate(), packed.tax_rate());
  catalog.min_margin_ratio = read(packed.has_min_margin_ratio(), packed.min_margin_ratio());
  catalog.holding_rate = read(packed.has_holding_rate(), packed.holding_rate());
  catalog.service_level = read(packed.has_service_level(), packed.service_level());
  catalog.review_days = read(packed.has_review_days(), packed.review_days());
  catalog.shelf_life_days = read(packed.has_shelf_life_days(), packed.shelf_life_days());
}

}  // namespace

void pack_catalog(const CatalogEntry& catalog, const CatalogFrom& from, Packer& packer,
                  state::Catalog& packed) {
  pack_names(catalog, packed);
  pack_amounts(catalog, from.price, packer, packed);
  pack_numbers(catalog, packer, packed);
  if (catalog.updated_at) {
    packed.set_updated_at(packer.own_time(*catalog.updated_at, from.catalog_at));
  }
  if (catalog.season_end) packed.set_season_end(packer.decision(*catalog.season_end));
  for (const engine::SupplierTerms& terms : catalog.suppliers) {
    pack_terms(terms, unit_cost_of(catalog), packer, *packed.add_suppliers());
  }
  for (const pricing::Promotion& promotion : catalog.own_promotions) {
    pack_promotion(promotion, packer, *packed.add_own_promotions());
  }
}

CatalogEntry unpack_catalog(const state::Catalog& packed, const CatalogFrom& from,
                            const Unpacker& unpacker) {
  CatalogEntry catalog;
  read_names(packed, unpacker.verdict(), catalog);
  read_amounts(packed, from.price, unpacker, catalog);
  read_numbers(packed, unpacker, catalog);
  if (packed.has_updated_at()) {
    catalog.updated_at = unpacker.own_time(packed.updated_at(), from.catalog_at);
  }
  if (packed.has_season_end()) catalog.season_end = unpacker.decision(packed.season_end());
  unpacker.verdict().at_most("own_promotions",
                             static_cast<std::size_t>(packed.own_promotions_size()),
                             pricing::kMaxOfferPromotions);
  unpacker.verdict().at_most("suppliers", static_cast<std::size_t>(packed.suppliers_size()),
                             engine::kMaxSuppliers);
  if (!unpacker.verdict().good()) return catalog;
  for (const state::SupplierTerms& terms : packed.suppliers()) {
    catalog.suppliers.push_back(read_terms(terms, unit_cost_of(catalog), unpacker));
  }
  for (const state::Promotion& promotion : packed.own_promotions()) {
    catalog.own_promotions.push_back(unpack_promotion(promotion, unpacker));
  }
  return catalog;
}

Money unit_cost_of(const CatalogEntry& catalog) {
  return catalog.unit_cost ? catalog.unit_cost->money : Money{};
}

}  // namespace shelfd::connectors
