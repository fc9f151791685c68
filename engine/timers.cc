#include <algorithm>
#include <cmath>

#include "base/hash.h"
#include "engine/transition.h"

// Timers at their own instants: the day's close, a planned price that begins, a promotion that
// ends.

namespace shelfd::engine {
namespace {

constexpr std::uint64_t kCloseSpreadMillis = 30ULL * 60 * 1000;
// Days are counted from here on, so that closed_through is never 0, which means none.
constexpr Day kFirstDay{std::chrono::days{2}};
// A spell of one price counts at most this many days: older ones say little about today.
constexpr float kSpellDays = 28;
// Two prices this close are one spell.
constexpr double kSamePriceRatio = 0.002;

enum class Timer { None, PlannedPrice, PromotionEnd, DayClose };

struct DueTimer {
  Timer timer = Timer::None;
  Instant at = Instant::max();
};

void consider(DueTimer& next, Timer timer, Instant at) {
  if (at < next.at) next = {.timer = timer, .at = at};
}

DueTimer next_timer(const Situation& situation, const ItemId& item, const Policy& policy) {
  DueTimer next;
  if (!situation.planned.empty()) {
    consider(next, Timer::PlannedPrice, situation.planned.front().from);
  }
  if (situation.price_kind != PriceKind::Regular && situation.price_until) {
    consider(next, Timer::PromotionEnd, *situation.price_until);
  }
  if (situation.closed_through != 0) {
    consider(next, Timer::DayClose, close_due(situation, item, policy));
  }
  return next;
}

void begin_planned(Transition& transition) {
  Situation& situation = transition.situation();
  const PlannedPrice planned = situation.planned.front();
  situation.planned.erase(situation.planned.begin());
  if (planned.kind == PriceKind::Regular) {
    decide_price(transition, planned.price, planned.from);
    return;
  }
  if (situation.price_kind == PriceKind::Regular) situation.regular_price = situation.price;
  situation.price = planned.price;
  situation.price_kind = planned.kind;
  situation.price_at = planned.from;
  situation.price_until = planned.until;
}

void end_promotion(Situation& situation) {
  situation.price_at = *situation.price_until;
  situation.price = situation.regular_price;
  situation.price_kind = PriceKind::Regular;
  situation.price_until.reset();
}

// The share of the open day in which the item could be bought. A day that sold something was not
// without stock all along, whatever the counts say.
double exposure_of(Transition& transition, const DayTally& tally, Instant start, Instant end) {
  Situation& situation = transition.situation();
  std::int64_t out = tally.out_millis;
  if (situation.stock && situation.stock->out_since && *situation.stock->out_since < end) {
    out += (end - std::max(*situation.stock->out_since, start)).count();
    situation.stock->out_since = end;
  }
  const double length = static_cast<double>(std::max<std::int64_t>(1, (end - start).count()));
  const double exposure = std::clamp(1 - static_cast<double>(out) / length, 0.0, 1.0);
  return tally.units > 0 ? std::max(exposure, 0.25) : exposure;
}

bool same_price(Money a, Money b) {
  return std::abs(main_units(a) - main_units(b)) <= kSamePriceRatio * main_units(a);
}

forecasting::PriceSpell spell_of(const SpellState& spell) {
  return {.price = main_units(spell.price),
          .units = static_cast<double>(spell.units),
          .days = static_cast<double>(spell.days)};
}

// A day at the regular price lengthens the spell, or ends it and gives a contrast.
void learn_price(Transition& transition, std::int64_t units, double exposure) {
  const Situation& situation = transition.situation();
  Belief& belief = transition.belief();
  if (!situation.price || situation.price_kind != PriceKind::Regular || exposure < 0.5) return;
  const Money price = *situation.price;
  if (belief.during.price.micros > 0 && !same_price(belief.during.price, price)) {
    if (belief.before.price.micros > 0) {
      belief.evidence = forecasting::learn_contrast(belief.evidence, spell_of(belief.before),
                                                    spell_of(belief.during));
    }
    belief.before = belief.during;
    belief.during = {};
  }
  if (belief.during.price.micros == 0) belief.during.price = price;
  if (belief.during.days >= kSpellDays) return;
  belief.during.units += std::max<std::int64_t>(0, units);
  belief.during.days += static_cast<float>(exposure);
}

void report_to_category(Transition& transition) {
  Belief& belief = transition.belief();
  const forecasting::RatePool now = forecasting::report(belief.demand);
  const forecasting::RatePool change = forecasting::subtract(now, belief.reported);
  if (change == forecasting::RatePool{}) return;
  belief.reported = now;
  transition.outcome.pool_changes.push_back({.day = transition.situation().closed_through + 1,
                                             .category = transition.situation().catalog.category,
                                             .rate = change});
}

void close_open_day(Transition& transition) {
  Situation& situation = transition.situation();
  const LocalTime& zone = transition.policy().zone;
  const std::int32_t day = situation.closed_through + 1;
  const Instant start = day_start(zone, from_day_number(day));
  const Instant end = day_start(zone, from_day_number(day + 1));
  const DayTally tally = tally_of(situation, day);
  const double exposure = exposure_of(transition, tally, start, end);
  Belief& belief = transition.belief();
  belief.demand = forecasting::close_day(
      belief.demand,
      {.units = {tally.units}, .late_units = {situation.late_units}, .exposure = exposure});
  situation.late_units = 0;
  learn_price(transition, tally.units, exposure);
  report_to_category(transition);
  ++belief.version;
  transition.outcome.belief_changed = true;
  situation.closed_through = day;
  std::erase_if(situation.tallies,
                [&](const DayTally& other) { return other.day <= day - kLateDays; });
  std::erase_if(transition.state.recent,
                [&](const RecentHash& entry) { return entry.day <= day - kLateDays; });
  transition.outcome.recent_dropped_before = day - kLateDays + 1;
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

}  // namespace

void start_days(Transition& transition, Instant at) {
  Situation& situation = transition.situation();
  if (situation.closed_through != 0) return;
  const LocalTime& zone = transition.policy().zone;
  const Day today = std::max(local_day(zone, at), kFirstDay);
  situation.closed_through = static_cast<std::int32_t>(day_number(today) - 1);
  DayTally& tally = tally_of(situation, static_cast<std::int32_t>(day_number(today)));
  tally.out_millis += std::max(Duration{0}, at - day_start(zone, today)).count();
}

DayTally& tally_of(Situation& situation, std::int32_t day) {
  const auto place = std::ranges::lower_bound(situation.tallies, day, {}, &DayTally::day);
  if (place != situation.tallies.end() && place->day == day) return *place;
  return *situation.tallies.insert(place, DayTally{.day = day});
}

Instant close_due(const Situation& situation, const ItemId& item, const Policy& policy) {
  const Instant midnight = day_start(policy.zone, from_day_number(situation.closed_through + 2));
  return midnight + Duration{sip_hash({}, item.key()) % kCloseSpreadMillis};
}

void advance_to(Transition& transition, Instant until) {
  const Policy& policy = transition.policy();
  for (;;) {
    const DueTimer next = next_timer(transition.situation(), transition.context.item, policy);
    if (next.timer == Timer::None || next.at > until) return;
    run(transition, next.timer);
    transition.outcome.situation_changed = true;
  }
}

std::optional<Instant> next_due(const Situation& situation, const ItemId& item,
                                const Policy& policy, Instant after) {
  std::optional<Instant> next;
  const DueTimer timer = next_timer(situation, item, policy);
  if (timer.timer != Timer::None) consider_after(next, timer.at, after);
  for (const OfferState& offer : situation.offers) {
    // One more millisecond: at exactly fresh_for an offer is fresh still.
    consider_after(next, offer.observed_at + policy.offer_fresh_for + Duration{1}, after);
    consider_after(next, offer.ignored_until, after);
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
