// Merchant: what the person behind the shop does by habit.
//
// Prices: now and then a promotion (10 to 20% off, 3 to 5 days; half of the items in a sale week),
// a test (+-5%, 7 days), a change of the regular price (+-3 to 8% around what he thinks right), a
// change of cost that the price follows in half of the cases. A promotion never sells below cost.
// Orders: once a week, when stock and orders open cover less than lead time + 9 days of what he
// believes he sells, he orders three weeks' worth. Once he has accepted a suggestion of an item he
// leaves that price to suggestions for 30 days, and orders to plans for 21. All chances are
// assumptions. Pure. Not here: his answers (answers.h).
#pragma once

#include <vector>

#include "simulator/item.h"

namespace shelfd::simulator {

// Puts in force what is due at `at`: ends of promotions and tests, then planned prices.
void move_prices(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out);

// The morning's decisions about price and cost.
void decide_prices(const World& world, Item& item, Instant at, std::vector<TimedEvent>& out);

// The weekly look at the shelf.
void decide_orders(Item& item, Instant at);

}  // namespace shelfd::simulator
