// Habits of pricing and ordering.
#include "simulator/merchant.h"

#include <algorithm>
#include <cmath>

#include "simulator/item_birth.h"
#include "simulator/names.h"
#include "simulator/response.h"
#include "simulator/suppliers.h"

namespace shelfd::simulator {
namespace {

using engine::PriceCause;
using engine::PriceKind;

// Chances a day.
constexpr double kPromotionChance = 1.0 / 45;
constexpr double kSaleChance = 0.5;  // on the first day of a sale week
constexpr double kTestChance = 1.0 / 150;
constexpr double kRegularChance = 1.0 / 40;
constexpr double kCostChance = 1.0 / 75;

constexpr double kLeastMargin = 0.03;  // of a regular price he would set
constexpr double kReviewDays = 9;
constexpr double kCoverDays = 21;

void tell_price(const World& world, const Item& item, const PlannedPrice& plan, Instant at,
                std::vector<TimedEvent>& out) {
  engine::PriceFact fact;
  fact.item = item_id(item.index, world.settings.merchants);
  fact.price = {.money = plan.price, .currency = world.settings.currency};
  fact.kind = plan.kind;
  fact.cause = plan.cause;
  fact.at = at;
  if (plan.lasts > Duration{}) {
    fact.from = at;
    fact.until = at + plan.lasts;
  }
  fact.suggestion_id = plan.suggestion_id;
  out.push_back({at, std::move(fact)});
}

void put_in_force(const World& world, Item& item, const PlannedPrice& plan, Instant at,
                  std::vector<TimedEvent>& out) {
  item.price = plan.price;
  if (plan.lasts > Duration{}) {
    item.special_until = at + plan.lasts;
  } else {
    item.regular_price = plan.price;
  }
  item.price_effect = price_effect(item, item.price);
  tell_price(world, item, plan, at, out);
}

// The price at which `ratio` of what he keeps is margin, rounded up to be sure.
double price_at_margin(const Item& item, double ratio) {
  return main_units(item.cost) / kept_share(item.truth) / (1 - ratio) + 0.06;
}

Money reasonable(const Item& item, double wanted) {
  return shop_price(std::max(price_at_margin(item, kLeastMargin), wanted));
}

void start_special(Item& item, PriceKind kind, PriceCause cause, Instant at) {
  Random& random = item.selling;
  const bool test = kind == PriceKind::Test;
  const double change = test ? (random.chance(0.5) ? 0.05 : -0.05) : -random.between(0.1, 0.2);
  const double wanted = main_units(item.regular_price) * (1 + change);
  const std::int64_t days = test ? 7 : 3 + random.below(3);
  item.planned.push_back({.at = at,
                          .price = shop_price(std::max(price_at_margin(item, 0), wanted)),
                          .kind = kind,
                          .cause = cause,
                          .lasts = std::chrono::days{days},
                          .suggestion_id = ""});
}

void change_regular(Item& item, Instant at) {
  Random& random = item.selling;
  const double change = random.between(0.03, 0.08) * (random.chance(0.5) ? 1 : -1);
  const bool rival = random.chance(0.4);
  const Money price = reasonable(item, main_units(item.home_price) * (1 + change));
  if (price == item.regular_price) return;
  item.planned.push_back({.at = at,
                          .price = price,
                          .kind = PriceKind::Regular,
                          .cause = rival ? PriceCause::Rival : PriceCause::Unknown,
                          .suggestion_id = ""});
}

void change_cost(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  Random& random = item.selling;
  const double change = random.between(0.02, 0.07) * (random.chance(0.65) ? 1 : -1);
  item.cost = nearest_to(times_ratio_nearest(item.cost, 1 + change), {10'000});
  if (item.truth.shows_cost) out.push_back({at, catalog_entry(world.settings, item, at)});
  if (random.chance(0.5)) return;
  item.home_price = reasonable(item, main_units(item.home_price) * (1 + change));
  item.planned.push_back({.at = at + std::chrono::days{3},
                          .price = item.home_price,
                          .kind = PriceKind::Regular,
                          .cause = PriceCause::Cost,
                          .suggestion_id = ""});
}

}  // namespace

void move_prices(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  if (item.special_until && *item.special_until <= at) {
    item.special_until.reset();
    put_in_force(world, item, {.at = at, .price = item.regular_price}, at, out);
  }
  if (item.special_until) return;  // what is planned waits for its end
  for (std::size_t i = 0; i < item.planned.size(); ++i) {
    if (item.planned[i].at > at) continue;
    const PlannedPrice plan = item.planned[i];
    item.planned.erase(item.planned.begin() + static_cast<std::ptrdiff_t>(i));
    put_in_force(world, item, plan, at, out);
    return;  // one an hour
  }
}

void decide_prices(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  Random& random = item.selling;
  // All draws are made each day, so that one decision never shifts the others.
  const bool promotion = random.chance(kPromotionChance);
  const bool joins_sale = random.chance(kSaleChance);
  const bool test = random.chance(kTestChance);
  const bool regular = random.chance(kRegularChance);
  if (random.chance(kCostChance)) change_cost(world, item, at, out);
  if (item.special_until) return;
  const bool trusts = item.trusts_until && *item.trusts_until > at;
  if (joins_sale && sale_day(world.sales, day_of(at)) == 1) {
    start_special(item, PriceKind::Promotion, PriceCause::Event, at);
  } else if (promotion) {
    start_special(item, PriceKind::Promotion, PriceCause::Unknown, at);
  } else if (test) {
    start_special(item, PriceKind::Test, PriceCause::Test, at);
  } else if (regular && !trusts) {
    change_regular(item, at);
  }
}

void decide_orders(Item& item, Instant at) {
  const bool trusts = item.orders_until && *item.orders_until > at;
  const std::int64_t there = std::max<std::int64_t>(item.on_hand, 0) + outstanding_units(item);
  if (trusts && there > 0) return;
  const double needed = item.sold_per_day * (item.truth.lead_days + kReviewDays);
  if (static_cast<double>(there) >= needed) return;
  const std::int64_t pack = item.truth.case_pack;
  const std::int64_t wanted = std::llround(item.sold_per_day * kCoverDays);
  const std::int64_t packs = std::max<std::int64_t>(1, (wanted + pack - 1) / pack);
  const std::int64_t quantity = std::max(item.truth.moq, packs * pack);
  const Instant placed =
      at + item.supplying.duration_between(std::chrono::minutes{10}, std::chrono::hours{6});
  place_order(item, {.at = placed, .quantity = quantity});
}

}  // namespace shelfd::simulator
