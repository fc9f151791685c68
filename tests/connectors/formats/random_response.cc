// Random response: what a belief may know of the response to price, for the codec's tests.
#include "tests/connectors/formats/random_states.h"

namespace shelfd::tests {

namespace {

engine::PriceCause random_cause(Draw& draw) { return draw.one_of(engine::PriceCause::Suggestion); }

forecasting::PriceEvidence random_evidence(Draw& draw) {
  forecasting::PriceEvidence evidence;
  evidence.spells = draw.small_count(900);
  if (evidence.spells != 0) {
    for (double& value : evidence.information) value = draw.number(100);
    for (double& value : evidence.weighted) value = draw.number(100);
  }
  evidence.person_move = draw.number(2);
  evidence.noise_sum = draw.number(50);
  evidence.noise_spells = draw.number(50);
  evidence.log_price = draw.number(9);
  evidence.last_units = draw.number(900);
  evidence.last_variance = draw.number(1);
  evidence.middle_day = draw.number(30'000);
  evidence.usable_changes = draw.small_count(90);
  return evidence;
}

forecasting::PriceSpell random_spell(Draw& draw) {
  return {.log_price = draw.number(9),
          .units = draw.number(900),
          .weight = draw.number(28),
          .squares = draw.number(9'000),
          .hinge_sum = draw.number(3),
          .control_units = draw.number(90'000),
          .days = draw.small_count(28),
          .first_day = draw.small_count(30'000),
          .last_day = draw.small_count(30'000)};
}

}  // namespace

forecasting::ElasticityPool random_elasticities(Draw& draw) {
  return {.items = draw.count(1'000'000),
          .micro_weight = draw.count(1'000'000'000'000),
          .micro_sum = draw.count(1'000'000'000'000)};
}

engine::ResponseBelief random_response(Draw& draw) {
  engine::ResponseBelief response{.evidence = random_evidence(draw),
                                  .running = random_spell(draw),
                                  .running_cause = random_cause(draw),
                                  .running_price = draw.money(),
                                  .settled_units = draw.number(900),
                                  .settled_weight = draw.number(28),
                                  .closed = {.price = draw.money(),
                                             .test = draw.chance(50),
                                             .cause = random_cause(draw),
                                             .counted = draw.chance(50),
                                             .since_day = draw.small_count(30'000),
                                             .before_test = draw.money(),
                                             .quiet_through = draw.small_count(30'000)},
                                  .waiting = {},
                                  .reported = random_elasticities(draw)};
  for (std::int64_t left = draw.whole(0, 10); left > 0; --left) {
    response.waiting.push_back({.day = draw.small_count(30'000),
                                .price = draw.money(),
                                .cause = random_cause(draw),
                                .units = draw.count(1'000),
                                .exposure = draw.small_number(),
                                .hinge = draw.small_number(),
                                .milli_expected = draw.count(1'000'000)});
  }
  return response;
}

}  // namespace shelfd::tests
