// The slices, and the order in which their events are told.
#include "simulator/market.h"

#include <utility>

#include "simulator/answers.h"
#include "simulator/item_birth.h"
#include "simulator/merchant.h"
#include "simulator/names.h"
#include "simulator/response.h"
#include "simulator/rivals.h"
#include "simulator/shoppers.h"
#include "simulator/suppliers.h"

namespace shelfd::simulator {
namespace {

constexpr int kDayHour = 0;
constexpr int kCountHour = 5;
constexpr int kPriceHour = 9;
constexpr int kOrderHour = 10;

int rivals_hour(const Item& item) { return static_cast<int>((7 * item.index + 6) % 24); }

bool order_day(const Item& item, Instant at) {
  return std::chrono::weekday{day_of(at)}.c_encoding() == item.index % 5 + 1;
}

}  // namespace

Market::Market(const MarketSettings& settings)
    : world_{settings, sale_calendar(settings.start, settings.days)} {
  items_.reserve(settings.items);
  for (std::size_t i = 0; i < settings.items; ++i) items_.push_back(draw_item(settings, i));
}

std::vector<engine::Event> Market::opening() const {
  std::vector<engine::Event> events = opening_rules(world_.settings);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    for (engine::Event& event : opening_of(world_.settings, i)) events.push_back(std::move(event));
  }
  return events;
}

// Slices not yet played begin after `until`, so nothing that arrives by then is missing.
std::vector<TimedEvent> Market::advance(Instant until) {
  while (world_.settings.start + std::chrono::hours{hours_played_} <= until) play_hour();
  std::vector<TimedEvent> told;
  while (!waiting_.empty() && std::get<Instant>(waiting_.begin()->first) <= until) {
    auto first = waiting_.extract(waiting_.begin());
    told.push_back({std::get<Instant>(first.key()), std::move(first.mapped())});
  }
  return told;
}

void Market::play_hour() {
  const Instant hour = world_.settings.start + std::chrono::hours{hours_played_};
  for (Item& item : items_) {
    play_slice(item, hour + std::chrono::seconds{item.truth.slice_offset_seconds});
  }
  ++hours_played_;
}

void Market::play_slice(Item& item, Instant at) {
  std::vector<TimedEvent> out;
  const int hour = hour_of(at);
  if (hour == kDayHour && hours_played_ > 0) close_day(item);
  move_prices(world_, item, at, out);
  take_back(world_, item, at, out);
  move_orders(world_, item, at, out);
  if (hour == kPriceHour) decide_prices(world_, item, at, out);
  if (hour == kOrderHour && order_day(item, at)) decide_orders(item, at);
  if (hour == rivals_hour(item)) decide_rivals(world_, item, at);
  visit_rivals(world_, item, at, hours_played_, out);
  if (hour == kCountHour) count_stock(world_, item, at + std::chrono::seconds{60}, out);
  shop(world_, item, at, out);
  for (TimedEvent& event : out) {
    waiting_.emplace(Place{event.arrives_at, item.index, sequence_++}, std::move(event.event));
  }
}

Item* Market::find(const ItemId& wanted) {
  const std::optional<std::size_t> index = item_index(wanted);
  if (!index || *index >= items_.size() || id(*index) != wanted) return nullptr;
  return &items_[*index];
}

std::optional<engine::Response> Market::consider(const engine::PriceSuggestion& suggestion,
                                                 Instant at) {
  Item* item = find(suggestion.item);
  if (item == nullptr) return std::nullopt;
  return answer_price(world_, *item, suggestion, at);
}

std::optional<engine::Response> Market::consider(const engine::RestockPlan& plan, Instant at) {
  Item* item = find(plan.item);
  if (item == nullptr) return std::nullopt;
  return answer_plan(world_, *item, plan, at);
}

ItemId Market::id(std::size_t index) const { return item_id(index, world_.settings.merchants); }

const ItemTruth& Market::truth(std::size_t index) const { return items_[index].truth; }

ItemNow Market::now(std::size_t index) const {
  const Item& item = items_[index];
  return {.price = item.price,
          .cost = item.cost,
          .optimum = true_optimum(item),
          .units_per_day = true_rate(item, item.price),
          .on_hand = item.on_hand,
          .lost_units = item.lost_units};
}

}  // namespace shelfd::simulator
