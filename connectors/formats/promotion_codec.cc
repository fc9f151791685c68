#include "connectors/formats/promotion_codec.h"

#include <algorithm>
#include <variant>

#include "connectors/formats/event_texts.h"
#include "connectors/formats/promotion_words.h"
#include "pricing/offer_net.h"

namespace shelfd::connectors {
namespace {

using pricing::Promotion;

enum class Holds : std::uint8_t { WholeOrder, ItemAlone };
constexpr auto kScopes = std::to_array<std::string_view>({"all", "item"});
constexpr MoneyIn kAmount{.least = {}, .most = pricing::kMaxBasketAmount};
constexpr WholeIn kBasisPoints{.most = 10'000};
constexpr OneOf<pricing::Basis, kBases.size()> kBasis{kBases};
constexpr TextOf kShort{.least_bytes = 1, .most_bytes = kMaxShortBytes};
constexpr std::size_t kMaxGroups = 4;
constexpr std::size_t kMaxParts = 16;
constexpr const char* kOtherSku = "another";

pricing::Scope scope_of(const char* sku) {
  pricing::Scope scope;
  scope.skus = {sku};
  return scope;
}

// A gate of zero is none.
void read_gate(FieldReader& reader, pricing::Gate& gate) {
  reader.object("gate", [&](FieldReader& inside) {
    inside.optional("amount", gate.amount, kAmount);
    inside.optional("count", gate.count, WholeIn{.least = 1});
    inside.optional("basis", gate.basis, kBasis);
    if (gate.amount && gate.count) inside.refuse("count", kOutOfRange, "with an amount");
    if (!gate.amount && !gate.count) inside.refuse("amount", kMissing);
  });
  if (gate.amount == Money{}) gate.amount.reset();
}

pricing::Benefit read_amount_off(FieldReader& reader, const pricing::Gate& gate) {
  pricing::AmountOff off;
  reader.required("off", off.off, kAmount);
  reader.optional("every", off.every, FlagOf{});
  reader.optional("max_times", off.max_times, WholeIn{.least = 1});
  off.every = off.every && (gate.amount || gate.count);
  if (!off.every) off.max_times.reset();
  return off;
}

pricing::Benefit read_percent(FieldReader& reader) {
  pricing::PercentOff off;
  reader.required("bp", off.basis_points, kBasisPoints);
  reader.optional("of", off.of, kBasis);
  reader.optional("cap", off.cap, kAmount);
  reader.optional("each", off.each, FlagOf{});
  return off;
}

// Who pays all of a group has nothing off.
pricing::Benefit read_n_for_m(FieldReader& reader) {
  pricing::NForM group;
  reader.required("n", group.size, WholeIn{.least = 2});
  reader.required("m", group.paid, WholeIn{});
  if (group.paid >= group.size) return pricing::PercentOff{};
  return group;
}

pricing::Benefit read_nth(FieldReader& reader) {
  pricing::NthOff group;
  reader.required("n", group.size, WholeIn{.least = 1});
  reader.required("bp", group.basis_points, kBasisPoints);
  return group;
}

pricing::Benefit read_n_at(FieldReader& reader) {
  pricing::GroupPrice group;
  reader.required("n", group.size, WholeIn{.least = 1});
  reader.required("price", group.price, kAmount);
  return group;
}

// Of a bundle only how many parts it has is kept: the other items are not here.
pricing::Benefit read_bundle(FieldReader& reader) {
  pricing::Bundle bundle;
  reader.required("price", bundle.price, kAmount);
  reader.objects("parts", kMaxParts, [&](FieldReader&) {
    bundle.parts.push_back(scope_of(bundle.parts.empty() ? pricing::kItemSku : kOtherSku));
  });
  if (bundle.parts.empty()) return pricing::PercentOff{};
  return bundle;
}

pricing::Benefit read_deposit(FieldReader& reader) {
  pricing::DepositGrows deposit;
  reader.required("paid", deposit.paid, kAmount);
  reader.required("counts", deposit.counts, kAmount);
  deposit.counts = std::max(deposit.counts, deposit.paid);
  return deposit;
}

pricing::Benefit read_fixed(FieldReader& reader) {
  pricing::FixedPrice fixed;
  reader.required("price", fixed.price, kAmount);
  return fixed;
}

pricing::Benefit read_shipping(FieldReader& reader) {
  pricing::FreeShipping free;
  reader.optional("cap", free.cap, kAmount);
  return free;
}

pricing::Benefit read_benefit(FieldReader& reader, const pricing::Gate& gate) {
  BenefitKind kind = BenefitKind::Amount;
  reader.required("kind", kind, OneOf<BenefitKind, kBenefits.size()>{kBenefits});
  switch (kind) {
    case BenefitKind::Amount:
      return read_amount_off(reader, gate);
    case BenefitKind::Percent:
      return read_percent(reader);
    case BenefitKind::NForM:
      return read_n_for_m(reader);
    case BenefitKind::Nth:
      return read_nth(reader);
    case BenefitKind::NAt:
      return read_n_at(reader);
    case BenefitKind::Bundle:
      return read_bundle(reader);
    case BenefitKind::Deposit:
      return read_deposit(reader);
    case BenefitKind::FixedPrice:
      return read_fixed(reader);
    case BenefitKind::Shipping:
      return read_shipping(reader);
  }
  return {};
}

// An automatic one has no copies to be held.
void read_terms(FieldReader& reader, Promotion& promotion) {
  reader.values("order_groups", kMaxGroups, promotion.order_groups, kShort);
  reader.values("unit_groups", kMaxGroups, promotion.unit_groups, kShort);
  reader.optional("copies", promotion.copies, SmallWholeIn{.most = 1'000'000});
  reader.optional("per_order", promotion.per_order,
                  SmallWholeIn{.least = 1, .most = pricing::kMaxTimes});
  reader.optional("auto", promotion.automatic, FlagOf{});
  reader.optional("audience", promotion.audience, kShort);
  reader.optional("from", promotion.from, InstantOf{});
  reader.optional("to", promotion.to, InstantOf{});
  if (promotion.automatic) promotion.copies.reset();
}

void encode_benefit(JsonWriter& json, const pricing::AmountOff& off) {
  json.field("off", Amount{.money = off.off});
  json.field("every", off.every);
  if (off.max_times) json.field("max_times", *off.max_times);
}
void encode_benefit(JsonWriter& json, const pricing::PercentOff& off) {
  json.field("bp", off.basis_points);
  json.field("of", word(kBases, off.of));
  if (off.cap) json.field("cap", Amount{.money = *off.cap});
  json.field("each", off.each);
}
void encode_benefit(JsonWriter& json, const pricing::NForM& group) {
  json.field("n", group.size);
  json.field("m", group.paid);
}
void encode_benefit(JsonWriter& json, const pricing::NthOff& group) {
  json.field("n", group.size);
  json.field("bp", group.basis_points);
}
void encode_benefit(JsonWriter& json, const pricing::GroupPrice& group) {
  json.field("n", group.size);
  json.field("price", Amount{.money = group.price});
}
void encode_benefit(JsonWriter& json, const pricing::Bundle& bundle) {
  json.field("price", Amount{.money = bundle.price});
  encode_objects(json, "parts", bundle.parts, [](const pricing::Scope&) {});
}
void encode_benefit(JsonWriter& json, const pricing::DepositGrows& deposit) {
  json.field("paid", Amount{.money = deposit.paid});
  json.field("counts", Amount{.money = deposit.counts});
}
void encode_benefit(JsonWriter& json, const pricing::FixedPrice& fixed) {
  json.field("price", Amount{.money = fixed.price});
}
void encode_benefit(JsonWriter& json, const pricing::FreeShipping& free) {
  if (free.cap) json.field("cap", Amount{.money = *free.cap});
}

void encode_gate(JsonWriter& json, const pricing::Gate& gate) {
  if (!gate.amount && !gate.count) return;
  json.begin_object("gate");
  if (gate.amount) json.field("amount", Amount{.money = *gate.amount});
  if (gate.count) json.field("count", *gate.count);
  if (gate.amount) json.field("basis", word(kBases, gate.basis));
  json.end_object();
}

void encode_promotion(JsonWriter& json, const Promotion& promotion) {
  json.filled("id", promotion.id);
  json.field("layer", static_cast<std::int64_t>(promotion.layer));
  json.field("scope", kScopes.at(promotion.scope.skus ? 1 : 0));
  encode_gate(json, promotion.gate);
  json.begin_object("benefit");
  json.field("kind", kBenefits.at(promotion.benefit.index()));
  std::visit([&](const auto& benefit) { encode_benefit(json, benefit); }, promotion.benefit);
  json.end_object();
  encode_list(json, "order_groups", promotion.order_groups);
  encode_list(json, "unit_groups", promotion.unit_groups);
  if (promotion.copies) json.field("copies", static_cast<std::int64_t>(*promotion.copies));
  json.field("per_order", static_cast<std::int64_t>(promotion.per_order));
  json.field("auto", promotion.automatic);
  json.field("audience", std::string_view(promotion.audience));
  json.optional("from", promotion.from);
  json.optional("to", promotion.to);
}

}  // namespace

void read_promotions(FieldReader& reader, std::string_view name,
                     std::vector<Promotion>& promotions) {
  reader.objects(name, pricing::kMaxOfferPromotions, [&](FieldReader& inside) {
    Promotion promotion;
    Holds scope = Holds::WholeOrder;
    inside.optional("id", promotion.id, TextOf{.most_bytes = kMaxShortBytes});
    inside.optional("layer", promotion.layer, SmallWholeIn{.most = 100});
    inside.optional("scope", scope, OneOf<Holds, kScopes.size()>{kScopes});
    if (scope == Holds::ItemAlone) promotion.scope = scope_of(pricing::kItemSku);
    read_gate(inside, promotion.gate);
    bool has_benefit = false;
    inside.object("benefit", [&](FieldReader& benefit) {
      has_benefit = true;
      promotion.benefit = read_benefit(benefit, promotion.gate);
    });
    if (!has_benefit) inside.refuse("benefit", kMissing);
    read_terms(inside, promotion);
    promotions.push_back(std::move(promotion));
  });
}

void encode_promotions(JsonWriter& json, std::string_view name,
                       const std::vector<Promotion>& promotions) {
  encode_objects(json, name, promotions,
                 [&](const Promotion& promotion) { encode_promotion(json, promotion); });
}

}  // namespace shelfd::connectors
