// Shows that a curve gives what is paid at each list price, against the exact order at every price,
// and that prices are found back on it across a threshold. By worked and random promotions.
#include "pricing/net_curve.h"

#include <gtest/gtest.h>

#include "tests/pricing/random_items.h"

namespace shelfd::pricing {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 11 / 11}};
constexpr Money kCent{10'000};

Money money(double units) { return round_money(units); }

// 30 off from 200 on.
Promotion from_200() {
  return {.gate = {.amount = money(200)}, .benefit = AmountOff{.off = money(30)}};
}

NetCurve curve_of(double price, const std::vector<Promotion>& promotions, double shipping = 0) {
  return net_curve({.price = money(price), .shipping = money(shipping)}, promotions, kNow, {},
                   ReferenceBasket::Alone);
}

TEST(NetCurve, without_promotions_is_the_list_price) {
  EXPECT_TRUE(curve_of(100, {}).is_list());
  EXPECT_EQ(NetCurve{}.paid(money(12.34)), money(12.34));
  const NetCurve delivered = curve_of(100, {}, 5);
  EXPECT_EQ(delivered.paid(money(1)), money(6));
  EXPECT_EQ(delivered.paid(money(1000)), money(1005));
}

// 199.99 is paid in full, 200 costs 170; beyond the ends the distance stays.
TEST(NetCurve, falls_at_a_threshold) {
  const NetCurve curve = curve_of(210, {from_200()});
  EXPECT_EQ(curve.paid(money(199.99)), money(199.99));
  EXPECT_EQ(curve.paid(money(200)), money(170));
  EXPECT_EQ(curve.paid(money(400)), money(370));
  EXPECT_EQ(curve.paid(money(20)), money(20));
}

// At least 180 is paid from 180 to 199.99 and from 210 on: around 190 the first, around 250 the
// second; at 205 it is not, then only what always pays counts.
TEST(NetCurve, gives_the_prices_that_pay_around_one) {
  const NetCurve curve = curve_of(210, {from_200()});
  const ListRange low = lists_that_pay(curve, money(180), money(190), kCent);
  EXPECT_EQ(low.low, money(180));
  EXPECT_EQ(low.high, money(199.99));
  EXPECT_EQ(lists_that_pay(curve, money(180), money(250), kCent).low, money(210));
  EXPECT_EQ(lists_that_pay(curve, money(180), money(205), kCent).low, money(210));
  EXPECT_EQ(lists_that_pay({}, money(180), money(205), kCent).low, money(180));
}

// 150 is paid at 150; 185 at 185 and at 215, of which the first is nearer; nothing above 199.99
// pays 171 but 201.
TEST(NetCurve, finds_the_list_price_for_what_is_to_be_paid) {
  const NetCurve curve = curve_of(210, {from_200()});
  EXPECT_EQ(list_for(curve, money(150), kCent), money(150));
  EXPECT_EQ(list_for(curve, money(185), kCent), money(185));
  EXPECT_EQ(list_for(curve, money(230), kCent), money(260));
  EXPECT_EQ(list_for({}, money(9.999), kCent), money(10));
}

// Every 300 less 50 is a sixth whatever the price.
TEST(NetCurve, in_a_full_basket_is_a_share_of_the_price) {
  const Promotion every{.gate = {.amount = money(300)},
                        .benefit = AmountOff{.off = money(50), .every = true}};
  const NetCurve curve =
      net_curve({.price = money(120)}, std::vector{every}, kNow, {}, ReferenceBasket::Full);
  EXPECT_EQ(curve.paid(money(120)), money(100));
  EXPECT_EQ(curve.paid(money(90)), money(75));
}

// Against the exact order at 60 prices of each of 150 random sets of promotions: within the cents
// that rounding down may take, one for each promotion and one more.
TEST(NetCurve, gives_what_the_exact_order_costs) {
  RandomItems random(12);
  for (int round = 0; round < 150; ++round) {
    std::vector<Promotion> promotions;
    for (int left = random.whole(1, 3); left > 0; --left) {
      Promotion promotion{
          .layer = random.whole(1, 4),
          .gate = {.amount = money(random.whole(40, 400))},
          .benefit = AmountOff{.off = money(random.whole(1, 40)), .every = random.chance(0.5)}};
      if (random.chance(0.3)) promotion.gate.basis = Basis::Running;
      if (random.chance(0.3)) promotion.benefit = PercentOff{.basis_points = random.whole(1, 3000)};
      promotions.push_back(promotion);
    }
    const ItemPrice item{.price = money(random.whole(20, 300)),
                         .shipping = money(random.whole(0, 5))};
    const NetCurve curve = net_curve(item, promotions, kNow, {}, ReferenceBasket::Alone);
    ASSERT_LE(curve.knots.size(), kMaxNetKnots);
    const Money tolerance = times_count(kCent, static_cast<std::int64_t>(promotions.size()) + 1);
    for (int probe = 0; probe < 60; ++probe) {
      ItemPrice listed = item;
      listed.price = nearest_to(random.near(item.price, 0.7, 1.3), kCent);
      const Money exact = net_alone(listed, promotions, kNow, {});
      ASSERT_LE(curve.paid(listed.price) - exact, tolerance) << to_decimal(listed.price);
      ASSERT_LE(exact - curve.paid(listed.price), tolerance) << to_decimal(listed.price);
    }
  }
}

}  // namespace
}  // namespace shelfd::pricing
