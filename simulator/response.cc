// The true response and its optimum.
#include "simulator/response.h"

#include <algorithm>
#include <cmath>

#include "simulator/portable_math.h"

namespace shelfd::simulator {

double kept_share(const ItemTruth& truth) { return 1 / (1 + truth.tax_rate) - truth.fee_rate; }

double margin_ratio(const ItemTruth& truth, Money cost, Money price) {
  return 1 - main_units(cost) / (kept_share(truth) * main_units(price));
}

double true_hinge(const std::vector<Rival>& rivals, Money price) {
  const double ln_price = portable_ln(main_units(price));
  double sum = 0;
  for (const Rival& rival : rivals) {
    if (rival.in_stock) sum += rival.weight * std::max(0.0, ln_price - rival.ln_total);
  }
  return sum;
}

double price_effect(const Item& item, Money price) {
  const ItemTruth& truth = item.truth;
  const double move = portable_ln(main_units(price) / main_units(truth.anchor_price));
  const double hinges = true_hinge(item.rivals, price) - truth.anchor_hinge;
  return portable_exp(-truth.elasticity * move - truth.rival_pull * hinges);
}

Money true_optimum(const Item& item) {
  struct Kink {
    double price = 0;
    double weight = 0;
  };
  std::vector<Kink> kinks;
  for (const Rival& rival : item.rivals) {
    if (rival.in_stock) kinks.push_back({main_units(rival.price + rival.shipping), rival.weight});
  }
  std::ranges::sort(kinks, {}, &Kink::price);
  const double base = main_units(item.cost) / kept_share(item.truth);
  double elasticity = item.truth.elasticity;
  for (const Kink& kink : kinks) {
    const double best = base * elasticity / (elasticity - 1);
    if (best <= kink.price) return round_money(best);
    elasticity += item.truth.rival_pull * kink.weight;
    if (base * elasticity / (elasticity - 1) <= kink.price) return round_money(kink.price);
  }
  return round_money(base * elasticity / (elasticity - 1));
}

void refresh(Rival& rival) {
  rival.ln_total = portable_ln(main_units(rival.price + rival.shipping));
}

Money shop_price(double main_units) {
  const double tenths = std::max(2.0, std::round((main_units + 0.01) * 10));
  return round_money(tenths / 10 - 0.01);
}

}  // namespace shelfd::simulator
