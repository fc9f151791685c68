#include "engine/judged_range.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace shelfd::engine {
namespace {

constexpr double kMostUnits = 1e12;
constexpr double kMostMicros = 1e18;  // 12 digits of main units (base/money.h)
constexpr double kMostDays = 1e6;
constexpr double kMostOffers = 1e6;
constexpr double kMostElasticity = 1e6;
constexpr double kWeightTolerance = 1e-6;

struct Bounded {
  const char* field = "";
  double value = 0;
  double least = 0;
  double most = 1;
};

// NaN lies nowhere.
std::string first_outside(std::span<const Bounded> fields) {
  const auto outside = std::ranges::find_if_not(fields, [](const Bounded& bounded) {
    return bounded.value >= bounded.least && bounded.value <= bounded.most;
  });
  return outside == fields.end() ? "" : outside->field;
}

double micros(Money money) { return static_cast<double>(money.micros); }
double units(Quantity quantity) { return static_cast<double>(quantity.units); }

void add_mixture(const char* field, const CountMixture& demand, std::vector<Bounded>& fields) {
  double weights = 0;
  for (const MixturePart& part : demand) {
    weights += part.weight;
    fields.push_back({field, part.weight, 0, 1 + kWeightTolerance});
    fields.push_back({field, part.law.mean_units, 0, kMostUnits});
    fields.push_back({field, part.law.size, 1e-12, HUGE_VAL});
  }
  if (!demand.empty()) {
    fields.push_back({field, weights, 1 - kWeightTolerance, 1 + kWeightTolerance});
  }
}

void add_economics(const pricing::UnitEconomics& economics, std::vector<Bounded>& fields) {
  fields.insert(fields.end(),
                {{"economics.tax_rate", economics.tax_rate},
                 {"economics.fee_rate", economics.fee_rate},
                 {"economics.variable_cost_rate", economics.variable_cost_rate},
                 {"economics.fee_fixed", micros(economics.fee_fixed), 0, kMostMicros},
                 {"economics.unit_cost", micros(economics.unit_cost), 0, kMostMicros},
                 {"economics.return_cost", micros(economics.return_cost), 0, kMostMicros}});
}

void add_guardrails(const pricing::Guardrails& guardrails, std::vector<Bounded>& fields) {
  fields.insert(fields.end(),
                {{"guardrails.max_change_ratio", guardrails.max_change_ratio},
                 {"guardrails.careful_ratio", guardrails.careful_ratio},
                 {"guardrails.min_margin_ratio", guardrails.min_margin_ratio.value_or(0)},
                 {"guardrails.step", micros(guardrails.step), 1, kMostMicros}});
  for (const auto& bound :
       {guardrails.floor, guardrails.ceiling, guardrails.map_price, guardrails.person_price}) {
    fields.push_back({"guardrails", micros(bound.value_or(Money{})), -kMostMicros, kMostMicros});
  }
  for (const Money ending : guardrails.endings) {
    fields.push_back({"guardrails.endings", micros(ending), 0, kMostMicros});
  }
}

// What is paid rises with the list price but at thresholds; the curve is searched by it.
void add_nets(const JudgedPrice& judged, std::vector<Bounded>& fields) {
  fields.push_back({"anchor_paid", micros(judged.inputs.anchor_paid), 0, kMostMicros});
  Money before{-1};
  for (const pricing::NetKnot& knot : judged.inputs.guardrails.own_net.knots) {
    fields.push_back({"own_net.list", micros(knot.list), micros(before) + 1, kMostMicros});
    fields.push_back({"own_net.paid", micros(knot.paid), 0, kMostMicros});
    before = knot.list;
  }
}

}  // namespace

std::string out_of_range(const JudgedPrice& judged) {
  const pricing::PriceInputs& inputs = judged.inputs;
  std::vector<Bounded> fields = {
      {"current", micros(inputs.current), 0, kMostMicros},
      {"anchor_price", micros(inputs.anchor_price), 0, kMostMicros},
      {"anchor_cost", micros(inputs.anchor_cost), 0, kMostMicros},
      {"anchor_rate", inputs.anchor_rate, 0, kMostUnits},
      {"present_elasticity", inputs.present_elasticity, 0, kMostElasticity},
      {"elasticity", inputs.elasticity, 0, kMostElasticity},
      {"elasticity_stddev", inputs.elasticity_stddev, 0, kMostElasticity},
      {"elasticity_low", static_cast<double>(inputs.elasticity_low), 0, kMostElasticity},
      {"elasticity_high", static_cast<double>(inputs.elasticity_high), 0, kMostElasticity},
      {"usable_changes", static_cast<double>(inputs.usable_changes), 0, kMostUnits},
      {"rival_pull", inputs.rival_pull, 0, kMostElasticity},
      {"match_ratio", inputs.match_ratio, 0, 10},
      {"min_gain", micros(inputs.min_gain), -kMostMicros, kMostMicros},
      {"min_chance", inputs.min_chance},
      {"horizon_days", inputs.horizon_days, 0, kMostDays},
      {"min_effective_offers", judged.min_effective_offers, 0, kMostOffers}};
  add_nets(judged, fields);
  for (const JudgedOffer& offer : judged.offers) {
    fields.push_back({"offers.price", micros(offer.price), -kMostMicros, kMostMicros});
    fields.push_back(
        {"offers.anchor_price", micros(offer.anchor_price), -kMostMicros, kMostMicros});
    fields.push_back({"offers.weight", static_cast<double>(offer.weight), 0, kMostUnits});
    fields.push_back({"offers.pull", static_cast<double>(offer.pull), 0, 1 + kWeightTolerance});
  }
  if (inputs.economics) add_economics(*inputs.economics, fields);
  add_guardrails(inputs.guardrails, fields);
  return first_outside(fields);
}

std::string out_of_range(const JudgedPlan& judged) {
  const replenishment::StockPosition& stock = judged.stock;
  std::vector<Bounded> fields = {{"case_pack", units(judged.terms.case_pack), 1, kMostUnits},
                                 {"minimum", units(judged.terms.minimum), 0, kMostUnits},
                                 {"service_level", judged.terms.service_level.value_or(0)},
                                 {"underage", judged.terms.underage, 0, kMostMicros},
                                 {"overage", judged.terms.overage, 0, kMostMicros},
                                 {"on_hand", units(stock.on_hand), -kMostUnits, kMostUnits},
                                 {"reserved", units(stock.reserved), -kMostUnits, kMostUnits},
                                 {"backorders", units(stock.backorders), -kMostUnits, kMostUnits},
                                 {"open", units(stock.open), -kMostUnits, kMostUnits},
                                 {"accepted", units(stock.accepted), -kMostUnits, kMostUnits},
                                 {"unit_cost", micros(judged.unit_cost), 0, kMostMicros},
                                 {"rate_units_per_day", judged.rate_units_per_day, 0, kMostUnits},
                                 {"lead_median_days", judged.lead_median_days, 0, kMostDays},
                                 {"lead_high_days", judged.lead_high_days, 0, kMostDays}};
  add_mixture("demand", judged.demand, fields);
  add_mixture("demand_waiting", judged.demand_waiting, fields);
  return first_outside(fields);
}

}  // namespace shelfd::engine
