// What judge_price and judge_plan take, as messages that travel with their suggestions.

#include <algorithm>
#include <array>
#include <cmath>

#include "connectors/formats/event_texts.h"
#include "connectors/formats/state.pb.h"
#include "connectors/formats/state_codec.h"
#include "connectors/formats/state_packing.h"

namespace shelfd::connectors {
namespace {

using engine::JudgedOffer;
using engine::JudgedPlan;
using engine::JudgedPrice;
using pricing::Guardrails;
using pricing::PriceInputs;
using pricing::UnitEconomics;

constexpr double kMaxReach = 0.5;  // pricing/price_suggestion.h
constexpr int kNumbersOfPart = 3;  // weight, size, mean

void pack_economics(const UnitEconomics& economics, state::Economics& packed) {
  packed.set_tax_rate(economics.tax_rate);
  packed.set_price_excludes_tax(!economics.price_includes_tax);
  packed.set_fee_rate(economics.fee_rate);
  packed.set_variable_cost_rate(economics.variable_cost_rate);
  packed.set_fee_fixed(economics.fee_fixed.micros);
  packed.set_unit_cost(economics.unit_cost.micros);
  packed.set_return_cost(economics.return_cost.micros);
}

UnitEconomics read_economics(const state::Economics& packed) {
  return {.tax_rate = packed.tax_rate(),
          .price_includes_tax = !packed.price_excludes_tax(),
          .fee_rate = packed.fee_rate(),
          .variable_cost_rate = packed.variable_cost_rate(),
          .fee_fixed = {packed.fee_fixed()},
          .unit_cost = {packed.unit_cost()},
          .return_cost = {packed.return_cost()}};
}

template <typename Set>
void put_money(const std::optional<Money>& value, const Set& set) {
  if (value) set(value->micros);
}

template <typename Set>
void put_unless(double usual, double value, const Set& set) {
  if (value != usual) set(value);
}

void pack_guardrails(const Guardrails& guardrails, state::Guardrails& packed) {
  const Guardrails usual;
  put_money(guardrails.floor, [&](auto micros) { packed.set_floor(micros); });
  put_money(guardrails.ceiling, [&](auto micros) { packed.set_ceiling(micros); });
  put_money(guardrails.map_price, [&](auto micros) { packed.set_map_price(micros); });
  put_money(guardrails.person_price, [&](auto micros) { packed.set_person_price(micros); });
  if (guardrails.min_margin_ratio) packed.set_min_margin_ratio(*guardrails.min_margin_ratio);
  put_unless(usual.max_change_ratio, guardrails.max_change_ratio,
             [&](double value) { packed.set_max_change_ratio(value); });
  put_unless(usual.careful_ratio, guardrails.careful_ratio,
             [&](double value) { packed.set_careful_ratio(value); });
  for (const Money ending : guardrails.endings) packed.add_endings(ending.micros);
  if (guardrails.step != usual.step) packed.set_step(guardrails.step.micros);
  Money before;
  for (const pricing::NetKnot& knot : guardrails.own_net.knots) {
    packed.add_knot_list(wrapped_difference(knot.list.micros, before.micros));
    packed.add_knot_off(wrapped_difference(knot.list.micros, knot.paid.micros));
    before = knot.list;
  }
}

std::optional<Money> read_money(bool present, std::int64_t micros) {
  if (!present) return std::nullopt;
  return Money{micros};
}

void read_knots(const state::Guardrails& packed, Verdict& verdict,
                std::vector<pricing::NetKnot>& knots) {
  const auto count = static_cast<std::size_t>(packed.knot_list_size());
  verdict.at_most("guardrails.own_net", count, pricing::kMaxNetKnots);
  verdict.equal("guardrails.own_net", packed.knot_off_size(), count);
  if (!verdict.good()) return;
  std::int64_t list = 0;
  for (int at = 0; at < packed.knot_list_size(); ++at) {
    list = wrapped_sum(list, packed.knot_list(at));
    knots.push_back({.list = {list}, .paid = {wrapped_difference(list, packed.knot_off(at))}});
  }
}

Guardrails read_guardrails(const state::Guardrails& packed, Verdict& verdict) {
  Guardrails guardrails;
  guardrails.floor = read_money(packed.has_floor(), packed.floor());
  guardrails.ceiling = read_money(packed.has_ceiling(), packed.ceiling());
  guardrails.map_price = read_money(packed.has_map_price(), packed.map_price());
  guardrails.person_price = read_money(packed.has_person_price(), packed.person_price());
  if (packed.has_min_margin_ratio()) guardrails.min_margin_ratio = packed.min_margin_ratio();
  if (packed.has_max_change_ratio()) guardrails.max_change_ratio = packed.max_change_ratio();
  if (packed.has_careful_ratio()) guardrails.careful_ratio = packed.careful_ratio();
  if (packed.has_step()) guardrails.step = {packed.step()};
  if (guardrails.step.micros < 1) verdict.refuse("guardrails.step: below one micro");
  verdict.at_most("guardrails.endings", static_cast<std::size_t>(packed.endings_size()),
                  kMaxEndings);
  for (const std::int64_t ending : packed.endings()) guardrails.endings.push_back({ending});
  read_knots(packed, verdict, guardrails.own_net.knots);
  return guardrails;
}

template <typename Number, std::size_t Size>
void put_numbers(const std::array<Number, Size>& numbers,
                 google::protobuf::RepeatedField<Number>& packed) {
  const bool absent = std::ranges::all_of(
      numbers, [](Number number) { return number == 0 && !std::signbit(number); });
  if (!absent) packed.Add(numbers.begin(), numbers.end());
}

template <typename Number, std::size_t Size>
std::array<Number, Size> read_numbers(const char* field,
                                      const google::protobuf::RepeatedField<Number>& packed,
                                      Verdict& verdict) {
  std::array<Number, Size> numbers{};
  if (packed.empty()) return numbers;
  verdict.equal(field, packed.size(), Size);
  if (verdict.good()) std::ranges::copy(packed, numbers.begin());
  return numbers;
}

void pack_response(const PriceInputs& inputs, state::PriceInputs& packed) {
  put_numbers(std::array{inputs.anchor_rate, inputs.present_elasticity, inputs.elasticity,
                         inputs.elasticity_stddev, inputs.rival_pull},
              *packed.mutable_response());
  put_numbers(std::array{inputs.elasticity_low, inputs.elasticity_high},
              *packed.mutable_elasticity_range());
  packed.set_learnt(2 * std::uint64_t{static_cast<std::uint32_t>(inputs.usable_changes)} +
                    (inputs.assumption ? 0 : 1));
}

void pack_inputs(const PriceInputs& inputs, state::PriceInputs& packed) {
  const PriceInputs usual;
  packed.set_current(inputs.current.micros);
  packed.set_strategy(static_cast<std::uint32_t>(inputs.strategy));
  if (inputs.economics) pack_economics(*inputs.economics, *packed.mutable_economics());
  packed.set_anchor_cost(inputs.anchor_cost.micros);
  packed.set_anchor_price(wrapped_difference(inputs.anchor_price.micros, inputs.current.micros));
  packed.set_anchor_paid(inputs.anchor_paid.micros);
  pack_response(inputs, packed);
  pack_guardrails(inputs.guardrails, *packed.mutable_guardrails());
  packed.set_min_gain(inputs.min_gain.micros);
  put_unless(usual.match_ratio, inputs.match_ratio,
             [&](double value) { packed.set_match_ratio(value); });
  put_unless(usual.min_chance, inputs.min_chance,
             [&](double value) { packed.set_min_chance(value); });
  put_unless(usual.horizon_days, inputs.horizon_days,
             [&](double value) { packed.set_horizon_days(value); });
  put_unless(usual.reach_ratio, inputs.reach_ratio,
             [&](double value) { packed.set_reach_ratio(value); });
}

void read_response(const state::PriceInputs& packed, PriceInputs& inputs, Verdict& verdict) {
  const auto response = read_numbers<double, 5>("inputs.response", packed.response(), verdict);
  inputs.anchor_rate = response[0];
  inputs.present_elasticity = response[1];
  inputs.elasticity = response[2];
  inputs.elasticity_stddev = response[3];
  inputs.rival_pull = response[4];
  const auto range =
      read_numbers<float, 2>("inputs.elasticity_range", packed.elasticity_range(), verdict);
  inputs.elasticity_low = range[0];
  inputs.elasticity_high = range[1];
  inputs.usable_changes = static_cast<std::int32_t>(packed.learnt() / 2);
  inputs.assumption = packed.learnt() % 2 == 0;
}

PriceInputs read_inputs(const state::PriceInputs& packed, Verdict& verdict) {
  PriceInputs inputs;
  inputs.current = {packed.current()};
  inputs.strategy =
      verdict.enumerator("inputs.strategy", packed.strategy(), pricing::Strategy::Hold);
  if (packed.has_economics()) inputs.economics = read_economics(packed.economics());
  inputs.anchor_cost = {packed.anchor_cost()};
  inputs.anchor_price = {wrapped_sum(packed.anchor_price(), packed.current())};
  inputs.anchor_paid = {packed.anchor_paid()};
  read_response(packed, inputs, verdict);
  inputs.guardrails = read_guardrails(packed.guardrails(), verdict);
  inputs.min_gain = {packed.min_gain()};
  if (packed.has_match_ratio()) inputs.match_ratio = packed.match_ratio();
  if (packed.has_min_chance()) inputs.min_chance = packed.min_chance();
  if (packed.has_horizon_days()) inputs.horizon_days = packed.horizon_days();
  if (packed.has_reach_ratio()) inputs.reach_ratio = packed.reach_ratio();
  if (!(inputs.reach_ratio > 0 && inputs.reach_ratio <= kMaxReach)) {
    verdict.refuse("inputs.reach_ratio: outside (0, 0.5]");
  }
  return inputs;
}

void check_columns(const state::JudgedPrice& packed, Verdict& verdict) {
  const auto rivals = static_cast<std::size_t>(packed.competitor_size());
  verdict.at_most("offers", rivals, engine::kMaxRivals);
  verdict.column("offers.price", packed.price_size(), rivals);
  verdict.column("offers.weight", packed.weight_size(), rivals);
  verdict.column("offers.pull", packed.pull_size(), rivals);
  verdict.column("offers.left_out", packed.left_out_size(), rivals);
  verdict.column("offers.anchor_price", packed.anchor_price_of_size(), rivals);
}

JudgedOffer read_offer(const state::JudgedPrice& packed, int row, Verdict& verdict) {
  const Money price{wrapped_sum(entry(packed.price(), row), packed.inputs().current())};
  return {.competitor = packed.competitor(row),
          .price = price,
          .weight = entry(packed.weight(), row),
          .pull = entry(packed.pull(), row),
          .left_out = verdict.enumerator("offers.left_out", entry(packed.left_out(), row),
                                         pricing::kLastLeftOut),
          .anchor_price = {wrapped_sum(entry(packed.anchor_price_of(), row), price.micros)}};
}

void pack_mixture(const CountMixture& demand, google::protobuf::RepeatedField<double>& packed) {
  for (const MixturePart& part : demand) {
    packed.Add(part.weight);
    packed.Add(part.law.size);
    packed.Add(part.law.mean_units);
  }
}

CountMixture read_mixture(const char* field, const google::protobuf::RepeatedField<double>& packed,
                          Verdict& verdict) {
  const auto parts = static_cast<std::size_t>(packed.size() / kNumbersOfPart);
  verdict.equal(field, packed.size(), parts * kNumbersOfPart);
  verdict.at_most(field, parts, kMaxMixtureParts);
  CountMixture demand;
  if (!verdict.good()) return demand;
  for (int at = 0; at < packed.size(); at += kNumbersOfPart) {
    demand.push_back({.weight = packed.Get(at),
                      .law = {.size = packed.Get(at + 1), .mean_units = packed.Get(at + 2)}});
  }
  return demand;
}

replenishment::OrderTerms read_terms(const state::JudgedPlan& packed, Verdict& verdict) {
  replenishment::OrderTerms terms{.case_pack = {packed.has_case_pack() ? packed.case_pack() : 1},
                                  .minimum = {packed.minimum()},
                                  .service_level = std::nullopt,
                                  .underage = packed.underage(),
                                  .overage = packed.overage()};
  if (packed.has_service_level()) terms.service_level = packed.service_level();
  if (terms.case_pack.units < 1) verdict.refuse("case_pack: below 1");
  if (terms.minimum.units < 0) verdict.refuse("minimum: below 0");
  return terms;
}

void pack_terms(const replenishment::OrderTerms& terms, state::JudgedPlan& packed) {
  if (terms.case_pack.units != 1) packed.set_case_pack(terms.case_pack.units);
  packed.set_minimum(terms.minimum.units);
  if (terms.service_level) packed.set_service_level(*terms.service_level);
  packed.set_underage(terms.underage);
  packed.set_overage(terms.overage);
}

void pack_stock(const replenishment::StockPosition& stock, state::JudgedPlan& packed) {
  packed.set_on_hand(stock.on_hand.units);
  packed.set_reserved(stock.reserved.units);
  packed.set_backorders(stock.backorders.units);
  packed.set_open(stock.open.units);
  packed.set_accepted(stock.accepted.units);
}

}  // namespace

std::string encode_judged_price(const JudgedPrice& judged) {
  Roomy<state::JudgedPrice> roomy;
  state::JudgedPrice& packed = *roomy;
  packed.set_format(kJudgedFormat);
  for (const JudgedOffer& offer : judged.offers) packed.add_competitor(offer.competitor);
  const auto put = [&](auto* column, const auto& value) {
    put_column(judged.offers, column, value);
  };
  put(packed.mutable_price(), [&](const JudgedOffer& offer) {
    return wrapped_difference(offer.price.micros, judged.inputs.current.micros);
  });
  put(packed.mutable_weight(), [](const JudgedOffer& offer) { return offer.weight; });
  put(packed.mutable_pull(), [](const JudgedOffer& offer) { return offer.pull; });
  put(packed.mutable_left_out(),
      [](const JudgedOffer& offer) { return static_cast<std::uint32_t>(offer.left_out); });
  put(packed.mutable_anchor_price_of(), [](const JudgedOffer& offer) {
    return wrapped_difference(offer.anchor_price.micros, offer.price.micros);
  });
  packed.set_basket(static_cast<std::uint32_t>(judged.basket));
  pack_inputs(judged.inputs, *packed.mutable_inputs());
  put_unless(JudgedPrice{}.min_effective_offers, judged.min_effective_offers,
             [&](double value) { packed.set_min_effective_offers(value); });
  return to_bytes(packed);
}

Result<JudgedPrice> decode_judged_price(std::string_view bytes) {
  Verdict verdict("judged price");
  Roomy<state::JudgedPrice> roomy;
  state::JudgedPrice& packed = *roomy;
  if (!read_message(bytes, kJudgedFormat, packed, verdict)) return verdict.error();
  JudgedPrice judged;
  judged.inputs = read_inputs(packed.inputs(), verdict);
  if (packed.has_min_effective_offers()) {
    judged.min_effective_offers = packed.min_effective_offers();
  }
  check_columns(packed, verdict);
  if (!verdict.good()) return verdict.error();
  judged.basket = verdict.enumerator("basket", packed.basket(), pricing::ReferenceBasket::Full);
  for (int row = 0; row < packed.competitor_size(); ++row) {
    judged.offers.push_back(read_offer(packed, row, verdict));
  }
  if (!verdict.good()) return verdict.error();
  return judged;
}

std::string encode_judged_plan(const JudgedPlan& judged) {
  Roomy<state::JudgedPlan> roomy;
  state::JudgedPlan& packed = *roomy;
  packed.set_format(kJudgedFormat);
  pack_terms(judged.terms, packed);
  pack_stock(judged.stock, packed);
  pack_mixture(judged.demand, *packed.mutable_demand());
  pack_mixture(judged.demand_waiting, *packed.mutable_demand_waiting());
  packed.set_unit_cost(judged.unit_cost.micros);
  packed.set_rate_units_per_day(judged.rate_units_per_day);
  packed.set_lead_median_days(judged.lead_median_days);
  packed.set_lead_high_days(judged.lead_high_days);
  return to_bytes(packed);
}

Result<JudgedPlan> decode_judged_plan(std::string_view bytes) {
  Verdict verdict("judged plan");
  Roomy<state::JudgedPlan> roomy;
  state::JudgedPlan& packed = *roomy;
  if (!read_message(bytes, kJudgedFormat, packed, verdict)) return verdict.error();
  JudgedPlan judged{
      .terms = read_terms(packed, verdict),
      .stock = {.on_hand = {packed.on_hand()},
                .reserved = {packed.reserved()},
                .backorders = {packed.backorders()},
                .open = {packed.open()},
                .accepted = {packed.accepted()}},
      .demand = read_mixture("demand", packed.demand(), verdict),
      .demand_waiting = read_mixture("demand_waiting", packed.demand_waiting(), verdict),
      .unit_cost = {packed.unit_cost()},
      .rate_units_per_day = packed.rate_units_per_day(),
      .lead_median_days = packed.lead_median_days(),
      .lead_high_days = packed.lead_high_days()};
  if (!verdict.good()) return verdict.error();
  return judged;
}

}  // namespace shelfd::connectors
