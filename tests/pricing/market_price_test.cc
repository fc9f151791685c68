// Shows that the market's reference is a weighted median that no one can push: worked medians, then
// mad, doubled and vanishing offers and an adversary with under half of the weight, on random
// markets.
#include "pricing/market_price.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

RatedOffer rated(Money price, double weight) { return {.price = price, .weight = weight}; }

Money reference(const std::vector<Offer>& offers) {
  return market_price(rate_offers(offers, {}, {})).value_or(MarketPrice{}).reference;
}

std::vector<Offer> offers_at(const std::vector<Money>& prices) {
  std::vector<Offer> offers;
  for (const Money price : prices) offers.push_back({.price = price});
  return offers;
}

// Weights 1, 2, 3, 4 at 40, 30, 20, 10: total 10. By price: 4 at 10, 7 at 20 (reaches 5), 9 at 30
// (reaches 9), 10 at 40. The 10% point needs 1: 10. Count: 100 / (1 + 4 + 9 + 16) = 3.3333.
TEST(MarketPrice, is_the_weighted_median_with_its_tenths) {
  const std::vector<RatedOffer> offers = {rated({40'000'000}, 1), rated({30'000'000}, 2),
                                          rated({20'000'000}, 3), rated({10'000'000}, 4)};
  const std::optional<MarketPrice> market = market_price(offers);
  ASSERT_TRUE(market);
  EXPECT_EQ(market->reference, (Money{20'000'000}));
  EXPECT_EQ(market->low, (Money{10'000'000}));
  EXPECT_EQ(market->high, (Money{30'000'000}));
  EXPECT_EQ(market->cheapest, (Money{10'000'000}));
  EXPECT_NEAR(market->effective_offers, 10.0 / 3, 1e-12);
}

// Ten weights of 0.1 sum to a hair under 1: half of them is still five, the fifth price.
TEST(MarketPrice, reaches_a_point_despite_the_rounding_of_the_sum) {
  std::vector<RatedOffer> offers;
  for (int index = 1; index <= 10; ++index) offers.push_back(rated({index * 1'000'000}, 0.1));
  EXPECT_EQ(market_price(offers)->reference, (Money{5'000'000}));
  EXPECT_EQ(market_price(offers)->low, (Money{1'000'000}));
  EXPECT_EQ(market_price(offers)->high, (Money{9'000'000}));
}

TEST(MarketPrice, is_absent_without_an_offer_that_counts) {
  EXPECT_FALSE(market_price({}));
  RatedOffer stale = rated({10'000'000}, 0);
  stale.left_out = LeftOut::Stale;
  EXPECT_FALSE(market_price(std::vector{stale}));
}

TEST(MarketPrice, of_one_offer_is_its_price) {
  const std::optional<MarketPrice> market = market_price(std::vector{rated({10'000'000}, 0.3)});
  ASSERT_TRUE(market);
  EXPECT_EQ(market->reference, (Money{10'000'000}));
  EXPECT_EQ(market->low, market->high);
  EXPECT_EQ(market->effective_offers, 1);
}

TEST(MarketPrice, does_not_depend_on_the_order_of_offers) {
  RandomItems random(3);
  for (int round = 0; round < 1'000; ++round) {
    std::vector<RatedOffer> offers;
    for (int index = 0; index < 9; ++index) {
      offers.push_back(rated({random.whole(1, 5) * 1'000'000}, random.between(0.01, 1)));
    }
    const std::optional<MarketPrice> market = market_price(offers);
    std::reverse(offers.begin(), offers.end());
    const std::optional<MarketPrice> reversed = market_price(offers);
    ASSERT_EQ(market->reference, reversed->reference);
    ASSERT_EQ(market->effective_offers, reversed->effective_offers);
  }
}

