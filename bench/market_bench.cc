// What the market costs: rating twenty offers and making one number of them, without the heap.
#include <benchmark/benchmark.h>

#include <array>
#include <cstddef>
#include <vector>

#include "bench/figures.h"
#include "pricing/market_price.h"

namespace shelfd::bench {
namespace {

constexpr std::size_t kOffers = 20;
constexpr std::size_t kMarkets = 1024;  // too many for a processor to learn their branches

using Market = std::array<pricing::Offer, kOffers>;

// Markets of twenty offers around 100 in no order, as an item's rivals lie by their hashes: rated,
// of different ages, one in thirty mad.
std::vector<Market> drawn_markets() {
  std::vector<Market> markets(kMarkets);
  std::uint64_t drawn = 88'172'645'463'325'252;
  const auto draw = [&](std::uint64_t below) {  // xorshift
    drawn ^= drawn << 13U;
    drawn ^= drawn >> 7U;
    drawn ^= drawn << 17U;
    return static_cast<std::int64_t>(drawn % below);
  };
  for (Market& market : markets) {
    for (pricing::Offer& offer : market) {
      offer.competitor = static_cast<std::uint64_t>(draw(1'000'000));
      offer.price = {(80 + draw(40)) * kMicrosPerUnit + draw(100) * 10'000};
      if (draw(30) == 0) offer.price = times_count(offer.price, 100);
      offer.seller_rating = 0.9;
      offer.rating_count = draw(3'000);
      offer.age = std::chrono::minutes{draw(4'200)};
    }
  }
  return markets;
}

void market_price(benchmark::State& state) {
  const auto markets = drawn_markets();
  const pricing::OfferTerms terms;
  const Money own{100 * kMicrosPerUnit};
  std::array<pricing::RatedOffer, kOffers> rated;
  std::size_t at = 0;
  for (auto _ : state) {
    pricing::rate_offers(markets[at], terms, own, rated);
    benchmark::DoNotOptimize(pricing::market_price(rated, {.own_price = own}));
    at = (at + 1) % kMarkets;
  }
  state.counters["market_price_us"] = microseconds_each();
}
BENCHMARK(market_price);

}  // namespace
}  // namespace shelfd::bench
