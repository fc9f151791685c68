// Basket codec: baskets with their promotions from JSON, and the way to buy them back to JSON.
//
//   {"id", "units": [..], "promotions": [..], "rules": {..}, "at", "audience", "add_ons": [..]}
//
// alone, or several as {"instances": [..]}. Amounts are whole steps of the currency ("cent"), or
// with "unit": "main" decimals in its main unit; "unit" and "currency" (CNY) may stand at the top
// or in an instance. Fields unknown are ignored. docs/schemas/basket.md lists all. Pure. Not here:
// what they cost (pricing/net_price.h), files (daemon/commands/net_price.cc).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pricing/basket_advice.h"

namespace shelfd::connectors {

// A file's size and its baskets: at most.
inline constexpr std::size_t kMaxBasketFileBytes = std::size_t{64} << 20U;
inline constexpr std::size_t kMaxBaskets = 100'000;

struct BasketForm {
  Currency currency{{'C', 'N', 'Y'}};
  bool in_steps = true;  // whole steps; else decimals in main units

  [[nodiscard]] Money step() const { return minor_unit(currency); }
};

struct NamedBasket {
  std::string id{};
  BasketForm form{};
  pricing::Basket basket{};
  std::vector<pricing::BasketUnit> add_ons{};  // what may be added to reach a threshold
  bool has_rules = false;                      // it names its own
};

// A platform's usual promotions and rules, of a version, from a source.
struct BasketPreset {
  std::string id{};
  std::string version{};
  std::string source{};
  NamedBasket basket{};  // without units
};

// In the order of the file.
// Errors: Reject, with the field's path and its value: "instances[3].promotions[0].benefit.off:
// out_of_range (-5)".
[[nodiscard]] Result<std::vector<NamedBasket>> decode_baskets(std::string_view bytes);

// {"preset", "version", "source", "unit", "currency", "promotions", "rules"}; all three texts are
// required. Errors as above.
[[nodiscard]] Result<BasketPreset> decode_preset(std::string_view bytes);

// Adds the preset's promotions behind the basket's own, and its rules where the basket names none.
// Errors: Reject, where the currencies differ or the promotions are too many.
[[nodiscard]] Status add_preset(const BasketPreset& preset, NamedBasket& basket);

// One object: id, net, orders, steps, proof (optimal, or gap with the bound), nodes, and what
// `advice` knows.
[[nodiscard]] std::string encode_net_price(const NamedBasket& basket,
                                           const pricing::NetPrice& answer,
                                           const pricing::BasketAdvice& advice);

}  // namespace shelfd::connectors
