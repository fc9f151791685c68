// Shows which offers count, with which weight, and why the others are left out: one worked offer
// for each reason and each part of the weight, then mad offers among random honest ones.
#include "pricing/offer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

using std::chrono::hours;

constexpr OfferTerms kTerms;

Offer offer_at(Money price) { return {.competitor = 1, .price = price}; }

RatedOffer rated_alone(const Offer& offer, Money own_price = {}) {
  return rate_offers(std::vector{offer}, kTerms, own_price).front();
}

std::vector<LeftOut> left_out(const std::vector<Money>& prices, Money own_price = {}) {
  std::vector<Offer> offers;
  offers.reserve(prices.size());
  for (const Money price : prices) offers.push_back(offer_at(price));
  std::vector<LeftOut> result;
  for (const RatedOffer& rated : rate_offers(offers, kTerms, own_price)) {
    // Implausible for its distance: the weight stays; at no price there is none.
    const bool distant = rated.left_out == LeftOut::Implausible && rated.price > Money{};
    EXPECT_EQ(rated.weight > 0, rated.left_out == LeftOut::None || distant);
    result.push_back(rated.left_out);
  }
  return result;
}

constexpr LeftOut kIn = LeftOut::None;
constexpr LeftOut kOut = LeftOut::Implausible;

// Each offer has the fault of its reason and of all later ones: the first in order is named.
TEST(Offer, is_left_out_for_the_first_reason_that_holds) {
  Offer offer = offer_at({0});
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::Implausible);
  offer.match_confidence = 0.69;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::LowMatch);
  offer.condition = Condition::Used;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::Condition);
  offer.age = hours{73};
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::Stale);
  offer.in_stock = false;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::OutOfStock);
  offer.merchant_weight = 0;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::NotARival);
  offer.own_account = true;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::OwnAccount);
  EXPECT_EQ(rated_alone(offer).weight, 0);
}

TEST(Offer, counts_at_the_very_limits_of_age_and_match) {
  Offer offer = offer_at({10'000'000});
  offer.age = hours{72};
  offer.match_confidence = 0.7;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::None);
  offer.age += Duration{1};
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::Stale);
}

TEST(Offer, refuses_a_refurbished_one) {
  Offer offer = offer_at({10'000'000});
  offer.condition = Condition::Refurbished;
  EXPECT_EQ(rated_alone(offer).left_out, LeftOut::Condition);
}

TEST(Offer, counts_in_each_condition_that_the_merchant_accepts) {
  Offer offer = offer_at({10'000'000});
  offer.condition = Condition::Refurbished;
  const OfferTerms used_goods{.conditions = {{false, true, true}}};
  EXPECT_EQ(rate_offers(std::vector{offer}, used_goods, {}).front().left_out, LeftOut::None);
  offer.condition = Condition::New;
  EXPECT_EQ(rate_offers(std::vector{offer}, used_goods, {}).front().left_out, LeftOut::Condition);
}

// Half-life 72 h / 3 = 24 h. Fresh, sure, rating not known: 1 x 1 x 0.8. After 24 h: half of it.
// At 72 h an eighth. Match 0.9: 0.9 x 0.8.
TEST(Offer, weighs_freshness_times_match_times_rating) {
  Offer offer = offer_at({10'000'000});
  EXPECT_NEAR(rated_alone(offer).weight, 0.8, 1e-12);
  offer.age = hours{24};
  EXPECT_NEAR(rated_alone(offer).weight, 0.4, 1e-12);
  offer.age = hours{72};
  EXPECT_NEAR(rated_alone(offer).weight, 0.1, 1e-12);
  offer.age = hours{0};
  offer.match_confidence = 0.9;
  EXPECT_NEAR(rated_alone(offer).weight, 0.72, 1e-12);
}

// 60 ratings of 0.4: (24 + 16) / (60 + 20) = 0.5. One of 1.0: (1 + 16) / 21 = 0.8095238. A rating
// with no count says nothing: 0.8.
TEST(Offer, shrinks_a_rating_to_the_usual_one) {
  Offer offer = offer_at({10'000'000});
  offer.seller_rating = 0.4;
  offer.rating_count = 60;
  EXPECT_NEAR(rated_alone(offer).weight, 0.5, 1e-12);
  offer.seller_rating = 1;
  offer.rating_count = 1;
  EXPECT_NEAR(rated_alone(offer).weight, 17.0 / 21, 1e-12);
  offer.rating_count = 0;
  EXPECT_NEAR(rated_alone(offer).weight, 0.8, 1e-12);
}

