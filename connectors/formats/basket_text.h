// Basket text: a basket as a person writes it down, one statement a line, in English or Chinese.
//
//   shop 海风            店铺    whose the next items, coupons and reductions are
//   item coat 899 x2     商品    with "list 1299" (原价) and "category coats" (类目)
//   add-on socks 9.9     凑单    what may be added to reach a threshold
//   shop-coupon 200-30 x2        店铺券    held twice, one an order
//   shop-reduction every 400-40  店铺满减  "满400减40": once; "每400减40": for every 400
//   cross-shop every 300-50      跨店满减  of all shops
//   coupon 1000-80               购物券    of all shops, held once
//   red-packet 8.88 x2   红包    no threshold
//   discount 9折         折扣    off the price of each piece of the shop; also "10%"
//   deposit coat 100 200 定金    "100抵200"
//   shipping 10 59       运费    an order and shop below 59: "10 满59包邮"
//   orders 3             订单    at most
//   basket, currency     购物车, 货币
//
// Amounts are decimals in main units. "category NAME" narrows any promotion to a category. "#"
// starts a comment. Thresholds measure activity prices; reductions apply by themselves.
// Pure.
#pragma once

#include <string_view>

#include "connectors/formats/basket_codec.h"

namespace shelfd::connectors {

// Errors: Reject: "line 7: price: not_money (abc)".
[[nodiscard]] Result<NamedBasket> read_basket_text(std::string_view text);

}  // namespace shelfd::connectors
