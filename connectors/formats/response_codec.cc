// The part of the belief that is about the response to price, and the pools behind it.
#include <algorithm>

#include "connectors/formats/response_parts.h"
#include "connectors/formats/state_codec.h"

namespace shelfd::connectors {
namespace {

using engine::PriceCause;
using forecasting::ElasticityPool;
using forecasting::PriceEvidence;
using forecasting::PriceSpell;

void pack_elasticities(const ElasticityPool& pool, state::Elasticities& packed) {
  packed.set_items(pool.items);
  packed.set_micro_weight(pool.micro_weight);
  packed.set_micro_sum(pool.micro_sum);
}

ElasticityPool read_elasticities(const state::Elasticities& packed) {
  return {.items = packed.items(),
          .micro_weight = packed.micro_weight(),
          .micro_sum = packed.micro_sum()};
}

void pack_evidence(const PriceEvidence& evidence, state::Evidence& packed) {
  if (evidence.spells != 0) {
    for (const double value : evidence.information) packed.add_information(value);
    for (const double value : evidence.weighted) packed.add_weighted(value);
  }
  packed.set_person_move(evidence.person_move);
  packed.set_noise_sum(evidence.noise_sum);
  packed.set_noise_spells(evidence.noise_spells);
  packed.set_log_price(evidence.log_price);
  packed.set_last_units(evidence.last_units);
  packed.set_last_variance(evidence.last_variance);
  packed.set_middle_day(evidence.middle_day);
  packed.set_spells(static_cast<std::uint32_t>(evidence.spells));
  packed.set_usable_changes(static_cast<std::uint32_t>(evidence.usable_changes));
}

PriceEvidence read_evidence(const state::Evidence& packed, Verdict& verdict) {
  PriceEvidence evidence{.person_move = packed.person_move(),
                         .noise_sum = packed.noise_sum(),
                         .noise_spells = packed.noise_spells(),
                         .log_price = packed.log_price(),
                         .last_units = packed.last_units(),
                         .last_variance = packed.last_variance(),
                         .middle_day = packed.middle_day(),
                         .spells = static_cast<std::int32_t>(packed.spells()),
                         .usable_changes = static_cast<std::int32_t>(packed.usable_changes())};
  if (packed.spells() == 0) return evidence;
  verdict.equal("evidence.information", packed.information_size(), evidence.information.size());
  verdict.equal("evidence.weighted", packed.weighted_size(), evidence.weighted.size());
  if (!verdict.good()) return evidence;
  std::ranges::copy(packed.information(), evidence.information.begin());
  std::ranges::copy(packed.weighted(), evidence.weighted.begin());
  return evidence;
}

void pack_spell(const PriceSpell& spell, state::Spell& packed) {
  packed.set_log_price(spell.log_price);
  packed.set_units(spell.units);
  packed.set_weight(spell.weight);
  packed.set_squares(spell.squares);
  packed.set_hinge_sum(spell.hinge_sum);
  packed.set_control_units(spell.control_units);
  packed.set_days(static_cast<std::uint32_t>(spell.days));
  packed.set_first_day(spell.first_day);
  packed.set_last_day(spell.last_day);
}

PriceSpell read_spell(const state::Spell& packed) {
  return {.log_price = packed.log_price(),
          .units = packed.units(),
          .weight = packed.weight(),
          .squares = packed.squares(),
          .hinge_sum = packed.hinge_sum(),
          .control_units = packed.control_units(),
          .days = static_cast<std::int32_t>(packed.days()),
          .first_day = packed.first_day(),
          .last_day = packed.last_day()};
}

void pack_closed(const engine::ClosedPrice& closed, state::ClosedPrice& packed) {
  packed.set_price(closed.price.micros);
  packed.set_test(closed.test);
  packed.set_cause(static_cast<std::uint32_t>(closed.cause));
  packed.set_counted(closed.counted);
  packed.set_since_day(closed.since_day);
  packed.set_before_test(closed.before_test.micros);
  packed.set_quiet_through(closed.quiet_through);
}

PriceCause read_cause(const char* field, std::uint32_t cause, Verdict& verdict) {
  return verdict.enumerator(field, cause, PriceCause::Suggestion);
}

engine::ClosedPrice read_closed(const state::ClosedPrice& packed, Verdict& verdict) {
  return {.price = {packed.price()},
          .test = packed.test(),
          .cause = read_cause("closed.cause", packed.cause(), verdict),
          .counted = packed.counted(),
          .since_day = packed.since_day(),
          .before_test = {packed.before_test()},
          .quiet_through = packed.quiet_through()};
}

void pack_waiting(const engine::WaitingPriceDay& day, state::WaitingPriceDay& packed) {
  packed.set_day(day.day);
  packed.set_price(day.price.micros);
  packed.set_cause(static_cast<std::uint32_t>(day.cause));
  packed.set_units(day.units);
  packed.set_exposure(day.exposure);
  packed.set_hinge(day.hinge);
  packed.set_milli_expected(day.milli_expected);
}

engine::WaitingPriceDay read_waiting(const state::WaitingPriceDay& packed, Verdict& verdict) {
  return {.day = packed.day(),
          .price = {packed.price()},
          .cause = read_cause("waiting.cause", packed.cause(), verdict),
          .units = packed.units(),
          .exposure = packed.exposure(),
          .hinge = packed.hinge(),
          .milli_expected = packed.milli_expected()};
}

}  // namespace

void pack_response(const engine::ResponseBelief& response, state::Response& packed) {
  pack_evidence(response.evidence, *packed.mutable_evidence());
  pack_spell(response.running, *packed.mutable_running());
  packed.set_running_cause(static_cast<std::uint32_t>(response.running_cause));
  packed.set_running_price(response.running_price.micros);
  packed.set_settled_units(response.settled_units);
  packed.set_settled_weight(response.settled_weight);
  pack_closed(response.closed, *packed.mutable_closed());
  for (const engine::WaitingPriceDay& day : response.waiting) {
    pack_waiting(day, *packed.add_waiting());
  }
  pack_elasticities(response.reported, *packed.mutable_reported());
}

engine::ResponseBelief read_response(const state::Response& packed, Verdict& verdict) {
  engine::ResponseBelief response{
      .evidence = read_evidence(packed.evidence(), verdict),
      .running = read_spell(packed.running()),
      .running_cause = read_cause("running_cause", packed.running_cause(), verdict),
      .running_price = {packed.running_price()},
      .settled_units = packed.settled_units(),
      .settled_weight = packed.settled_weight(),
      .closed = read_closed(packed.closed(), verdict),
      .waiting = {},
      .reported = read_elasticities(packed.reported())};
  verdict.at_most("waiting", static_cast<std::size_t>(packed.waiting_size()),
                  engine::kMaxWaitingPriceDays);
  if (!verdict.good()) return response;
  for (const state::WaitingPriceDay& day : packed.waiting()) {
    response.waiting.push_back(read_waiting(day, verdict));
  }
  return response;
}

std::string encode_response_pool(const engine::ResponsePool& pool, StateFormat format) {
  state::ResponsePool packed;
  pack_elasticities(pool.known, *packed.mutable_known());
  for (const engine::ResponsePool::Waiting& waiting : pool.waiting) {
    packed.add_waiting_day(waiting.day);
    pack_elasticities(waiting.change, *packed.add_waiting());
  }
  return to_record(packed, format);
}

Result<engine::ResponsePool> decode_response_pool(std::string_view bytes) {
  Verdict verdict("response pool");
  state::ResponsePool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const auto rows = static_cast<std::size_t>(packed.waiting_size());
  verdict.at_most("waiting", rows, engine::kMaxWaitingDays);
  verdict.equal("waiting_day", packed.waiting_day_size(), rows);
  if (!verdict.good()) return verdict.error();
  engine::ResponsePool pool{.known = read_elasticities(packed.known())};
  for (int row = 0; row < packed.waiting_size(); ++row) {
    pool.waiting.push_back(
        {.day = packed.waiting_day(row), .change = read_elasticities(packed.waiting(row))});
  }
  return pool;
}

std::string encode_movement_pool(const engine::MovementPool& pool, StateFormat format) {
  state::MovementPool packed;
  packed.set_through(pool.known.through);
  for (const forecasting::ControlDay& day : pool.known.days) {
    packed.add_day(day.day);
    packed.add_milli_units(day.sums.milli_units);
    packed.add_milli_expected(day.sums.milli_expected);
    packed.add_micro_level(day.micro_level);
  }
  for (const engine::MovementPool::Waiting& waiting : pool.waiting) {
    packed.add_waiting_day(waiting.day);
    packed.add_waiting_milli_units(waiting.change.milli_units);
    packed.add_waiting_milli_expected(waiting.change.milli_expected);
  }
  return to_record(packed, format);
}

Result<engine::MovementPool> decode_movement_pool(std::string_view bytes) {
  Verdict verdict("movement pool");
  state::MovementPool packed;
  if (!read_record(bytes, packed, verdict)) return verdict.error();
  const auto days = static_cast<std::size_t>(packed.day_size());
  const auto waiting = static_cast<std::size_t>(packed.waiting_day_size());
  verdict.at_most("days", days, forecasting::kControlDays);
  verdict.equal("milli_units", packed.milli_units_size(), days);
  verdict.equal("milli_expected", packed.milli_expected_size(), days);
  verdict.equal("micro_level", packed.micro_level_size(), days);
  verdict.at_most("waiting", waiting, engine::kMaxWaitingDays);
  verdict.equal("waiting_milli_units", packed.waiting_milli_units_size(), waiting);
  verdict.equal("waiting_milli_expected", packed.waiting_milli_expected_size(), waiting);
  if (!verdict.good()) return verdict.error();
  engine::MovementPool pool{.known = {.through = packed.through(), .days = {}}};
  for (int row = 0; row < packed.day_size(); ++row) {
    pool.known.days.push_back({.day = packed.day(row),
                               .sums = {.milli_units = packed.milli_units(row),
                                        .milli_expected = packed.milli_expected(row)},
                               .micro_level = packed.micro_level(row)});
  }
  for (int row = 0; row < packed.waiting_day_size(); ++row) {
    pool.waiting.push_back({.day = packed.waiting_day(row),
                            .change = {.milli_units = packed.waiting_milli_units(row),
                                       .milli_expected = packed.waiting_milli_expected(row)}});
  }
  return pool;
}

}  // namespace shelfd::connectors
