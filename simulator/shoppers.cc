// Orders drawn hour by hour; stock decides what is sold.
#include "simulator/shoppers.h"

#include <algorithm>
#include <array>

#include "simulator/names.h"
#include "simulator/portable_math.h"
#include "simulator/response.h"

namespace shelfd::simulator {
namespace {

constexpr double kMeanOrderUnits = 0.78 * 1 + 0.15 * 2 + 0.05 * 3 + 0.02 * 6;
constexpr double kSlipsThrough = 0.02;
constexpr double kCancelChance = 0.01;
constexpr double kReturnChance = 0.03;
constexpr double kRepeatChance = 1.0 / 200;
constexpr double kLateChance = 1.0 / 300;
constexpr double kSurgeLift = 2.5;
constexpr double kSurgeChance = 0.004;  // a day
constexpr double kLevelMemory = 0.9;    // a day
constexpr double kLevelStep = 0.06;     // of ln rate, a day
constexpr double kSalesMemory = 0.9;    // a day

std::int64_t draw_size(Random& random) {
  const double at = random.uniform();
  if (at < 0.78) return 1;
  if (at < 0.93) return 2;
  return at < 0.98 ? 3 : 6;
}

double units_this_hour(const World& world, const Item& item, Instant at) {
  const Day day = day_of(at);
  const double rhythm = weekday_factor(day) * hour_factor(hour_of(at)) / 24;
  const double surge = item.surge_days > 0 ? kSurgeLift : 1;
  return item.truth.units_per_day * rhythm * sale_lift(world.sales, day) * item.price_effect *
         portable_exp(item.level) * surge;
}

engine::DemandEvent demand_event(const World& world, Item& item, Instant at) {
  engine::DemandEvent event;
  event.item = item_id(item.index, world.settings.merchants);
  event.occurred_at = at;
  event.event_id = "e" + std::to_string(++item.demand_number) + "-" + event.item.sku.value;
  return event;
}

std::string order_ref(const Item& item, std::uint32_t number) {
  return "o" + std::to_string(number) + "-" + std::to_string(item.index + 1);
}

// The feed's own faults: a repeat minutes later, or hours of delay.
void tell(Random& random, engine::DemandEvent event, Instant at, std::vector<TimedEvent>& out) {
  Instant arrives = at + random.duration_between(Duration{50}, Duration{4'000});
  if (random.chance(kLateChance)) {
    arrives += random.duration_between(std::chrono::hours{7}, std::chrono::hours{40});
  }
  if (random.chance(kRepeatChance)) {
    out.push_back({arrives + random.duration_between(Duration{1'000}, Duration{600'000}), event});
  }
  out.push_back({arrives, std::move(event)});
}

void plan_comeback(Item& item, const Comeback& sold, Instant at) {
  Random& random = item.shopping;
  Comeback back = sold;
  if (random.chance(kCancelChance)) {
    back.at = at + random.duration_between(std::chrono::minutes{30}, std::chrono::hours{20});
    item.comebacks.push_back(back);
  } else if (random.chance(kReturnChance)) {
    back.type = engine::DemandType::Return;
    back.at = at + random.duration_between(std::chrono::days{3}, std::chrono::days{12});
    item.comebacks.push_back(back);
  }
}

// How many of the units asked for are sold.
std::int64_t take_from_shelf(Item& item, std::int64_t asked) {
  const bool slips = item.on_hand <= 0 && item.shopping.chance(kSlipsThrough);
  const std::int64_t there =
      std::max<std::int64_t>(item.on_hand, 0) + (slips && item.on_hand > -kMostOversold ? 1 : 0);
  const std::int64_t sold = std::min(asked, there);
  item.lost_units += asked - sold;
  item.on_hand -= sold;
  item.sold_today += sold;
  return sold;
}

void order(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  const std::int64_t sold = take_from_shelf(item, draw_size(item.shopping));
  if (sold == 0) return;
  engine::DemandEvent event = demand_event(world, item, at);
  event.quantity = Quantity{sold};
  event.unit_price = Amount{.money = item.price, .currency = world.settings.currency};
  event.order_ref = order_ref(item, item.demand_number);
  plan_comeback(item,
                {.at = at,
                 .type = engine::DemandType::Cancel,
                 .quantity = sold,
                 .unit_price = item.price,
                 .order_number = item.demand_number},
                at);
  tell(item.shopping, std::move(event), at, out);
}

}  // namespace

void shop(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  const double orders = units_this_hour(world, item, at) / kMeanOrderUnits;
  const std::int64_t count = item.shopping.poisson(orders);
  if (count == 0) return;
  std::vector<Instant> times;
  times.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) {
    times.push_back(at +
                    item.shopping.duration_between(std::chrono::minutes{2},
                                                   Duration{std::chrono::hours{1}} - Duration{1}));
  }
  std::ranges::sort(times);
  for (const Instant time : times) order(world, item, time, out);
}

void take_back(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out) {
  for (const Comeback& back : item.comebacks) {
    if (back.at > at) continue;
    const Instant told = at + std::chrono::seconds{5};
    engine::DemandEvent event = demand_event(world, item, told);
    event.type = back.type;
    event.quantity = Quantity{back.quantity};
    event.unit_price = Amount{.money = back.unit_price, .currency = world.settings.currency};
    event.order_ref = order_ref(item, back.order_number);
    item.on_hand += back.quantity;
    out.push_back({told, std::move(event)});
  }
  std::erase_if(item.comebacks, [at](const Comeback& back) { return back.at <= at; });
}

void close_day(Item& item) {
  item.level = kLevelMemory * item.level + kLevelStep * item.shopping.normal();
  if (item.surge_days > 0) {
    --item.surge_days;
  } else if (item.shopping.chance(kSurgeChance)) {
    item.surge_days = static_cast<int>(2 + item.shopping.below(3));
  }
  // A day that ended with an empty shelf says little of demand.
  if (item.on_hand > 0) {
    item.sold_per_day = kSalesMemory * item.sold_per_day +
                        (1 - kSalesMemory) * static_cast<double>(item.sold_today);
  }
  item.sold_today = 0;
}

double true_rate(const Item& item, Money price) {
  return item.truth.units_per_day * price_effect(item, price);
}

}  // namespace shelfd::simulator