// Places between two prices of a sorted list.
std::ptrdiff_t places_apart(const std::vector<Money>& sorted, Money a, Money b) {
  const auto at = [&](Money price) { return std::find(sorted.begin(), sorted.end(), price); };
  EXPECT_NE(at(a), sorted.end());
  EXPECT_NE(at(b), sorted.end());
  return std::abs(at(a) - at(b));
}

// Honest offers of one weight, within a factor of two; then one more that is free, 100 x or 0.01 x,
// one twice, one gone: the reference moves to a neighbour at most. The whole feed twice: not at
// all.
TEST(MarketPrice, moves_one_order_statistic_at_most_for_one_offer) {
  RandomItems random(4);
  for (int round = 0; round < 5'000; ++round) {
    const Money center = random.price({10'000});
    std::vector<Money> prices;
    const int count = random.whole(4, 12);
    for (int index = 0; index < count; ++index) prices.push_back(random.near(center, 0.75, 1.45));
    const Money before = reference(offers_at(prices));
    std::vector<Money> sorted = prices;
    std::sort(sorted.begin(), sorted.end());

    for (const double factor : {0.0, 0.01, 100.0}) {
      std::vector<Money> with_mad = prices;
      with_mad.push_back(times_ratio_nearest(center, factor));
      ASSERT_EQ(reference(offers_at(with_mad)), before);
    }
    std::vector<Money> with_double = prices;
    with_double.push_back(prices.front());
    ASSERT_LE(places_apart(sorted, before, reference(offers_at(with_double))), 1);
    std::vector<Money> without_first(prices.begin() + 1, prices.end());
    ASSERT_LE(places_apart(sorted, before, reference(offers_at(without_first))), 1);
    std::vector<Money> twice = prices;
    twice.insert(twice.end(), prices.begin(), prices.end());
    ASSERT_EQ(reference(offers_at(twice)), before);
  }
}

// An adversary sets his prices as he likes; his weight stays under the others'.
TEST(MarketPrice, stays_among_the_honest_against_under_half_of_the_weight) {
  RandomItems random(5);
  for (int round = 0; round < 10'000; ++round) {
    std::vector<RatedOffer> offers;
    double honest_weight = 0;
    Money lowest{kMicrosPerUnit * 1'000'000};
    Money highest;
    for (int index = random.whole(1, 8); index > 0; --index) {
      offers.push_back(rated(random.price({10'000}), random.between(0.01, 1)));
      honest_weight += offers.back().weight;
      lowest = std::min(lowest, offers.back().price);
      highest = std::max(highest, offers.back().price);
    }
    const int adversaries = random.whole(1, 8);
    for (int index = 0; index < adversaries; ++index) {
      offers.push_back(rated(random.price({10'000}), 0.99 * honest_weight / adversaries));
    }
    const Money result = market_price(offers)->reference;
    ASSERT_GE(result, lowest);
    ASSERT_LE(result, highest);
  }
}

// The same through the rating of offers, which leaves some out: three or more honest offers within
// a factor of two, all weights by age, and fewer adversaries of no greater weight.
TEST(MarketPrice, stays_among_the_honest_when_offers_are_left_out_too) {
  RandomItems random(6);
  for (int round = 0; round < 10'000; ++round) {
    const Money center = random.price({10'000});
    std::vector<Offer> offers;
    Money lowest{kMicrosPerUnit * 1'000'000};
    Money highest;
    const int honest = random.whole(3, 8);
    for (int index = 0; index < honest; ++index) {
      offers.push_back({.price = random.near(center, 0.75, 1.45)});
      lowest = std::min(lowest, offers.back().price);
      highest = std::max(highest, offers.back().price);
    }
    for (int index = random.whole(1, honest - 1); index > 0; --index) {
      offers.push_back({.price = random.near(center, 0.2, 4)});
      offers.back().age = std::chrono::hours{random.whole(0, 72)};
    }
    const Money result = reference(offers);
    ASSERT_GE(result, lowest);
    ASSERT_LE(result, highest);
  }
}

}  // namespace
}  // namespace shelfd::pricing
