#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "engine/demand_view.h"
#include "engine/one_off.h"
#include "engine/price_flow.h"
#include "engine/price_learning.h"
#include "engine/shelf_day.h"
#include "engine/swing_flow.h"
#include "engine/transition.h"

// Timers at their own instants: the day's close, a planned price that begins, a promotion that
// ends.

namespace shelfd::engine {
namespace {

constexpr std::uint64_t kCloseSpreadMillis = 30ULL * 60 * 1000;
// Days are counted from here on, so that closed_through is never 0, which means none.
constexpr Day kFirstDay{std::chrono::days{2}};

enum class Timer { None, PlannedPrice, PromotionEnd, DayClose };

struct DueTimer {
  Timer timer = Timer::None;
  Instant at = Instant::max();
};

void consider(DueTimer& next, Timer timer, Instant at) {
  if (at < next.at) next = {.timer = timer, .at = at};
}

// When a day of the item closes: local midnight plus its share of 30 minutes.
Instant close_due(std::int32_t day, std::uint64_t spread, const Policy& policy) {
  const Instant midnight = day_start(policy.zone, from_day_number(std::int64_t{day} + 1));
  return midnight + Duration{spread % kCloseSpreadMillis};
}

// The first of the timers of which each has to run; `waking` is the day whose close counts.
DueTimer next_timer(const Situation& situation, std::int32_t waking, std::uint64_t spread,
                    const Policy& policy) {
  DueTimer next;
  if (!situation.planned.empty()) {
    consider(next, Timer::PlannedPrice, situation.planned.front().from);
  }
  if (situation.price_kind != PriceKind::Regular && situation.promotion) {
    consider(next, Timer::PromotionEnd, situation.promotion->until.value_or(Instant::max()));
  }
  if (situation.closed_through != 0) {
    consider(next, Timer::DayClose, close_due(waking, spread, policy));
  }
  return next;
}

void begin_planned(Transition& transition) {
  Situation& situation = transition.situation();
  const ToldPrice planned = situation.planned.front();
  situation.planned.erase(situation.planned.begin());
  take_price(transition, planned, planned.from);
}

void end_promotion(Situation& situation) {
  const auto& promotion = situation.promotion;
  if (promotion && promotion->until) settle_price(situation, *promotion->until);
}

// A promotion that is over by the day's end says nothing any more.
void drop_promotion(Situation& situation, Instant end) {
  const auto& promotion = situation.promotion;
  if (!promotion || situation.price_kind != PriceKind::Regular) return;
  if (!promotion->until || *promotion->until <= end) situation.promotion.reset();
}

// A day as it ended.
struct DaySold {
  std::int32_t day = 0;
  Instant end{};
  std::int64_t units = 0;
  std::int64_t orders = 0;
  std::int64_t late_units = 0;  // of closed days
  ShelfDay shelf{};
  forecasting::DemandHint hint{};
};

void learn_demand(Transition& transition, const DaySold& sold,
                  const forecasting::DemandPrior& prior) {
  const Situation& situation = transition.situation();
  const Policy& policy = transition.policy();
  const auto market = market_now(transition.state, policy, sold.end);
  const PlannedDays ahead = planned_days(situation, policy, sold.day + 1, market);
  forecasting::close_period(transition.belief().demand,
                            {.units = static_cast<double>(sold.units),
                             .orders = static_cast<double>(sold.orders),
                             .late_units = static_cast<double>(sold.late_units),
                             .exposure = sold.shelf.exposure,
                             .sold_out = sold.shelf.sold_out,
                             .conditions = conditions_on(situation, policy, sold.day, market),
                             .hint = sold.hint},
                            ahead, prior);
}

// What left the shelf, whether it counts as demand or not, and what came back. A week's lesson is
// told to the category when the week is over.
void learn_returns(Transition& transition, const DayTally& tally,
                   const forecasting::ReturnPrior& prior) {
  const std::int64_t sold = tally.units + tally.held_units + transition.situation().late_units;
  forecasting::ItemReturns& returns = transition.belief().returns;
  forecasting::learn_day(
      returns,
      {.sold = static_cast<double>(sold), .returned = static_cast<double>(tally.returned_units)},
      prior);
}

// What the day's views say of demand that the shelf hid, by the days before it. Of one that sold
// out, nobody knows when, they say nothing.
forecasting::DemandHint learn_views(forecasting::ViewedSales& viewed, const ShelfDay& shelf,
                                    std::int64_t units, std::int32_t views) {
  if (shelf.sold_out) return {};
  return forecasting::learn_day(viewed, {.units = static_cast<double>(units),
                                         .views = static_cast<double>(views),
                                         .exposure = shelf.exposure});
}

forecasting::ReturnsPool returns_report(const Belief& belief,
                                        const forecasting::ReturnPrior& prior) {
  if (belief.returns.days % forecasting::kReturnWeek != 0) return belief.reported.returns;
  return forecasting::report(belief.returns, prior);
}

void report_to_category(Transition& transition, std::int32_t day,
                        const forecasting::DayParts& orders,
                        const forecasting::ReturnPrior& prior) {
  Belief& belief = transition.belief();
  forecasting::DemandPool now = forecasting::report(belief.demand);
  for (std::size_t part = 0; part < orders.size(); ++part) {
    now.by_part[part] = belief.reported.by_part[part] + orders[part];
  }
  now.returns = returns_report(belief, prior);
  const forecasting::DemandPool change = forecasting::subtract(now, belief.reported);
  if (change == forecasting::DemandPool{}) return;
  belief.reported = now;
  transition.outcome.pool_changes.push_back(
      {.day = day, .category = transition.situation().catalog.category, .demand = change});
}

void open_next_day(Transition& transition, std::int32_t closed, Instant end) {
  Situation& situation = transition.situation();
  situation.closed_through = closed;
  situation.late_units = 0;
  situation.first_day_from.reset();
  drop_promotion(situation, end);
  keep_marks(situation, transition.policy().zone);
  const std::int32_t oldest = closed - kLateDays + 1;
  std::erase_if(situation.tallies, [&](const DayTally& tally) { return tally.day < oldest; });
  std::erase_if(transition.state.recent,
                [&](const RecentEntry& entry) { return entry.day < oldest; });
  transition.outcome.recent_dropped_before = oldest;
}

void close_open_day(Transition& transition) {
  Situation& situation = transition.situation();
  const LocalTime& zone = transition.policy().zone;
  const std::int32_t day = situation.closed_through + 1;
  const Instant start = day_start(zone, from_day_number(day));
  const Instant end = day_start(zone, from_day_number(day + 1));
  const DayTally tally = tally_on(situation, day);
  const DaySpan span{.start = start,
                     .open = std::clamp(situation.first_day_from.value_or(start), start, end),
                     .end = end};
  const auto profile = forecasting::profile_of(transition.context.pools->category.by_part);
  const FirstSale begun = situation.first_day_from
                              ? first_sale(transition.state, span, *situation.first_day_from)
                              : FirstSale{};
  const std::int64_t sold = tally.units + tally.held_units - begun.units;
  ShelfDay shelf = shelf_of(transition.state, span, profile, sold);
  if (begun.is_whole_day) shelf = {.exposure = 0};
  const forecasting::DayParts by_part = orders_by_part(transition.state, span);
  DayDemand demand = demand_of(situation, tally);
  demand.units -= std::clamp<std::int64_t>(begun.units, 0, std::max<std::int64_t>(0, demand.units));
  demand.orders -= std::min(begun.orders, demand.orders);
  situation.one_off = held_after(situation, tally);
  const std::int64_t units = demand.units + demand.repeated_units;
  const std::int32_t orders = demand.orders + demand.repeated_orders;
  // A swing and the response to a price are told by known time in stock alone.
  const double seen = shelf.sold_out ? 0 : shelf.exposure;
  learn_swing(transition, {.day = day, .units = units, .orders = orders, .exposure = seen});
  const forecasting::DemandHint hint =
      learn_views(transition.belief().viewed, shelf, units, tally.views);
  const forecasting::DemandPrior prior = prior_of(
      transition.policy().trained, situation.catalog.category, transition.context.pools->category);
  learn_demand(transition,
               {.day = day,
                .end = end,
                .units = units,
                .orders = orders,
                .late_units = situation.late_units + demand.earlier_units,
                .shelf = shelf,
                .hint = hint},
               prior);
  learn_returns(transition, tally, prior.returns);
  learn_price(
      transition,
      {.day = day, .end = end, .units = demand.units + situation.late_units, .exposure = seen});
  learn_lead_times(transition, day, end);
  report_to_category(transition, day, by_part, prior.returns);
  ++transition.belief().version;
  transition.outcome.belief_changed = true;
  open_next_day(transition, day, end);
}

void run(Transition& transition, Timer timer) {
  switch (timer) {
    case Timer::None:
      return;
    case Timer::PlannedPrice:
      begin_planned(transition);
      return;
    case Timer::PromotionEnd:
      end_promotion(transition.situation());
      return;
    case Timer::DayClose:
      close_open_day(transition);
      return;
  }
}

void consider_after(std::optional<Instant>& next, std::optional<Instant> at, Instant after) {
  if (at && *at > after && (!next || *at < *next)) next = at;
}

// The day whose close wakes the item: the open day; of an idle item the first of its days.
std::int32_t waking_day(const Situation& situation, std::uint64_t spread) {
  const std::int32_t open = situation.closed_through + 1;
  if (!is_idle(situation)) return open;
  const auto days = static_cast<std::uint64_t>(kIdleCloseDays);
  const std::uint64_t turn = (static_cast<std::uint64_t>(open) + spread) % days;
  return open + static_cast<std::int32_t>((days - turn) % days);
}

}  // namespace

void start_days(Transition& transition, Instant at) {
  Situation& situation = transition.situation();
  if (situation.closed_through != 0) return;
  const LocalTime& zone = transition.policy().zone;
  const Day today = std::max(local_day(zone, at), kFirstDay);
  situation.active_day = static_cast<std::int32_t>(day_number(today));
  situation.closed_through = situation.active_day - 1;
  situation.first_day_from = day_start(zone, today + std::chrono::days{1});
}

void note_record(Transition& transition, Topic topic, Instant own_time) {
  Situation& situation = transition.situation();
  if (situation.closed_through == 0) return;
  const std::int64_t open = std::int64_t{situation.closed_through} + 1;
  const std::int64_t day = day_number(local_day(transition.policy().zone, own_time));
  situation.active_day =
      std::max(situation.active_day, static_cast<std::int32_t>(std::min(day, open)));
  if (topic == Topic::Catalog || !situation.first_day_from || day != open) return;
  situation.first_day_from = std::min(*situation.first_day_from, own_time);
}

DayTally& tally_of(Situation& situation, std::int32_t day) {
  const auto place = std::ranges::lower_bound(situation.tallies, day, {}, &DayTally::day);
  if (place != situation.tallies.end() && place->day == day) return *place;
  return *situation.tallies.insert(place, DayTally{.day = day});
}

void advance_to(Transition& transition, Instant until) {
  const Policy& policy = transition.policy();
  for (;;) {
    const Situation& situation = transition.situation();
    const DueTimer next =
        next_timer(situation, situation.closed_through + 1, transition.spread, policy);
    if (next.timer == Timer::None || next.at > until) return;
    run(transition, next.timer);
    transition.outcome.situation_changed = true;
  }
}

bool is_idle(const Situation& situation) {
  return situation.closed_through - situation.active_day >= kIdleAfterDays &&
         situation.open_price.status != Status::Open &&
         situation.open_plan.status != Status::Open && situation.alerts.empty() &&
         situation.accepted_plans.empty() && std::ranges::all_of(situation.open_orders, is_done);
}

bool closes_by(const Situation& situation, std::uint64_t spread, const Policy& policy,
               Instant until) {
  return situation.closed_through != 0 &&
         close_due(situation.closed_through + 1, spread, policy) <= until;
}

std::uint64_t spread_of(const ItemId& item) { return sip_hash({}, item.key()); }

std::optional<Instant> next_due(const Situation& situation, std::uint64_t spread,
                                const Policy& policy, Instant after) {
  std::optional<Instant> next;
  const DueTimer timer = next_timer(situation, waking_day(situation, spread), spread, policy);
  // One that should have run by then is due at once.
  if (timer.timer != Timer::None) next = std::max(timer.at, after + Duration{1});
  for (const OfferState& offer : situation.offers) {
    // One more millisecond: at exactly fresh_for an offer is fresh still.
    consider_after(next, offer.observed_at + policy.offer_fresh_for + Duration{1}, after);
    consider_after(next, offer.ignored_until, after);
    for (const pricing::NetSpan& span : offer.nets) consider_after(next, span.from, after);
  }
  for (const pricing::Promotion& promotion : situation.catalog.own_promotions) {
    consider_after(next, promotion.from, after);
    consider_after(next, promotion.to, after);
  }
  if (situation.open_price.status == Status::Open) {
    consider_after(next, situation.open_price.valid_until, after);
  }
  if (situation.open_plan.status == Status::Open) {
    consider_after(next, situation.open_plan.valid_until, after);
  }
  consider_after(next, situation.price_quiet_until, after);
  consider_after(next, situation.plan_quiet_until, after);
  for (const Rejection& rejection : situation.rejections) {
    consider_after(next, rejection.until, after);
  }
  for (const AcceptedPlan& plan : situation.accepted_plans) {
    consider_after(next, plan.at + policy.order_confirm_for, after);
  }
  if (situation.accepted_price) {
    consider_after(next, situation.accepted_price->at + policy.order_confirm_for, after);
  }
  for (const OpenOrder& order : situation.open_orders) {
    consider_after(next, order.expected_at, after);
  }
  return next;
}

}  // namespace shelfd::engine
