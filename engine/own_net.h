// Own net: what a shopper pays for the merchant's own item, after its own promotions and with
// delivery; the same basis on which rivals' offers are compared.
//
// Delivery is no income: the unit's costs grow by what is kept of it. Both sides are compared with
// tax counted as in the merchant's own prices (take_market.cc converts a rival's).
// Pure. Not here: the mathematics (pricing/offer_net.h, net_curve.h).
#pragma once

#include <vector>

#include "engine/item_state.h"
#include "engine/policy.h"

namespace shelfd::engine {

struct OwnNet {
  pricing::NetCurve curve{};  // none: what is listed is paid
  pricing::OfferNets nets{};  // at the price in force; all zero where the curve is none
};

// What an OwnNet rests on, and the last one: it is worked out anew only when that changes. The
// catalog's record is known by its own time and content, as everywhere.
struct OwnNetMemory {
  bool filled = false;
  Instant catalog_at{};
  std::uint64_t catalog_content = 0;
  pricing::ItemPrice item{};
  std::vector<bool> running{};  // by promotion
  std::vector<std::string> audiences{};
  pricing::ReferenceBasket basket = pricing::ReferenceBasket::Alone;
  OwnNet net{};
};

// At the price in force, which is known. `memory` may be null.
[[nodiscard]] OwnNet own_net(const Situation& situation, const Policy& policy, Instant now,
                             OwnNetMemory* memory);

// What is paid at a price; zero where it is what is listed.
[[nodiscard]] Money own_paid(const Situation& situation, const Policy& policy, Money price,
                             Instant at);

// Adds what is kept of the delivery to the costs.
void add_delivery(const Situation& situation, const Policy& policy,
                  pricing::UnitEconomics& economics);

}  // namespace shelfd::engine
