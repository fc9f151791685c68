// Price learning: see price_learning.h.
#include "engine/price_learning.h"

#include <algorithm>
#include <cmath>

#include "engine/price_flow.h"

namespace shelfd::engine {
namespace {

using forecasting::CommonLevel;
using forecasting::CommonMovement;
using forecasting::ControlSums;

// Two prices this close are one.
constexpr double kSamePriceRatio = 0.002;
// What an item sells at its price is a mean over so many days.
constexpr double kSettledMemory = 1 - 1.0 / 28;
constexpr double kMostUnits = 1e6;  // a day that is told to the common movement
constexpr std::int64_t kMilli = 1'000;

bool same_price(Money a, Money b) {
  return std::abs(main_units(a) - main_units(b)) <= kSamePriceRatio * main_units(a);
}

// Of two causes the one that says less.
PriceCause less_trusted(PriceCause a, PriceCause b) {
  return say_of(b).weight < say_of(a).weight ? b : a;
}

std::int32_t local_day_number(const Transition& transition, Instant at) {
  return static_cast<std::int32_t>(day_number(local_day(transition.policy().zone, at)));
}

// Why the price in force differs from that of the close before.
PriceCause cause_of_change(const Transition& transition, const ClosedPrice& before, Money price) {
  const Situation& situation = transition.situation();
  if (situation.price_kind == PriceKind::Test) return PriceCause::Test;
  if (before.test && same_price(before.before_test, price)) return PriceCause::Test;
  const ToldCause& told = situation.told_cause;
  const bool meant = told.cause != PriceCause::Unknown && same_price(told.price, price) &&
                     local_day_number(transition, told.from) >= before.since_day;
  return meant ? told.cause : PriceCause::Unknown;
}

// Whether the day was spent at one own price; keeps the price at its close.
bool at_one_price(const Transition& transition, std::int32_t day, ClosedPrice& closed) {
  const Situation& situation = transition.situation();
  if (!situation.price) return false;
  const PriceKind kind = situation.price_kind;
  if (kind != PriceKind::Regular && kind != PriceKind::Test) {
    closed.quiet_through = day + kQuietDays;
    return false;
  }
  const Money price = *situation.price;
  const bool first = closed.price.micros == 0;
  if (!first && same_price(closed.price, price)) return day > closed.quiet_through;
  const PriceCause cause = cause_of_change(transition, closed, price);
  if (kind == PriceKind::Test && !closed.test) closed.before_test = closed.price;
  closed.cause = closed.counted ? cause : less_trusted(closed.cause, cause);
  if (first) closed.cause = cause;
  closed.price = price;
  closed.test = kind == PriceKind::Test;
  closed.since_day = day;
  closed.counted = false;
  // The first day of all is whole; on another the price changed.
  return first && day > closed.quiet_through;
}

// What the day is told as to the merchant's common movement; nothing while the price is new.
ControlSums control_of(const ResponseBelief& response, const WaitingPriceDay& day) {
  const bool settled = response.running.days > 0 && same_price(response.running_price, day.price) &&
                       response.settled_weight >= forecasting::kSettledDays &&
                       response.settled_units > 0;
  if (!settled) return {};
  const double rate = response.settled_units / response.settled_weight;
  const double expected = std::min(kMostUnits, rate * static_cast<double>(day.exposure));
  return {.milli_units = std::min<std::int64_t>(day.units, std::llround(kMostUnits)) * kMilli,
          .milli_expected = std::llround(expected * static_cast<double>(kMilli))};
}

void end_spell(ResponseBelief& response) {
  response.evidence = evidence_now(response);
  response.running = {.log_price = response.running.log_price};
}

void begin_price(ResponseBelief& response, const WaitingPriceDay& day) {
  response.running = {.log_price = std::log(main_units(day.price))};
  response.running_price = day.price;
  response.running_cause = day.cause;
  response.settled_units = 0;
  response.settled_weight = 0;
}

bool is_long(const forecasting::PriceSpell& spell) {
  return spell.days >= (spell.units >= kSpellUnits ? kSpellDays : 2 * kSpellDays);
}

CommonLevel level_of(const WaitingPriceDay& day, const CommonMovement& movement) {
  if (movement.through == 0) return {};
  const std::int64_t told = day.milli_expected > 0 ? day.units * kMilli : 0;
  return forecasting::level_without(movement, day.day,
                                    {.milli_units = told, .milli_expected = day.milli_expected});
}

// Takes the day into the running spell, or ends that and begins the next. Returns whether one
// ended.
bool settle(ResponseBelief& response, const WaitingPriceDay& day, const CommonMovement& movement) {
  bool ended = false;
  if (!same_price(response.running_price, day.price)) {
    if (response.running.days > 0) {
      end_spell(response);
      ended = true;
    }
    begin_price(response, day);
  }
  const CommonLevel common = level_of(day, movement);
  const auto exposure = static_cast<double>(day.exposure);
  const auto units = static_cast<double>(day.units);
  response.running =
      forecasting::add_day(response.running, {.day = day.day,
                                              .units = units,
                                              .exposure = exposure,
                                              .hinge = static_cast<double>(day.hinge),
                                              .level = common.level,
                                              .control_units = common.control_units});
  response.settled_units = kSettledMemory * response.settled_units + units;
  response.settled_weight = kSettledMemory * response.settled_weight + exposure * common.level;
  if (!is_long(response.running)) return ended;
  end_spell(response);
  return true;
}

// Settles the days of which the common movement is known, or will not be.
bool settle_known(ResponseBelief& response, const CommonMovement& movement) {
  bool ended = false;
  auto& waiting = response.waiting;
  while (!waiting.empty() && (movement.through == 0 || waiting.front().day <= movement.through ||
                              waiting.size() > kMaxWaitingPriceDays)) {
    ended = settle(response, waiting.front(), movement) || ended;
    waiting.erase(waiting.begin());
  }
  return ended;
}

void report_to_pools(Transition& transition, const ClosingDay& closing) {
  ResponseBelief& response = transition.belief().response;
  const auto standing = rival_standing(transition.situation(), transition.policy(), closing.end);
  const auto now = forecasting::report(response.evidence, standing.weight_below);
  const auto change = forecasting::subtract(now, response.reported);
  if (change == forecasting::ElasticityPool{}) return;
  response.reported = now;
  transition.outcome.pool_changes.push_back({.day = closing.day,
                                             .category = transition.situation().catalog.category,
                                             .elasticity = change});
}

void wait_for_common(Transition& transition, const ClosingDay& closing) {
  ResponseBelief& response = transition.belief().response;
  const Situation& situation = transition.situation();
  WaitingPriceDay day{.day = closing.day,
                      .price = *situation.price,
                      .cause = response.closed.cause,
                      .units = std::max<std::int64_t>(0, closing.units),
                      .exposure = static_cast<float>(closing.exposure),
                      .hinge = static_cast<float>(
                          rival_standing(situation, transition.policy(), closing.end).hinge)};
  const ControlSums told = control_of(response, day);
  day.milli_expected = told.milli_expected;
  if (told.milli_expected > 0) {
    transition.outcome.pool_changes.push_back({.day = closing.day, .control = told});
  }
  response.waiting.push_back(day);
}

}  // namespace

forecasting::ChangeSay say_of(PriceCause cause) {
  switch (cause) {
    case PriceCause::Cost:
    case PriceCause::Rival:
    case PriceCause::Test:
    case PriceCause::Suggestion:
      return {.weight = 1, .person = false};
    case PriceCause::Unknown:
      return {.weight = forecasting::kPersonWeight, .person = true};
    case PriceCause::Stock:
    case PriceCause::Demand:
    case PriceCause::Event:
      break;
  }
  return {.weight = 0, .person = false};
}

forecasting::PriceEvidence evidence_now(const ResponseBelief& response) {
  if (response.running.days == 0) return response.evidence;
  return forecasting::learn_spell(response.evidence, forecasting::rate_of(response.running),
                                  say_of(response.running_cause));
}

void learn_price(Transition& transition, const ClosingDay& closing) {
  ResponseBelief& response = transition.belief().response;
  const bool counts =
      at_one_price(transition, closing.day, response.closed) && closing.exposure >= kLeastExposure;
  if (counts) {
    response.closed.counted = true;
    wait_for_common(transition, closing);
  }
  const bool ended = settle_known(response, transition.context.pools->movement);
  const bool untold = response.reported == forecasting::ElasticityPool{};
  if (ended || (untold && response.evidence.usable_changes > 0)) {
    report_to_pools(transition, closing);
  }
}

}  // namespace shelfd::engine
