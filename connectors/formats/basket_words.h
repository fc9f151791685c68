// Basket words: a line of basket text to its words, its first word to what it states, and the
// numbers in a word.
// Pure. Not here: what a statement means (basket_text.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shelfd::connectors {

using Words = std::vector<std::string>;

enum class Verb : std::uint8_t {
  Basket,
  Currency,
  Orders,
  Shop,
  Item,
  AddOn,
  ShopCoupon,
  ShopReduction,
  CrossShop,
  Coupon,
  RedPacket,
  Discount,
  Deposit,
  Shipping
};

// In English, simplified or traditional Chinese.
[[nodiscard]] std::optional<Verb> verb_of(std::string_view word);

// Words between spaces, also the wide one of Chinese, up to a comment.
[[nodiscard]] Words words_of(std::string_view line);

// The decimal numbers in a text, "满300减50" and "300-50": 300, 50.
[[nodiscard]] Words numbers_in(std::string_view text);

}  // namespace shelfd::connectors
