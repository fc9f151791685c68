// Shows that the market's reference is a weighted median that no one can push: worked medians, then
// mad, doubled and vanishing offers and adversaries with under half of the weight, on random
// markets of any shape.
#include "pricing/market_price.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory_resource>

#include "pricing/weighted_points.h"
#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

RatedOffer rated(Money price, double weight) { return {.price = price, .weight = weight}; }

Money reference(const std::vector<Offer>& offers) {
  return market_price(rate_offers(offers, {}, {})).value_or(MarketPrice{}).reference;
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
  EXPECT_EQ(market->cheapest.price, (Money{10'000'000}));
  EXPECT_FALSE(market->nearest);
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

// Own price 24: 20 is 1.2 times off, 30 1.25 times; 10 is the cheapest, of two the lower hash.
TEST(MarketPrice, names_the_cheapest_and_the_nearest) {
  const std::vector<RatedOffer> offers = {
      {.competitor = 9, .price = {10'000'000}, .weight = 1},
      {.competitor = 7, .price = {10'000'000}, .weight = 1},
      {.competitor = 5, .price = {20'000'000}, .weight = 1},
      {.competitor = 4, .price = {30'000'000}, .weight = 1},
      {.competitor = 1, .price = {24'000'000}, .weight = 1, .left_out = LeftOut::Implausible},
      {.competitor = 2, .price = {24'000'000}, .weight = 0, .left_out = LeftOut::OutOfStock}};
  const std::optional<MarketPrice> market = market_price(offers, {.own_price = {24'000'000}});
  ASSERT_TRUE(market);
  EXPECT_EQ(market->cheapest, (RivalOffer{.competitor = 7, .price = {10'000'000}}));
  EXPECT_EQ(market->nearest, (RivalOffer{.competitor = 5, .price = {20'000'000}}));
}

// Two offers of weights 3 and 1: 16 / 10 = 1.6 effective ones.
TEST(MarketPrice, is_absent_below_the_bar) {
  const std::vector<RatedOffer> offers = {rated({10'000'000}, 3), rated({11'000'000}, 1)};
  EXPECT_TRUE(market_price(offers, {.min_effective_offers = 1.6}));
  EXPECT_FALSE(market_price(offers, {.min_effective_offers = 1.61}));
}

// The middle of 1, 10 and 11 where only the tens are believed: 10. Where the one weighs more than
// half it is the middle, and nobody knows; where exactly half, the upper middle is believed.
TEST(MarketPrice, is_absent_where_its_middle_is_not_believed) {
  std::vector<RatedOffer> offers = {rated({1'000'000}, 1), rated({10'000'000}, 1),
                                    rated({11'000'000}, 1)};
  offers[0].left_out = LeftOut::Implausible;
  EXPECT_EQ(market_price(offers)->reference, (Money{10'000'000}));
  EXPECT_EQ(market_price(offers)->low, (Money{10'000'000}));
  EXPECT_EQ(market_price(offers)->cheapest.price, (Money{10'000'000}));
  EXPECT_EQ(market_price(offers)->effective_offers, 2);
  offers[0].weight = 2;
  EXPECT_EQ(market_price(offers)->reference, (Money{10'000'000}));
  offers[0].weight = 2.01;
  EXPECT_FALSE(market_price(offers));
}

// Twenty believed offers of weight 1 at 10 to 29, others far above them: half of 36 is 18, the
// eighteenth, 27, as are nine tenths of the twenty. Half of 38.5 is 19.25: 29, above these.
TEST(MarketPrice, lies_in_its_own_range) {
  std::vector<RatedOffer> offers;
  for (int price = 10; price <= 29; ++price) offers.push_back(rated({price * 1'000'000}, 1));
  offers.push_back(rated({490'000'000}, 16));
  offers.back().left_out = LeftOut::Implausible;
  EXPECT_EQ(market_price(offers)->reference, (Money{27'000'000}));
  offers.push_back(rated({490'000'000}, 2.5));
  offers.back().left_out = LeftOut::Implausible;
  EXPECT_EQ(market_price(offers)->reference, (Money{29'000'000}));
  EXPECT_EQ(market_price(offers)->high, (Money{29'000'000}));
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

// Offers at any prices over six powers of ten whose weights lie within a factor of two: ages within
// a third of the time that is fresh.
std::vector<Offer> even_offers(RandomItems& random) {
  std::vector<Offer> offers;
  const int count = random.whole(5, 14);
  const bool near = random.chance(0.5);
  const Money center = random.price({10'000});
  for (int index = 0; index < count; ++index) {
    offers.push_back({.price = near ? random.near(center, 0.75, 1.45) : random.price({1})});
    offers.back().age = std::chrono::minutes{random.whole(0, 24 * 60)};
  }
  return offers;
}

// One offer that becomes free, 100 x or a hundredth; one that goes; one that is fed twice; one more
// that is mad: the reference moves to a neighbour at most. The whole feed twice: not at all.
TEST(MarketPrice, moves_one_order_statistic_at_most_for_one_offer) {
  RandomItems random(4);
  for (int round = 0; round < 10'000; ++round) {
    const std::vector<Offer> offers = even_offers(random);
    const Money before = reference(offers);
    std::vector<Money> sorted;
    for (const Offer& offer : offers) sorted.push_back(offer.price);
    std::sort(sorted.begin(), sorted.end());
    const auto one = static_cast<std::size_t>(random.whole(0, static_cast<int>(offers.size()) - 1));

    std::vector<Offer> gone = offers;
    gone.erase(gone.begin() + static_cast<std::ptrdiff_t>(one));
    ASSERT_LE(places_apart(sorted, before, reference(gone)), 1);
    std::vector<Offer> changed = offers;
    changed[one].price = {};
    ASSERT_LE(places_apart(sorted, before, reference(changed)), 1);
    std::vector<Offer> fed = offers;
    fed.push_back(offers[one]);
    ASSERT_LE(places_apart(sorted, before, reference(fed)), 1);
    for (const double factor : {0.01, 100.0}) {
      fed.back().price = times_ratio_nearest(offers[one].price, factor);
      std::vector<Money> with_it = sorted;
      with_it.insert(std::ranges::upper_bound(with_it, fed.back().price), fed.back().price);
      ASSERT_LE(places_apart(with_it, before, reference(fed)), 1);
    }
    fed.back().price = {};
    ASSERT_EQ(reference(fed), before);
    std::vector<Offer> twice = offers;
    twice.insert(twice.end(), offers.begin(), offers.end());
    ASSERT_EQ(reference(twice), before);
  }
}

// An offer whose price itself becomes mad moves from one side to the other: with equal weights that
// is one place.
TEST(MarketPrice, moves_one_order_statistic_at_most_for_one_price_that_turns_mad) {
  RandomItems random(7);
  for (int round = 0; round < 10'000; ++round) {
    std::vector<Offer> offers = even_offers(random);
    for (Offer& offer : offers) offer.age = {};
    const Money before = reference(offers);
    Offer& one =
        offers[static_cast<std::size_t>(random.whole(0, static_cast<int>(offers.size()) - 1))];
    one.price = times_ratio_nearest(one.price, random.chance(0.5) ? 100.0 : 0.01);
    std::vector<Money> others;
    for (const Offer& offer : offers) others.push_back(offer.price);
    others.push_back(before);  // it may have been the one itself
    std::sort(others.begin(), others.end());
    others.erase(std::unique(others.begin(), others.end()), others.end());
    ASSERT_LE(places_apart(others, before, reference(offers)), 1);
  }
}

// With any weights: one that goes takes half of its weight from the target, so that the reference
// passes over others of less than its own weight in all.
TEST(MarketPrice, passes_over_less_weight_than_the_one_that_goes) {
  RandomItems random(8);
  for (int round = 0; round < 10'000; ++round) {
    std::vector<RatedOffer> offers;
    for (int index = random.whole(2, 12); index > 0; --index) {
      offers.push_back(rated(random.price({1}), random.between(0.01, 4)));
    }
    const Money before = market_price(offers)->reference;
    const RatedOffer gone = offers.back();
    offers.pop_back();
    const Money after = market_price(offers)->reference;
    double passed = 0;
    for (const RatedOffer& offer : offers) {
      if (offer.price > std::min(before, after) && offer.price < std::max(before, after)) {
        passed += offer.weight;
      }
    }
    ASSERT_LE(passed, gone.weight / 2 + 1e-6);
  }
}

// The weights as documented, worked out apart from the rating: what the rules for eligibility
// leave, whatever else the rating thinks of an offer's price.
std::vector<double> documented_weights(const std::vector<Offer>& offers) {
  std::vector<double> weights;
  std::vector<double> above_zero;
  for (const Offer& offer : offers) {
    const double days = std::chrono::duration<double, std::ratio<86'400>>(offer.age).count();
    const bool eligible = offer.in_stock && days <= 3 && offer.match_confidence >= 0.7;
    const double weight = std::exp2(-days) * offer.match_confidence * 0.8 * offer.merchant_weight;
    weights.push_back(eligible ? weight : 0);
    if (weights.back() > 0) above_zero.push_back(weight);
  }
  if (above_zero.empty()) return weights;
  std::ranges::sort(above_zero);
  const double most = 2 * above_zero[(above_zero.size() - 1) / 2];
  for (double& weight : weights) weight = std::min(weight, most);
  return weights;
}

std::vector<Offer> any_offers(RandomItems& random, Money center) {
  std::vector<Offer> offers;
  for (int index = random.whole(2, 16); index > 0; --index) {
    Offer offer{.price = random.chance(0.5) ? random.price({1}) : random.near(center, 0.8, 1.25)};
    offer.age = std::chrono::minutes{random.whole(0, 80 * 60)};
    offer.match_confidence = random.between(0.6, 1);
    offer.in_stock = random.chance(0.9);
    offer.merchant_weight = random.chance(0.8) ? 1 : random.between(0, 10);
    offers.push_back(offer);
  }
  return offers;
}

// Any honest offers, any adversaries: prices over six powers of ten or close together, in every
// state an offer may be in; the own price known or not. Whichever the first offers are, when those
// that are eligible weigh more than half, the reference lies among them. Nothing is assumed of how
// the honest ones lie.
TEST(MarketPrice, stays_among_any_honest_majority) {
  RandomItems random(5);
  int held = 0;
  for (int round = 0; round < 200'000; ++round) {
    const Money center = random.price({10'000});
    const std::vector<Offer> offers = any_offers(random, center);
    const Money own = random.chance(0.5) ? random.near(center, 0.5, 2) : Money{};
    const auto market = market_price(rate_offers(offers, {}, own), {.own_price = own});
    const std::vector<double> weights = documented_weights(offers);
    const auto honest = static_cast<std::size_t>(random.whole(1, static_cast<int>(offers.size())));
    double honest_weight = 0;
    double all = 0;
    Money lowest{kMicrosPerUnit * 1'000'000'000};
    Money highest;
    for (std::size_t at = 0; at < offers.size(); ++at) {
      all += weights[at];
      if (at >= honest || weights[at] <= 0) continue;
      honest_weight += weights[at];
      lowest = std::min(lowest, offers[at].price);
      highest = std::max(highest, offers[at].price);
    }
    if (!market || honest_weight <= all / 2 * (1 + 1e-6)) continue;
    ++held;
    ASSERT_GE(market->reference, lowest) << "round " << round;
    ASSERT_LE(market->reference, highest) << "round " << round;
  }
  EXPECT_GT(held, 50'000);
}

// Four or more eligible offers always have a market: an adversary under half cannot silence it.
TEST(MarketPrice, is_not_silenced_where_offers_are_many) {
  RandomItems random(6);
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Offer> offers;
    for (int index = random.whole(4, 12); index > 0; --index) {
      offers.push_back({.price = random.price({1})});
      offers.back().age = std::chrono::hours{random.whole(0, 72)};
    }
    ASSERT_TRUE(market_price(rate_offers(offers, {}, random.price({1}))));
  }
}

// The example that broke the first version: 10 and 100 are honest and weigh 0.6, 9 does not. With
// 100 left out for its distance nine would be the middle of what is left.
TEST(MarketPrice, does_not_follow_a_liar_beside_one_of_two_honest) {
  std::vector<Offer> offers;
  for (const std::int64_t price : {10, 10, 100, 100, 9, 9, 9}) {
    offers.push_back({.price = {price * kMicrosPerUnit}});
  }
  EXPECT_EQ(reference(offers), (Money{10'000'000}));
}

// While the heap gives nothing to the lists of the rating and the market, as many offers as there
// is room for are rated and one number made of them.
TEST(MarketPrice, of_few_takes_nothing_from_the_heap) {
  RandomItems random(9);
  std::vector<Offer> offers(kRoomPoints);
  for (Offer& offer : offers) offer.price = random.price({1});
  std::vector<RatedOffer> rated(kRoomPoints);
  std::pmr::memory_resource* heap =
      std::pmr::set_default_resource(std::pmr::null_memory_resource());
  rate_offers(offers, {}, {10'000'000}, rated);
  const auto many = market_price(rated, {.own_price = {10'000'000}});
  rate_offers(std::span(offers).first(3), {}, {10'000'000}, rated);
  const auto few =
      market_price(std::span<const RatedOffer>(rated).first(3), {.min_effective_offers = 4});
  std::pmr::set_default_resource(heap);
  EXPECT_TRUE(many);
  EXPECT_FALSE(few);  // three offers are no four
}

}  // namespace
}  // namespace shelfd::pricing
