#include "engine/step.h"

#include <algorithm>
#include <tuple>

#include "engine/alert_flow.h"
#include "engine/order_flow.h"
#include "engine/price_flow.h"
#include "engine/transition.h"

namespace shelfd::engine {
namespace {

Instant clamped(const Record& record, const StepContext& context) {
  return std::clamp(record.own_time, context.previous_now, context.now);
}

std::vector<const Record*> in_order(const StepContext& context, std::span<const Record> records) {
  std::vector<const Record*> order;
  order.reserve(records.size());
  for (const Record& record : records) order.push_back(&record);
  std::ranges::sort(order, {}, [&](const Record* record) {
    return std::tuple(clamped(*record, context), record->topic, record->offset);
  });
  return order;
}

void take_in_at(Transition& transition, const Record& record, Instant at) {
  const Taken taken{.topic = record.topic,
                    .offset = record.offset,
                    .at = at,
                    .own_time = record.own_time,
                    .content = record.content};
  visit_event(
      [&](const auto& event) {
        if constexpr (!std::is_same_v<std::decay_t<decltype(event)>, Rules>) {
          take_in(transition, taken, event);
        }
      },
      record.event);
}

// The first record of an item that was not known is its catalog, whatever came before it.
void take_in_catalog(Transition& transition, const std::vector<const Record*>& order) {
  if (transition.state.known()) return;
  for (const Record* record : order) {
    if (record->topic == Topic::Catalog && !transition.state.known()) {
      take_in_at(transition, *record, clamped(*order.front(), transition.context));
    }
  }
}

// Own time of the newest record behind the judgement; a timer's is `now`.
Instant caused_at(const StepContext& context, const std::vector<const Record*>& order) {
  Instant newest = order.empty() ? context.now : Instant::min();
  for (const Record* record : order) newest = std::max(newest, record->own_time);
  return newest;
}

void judge_item(Transition& transition, JudgeMemory& memory) {
  ItemState& state = transition.state;
  const StepContext& context = transition.context;
  StepOutcome& outcome = transition.outcome;
  ++memory.judgements;
  JudgedItem judged;
  judged.plan_lapsed = lapse_accepted(state.situation, *context.policy, context.now);
  JudgedPrice price =
      price_inputs(state, *context.policy, *context.pools, context.now, &memory.price.own);
  const auto market = judge_market(price);
  judged.plan = plan_inputs(state, *context.policy, *context.pools, market, context.now, memory);
  price_at_rate(price, *context.policy, judged.plan.outlook->judged.rate_units_per_day);
  judged.price = &judge_price(std::move(price), market, memory);
  outcome.price = issue_price(state, context, *judged.price);
  outcome.plan = issue_plan(state, context, judged.plan);
  outcome.alerts = update_alerts(state, context, judged);
}

}  // namespace

void refuse(Transition& transition, const Taken& taken, std::string field, std::string reason) {
  transition.outcome.refusals.push_back({.topic = taken.topic,
                                         .offset = taken.offset,
                                         .field = std::move(field),
                                         .reason = std::move(reason)});
}

StepOutcome step(ItemState& state, const StepContext& context, std::span<const Record> records,
                 JudgeMemory* memory) {
  StepOutcome outcome;
  Transition transition{
      .state = state, .context = context, .outcome = outcome, .spread = spread_of(context.item)};
  const std::vector<const Record*> order = in_order(context, records);
  take_in_catalog(transition, order);
  for (const Record* record : order) {
    if (!state.known() && record->topic != Topic::Catalog) continue;  // after a tombstone
    // Days begin with the first record that tells time: a catalog may be dated by when it was
    // typed.
    if (record->topic != Topic::Catalog) start_days(transition, clamped(*record, context));
    advance_to(transition, clamped(*record, context));
    note_record(transition, record->topic, record->own_time);
    take_in_at(transition, *record, clamped(*record, context));
  }
  if (!state.known()) return outcome;
  if (context.judging) start_days(transition, context.now);
  advance_to(transition, context.now);
  if (context.judging) {
    JudgeMemory forgotten;
    judge_item(transition, memory == nullptr ? forgotten : *memory);
  }
  if (outcome.price) outcome.price->caused_at = caused_at(context, order);
  if (outcome.plan) outcome.plan->caused_at = caused_at(context, order);
  outcome.situation_changed = true;
  // While nothing is judged no timer is needed: the next record, or the first judgement, runs what
  // was due at its own instant.
  state.situation.due =
      context.judging ? next_due(state.situation, transition.spread, *context.policy, context.now)
                      : std::nullopt;
  return outcome;
}

}  // namespace shelfd::engine
