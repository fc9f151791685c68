// Market picture: what sellers asked for one item, and the market's price made of it, over time, as
// SVG: sellers thin, their zeros as crosses at the foot, the mean dashed, the reference thick.
// Threads: one.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/time.h"
#include "pricing/market_price.h"

namespace shelfd::bench {

struct PricePoint {
  Instant at{};
  double price = 0;
};

struct MarketPicture {
  std::string title{};
  Instant from{};
  Instant until{};
  std::map<std::string, std::vector<PricePoint>> sellers{};
  std::vector<PricePoint> reference{};
  std::vector<PricePoint> mean{};
};

[[nodiscard]] std::string to_svg(const MarketPicture& picture);

}  // namespace shelfd::bench
