#include "bench/shop.h"

#include <algorithm>
#include <utility>

#include "simulator/market.h"

namespace shelfd::bench {
namespace {

constexpr std::size_t kItems = 100;
constexpr int kDaysLived = 60;
constexpr int kDaysToCome = 3;

std::vector<Arrival> arrivals_of(std::vector<simulator::TimedEvent> events) {
  std::vector<Arrival> arrivals;
  arrivals.reserve(events.size());
  for (simulator::TimedEvent& timed : events) {
    const ItemId* item = engine::item_of(timed.event);
    if (item == nullptr) continue;
    const auto number = static_cast<std::int64_t>(arrivals.size());
    arrivals.push_back(
        {.item = *item,
         .record = {.topic = static_cast<engine::Topic>(timed.event.index()),
                    .offset = number,
                    .appended_at = timed.arrives_at,
                    .own_time = engine::stated_time(timed.event).value_or(timed.arrives_at),
                    .content = static_cast<std::uint64_t>(number) + 1,
                    .event = std::move(timed.event)}});
  }
  return arrivals;
}

void learn_name(engine::Names& names, const engine::Event& event) {
  if (const auto* offer = std::get_if<engine::CompetitorOffer>(&event)) {
    names[engine::name_hash(offer->competitor)] = offer->competitor;
  }
}

Shop make_shop() {
  const simulator::MarketSettings settings{.items = kItems, .days = kDaysLived + kDaysToCome};
  simulator::Market market(settings);
  std::vector<simulator::TimedEvent> opening;
  Shop shop;
  for (engine::Event& event : market.opening()) {
    if (const auto* rules = engine::content_if<engine::Rules>(event)) {
      shop.policy = engine::make_policy(nullptr, rules);
    }
    opening.push_back({.arrives_at = settings.start, .event = std::move(event)});
  }
  const Instant today = settings.start + std::chrono::days{kDaysLived};
  for (const Arrival& arrival : arrivals_of(std::move(opening))) {
    LivedItem& item = shop.items[arrival.item];
    item.now = settings.start;
    take_in(shop, item, arrival, false);
  }
  for (const Arrival& arrival : arrivals_of(market.advance(today))) {
    learn_name(shop.names, arrival.record.event);
    take_in(shop, shop.items[arrival.item], arrival, false);
  }
  shop.arrivals = arrivals_of(market.advance(today + std::chrono::days{kDaysToCome}));
  for (const Arrival& arrival : shop.arrivals) learn_name(shop.names, arrival.record.event);
  return shop;
}

}  // namespace

engine::StepOutcome take_in(const Shop& shop, LivedItem& item, const Arrival& arrival,
                            bool judging) {
  const Instant now = std::max(item.now, arrival.record.appended_at);
  const engine::StepContext context{.item = arrival.item,
                                    .policy = &shop.policy,
                                    .pools = &shop.pools,
                                    .names = &shop.names,
                                    .previous_now = item.now,
                                    .now = now,
                                    .judging = judging,
                                    .build = "bench",
                                    .arithmetic = "bench"};
  engine::StepOutcome outcome =
      engine::step(item.state, context, {&arrival.record, 1}, &item.memory);
  item.now = now;
  return outcome;
}

const Shop& lived_shop() {
  static const Shop shop = make_shop();
  return shop;
}

}  // namespace shelfd::bench
