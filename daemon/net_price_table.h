// Net price table: how a basket is bought, as the platforms write it: page price, less shop coupon,
// official reduction, shopping coupon, red packet and deposit, is what is paid; an order a block.
// Pure but for its language. Not here: what it costs (pricing/net_price.h).
#pragma once

#include <string>
#include <vector>

#include "connectors/formats/basket_codec.h"
#include "wording/language.h"

namespace shelfd::daemon {

// Lines without their ends. Names from outside lose their control characters.
[[nodiscard]] std::vector<std::string> net_price_lines(wording::Language language,
                                                       const connectors::NamedBasket& basket,
                                                       const pricing::NetPrice& answer,
                                                       const pricing::BasketAdvice& advice);

}  // namespace shelfd::daemon