// A merchant's weight of 3 makes 0.8 to 2.4, and 10 is the most it may be: 8 here.
TEST(Offer, weighs_as_the_merchant_says) {
  Offer offer = offer_at({10'000'000});
  offer.merchant_weight = 3;
  EXPECT_NEAR(rated_alone(offer).weight, 2.4, 1e-12);
  offer.merchant_weight = 1e9;
  EXPECT_NEAR(rated_alone(offer).weight, 8, 1e-12);
}

// Weights 2.4, 0.8, 0.8, 0.4 of a rival the merchant trusts thrice, two usual ones and one seen a
// day ago: the lower median is 0.8, so none weighs more than 1.6. At a ratio of 1.5: 1.2. Those
// left out are none of the four: were they, the median would be lower.
TEST(Offer, weighs_no_more_than_twice_the_usual_one) {
  std::vector<Offer> offers(7, offer_at({10'000'000}));
  offers[0].merchant_weight = 3;
  offers[3].age = hours{24};
  for (std::size_t out = 4; out < 7; ++out) offers[out].in_stock = false;
  const std::vector<RatedOffer> rated = rate_offers(offers, kTerms, {});
  EXPECT_NEAR(rated[0].weight, 1.6, 1e-7);
  EXPECT_NEAR(rated[1].weight, 0.8, 1e-12);
  EXPECT_NEAR(rated[3].weight, 0.4, 1e-12);
  const OfferTerms tighter{.max_weight_ratio = 1.5};
  EXPECT_NEAR(rate_offers(offers, tighter, {})[0].weight, 1.2, 1e-7);
}

// Median 10 (with 4.49: 9). Logs' distances to it 0, 0.0953, 0.1054 and the far one: MAD 0.0953,
// 4.4478 times that, 0.4239, is under ln 2 (with 4.49: 0.1054 and 0.469). So 20 is believed, 20.01
// is not, nor is 4.49, under 9 / 2.
TEST(Offer, is_implausible_beyond_a_factor_of_two_from_a_calm_market) {
  const std::vector<LeftOut> believed = {kIn, kIn, kIn, kIn};
  const std::vector<LeftOut> refused = {kIn, kIn, kIn, kOut};
  EXPECT_EQ(left_out({{9'000'000}, {10'000'000}, {11'000'000}, {20'000'000}}), believed);
  EXPECT_EQ(left_out({{9'000'000}, {10'000'000}, {11'000'000}, {20'010'000}}), refused);
  EXPECT_EQ(left_out({{9'000'000}, {10'000'000}, {11'000'000}, {4'490'000}}), refused);
  // Twice the lowest, which is the median: as near as that no other check is asked.
  EXPECT_EQ(left_out({{10'000'000}, {10'000'000}, {10'000'000}, {20'000'000}}), believed);
  EXPECT_EQ(left_out({{10'000'000}, {10'000'000}, {10'000'000}, {20'000'001}}), refused);
}

// Prices 5, 10, 10, 20, 218: the lower median is 10, distances in logs 0, 0, ln 2, ln 2 and far:
// MAD ln 2, so all within 2^4.4478 = 21.82 are believed: 218 is, 219 is not.
TEST(Offer, is_believed_farther_out_in_a_wide_market) {
  const std::vector<Money> calm = {{5'000'000}, {10'000'000}, {10'000'000}, {20'000'000}};
  std::vector<Money> prices = calm;
  prices.push_back({218'000'000});
  EXPECT_EQ(left_out(prices), (std::vector{kIn, kIn, kIn, kIn, kIn}));
  prices.back() = {219'000'000};
  EXPECT_EQ(left_out(prices), (std::vector{kIn, kIn, kIn, kIn, kOut}));
}

// The median is of what is left: two free offers, a used one at 1 and an own one at 1 do not count
// in it. Were they counted, four of seven would lie at 1 or below.
TEST(Offer, is_held_against_the_offers_that_are_left) {
  std::vector<Offer> offers = {
      offer_at({0}),          offer_at({-1}),         offer_at({1'000'000}), offer_at({1'000'000}),
      offer_at({10'000'000}), offer_at({11'000'000}), offer_at({12'000'000})};
  offers[2].condition = Condition::Used;
  offers[3].own_account = true;
  const std::vector<RatedOffer> rated = rate_offers(offers, kTerms, {});
  EXPECT_EQ(rated[4].left_out, kIn);
  EXPECT_EQ(rated[5].left_out, kIn);
  EXPECT_EQ(rated[6].left_out, kIn);
}

