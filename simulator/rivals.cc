// Decisions by habit, and visits with their failures.
#include "simulator/rivals.h"

#include <algorithm>
#include <array>

#include "simulator/names.h"
#include "simulator/response.h"

namespace shelfd::simulator {
namespace {

constexpr double kOutChance = 0.012;  // a day

enum class VisitFate : std::uint8_t { Missed, Zero, Hundredfold, Stale, Doubled, Fine };
struct FateShare {
  VisitFate fate = VisitFate::Fine;
  double share = 0;
};
// What a scraper does with a visit: assumed, so that each shows daily in a shop of 50.
constexpr std::array<FateShare, 6> kVisitFates = {{{VisitFate::Missed, 0.03},
                                                   {VisitFate::Zero, 0.005},
                                                   {VisitFate::Hundredfold, 0.005},
                                                   {VisitFate::Stale, 0.01},
                                                   {VisitFate::Doubled, 0.015},
                                                   {VisitFate::Fine, 1}}};

VisitFate draw_fate(Random& random) {
  double at = random.uniform();
  for (const FateShare& share : kVisitFates) {
    if (at < share.share) return share.fate;
    at -= share.share;
  }
  return VisitFate::Fine;
}

double follow(const Item& item, const Rival& rival, Random& random) {
  if (random.chance(0.5)) return main_units(rival.price);
  const double anchor = main_units(item.truth.anchor_price);
  const double moved = (main_units(item.price) - anchor) / anchor;
  return main_units(rival.anchor) * (1 + 0.7 * std::clamp(moved, -0.2, 0.2));
}

double undercut(const Item& item, const Rival& rival) {
  const double anchor = main_units(rival.anchor);
  const double target = 0.985 * main_units(item.price) - main_units(rival.shipping);
  return target < 0.85 * anchor ? anchor : std::min(target, 1.1 * anchor);
}

double ignore(const Rival& rival, Random& random) {
  if (!random.chance(1.0 / 25)) return main_units(rival.price);
  return main_units(rival.anchor) * (1 + std::clamp(0.03 * random.normal(), -0.08, 0.08));
}

double run_sales(const Rival& rival, Random& random, bool sale, Day day) {
  const double anchor = main_units(rival.anchor);
  if (sale) return anchor * random.between(0.72, 0.85);
  const unsigned weekday = std::chrono::weekday{day}.iso_encoding();
  if (weekday == 6 && random.chance(0.15)) return 0.92 * anchor;
  return weekday == 7 ? main_units(rival.price) : anchor;
}

double wanted_price(const World& world, const Item& item, const Rival& rival, Random& random,
                    Day day) {
  const int number = sale_day(world.sales, day);
  const double off = number > 0 ? 0.92 : 1.0;
  switch (rival.habit) {
    case RivalHabit::Follows:
      return off * follow(item, rival, random);
    case RivalHabit::Undercuts:
      return off * undercut(item, rival);
    case RivalHabit::Ignores:
      return ignore(rival, random);
    case RivalHabit::RunsSales:
      // The price of a sale is set on its first day and held.
      return number > 1 ? main_units(rival.price) : run_sales(rival, random, number == 1, day);
  }
  return main_units(rival.price);
}

void decide_stock(Rival& rival, Random& random) {
  if (!rival.in_stock && --rival.days_out <= 0) {
    rival.in_stock = true;
  } else if (rival.in_stock && random.chance(kOutChance)) {
    rival.in_stock = false;
    rival.days_out = static_cast<std::int8_t>(2 + random.below(5));
  }
}

engine::CompetitorOffer seen_offer(const World& world, const Item& item, const Rival& rival,
                                   Instant at) {
  engine::CompetitorOffer offer;
  offer.item = item_id(item.index, world.settings.merchants);
  offer.competitor = rival_name(rival.name);
  offer.price = {.money = rival.price, .currency = world.settings.currency};
  if (rival.shipping > Money{}) {
    offer.shipping = Amount{.money = rival.shipping, .currency = world.settings.currency};
  }
  offer.in_stock = rival.in_stock;
  offer.condition = rival.condition;
  if (rival.rating > 0) offer.seller_rating = static_cast<double>(rival.rating);
  offer.rating_count = rival.rating_count;
  offer.match_confidence = static_cast<double>(rival.match_confidence);
  offer.observed_at = at;
  return offer;
}

void visit(const World& world, Item& item, const Rival& rival, Instant at,
           std::vector<TimedEvent>& out) {
  Random& random = item.scraping;
  const Instant seen =
      at + random.duration_between(std::chrono::minutes{1}, std::chrono::minutes{59});
  const Instant arrives = seen + random.duration_between(Duration{300}, Duration{9'000});
  engine::CompetitorOffer offer = seen_offer(world, item, rival, seen);
  const VisitFate fate = draw_fate(random);
  if (fate == VisitFate::Missed) return;
  if (fate == VisitFate::Zero) offer.price.money = Money{};
  if (fate == VisitFate::Hundredfold) offer.price.money = times_count(rival.price, 100);
  if (fate == VisitFate::Stale) {
    const auto age = random.duration_between(std::chrono::hours{80}, std::chrono::hours{220});
    offer.observed_at = seen - age;
    offer.price.money = rival.previous;
    offer.in_stock = true;
  }
  if (fate == VisitFate::Doubled) out.push_back({arrives + std::chrono::seconds{2}, offer});
  out.push_back({arrives, std::move(offer)});
}

}  // namespace

void decide_rivals(const World& world, Item& item, Instant at) {
  const Day day = day_of(at);
  for (Rival& rival : item.rivals) {
    decide_stock(rival, item.rivalry);
    const Money price = shop_price(wanted_price(world, item, rival, item.rivalry, day));
    if (price == rival.price) continue;
    rival.previous = rival.price;
    rival.price = price;
    refresh(rival);
  }
  item.price_effect = price_effect(item, item.price);
}

void visit_rivals(const World& world, Item& item, Instant at, std::int64_t hour,
                  std::vector<TimedEvent>& out) {
  std::int64_t turn = hour + static_cast<std::int64_t>(item.index);
  for (const Rival& rival : item.rivals) {
    if (turn % kVisitHours == 0) visit(world, item, rival, at, out);
    turn += 5;  // 5 and 12 have no common divisor: rivals are seen at different hours
  }
}

}  // namespace shelfd::simulator
