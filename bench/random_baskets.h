// Random baskets for the figures and the tests of the net price, from a seed: wild ones that set
// every flag, rich in ties, zeros and exclusions, and ones as a large sale has them. Pure but for
// the generator handed in.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "pricing/promotion.h"

namespace shelfd::bench {

using pricing::Allocate;
using pricing::AmountOff;
using pricing::Basis;
using pricing::Basket;
using pricing::BasketRules;
using pricing::BasketUnit;
using pricing::Benefit;
using pricing::Bundle;
using pricing::DepositGrows;
using pricing::FixedPrice;
using pricing::FreeShipping;
using pricing::Gate;
using pricing::GroupPrice;
using pricing::NForM;
using pricing::NthOff;
using pricing::Overflow;
using pricing::PercentOff;
using pricing::Promotion;
using pricing::Scope;
using pricing::Shipping;

class RandomBaskets {
 public:
  explicit RandomBaskets(std::uint64_t seed) : generator_(seed) {}

  int whole(int low, int high) { return std::uniform_int_distribution<int>(low, high)(generator_); }
  bool chance(double probability) {
    return std::uniform_real_distribution<double>(0, 1)(generator_) < probability;
  }

  // Every kind of benefit, gate, group and rule, in small numbers where ties are common.
  Basket wild(int most_units, int most_promotions);
  // Two shops, yuan prices: item deals, shop thresholds and coupons, cross-shop 300-50, platform
  // coupons, red packets. Exactly so many units and promotions.
  Basket sale(int units, int promotions);

 private:
  template <typename Value>
  Value pick(const std::vector<Value>& values) {
    return values[static_cast<std::size_t>(whole(0, static_cast<int>(values.size()) - 1))];
  }

  Money amount(int most);
  Scope scope();
  Gate gate();
  Benefit benefit(Gate& gate);
  Benefit group_benefit();
  Benefit amount_benefit(Gate& gate);
  Benefit percent_benefit();
  Promotion promotion(int index);
  BasketRules rules(int units);
  Promotion sale_promotion(int index, Money total);
  std::int64_t threshold(Money total);  // cents, a share of the total
  void make_shop(Promotion& promotion, int kind, Basis basis, Money total);
  void make_platform(Promotion& promotion, int kind, Basis basis, Money total);
  Benefit item_deal();

  std::mt19937_64 generator_;
};

}  // namespace shelfd::bench