// The weighted median: 100 at full weight against two at 10 that are old (0.1 each), all counted in
// full: it is 100, so the tens are what is implausible. Held to twice the usual weight of 0.1 the
// hundred weighs as much as both, and the tens are the lower median.
TEST(Offer, is_held_against_the_weighted_median) {
  std::vector<Offer> offers = {offer_at({100'000'000}), offer_at({10'000'000}),
                               offer_at({10'000'000})};
  offers[1].age = hours{72};
  offers[2].age = hours{72};
  const std::vector<RatedOffer> rated = rate_offers(offers, {.max_weight_ratio = 100}, {});
  EXPECT_EQ(rated[0].left_out, kIn);
  EXPECT_EQ(rated[1].left_out, kOut);
  EXPECT_EQ(rated[2].left_out, kOut);
  const std::vector<RatedOffer> held = rate_offers(offers, kTerms, {});
  EXPECT_EQ(held[0].left_out, kOut);
  EXPECT_EQ(held[1].left_out, kIn);
}

// Fewer than four offers: the own price is a witness, and all within a factor of three of the
// median with it are believed. Of {3.34, 1} with 10 the median is 3.34, of {11, 1} 10, of {40} 10.
TEST(Offer, is_held_against_the_own_price_where_offers_are_few) {
  const Money own{10'000'000};
  EXPECT_EQ(left_out({{30'000'000}}, own), std::vector{kIn});
  EXPECT_EQ(left_out({{30'010'000}}, own), std::vector{kOut});
  EXPECT_EQ(left_out({{3'330'000}}, own), std::vector{kOut});
  EXPECT_EQ(left_out({{3'340'000}, {1'000'000}}, own), (std::vector{kIn, kOut}));
  // A free offer is no third one.
  EXPECT_EQ(left_out({{11'000'000}, {0}, {1'000'000}}, own), (std::vector{kIn, kOut, kOut}));
}

// Two rivals that agree outvote the own price: of {40, 41} with 10 the median is 40. Four need
// none.
TEST(Offer, is_believed_against_the_own_price_where_rivals_agree) {
  const Money own{10'000'000};
  EXPECT_EQ(left_out({{40'000'000}}, own), std::vector{kOut});
  EXPECT_EQ(left_out({{2'500'000}}, own), std::vector{kOut});
  EXPECT_EQ(left_out({{40'000'000}, {41'000'000}}, own), (std::vector{kIn, kIn}));
  EXPECT_EQ(left_out({{40'000'000}, {41'000'000}, {42'000'000}, {10'000'000}}, own),
            (std::vector{kIn, kIn, kIn, kOut}));
}

TEST(Offer, stays_when_two_contradict_each_other_and_nothing_else_is_known) {
  EXPECT_EQ(left_out({{1'000'000}, {100'000'000}}), (std::vector{kIn, kIn}));
  EXPECT_EQ(left_out({{1'000'000}}), std::vector{kIn});
}

TEST(Offer, of_nobody_gives_nothing) { EXPECT_TRUE(rate_offers({}, kTerms, {10'000'000}).empty()); }

// A negative age (a clock ahead) counts as fresh; a weight of zero is no witness and no failure.
TEST(Offer, survives_an_age_below_zero_and_a_match_of_zero) {
  Offer offer = offer_at({10'000'000});
  offer.age = hours{-5};
  EXPECT_NEAR(rated_alone(offer).weight, 0.8, 1e-12);
  offer.match_confidence = 0;
  const RatedOffer rated = rate_offers(std::vector{offer}, {.min_match = 0}, {10'000'000}).front();
  EXPECT_EQ(rated.weight, 0);
}

// A mad offer among honest ones within a factor of two is left out and takes no honest one along.
TEST(Offer, that_is_mad_takes_no_honest_one_along) {
  RandomItems random(2);
  for (int round = 0; round < 10'000; ++round) {
    const Money center = random.price({10'000});
    std::vector<Money> prices;
    const int count = random.whole(4, 12);
    prices.reserve(static_cast<std::size_t>(count) + 1);
    for (int index = 0; index < count; ++index) prices.push_back(random.near(center, 0.75, 1.45));
    const double factor = std::vector{0.0, 0.01, 100.0}[static_cast<std::size_t>(round) % 3];
    prices.push_back(times_ratio_nearest(center, factor));
    const std::vector<LeftOut> result = left_out(prices);
    ASSERT_EQ(std::count(result.begin(), result.end() - 1, kIn), count);
  }
}

}  // namespace
}  // namespace shelfd::pricing
