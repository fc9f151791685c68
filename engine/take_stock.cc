#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/transition.h"

// Taking in stock counts.

namespace shelfd::engine {
namespace {

constexpr Duration kHour = std::chrono::hours{1};

// Of the remembered demand: the open day and kLateDays before it. Of a count older than these, what
// sold between it and them is not known.
Quantity sold_after(const ItemState& state, Instant at) {
  Quantity sold{};
  for (const RecentEntry& entry : state.recent) {
    if (entry.at > at) sold += {entry.units};
  }
  return sold;
}

Quantity received_after(const Situation& situation, Instant at) {
  Quantity received{};
  for (const OpenOrder& order : situation.open_orders) {
    for (const Receipt& receipt : order.receipts) {
      if (receipt.at > at) received += receipt.quantity;
    }
  }
  return received;
}

bool is_out(const StockCount& count) {
  return count.on_hand.units - count.reserved.units - count.unsellable.units <= 0;
}

}  // namespace

std::int64_t usable_units(const StockState& stock) {
  return stock.on_hand.units - stock.unsellable.units - stock.sold_since.units +
         stock.received_since.units - stock.reserved.units;
}

void keep_marks(Situation& situation, const LocalTime& zone) {
  if (!situation.stock) return;
  const Day open = from_day_number(std::int64_t{situation.closed_through} + 1);
  const Instant start = day_start(zone, open);
  const Instant end = day_start(zone, open + std::chrono::days{2});
  const auto hour = [&](const StockMark& mark) {
    return mark.at < start ? -1 : (mark.at - start) / kHour;
  };
  auto& marks = situation.stock->marks;
  std::ranges::sort(marks);
  std::vector<StockMark> kept;
  for (const StockMark& mark : marks) {
    if (mark.at >= end) break;
    if (!kept.empty() && hour(kept.back()) == hour(mark)) kept.pop_back();
    kept.push_back(mark);
  }
  marks = std::move(kept);
}

void take_in(Transition& transition, const Taken& taken, const StockCount& count) {
  Situation& situation = transition.situation();
  const bool first = !situation.stock;
  if (first) situation.stock.emplace();
  StockState& stock = *situation.stock;
  stock.marks.push_back({.at = taken.own_time, .out = is_out(count)});
  keep_marks(situation, transition.policy().zone);
  if (!first && std::tie(taken.own_time, taken.content) <= std::tie(stock.as_of, stock.content)) {
    return;
  }
  stock.on_hand = count.on_hand;
  stock.reserved = count.reserved;
  stock.backorders = count.backorders;
  stock.unsellable = count.unsellable;
  stock.as_of = taken.own_time;
  stock.content = taken.content;
  stock.sold_since = sold_after(transition.state, taken.own_time);
  stock.received_since = received_after(situation, taken.own_time);
}

}  // namespace shelfd::engine
