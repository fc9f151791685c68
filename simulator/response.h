// Response: how the simulated shoppers truly answer prices; the form the models assume.
//
//   ln rate(p) = ln rate0 - e ln(p / p0) - k [H(p) - H0],
//   H(p) = sum over rivals in stock of w_i max(0, ln(p / m_i)),  m_i: his price + shipping
//
// When a rival runs out his term leaves and the others keep their weights. Pure.
#pragma once

#include "simulator/item.h"

namespace shelfd::simulator {

// What the merchant keeps of one more main unit of price: 1 / (1 + tax) - fee.
[[nodiscard]] double kept_share(const ItemTruth& truth);
// (kept - cost) / kept, of a price; below 1.
[[nodiscard]] double margin_ratio(const ItemTruth& truth, Money cost, Money price);

[[nodiscard]] double true_hinge(const std::vector<Rival>& rivals, Money price);

// rate(price) / rate(anchor), before rhythm, drift and sales.
[[nodiscard]] double price_effect(const Item& item, Money price);

// The price that earns most at this cost and these rivals. Exact: with total elasticity E the
// optimum is cost / kept * E / (E - 1); E grows by k w_i at each rival's price, and profit is
// concave in ln p, so the first segment that holds its own optimum has it, or the kink before it.
[[nodiscard]] Money true_optimum(const Item& item);

// Sets ln_total from price and shipping.
void refresh(Rival& rival);

// To a whole number of tenths less a cent, at least 0.19: 24.37 becomes 24.39.
[[nodiscard]] Money shop_price(double main_units);

}  // namespace shelfd::simulator
