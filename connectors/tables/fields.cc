#include "connectors/tables/fields.h"

#include <algorithm>
#include <array>

#include "connectors/tables/import_reader.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;
using enum FieldType;

constexpr FieldPlace kSupplier = FieldPlace::Supplier;
constexpr FieldPlace kAid = FieldPlace::Aid;
constexpr Field kMerchant{.name = "merchant", .required = true};
constexpr Field kSku{.name = "sku", .required = true};
constexpr Field kCurrency{.name = "currency", .type = CurrencyCode};
constexpr Field kDates{.name = kDateOrder, .type = Word, .place = kAid};

constexpr auto kCatalog = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "title"},
    {.name = "category"},
    {.name = "family"},
    kCurrency,
    {.name = "updated_at", .type = Time},
    {.name = "unit_cost", .type = Money},
    {.name = "tax_rate", .type = Number},
    {.name = "price_includes_tax", .type = Flag},
    {.name = "fee_rate", .type = Number},
    {.name = "fee_fixed", .type = Money},
    {.name = "variable_cost_rate", .type = Number},
    {.name = "return_cost", .type = Money},
    {.name = "price", .type = Money},
    {.name = "floor_price", .type = Money},
    {.name = "ceiling_price", .type = Money},
    {.name = "map_price", .type = Money},
    {.name = "min_margin_ratio", .type = Number},
    {.name = "strategy", .type = Word},
    {.name = "price_endings", .type = Nested},
    {.name = "own_promotions", .type = Nested},
    {.name = "suppliers", .type = Nested},
    {.name = "supplier", .place = kSupplier},
    {.name = "supplier_cost", .type = Money, .place = kSupplier},
    {.name = "order_cost", .type = Money, .place = kSupplier},
    {.name = "moq", .type = Whole, .place = kSupplier},
    {.name = "case_pack", .type = Whole, .place = kSupplier},
    {.name = "lead_days", .type = Number, .place = kSupplier},
    {.name = "holding_rate", .type = Number},
    {.name = "service_level", .type = Number},
    {.name = "stockout_cost", .type = Money},
    {.name = "review_days", .type = Number},
    {.name = "shelf_life_days", .type = Number},
    {.name = "season_end", .type = Time},
    {.name = "salvage_value", .type = Money},
    {.name = "lifecycle", .type = Word},
    kDates,
});
constexpr auto kPrices = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "channel"},
    {.name = "price", .type = Money, .required = true},
    kCurrency,
    {.name = "kind", .type = Word},
    {.name = "cause", .type = Word},
    {.name = "at", .type = Time, .required = true},
    {.name = "from", .type = Time},
    {.name = "until", .type = Time},
    {.name = "suggestion_id"},
    kDates,
});
constexpr auto kInventory = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "location"},
    {.name = "on_hand", .type = Whole, .required = true},
    {.name = "reserved", .type = Whole},
    {.name = "backorders", .type = Whole},
    {.name = "unsellable", .type = Whole},
    {.name = "lots", .type = Nested},
    {.name = "as_of", .type = Time, .required = true},
    kDates,
});
constexpr auto kShipments = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "shipment_id", .required = true},
    {.name = "suggestion_id"},
    {.name = "supplier"},
    {.name = "quantity", .type = Whole, .required = true},
    {.name = "stage", .type = Word, .required = true},
    {.name = "at", .type = Time, .required = true},
    {.name = "expected_at", .type = Time},
    kDates,
});
constexpr auto kOffers = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "competitor", .required = true},
    {.name = "price", .type = Money, .required = true},
    {.name = "shipping", .type = Money},
    kCurrency,
    {.name = "promotions", .type = Nested},
    {.name = "in_stock", .type = Flag},
    {.name = "condition", .type = Word},
    {.name = "seller_rating", .type = Number},
    {.name = "rating_count", .type = Whole},
    {.name = "match_confidence", .type = Number},
    {.name = "observed_at", .type = Time, .required = true},
    kDates,
});
constexpr auto kDemand = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "type", .type = Word},
    {.name = "quantity", .type = Whole},
    {.name = "unit_price", .type = Money},
    {.name = "line_total", .type = Money, .place = kAid},
    kCurrency,
    {.name = "order_ref"},
    {.name = "status", .place = kAid},
    {.name = "occurred_at", .type = Time, .required = true},
    {.name = "event_id"},
    kDates,
});
constexpr auto kResponses = std::to_array<Field>({
    kMerchant,
    kSku,
    {.name = "suggestion_id", .required = true},
    {.name = "action", .type = Word, .required = true},
    {.name = "price", .type = Money},
    kCurrency,
    {.name = "quantity", .type = Whole},
    {.name = "applied", .type = Flag},
    {.name = "reason", .type = Word},
    {.name = "until", .type = Time},
    {.name = "by_role"},
    {.name = "at", .type = Time, .required = true},
    kDates,
});

struct Kind {
  std::string_view name{};
  Topic topic = Topic::Rules;
  std::string_view own_time{};
  std::span<const Field> fields{};
};

// The first name of a topic is the one shown.
constexpr auto kKinds = std::to_array<Kind>({
    {"catalog", Topic::Catalog, "updated_at", kCatalog},
    {"prices", Topic::Prices, "at", kPrices},
    {"inventory", Topic::Inventory, "as_of", kInventory},
    {"stock", Topic::Inventory, "as_of", kInventory},
    {"shipments", Topic::Shipments, "at", kShipments},
    {"offers", Topic::CompetitorOffers, "observed_at", kOffers},
    {"competitor-offers", Topic::CompetitorOffers, "observed_at", kOffers},
    {"demand", Topic::Demand, "occurred_at", kDemand},
    {"orders", Topic::Demand, "occurred_at", kDemand},
    {"responses", Topic::Responses, "at", kResponses},
});

const Kind* kind_of(Topic topic) {
  const auto found = std::ranges::find(kKinds, topic, &Kind::topic);
  return found == kKinds.end() ? nullptr : &*found;
}

}  // namespace

std::optional<Topic> kind_named(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &Kind::name);
  if (found == kKinds.end()) return std::nullopt;
  return found->topic;
}

std::string_view kind_name(Topic kind) {
  const Kind* found = kind_of(kind);
  return found == nullptr ? std::string_view("rules") : found->name;
}

std::span<const Field> fields_of(Topic kind) {
  const Kind* found = kind_of(kind);
  return found == nullptr ? std::span<const Field>{} : found->fields;
}

const Field* field_named(Topic kind, std::string_view name) {
  const std::span<const Field> fields = fields_of(kind);
  const auto found = std::ranges::find(fields, name, &Field::name);
  return found == fields.end() ? nullptr : &*found;
}

std::string_view own_time_field(Topic kind) {
  const Kind* found = kind_of(kind);
  return found == nullptr ? std::string_view{} : found->own_time;
}

}  // namespace shelfd::connectors
