// Shows how rules become a policy, and amounts another currency. By small records.

#include "engine/policy.h"

#include <gtest/gtest.h>

namespace shelfd::engine {
namespace {

constexpr Currency kEuro{{'E', 'U', 'R'}};
constexpr Currency kDollar{{'U', 'S', 'D'}};

TEST(Policy, has_a_default_for_everything) {
  const Policy policy = make_policy(nullptr, nullptr);
  EXPECT_EQ(policy.version, "built-in");
  EXPECT_TRUE(policy.zone.empty());
  EXPECT_EQ(policy.max_change_ratio, 0.2);
}

TEST(Policy, lays_the_merchant_s_own_over_that_of_all) {
  Rules all;
  all.version = "1";
  all.max_change_ratio = 0.1;
  all.min_match = 0.9;
  all.offer_fresh_hours = 24;
  Rules own;
  own.version = "2";
  own.max_change_ratio = 0.3;
  own.resold_ratio = 0.5;
  const Policy policy = make_policy(&all, &own);
  EXPECT_EQ(policy.version, "2");
  EXPECT_EQ(policy.max_change_ratio, 0.3);
  EXPECT_EQ(policy.min_match, 0.9);
  EXPECT_EQ(policy.resold_ratio, 0.5);
  EXPECT_EQ(make_policy(&all, nullptr).resold_ratio, 0);
  EXPECT_EQ(policy.offer_fresh_for, std::chrono::hours{24});
}

// A merchant's own head lies over that of all; priors that only "*" has stay.
TEST(Policy, makes_what_is_trained_ready) {
  forecasting::PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(1);
  Rules all;
  all.demand_head = record_of(head);
  all.demand_priors.emplace().priors.resize(1);
  all.demand_priors->priors[0].prior.rate.mean = 3;
  Rules own;
  head.mean.weights[0] = 0.5;
  own.demand_head = record_of(head);
  const Policy policy = make_policy(&all, &own);
  ASSERT_NE(head_of(policy.trained), nullptr);
  EXPECT_EQ(*head_of(policy.trained), head);
  EXPECT_EQ(policy.trained.merchant.rate.mean, 3);
  EXPECT_EQ(make_policy(nullptr, nullptr).trained.digest, 0U);
}

// 10 USD at 0.8 EUR are 8 EUR; back, 8 EUR are 10 USD.
TEST(Policy, converts_either_way_and_says_when_it_cannot) {
  const std::vector<Rate> rates = {{.from = kDollar, .to = kEuro, .rate = 0.8}};
  const Money ten{10'000'000};
  const Money eight{8'000'000};
  EXPECT_EQ(convert({.money = ten, .currency = kDollar}, kEuro, rates), eight);
  EXPECT_EQ(convert({.money = eight, .currency = kEuro}, kDollar, rates), ten);
  EXPECT_EQ(convert({.money = ten}, kEuro, rates), ten);
  EXPECT_FALSE(convert({.money = ten, .currency = {{'J', 'P', 'Y'}}}, kEuro, rates));
}

}  // namespace
}  // namespace shelfd::engine
