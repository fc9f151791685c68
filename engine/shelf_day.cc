#include "engine/shelf_day.h"

#include <algorithm>
#include <vector>

#include "engine/transition.h"

namespace shelfd::engine {
namespace {

constexpr double kLeastExposure = 0.25;  // of a day that sold something

// What changed the shelf at an instant.
struct Move {
  Instant at{};
  std::int64_t units = 0;  // that left; below zero: that came
};

// After `since` and before `until`, by time.
std::vector<Move> moves_between(const ItemState& state, Instant since, Instant until) {
  std::vector<Move> moves;
  const auto add = [&](Instant at, std::int64_t units) {
    if (at > since && at < until) moves.push_back({.at = at, .units = units});
  };
  for (const RecentEntry& entry : state.recent) add(entry.at, entry.units);
  for (const OpenOrder& order : state.situation.open_orders) {
    for (const Receipt& receipt : order.receipts) add(receipt.at, -receipt.quantity.units);
  }
  // What came counts before what left at the same instant; else the order says nothing.
  std::ranges::sort(moves, {}, [](const Move& move) { return std::pair(move.at, move.units); });
  return moves;
}

// When the newest count's last unit went, where nothing was sold or came after it in the day.
std::optional<Instant> emptied_at(const ItemState& state, const DaySpan& day) {
  const auto& stock = state.situation.stock;
  if (!stock || stock->as_of < day.start - kFreshCount || stock->as_of >= day.end) {
    return std::nullopt;
  }
  std::int64_t left = stock->on_hand.units - stock->reserved.units - stock->unsellable.units;
  std::optional<Instant> emptied;
  for (const Move& move : moves_between(state, stock->as_of, day.end)) {
    const bool served = left <= 0 && move.units > 0;  // an order without a unit: the count is wrong
    if (served) return std::nullopt;
    left -= move.units;
    if (left > 0) {
      emptied.reset();
    } else if (move.units > 0) {
      emptied = move.at;
    }
  }
  return emptied;
}

std::optional<Instant> last_order(const ItemState& state, const DaySpan& day) {
  std::optional<Instant> last;
  for (const RecentEntry& entry : state.recent) {
    if (entry.units <= 0 || entry.at < day.start || entry.at >= day.end) continue;
    last = std::max(last.value_or(entry.at), entry.at);
  }
  return last;
}

// Time in stock by the counts' marks, walked in order.
class StockWalk {
 public:
  StockWalk(const DaySpan& day, const forecasting::DayProfile& profile)
      : day_(day), profile_(profile), at_(day.open) {}

  void pass(const StockMark& mark) {
    advance_to(mark.at);
    if (mark.out && !out_ && mark.at >= day_.open) found_empty_ = mark.at;
    // A count at the day's end says nothing of what was before it.
    if (!mark.out && mark.at < day_.end) found_empty_.reset();
    out_ = mark.out;
  }
  void end() { advance_to(day_.end); }

  // Of the day's orders.
  [[nodiscard]] double share() const { return share_; }
  // By a count of the day, until its end.
  [[nodiscard]] std::optional<Instant> found_empty() const { return found_empty_; }

 private:
  [[nodiscard]] double until(Instant at) const {
    return forecasting::share_until(profile_, day_.of_day(at));
  }
  void advance_to(Instant at) {
    const Instant here = std::max(at_, at);
    if (!out_) share_ += until(here) - until(at_);
    at_ = here;
  }

  const DaySpan& day_;
  const forecasting::DayProfile& profile_;
  Instant at_;
  double share_ = 0;
  bool out_ = false;
  std::optional<Instant> found_empty_{};
};

StockWalk by_marks(const Situation& situation, const DaySpan& day,
                   const forecasting::DayProfile& profile) {
  StockWalk walk(day, profile);
  if (situation.stock) {
    for (const StockMark& mark : situation.stock->marks) {
      if (mark.at <= day.end) walk.pass(mark);
    }
  }
  walk.end();
  return walk;
}

}  // namespace

double DaySpan::of_day(Instant at) const {
  if (end <= start) return 1;
  const Instant held = std::clamp(at, start, end);
  return static_cast<double>((held - start).count()) / static_cast<double>((end - start).count());
}

ShelfDay shelf_of(const ItemState& state, const DaySpan& day,
                  const forecasting::DayProfile& profile, std::int64_t units) {
  if (day.end <= day.start) return {.exposure = 0};
  const StockWalk walk = by_marks(state.situation, day, profile);
  const auto found_empty = walk.found_empty();
  const auto last = last_order(state, day);
  const auto emptied = emptied_at(state, day);
  ShelfDay shelf{.exposure = walk.share()};
  if (emptied && *emptied < day.start) {
    shelf.exposure = 0;
  } else if (emptied && day.is_day_alone(*emptied)) {
    shelf.sold_out = true;
  } else if (emptied) {
    const double since =
        forecasting::share_until(profile, day.of_day(std::max(*emptied, day.open)));
    shelf.exposure -= 1 - since;
  } else if (found_empty && units > 0 && last && *last <= *found_empty) {
    const bool by_day = day.is_day_alone(*last);
    if (by_day && day.is_day_alone(*found_empty)) shelf.exposure = 1;
    shelf.sold_out = by_day || *found_empty - *last >= kUnseen;
  }
  const double least = units > 0 ? kLeastExposure : 0;
  shelf.exposure = std::clamp(shelf.exposure, least, 1.0);
  return shelf;
}

FirstSale first_sale(const ItemState& state, const DaySpan& day, Instant first) {
  FirstSale sale;
  for (const RecentEntry& entry : state.recent) {
    if (entry.at != first || entry.units <= 0) continue;
    sale.units += entry.units;
    ++sale.orders;
  }
  sale.is_whole_day = sale.orders > 0 && day.is_day_alone(first);
  return sale;
}

forecasting::DayParts orders_by_part(const ItemState& state, const DaySpan& day) {
  forecasting::DayParts parts{};
  for (const RecentEntry& entry : state.recent) {
    if (entry.units <= 0 || entry.at < day.start || entry.at >= day.end) continue;
    if (!day.is_day_alone(entry.at)) ++parts.at(forecasting::day_part(day.of_day(entry.at)));
  }
  return parts;
}

}  // namespace shelfd::engine
