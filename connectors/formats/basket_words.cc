#include "connectors/formats/basket_words.h"

#include <algorithm>
#include <array>

namespace shelfd::connectors {
namespace {

struct Name {
  std::string_view word;
  Verb verb;
};

constexpr std::array<Name, 41> kNames = {{
    {"basket", Verb::Basket},
    {"购物车", Verb::Basket},
    {"購物車", Verb::Basket},
    {"currency", Verb::Currency},
    {"货币", Verb::Currency},
    {"貨幣", Verb::Currency},
    {"orders", Verb::Orders},
    {"订单", Verb::Orders},
    {"訂單", Verb::Orders},
    {"shop", Verb::Shop},
    {"店铺", Verb::Shop},
    {"商店", Verb::Shop},
    {"item", Verb::Item},
    {"商品", Verb::Item},
    {"add-on", Verb::AddOn},
    {"凑单", Verb::AddOn},
    {"湊單", Verb::AddOn},
    {"shop-coupon", Verb::ShopCoupon},
    {"店铺券", Verb::ShopCoupon},
    {"商店券", Verb::ShopCoupon},
    {"shop-reduction", Verb::ShopReduction},
    {"店铺满减", Verb::ShopReduction},
    {"商店滿減", Verb::ShopReduction},
    {"cross-shop", Verb::CrossShop},
    {"跨店满减", Verb::CrossShop},
    {"跨店滿減", Verb::CrossShop},
    {"跨店", Verb::CrossShop},
    {"coupon", Verb::Coupon},
    {"购物券", Verb::Coupon},
    {"購物券", Verb::Coupon},
    {"平台券", Verb::Coupon},
    {"red-packet", Verb::RedPacket},
    {"红包", Verb::RedPacket},
    {"紅包", Verb::RedPacket},
    {"discount", Verb::Discount},
    {"折扣", Verb::Discount},
    {"deposit", Verb::Deposit},
    {"定金", Verb::Deposit},
    {"shipping", Verb::Shipping},
    {"运费", Verb::Shipping},
    {"運費", Verb::Shipping},
}};

}  // namespace

std::optional<Verb> verb_of(std::string_view word) {
  const auto name = std::ranges::find(kNames, word, &Name::word);
  if (name == kNames.end()) return std::nullopt;
  return name->verb;
}

Words words_of(std::string_view line) {
  constexpr std::string_view kWide = "\u3000";
  Words words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == '#') break;
    if (line.substr(at).starts_with(kWide)) {
      end_word();
      at += kWide.size();
    } else if (line[at] == ' ' || line[at] == '\t' || line[at] == '\r') {
      end_word();
      ++at;
    } else {
      word += line[at++];
    }
  }
  end_word();
  return words;
}

Words numbers_in(std::string_view text) {
  Words numbers;
  bool is_open = false;
  for (const char c : text) {
    const bool belongs = (c >= '0' && c <= '9') || (c == '.' && is_open);
    if (belongs && !is_open) numbers.emplace_back();
    if (belongs) numbers.back() += c;
    is_open = belongs;
  }
  return numbers;
}

}  // namespace shelfd::connectors
