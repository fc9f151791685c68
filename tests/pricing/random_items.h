// Random items for the properties of pricing: every strategy, guard and missing part, from a seed.
// Pure but for the generator handed in.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "pricing/price_suggestion.h"

namespace shelfd::pricing {

class RandomItems {
 public:
  explicit RandomItems(std::uint64_t seed) : generator_(seed) {}

  double between(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(generator_);
  }
  bool chance(double probability) { return between(0, 1) < probability; }
  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(generator_); }

  Money step() { return chance(0.8) ? Money{10'000} : Money{1'000'000}; }
  // Log-uniform, mostly on the step, now and then off it.
  Money price(Money step) {
    const Money raw = round_money(std::exp(between(std::log(0.05), std::log(1e5))));
    return chance(0.9) ? std::max(nearest_to(raw, step), step) : raw;
  }
  Money near(Money price, double low_ratio, double high_ratio) {
    return std::max(times_ratio_nearest(price, between(low_ratio, high_ratio)), Money{1});
  }

  // Rivals around `price` whose weights sum to at most one.
  std::vector<RivalPrice> rivals(Money price, double low_ratio, double high_ratio) {
    const int count = whole(0, 6);
    std::vector<RivalPrice> rivals;
    rivals.reserve(static_cast<std::size_t>(count));
    for (int index = 0; index < count; ++index) {
      rivals.push_back(
          {.price = near(price, low_ratio, high_ratio), .weight = between(0, 1.0 / count)});
    }
    return rivals;
  }

  UnitEconomics economics(Money price) {
    return {.tax_rate = chance(0.5) ? between(0, 0.25) : 0,
            .price_includes_tax = chance(0.5),
            .fee_rate = chance(0.5) ? between(0, 0.2) : 0,
            .variable_cost_rate = chance(0.3) ? between(0, 0.05) : 0,
            .fee_fixed = chance(0.3) ? near(price, 0, 0.05) : Money{},
            .unit_cost = near(price, 0.2, 1.2),
            .return_cost = chance(0.3) ? near(price, 0, 0.03) : Money{}};
  }

  Guardrails guardrails(Money price, Money step) {
    Guardrails guardrails;
    guardrails.step = step;
    if (chance(0.5)) guardrails.floor = near(price, 0.5, 1.3);
    if (chance(0.5)) guardrails.ceiling = near(price, 0.7, 1.6);
    if (chance(0.3)) guardrails.map_price = near(price, 0.7, 1.2);
    if (chance(0.5)) guardrails.min_margin_ratio = between(0, 0.5);
    if (chance(0.5)) guardrails.person_price = near(price, 0.8, 1.2);
    guardrails.max_change_ratio = between(0.01, 0.5);
    guardrails.careful_ratio = between(0.01, 0.1);
    const std::vector<Money> known = {{990'000},    {900'000}, {9'000'000}, {9'900'000},
                                      {99'000'000}, {0},       {500'000}};
    for (const Money ending : known) {
      if (chance(0.15)) guardrails.endings.push_back(ending);
    }
    return guardrails;
  }

  PriceInputs item() {
    const Money minor = step();
    PriceInputs item;
    item.current = price(minor);
    item.strategy = std::vector{Strategy::Profit, Strategy::Profit, Strategy::MatchMarket,
                                Strategy::Hold}[static_cast<std::size_t>(whole(0, 3))];
    if (chance(0.9)) item.economics = economics(item.current);
    item.anchor_cost = near(item.current, 0.2, 1.2);
    item.anchor_price = chance(0.7) ? item.current : near(item.current, 0.7, 1.4);
    item.anchor_rate = chance(0.9) ? std::exp(between(-5, 5)) : 0;
    item.present_elasticity = between(1.2, 40);
    item.elasticity = chance(0.5) ? item.present_elasticity : between(1.2, 40);
    item.elasticity_stddev = between(0, 2);
    item.assumption = chance(0.5);
    item.rival_pull = between(0, 3);
    item.anchor_rivals = rivals(item.current, 0.6, 1.6);
    item.rivals = chance(0.4) ? item.anchor_rivals : rivals(item.current, 0.6, 1.6);
    if (chance(0.8)) item.market = MarketPrice{.reference = near(item.current, 0.3, 3)};
    item.match_ratio = between(0.5, 2);
    item.guardrails = guardrails(item.current, minor);
    item.min_gain = round_money(between(0, 5));
    item.min_chance = between(0.5, 0.9);
    item.reach_ratio = between(0.05, 0.5);
    return item;
  }

 private:
  std::mt19937_64 generator_;
};

}  // namespace shelfd::pricing
