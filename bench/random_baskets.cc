#include "bench/random_baskets.h"

#include <algorithm>

namespace shelfd::bench {
namespace {

constexpr std::int64_t kCent = 10'000;

Money cents(std::int64_t count) { return {count * kCent}; }

}  // namespace

Money RandomBaskets::amount(int most) {
  if (chance(0.1)) return Money{};
  return cents(chance(0.5) ? whole(1, most) : whole(1, 8) * most / 8);
}

Scope RandomBaskets::scope() {
  Scope scope;
  if (chance(0.4)) return scope;
  if (chance(0.4)) scope.shops = {pick<std::string>({"A", "B"})};
  if (chance(0.3)) scope.skus = {"s0", "s" + std::to_string(whole(1, 5))};
  if (chance(0.4)) scope.categories = {pick<std::string>({"x", "y"})};
  if (chance(0.02)) scope.shops = std::vector<std::string>{};
  return scope;
}

Gate RandomBaskets::gate() {
  Gate gate;
  if (chance(0.35)) return gate;
  if (chance(0.25)) {
    gate.count = whole(1, 4);
  } else {
    gate.amount = cents(10LL * whole(1, 25));
  }
  gate.basis = pick<Basis>({Basis::List, Basis::Activity, Basis::Activity, Basis::Running});
  return gate;
}

Benefit RandomBaskets::group_benefit() {
  switch (whole(0, 3)) {
    case 0: {
      const int size = whole(2, 4);
      return NForM{.size = size, .paid = whole(0, size - 1)};
    }
    case 1:
      return NthOff{.size = whole(1, 3), .basis_points = 1'000LL * whole(0, 10)};
    case 2:
      return GroupPrice{.size = whole(1, 3), .price = amount(150)};
    default: {
      Bundle bundle{.parts = {}, .price = amount(150)};
      for (int parts = whole(1, 3); parts > 0; --parts) bundle.parts.push_back(scope());
      return bundle;
    }
  }
}

Benefit RandomBaskets::amount_benefit(Gate& gate) {
  AmountOff off{.off = amount(60), .every = chance(0.4)};
  if (!off.every) return off;
  if (!gate.amount && !gate.count) gate.amount = cents(10LL * whole(1, 20));
  if (chance(0.3)) off.max_times = whole(1, 3);
  return off;
}

Benefit RandomBaskets::percent_benefit() {
  PercentOff off{.basis_points = chance(0.5) ? whole(0, 20) * 500 : whole(0, 10'000)};
  off.of = pick<Basis>({Basis::List, Basis::Activity, Basis::Running, Basis::Running});
  off.each = chance(0.5);
  if (chance(0.4)) off.cap = amount(40);
  return off;
}

Benefit RandomBaskets::benefit(Gate& gate) {
  const int kind = whole(0, 11);
  if (kind <= 3) return amount_benefit(gate);
  if (kind <= 5) return percent_benefit();
  if (kind <= 8) return group_benefit();
  if (kind == 9) {
    const Money paid = amount(20);
    return DepositGrows{.paid = paid, .counts = paid + amount(30)};
  }
  if (kind == 10) return FixedPrice{.price = amount(90)};
  FreeShipping free;
  if (chance(0.4)) free.cap = amount(15);
  return free;
}

Promotion RandomBaskets::promotion(int index) {
  Promotion promotion;
  promotion.id = "p" + std::to_string(index);
  promotion.layer = whole(1, 4);
  promotion.scope = scope();
  promotion.gate = gate();
  promotion.benefit = benefit(promotion.gate);
  for (const char* name : {"g", "h"}) {
    if (chance(0.2)) promotion.order_groups.emplace_back(name);
    if (chance(0.2)) promotion.unit_groups.emplace_back(name);
  }
  promotion.per_order = pick<int>({1, 1, 1, 2, 3});
  if (chance(0.35)) {
    promotion.automatic = true;
  } else if (chance(0.5)) {
    promotion.copies = whole(0, 3);
    if (chance(0.05)) promotion.per_order = 0;
  }
  if (chance(0.1)) promotion.audience = pick<std::string>({"member", "new"});
  if (chance(0.1)) promotion.from = from_unix_millis(whole(0, 20));
  if (chance(0.1)) promotion.to = from_unix_millis(whole(5, 25));
  return promotion;
}

BasketRules RandomBaskets::rules(int units) {
  BasketRules rules;
  rules.max_orders = pick<int>({1, 1, 2, 3, units, 10});
  rules.allocate = pick<Allocate>({Allocate::Running, Allocate::Activity});
  rules.overflow = pick<Overflow>({Overflow::Redistribute, Overflow::Lost});
  if (chance(0.35)) {
    rules.shipping = Shipping{.fee = amount(12),
                              .free_from = cents(10LL * whole(0, 30)),
                              .basis = pick<Basis>({Basis::Activity, Basis::Running})};
  }
  return rules;
}

Basket RandomBaskets::wild(int most_units, int most_promotions) {
  Basket basket;
  const int units = whole(1, most_units);
  for (int unit = 0; unit < units; ++unit) {
    if (unit > 0 && chance(0.3)) {
      basket.units.push_back(pick(basket.units));
      continue;
    }
    BasketUnit piece;
    piece.sku = "s" + std::to_string(whole(0, 5));
    piece.shop = pick<std::string>({"A", "A", "B"});
    piece.category = pick<std::string>({"x", "y"});
    piece.price = chance(0.05) ? Money{} : cents(chance(0.5) ? whole(1, 12) * 10 : whole(1, 150));
    piece.list = chance(0.5) ? piece.price : cents(whole(0, 200));
    basket.units.push_back(piece);
  }
  for (int index = whole(0, most_promotions); index > 0; --index) {
    basket.promotions.push_back(promotion(index));
  }
  basket.rules = rules(units);
  basket.at = from_unix_millis(10);
  if (chance(0.3)) basket.audience.emplace_back("member");
  return basket;
}

Benefit RandomBaskets::item_deal() {
  switch (whole(0, 5)) {
    case 0:
      return NthOff{.size = 2, .basis_points = 5'000};
    case 1:
      return NForM{.size = 3, .paid = 2};
    case 2:
      return GroupPrice{.size = 2, .price = cents(whole(80, 200) * 100 - 10)};
    case 3:
      return DepositGrows{.paid = cents(1'000), .counts = cents(2'000)};
    default:
      return PercentOff{.basis_points = pick<int>({500, 1'000, 1'500}),
                        .of = Basis::Activity,
                        .cap = cents(pick<int>({1'500, 3'000})),
                        .each = true};
  }
}

std::int64_t RandomBaskets::threshold(Money total) {
  const std::int64_t part = total.micros / kCent * pick<int>({10, 20, 35, 50}) / 100;
  return std::max<std::int64_t>(part / 1'000 * 1'000, 5'000);
}

// Kind 2: every, 3: tiers of one group, 4 and 5: coupons.
void RandomBaskets::make_shop(Promotion& promotion, int kind, Basis basis, Money total) {
  promotion.layer = 2;
  promotion.scope.shops = {pick<std::string>({"A", "A", "B", "C"})};
  const std::int64_t gate = threshold(total);
  promotion.gate = {.amount = cents(gate), .count = {}, .basis = basis};
  promotion.benefit =
      AmountOff{.off = cents(gate / pick<int>({6, 8, 10})), .every = kind == 2, .max_times = {}};
  promotion.automatic = kind <= 3;
  if (kind == 3) promotion.order_groups = {"tier"};
  if (kind > 3) promotion.copies = whole(1, 3);
  if (kind > 3 && chance(0.3)) promotion.order_groups = {"coupon"};
}

// Kind 6: cross-shop, 7 and 8: of the platform, 9: red packets.
void RandomBaskets::make_platform(Promotion& promotion, int kind, Basis basis, Money total) {
  promotion.layer = kind == 9 ? 4 : 3;
  if (kind == 6) {
    promotion.gate = {.amount = cents(30'000), .count = {}, .basis = basis};
    promotion.benefit = AmountOff{.off = cents(5'000), .every = true, .max_times = {}};
    promotion.automatic = true;
  } else if (kind == 7) {
    const std::int64_t gate = threshold(total);
    promotion.gate = {.amount = cents(gate), .count = {}, .basis = basis};
    promotion.benefit =
        AmountOff{.off = cents(gate / pick<int>({8, 12})), .every = false, .max_times = {}};
    promotion.copies = 1;
    promotion.order_groups = {"platform"};
    if (chance(0.5)) promotion.scope.categories = {pick<std::string>({"x", "y"})};
  } else if (kind == 8) {
    promotion.benefit = PercentOff{.basis_points = 500, .cap = cents(3'000)};
    promotion.copies = 1;
    promotion.order_groups = {"platform"};
  } else {
    promotion.benefit = AmountOff{.off = cents(pick<int>({300, 500, 888, 1'500}))};
    promotion.copies = whole(1, 3);
    promotion.per_order = pick<int>({1, 1, 2});
  }
}

Promotion RandomBaskets::sale_promotion(int index, Money total) {
  Promotion promotion;
  promotion.id = "p" + std::to_string(index);
  const Basis basis = pick<Basis>({Basis::Activity, Basis::Activity, Basis::Running, Basis::List});
  // One cross-shop threshold, as there is one in a sale; its further draws are shop coupons.
  int kind = index == 0 ? 6 : whole(0, 9);
  if (kind == 6 && index != 0) kind = 4;
  if (kind <= 1) {
    promotion.layer = 1;
    promotion.scope.categories = {pick<std::string>({"x", "y", "z"})};
    promotion.benefit = item_deal();
    promotion.unit_groups = {"item"};
    promotion.automatic = chance(0.3);
  } else if (kind <= 5) {
    make_shop(promotion, kind, basis, total);
  } else {
    make_platform(promotion, kind, basis, total);
  }
  return promotion;
}

Basket RandomBaskets::sale(int units, int promotions) {
  Basket basket;
  Money total{};
  for (int unit = 0; unit < units; ++unit) {
    if (unit > 0 && chance(0.25)) {
      basket.units.push_back(basket.units.back());
    } else {
      const std::int64_t price = chance(0.5) ? whole(5, 400) * 100 - 10 : whole(1'000, 30'000);
      BasketUnit piece{.sku = "s" + std::to_string(unit),
                       .shop = pick<std::string>({"A", "A", "B", "C"}),
                       .category = pick<std::string>({"x", "y", "z"}),
                       .list = cents(price),
                       .price = cents(price)};
      if (chance(0.4)) piece.list += cents(100LL * whole(1, 50));
      basket.units.push_back(piece);
    }
    total += basket.units.back().price;
  }
  for (int index = 0; index < promotions; ++index) {
    basket.promotions.push_back(sale_promotion(index, total));
  }
  basket.rules.max_orders = pick<int>({1, 2, 3, units});
  basket.rules.allocate = pick<Allocate>({Allocate::Running, Allocate::Activity});
  if (chance(0.25)) {
    basket.rules.shipping =
        Shipping{.fee = cents(1'000), .free_from = cents(pick<int>({5'900, 9'900})), .basis = {}};
  }
  return basket;
}

}  // namespace shelfd::bench
