// Item birth: draws the truth of one item, and what the merchant first tells about it. Both are
// functions of (settings, index) alone, so a market of millions needs no memory to be described.
// Pure.
//
//   total elasticity at the optimum E: ln-uniform in [2, 6]; the rivals' share of it in [15, 50]%
//   cost = kept * R * (1 - 1 / E): the optimum lies near the reference price R of the category
//   opening price: the optimum +-10%; every sixth item 15 to 20% off; margin at least 8%
//
// So margins lie between 8 and 60%. Rivals: 3 to 8, within 15% of R. Messy sellers: some items
// show no cost, some count no stock, some have no rivals.
#pragma once

#include <vector>

#include "simulator/item.h"

namespace shelfd::simulator {

// The price level of an item, main units. O(1).
[[nodiscard]] double reference_price(const MarketSettings& settings, std::size_t index);

[[nodiscard]] Item draw_item(const MarketSettings& settings, std::size_t index);

// The item as the catalog has it at `at`.
[[nodiscard]] engine::CatalogEntry catalog_entry(const MarketSettings& settings, const Item& item,
                                                 Instant at);

// Catalog, first price, first stock count where he counts: all at the start.
[[nodiscard]] std::vector<engine::Event> opening_of(const MarketSettings& settings,
                                                    std::size_t index);
// The merchants' rules: currency, tax, zone, the sale weeks that are known.
[[nodiscard]] std::vector<engine::Event> opening_rules(const MarketSettings& settings);

}  // namespace shelfd::simulator
