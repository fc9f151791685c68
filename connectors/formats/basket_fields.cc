#include "connectors/formats/basket_fields.h"

#include <array>

#include "connectors/formats/promotion_words.h"

namespace shelfd::connectors {
namespace {

using pricing::Basis;

constexpr std::array<std::string_view, 2> kUnits = {"cent", "main"};
constexpr std::array<std::string_view, 2> kAllocates = {"running", "activity"};
constexpr std::array<std::string_view, 2> kOverflows = {"redistribute", "lost"};

constexpr TextOf kName{.least_bytes = 0, .most_bytes = 128};
constexpr OneOf<Basis, 3> kBasis{kBases};
constexpr SmallWholeIn kTimes{.least = 0, .most = pricing::kMaxTimes};
constexpr WholeIn kCount{.least = 0, .most = kMaxUnits};
constexpr WholeIn kSize{.least = 1, .most = kMaxUnits};
constexpr WholeIn kBasisPoints{.least = 0, .most = 10'000};
constexpr std::size_t kMaxNames = 256;

// An amount in the basket's form, a whole multiple of the step.
struct AmountOf {
  BasketForm form{};
  Converted<Money> operator()(const JsonNode& node) const {
    const std::int64_t step = form.step().micros;
    if (form.in_steps) {
      const auto steps = WholeIn{.most = pricing::kMaxBasketAmount.micros / step}(node);
      if (!steps) return std::unexpected(steps.error());
      return Money{*steps * step};
    }
    const auto money = MoneyIn{.most = pricing::kMaxBasketAmount}(node);
    if (!money) return std::unexpected(money.error());
    if (money->micros % step != 0) return std::unexpected(kNotMoney);
    return *money;
  }
};

// Milliseconds as they are, or RFC 3339.
struct MomentOf {
  Converted<Instant> operator()(const JsonNode& node) const {
    if (node.kind == JsonKind::Text) return InstantOf{}(node);
    constexpr std::int64_t kFar = 1'000'000'000'000'000;
    const auto millis = WholeIn{.least = -kFar, .most = kFar}(node);
    if (!millis) return std::unexpected(millis.error());
    return from_unix_millis(*millis);
  }
};

struct NamesOf {
  Converted<std::vector<std::string>> operator()(const JsonNode& node) const {
    if (node.kind != JsonKind::Array) return std::unexpected(kWrongType);
    std::vector<std::string> names;
    for (const JsonNode& child : children(node)) {
      auto name = kName(child);
      if (!name) return std::unexpected(name.error());
      if (names.size() == kMaxNames) return std::unexpected(kTooMany);
      names.push_back(*std::move(name));
    }
    return names;
  }
};

// The list of a scope that a field names; null: none.
std::optional<std::vector<std::string>>* names_of(pricing::Scope& scope, std::string_view field) {
  if (field == "shop") return &scope.shops;
  if (field == "sku") return &scope.skus;
  return field == "category" ? &scope.categories : nullptr;
}

// "all", or an object of lists of names.
struct ScopeOf {
  Converted<pricing::Scope> operator()(const JsonNode& node) const {
    pricing::Scope scope;
    if (node.kind == JsonKind::Text) {
      return node.text == "all" ? Converted<pricing::Scope>(scope) : std::unexpected(kUnknownValue);
    }
    if (node.kind != JsonKind::Object) return std::unexpected(kWrongType);
    for (const JsonNode& child : children(node)) {
      // A kind that nobody knows would silently widen the scope.
      auto* const names = names_of(scope, child.name);
      if (names == nullptr) return std::unexpected(kUnknownValue);
      auto named = NamesOf{}(child);
      if (!named) return std::unexpected(named.error());
      *names = *std::move(named);
    }
    return scope;
  }
};

void read_unit(FieldReader& reader, const AmountOf& amount, pricing::BasketUnit& unit) {
  reader.required("sku", unit.sku, kName);
  reader.optional("shop", unit.shop, kName);
  reader.optional("category", unit.category, kName);
  reader.required("price", unit.price, amount);
  unit.list = unit.price;
  reader.optional("list", unit.list, amount);
}

void read_gate(FieldReader& reader, const AmountOf& amount, pricing::Gate& gate) {
  reader.object("gate", [&](FieldReader& inside) {
    inside.optional("amount", gate.amount, amount);
    inside.optional("count", gate.count, kCount);
    inside.optional("basis", gate.basis, kBasis);
    if (gate.amount && gate.count) inside.refuse("count", kUnsupported);
  });
}

pricing::Benefit read_amount_off(FieldReader& reader, const AmountOf& amount,
                                 const pricing::Gate& gate) {
  pricing::AmountOff off;
  reader.required("off", off.off, amount);
  reader.optional("every", off.every, FlagOf{});
  reader.optional("max_times", off.max_times, kCount);
  const bool has_gate = gate.count.value_or(gate.amount.value_or(Money{}).micros) > 0;
  if (off.every && !has_gate) reader.refuse("every", kUnsupported, "without a gate");
  return off;
}

pricing::Benefit read_percent_off(FieldReader& reader, const AmountOf& amount) {
  pricing::PercentOff off;
  reader.required("bp", off.basis_points, kBasisPoints);
  reader.optional("of", off.of, kBasis);
  reader.optional("cap", off.cap, amount);
  reader.optional("each", off.each, FlagOf{});
  return off;
}

pricing::Benefit read_groups(FieldReader& reader, const AmountOf& amount, BenefitKind kind) {
  std::int64_t size = 1;
  reader.required("n", size, kSize);
  if (kind == BenefitKind::NForM) {
    pricing::NForM benefit{.size = size};
    reader.required("m", benefit.paid, kCount);
    if (benefit.paid >= size) reader.refuse("m", kOutOfRange, std::to_string(benefit.paid));
    return benefit;
  }
  if (kind == BenefitKind::Nth) {
    pricing::NthOff benefit{.size = size};
    reader.required("bp", benefit.basis_points, kBasisPoints);
    return benefit;
  }
  pricing::GroupPrice benefit{.size = size};
  reader.required("price", benefit.price, amount);
  return benefit;
}

pricing::Benefit read_bundle(FieldReader& reader, const AmountOf& amount) {
  pricing::Bundle bundle;
  reader.values("parts", pricing::kMaxTimes, bundle.parts, ScopeOf{});
  reader.required("price", bundle.price, amount);
  if (bundle.parts.empty()) reader.refuse("parts", kMissing);
  return bundle;
}

pricing::Benefit read_deposit(FieldReader& reader, const AmountOf& amount) {
  pricing::DepositGrows deposit;
  reader.required("paid", deposit.paid, amount);
  reader.required("counts", deposit.counts, amount);
  if (deposit.counts < deposit.paid) reader.refuse("counts", kOutOfRange);
  return deposit;
}

pricing::Benefit read_benefit(FieldReader& reader, const AmountOf& amount,
                              const pricing::Gate& gate) {
  BenefitKind kind{};
  reader.required("kind", kind, OneOf<BenefitKind, kBenefits.size()>{kBenefits});
  switch (kind) {
    case BenefitKind::Amount:
      return read_amount_off(reader, amount, gate);
    case BenefitKind::Percent:
      return read_percent_off(reader, amount);
    case BenefitKind::NForM:
    case BenefitKind::Nth:
    case BenefitKind::NAt:
      return read_groups(reader, amount, kind);
    case BenefitKind::Bundle:
      return read_bundle(reader, amount);
    case BenefitKind::Deposit:
      return read_deposit(reader, amount);
    case BenefitKind::FixedPrice: {
      pricing::FixedPrice fixed;
      reader.required("price", fixed.price, amount);
      return fixed;
    }
    case BenefitKind::Shipping:
      break;
  }
  pricing::FreeShipping free;
  reader.optional("cap", free.cap, amount);
  return free;
}

void read_limits(FieldReader& reader, pricing::Promotion& promotion) {
  reader.values("order_groups", kMaxNames, promotion.order_groups, kName);
  reader.values("unit_groups", kMaxNames, promotion.unit_groups, kName);
  reader.optional("copies", promotion.copies,
                  SmallWholeIn{.least = 0, .most = static_cast<std::int32_t>(kMaxUnits)});
  // More than every order could use is as many as wanted.
  constexpr int kPlenty = pricing::kMaxTimes * pricing::kMaxTimes;
  if (promotion.copies) promotion.copies = std::min(*promotion.copies, kPlenty);
  reader.optional("per_order", promotion.per_order, kTimes);
  reader.optional("auto", promotion.automatic, FlagOf{});
  if (promotion.automatic && promotion.copies) {
    reader.refuse("auto", kUnsupported, "with copies");
  }
  if (promotion.automatic && promotion.per_order == 0) {
    reader.refuse("per_order", kOutOfRange, "0");
  }
  reader.optional("audience", promotion.audience, kName);
  reader.optional("from", promotion.from, MomentOf{});
  reader.optional("to", promotion.to, MomentOf{});
}

void read_promotion(FieldReader& reader, const AmountOf& amount, pricing::Promotion& promotion) {
  reader.required("id", promotion.id, kName);
  reader.required("layer", promotion.layer, SmallWholeIn{.least = -1'000, .most = 1'000});
  reader.required("scope", promotion.scope, ScopeOf{});
  read_gate(reader, amount, promotion.gate);
  bool has_benefit = false;
  reader.object("benefit", [&](FieldReader& inside) {
    has_benefit = true;
    promotion.benefit = read_benefit(inside, amount, promotion.gate);
  });
  if (!has_benefit) reader.refuse("benefit", kMissing);
  read_limits(reader, promotion);
}

void read_rules(FieldReader& reader, const AmountOf& amount, pricing::BasketRules& rules) {
  std::int32_t orders = 1;
  reader.optional("max_orders", orders, SmallWholeIn{.least = 1, .most = 1'000'000});
  rules.max_orders = std::min<int>(orders, pricing::kMaxTimes);
  reader.optional("allocate", rules.allocate, OneOf<pricing::Allocate, 2>{kAllocates});
  reader.optional("overflow", rules.overflow, OneOf<pricing::Overflow, 2>{kOverflows});
  reader.object("shipping", [&](FieldReader& fees) {
    pricing::Shipping shipping;
    fees.required("fee", shipping.fee, amount);
    fees.required("free_from", shipping.free_from, amount);
    fees.optional("basis", shipping.basis, kBasis);
    if (shipping.basis == Basis::List) fees.refuse("basis", kUnknownValue, "list");
    rules.shipping = shipping;
  });
}

void read_units(FieldReader& reader, std::string_view name, const AmountOf& amount,
                std::vector<pricing::BasketUnit>& units) {
  reader.objects(name, pricing::kMaxBasketUnits,
                 [&](FieldReader& inside) { read_unit(inside, amount, units.emplace_back()); });
}

}  // namespace

void read_form(FieldReader& reader, BasketForm& form) {
  enum class Unit : std::uint8_t { Cent, Main };
  Unit unit = form.in_steps ? Unit::Cent : Unit::Main;
  reader.optional("unit", unit, OneOf<Unit, 2>{kUnits});
  form.in_steps = unit == Unit::Cent;
  reader.optional("currency", form.currency, CurrencyOf{});
}

void read_promotions(FieldReader& reader, NamedBasket& basket) {
  read_form(reader, basket.form);
  const AmountOf amount{.form = basket.form};
  pricing::Basket& read = basket.basket;
  read.rules.step = basket.form.step();
  reader.objects("promotions", pricing::kMaxPromotions, [&](FieldReader& inside) {
    read_promotion(inside, amount, read.promotions.emplace_back());
  });
  reader.object("rules", [&](FieldReader& inside) {
    basket.has_rules = true;
    read_rules(inside, amount, read.rules);
  });
}

void read_basket(FieldReader& reader, NamedBasket& basket) {
  read_promotions(reader, basket);
  const AmountOf amount{.form = basket.form};
  pricing::Basket& read = basket.basket;
  reader.optional("id", basket.id, kName);
  read_units(reader, "units", amount, read.units);
  if (read.units.empty()) reader.refuse("units", kMissing);
  read_units(reader, "add_ons", amount, basket.add_ons);
  reader.optional("at", read.at, MomentOf{});
  std::optional<std::vector<std::string>> audience;
  reader.optional("audience", audience, NamesOf{});
  if (audience) read.audience = *audience;
}

}  // namespace shelfd::connectors
