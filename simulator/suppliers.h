// Suppliers: the fate of a replenishment order, drawn when it is placed.
//
//   lead time = median x exp(0.2 N(0, 1)); one order in seven takes 1.5 to 2.5 times as long
//   one in ten comes in two parts, and one in four of those never completes (the rest is cancelled)
//   one in twenty-five is never heard of again; the merchant cancels it after 30 days
//   one in ten is never announced as shipped
//
// Receipts never add up to more than was ordered. Pure.
#pragma once

#include <string>
#include <vector>

#include "simulator/item.h"

namespace shelfd::simulator {

struct OrderRequest {
  Instant at{};
  std::int64_t quantity = 0;    // >= 1
  std::string suggestion_id{};  // "": the merchant's own idea
};

void place_order(Item& item, const OrderRequest& request);

// The stages that are due at `at`: told, and what is received is on the shelf.
void move_orders(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out);

// Ordered and neither received nor cancelled.
[[nodiscard]] std::int64_t outstanding_units(const Item& item);

// The shelf as it is counted at `at`; nothing where the merchant counts no stock.
void count_stock(const World& world, const Item& item, Instant at, std::vector<TimedEvent>& out);

}  // namespace shelfd::simulator
