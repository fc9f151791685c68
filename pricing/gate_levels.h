// Gate levels: the most that thresholds of one scope take off over several orders, when the orders
// share what the gates measure.
//
// Taken one by one, a coupon over 190 of 500 counts twice beside one over 400, though an order that
// holds 400 leaves too little. Here each order holds a level, one of the gates (and multiples of an
// every-X gate), the levels together at most what all units measure; an order has every promotion
// whose gate its level meets, one of each clique. Coupons go to the highest levels first, which is
// no loss: a higher level meets every gate that a lower one meets. The best sequence of levels,
// none above the one before it, is found by trying all.
// Pure.
#pragma once

#include <vector>

#include "pricing/prepared_basket.h"

namespace shelfd::pricing {

struct GatedAmount {
  double off = 0;        // of one use at the gate, weighed
  Minor need = 0;        // > 0
  Minor most_times = 1;  // an every-X amount's multiples that count
  Minor uses = 1;        // in one order
  Minor copies = kNoLimit;
  int clique = -1;  // one of each clique in an order; -1: none
};

// Absent where trying all takes more than some thousand steps.
struct LevelsBest {
  double off = 0;
  bool is_found = false;
};
[[nodiscard]] LevelsBest best_levels(const std::vector<GatedAmount>& amounts, Minor measure,
                                     Minor orders);

}  // namespace shelfd::pricing
