// Trained: a record's lists become a head and back, priors stand behind a partition's own pool in
// their order, and the digest tells everything apart. By small records.
#include "engine/trained.h"

#include <gtest/gtest.h>

#include <set>

namespace shelfd::engine {
namespace {

using forecasting::DemandPool;
using forecasting::PooledHead;

PooledHead some_head() {
  PooledHead head;
  head.mean.scales.fill(1);
  head.scatter.scales.fill(2);
  head.mean.weights[3] = 0.25;
  head.scatter.centres[7] = -1;
  return head;
}

// Kettles sell 2 a day, the merchant's items 4 on average.
DemandPriors some_priors() {
  DemandPriors priors{.version = "p1"};
  priors.priors.resize(2);
  priors.priors[0].prior.rate = {.mean = 4, .weight = 1};
  priors.priors[1].category = Category("kettles");
  priors.priors[1].prior.rate = {.mean = 2, .weight = 1};
  return priors;
}

TEST(Trained, is_empty_without_records) {
  const Trained none = make_trained(nullptr, nullptr);
  EXPECT_EQ(head_of(none), nullptr);
  EXPECT_EQ(none.digest, 0U);
  EXPECT_EQ(prior_of(none, Category("kettles"), {}), forecasting::prior_of({}));
}

TEST(Trained, makes_the_head_that_was_written) {
  const DemandHead record = record_of(some_head());
  const Trained trained = make_trained(&record, nullptr);
  ASSERT_NE(head_of(trained), nullptr);
  EXPECT_EQ(*head_of(trained), some_head());
}

TEST(Trained, has_no_head_of_lists_that_do_not_fit) {
  for (auto list :
       {&DemandHead::mean_weights, &DemandHead::mean_centres, &DemandHead::mean_scales,
        &DemandHead::spread_weights, &DemandHead::spread_centres, &DemandHead::spread_scales}) {
    DemandHead record = record_of(some_head());
    (record.*list).pop_back();
    EXPECT_EQ(head_of(make_trained(&record, nullptr)), nullptr);
  }
}

// Kettles come back one in four, after 20 days, as the rules know it: what stands behind a
// partition that has heard of no return.
TEST(Trained, gives_a_category_its_returns) {
  DemandPriors priors = some_priors();
  const std::uint64_t before = make_trained(nullptr, &priors).digest;
  priors.priors[1].prior.returns = {.rate_ratio = 0.25, .delay_days = 20, .told = true};
  const Trained trained = make_trained(nullptr, &priors);
  EXPECT_NE(trained.digest, before);
  const forecasting::ReturnPrior kettles = prior_of(trained, Category("kettles"), {}).returns;
  EXPECT_NEAR(kettles.rate_ratio, 0.25, 1e-12);
  EXPECT_NEAR(kettles.delay_days, 20, 1e-6);
  EXPECT_TRUE(kettles.told);
  EXPECT_FALSE(prior_of(trained, Category("pans"), {}).returns.told);
}

// A named category starts at its own rate, another at the merchant's; without own reports both are
// as they were published.
TEST(Trained, gives_a_category_its_prior_and_an_unknown_one_the_merchant_s) {
  const DemandPriors priors = some_priors();
  const Trained trained = make_trained(nullptr, &priors);
  EXPECT_NEAR(prior_of(trained, Category("kettles"), {}).rate.mean, 2, 1e-12);
  EXPECT_NEAR(prior_of(trained, Category("pans"), {}).rate.mean, 4, 1e-12);
}

// Fifteen own items of 10 a day against five of the published 2: (5 x 2 + 15 x 10) / 20 = 8.
TEST(Trained, gives_way_to_the_partition_s_own_items) {
  const DemandPriors priors = some_priors();
  const Trained trained = make_trained(nullptr, &priors);
  DemandPool own;
  own.rate = {.items = 15, .sum = 150'000'000, .square_sum = 15 * 100'000'000LL};
  EXPECT_NEAR(prior_of(trained, Category("kettles"), own).rate.mean, 8, 1e-12);
}

TEST(Trained, has_a_digest_of_everything_in_it) {
  const DemandHead head = record_of(some_head());
  DemandHead other_head = head;
  other_head.spread_centres[7] = -1.5;
  const DemandPriors priors = some_priors();
  DemandPriors renamed = priors;
  renamed.priors[1].category = Category("pans");
  DemandPriors faster = priors;
  faster.priors[0].prior.rate.mean = 4.5;
  std::set<std::uint64_t> digests = {0};
  digests.insert(make_trained(&head, nullptr).digest);
  digests.insert(make_trained(&other_head, nullptr).digest);
  digests.insert(make_trained(nullptr, &priors).digest);
  digests.insert(make_trained(nullptr, &renamed).digest);
  digests.insert(make_trained(nullptr, &faster).digest);
  digests.insert(make_trained(&head, &priors).digest);
  EXPECT_EQ(digests.size(), 7U);
  EXPECT_EQ(make_trained(&head, &priors).digest, make_trained(&head, &priors).digest);
}

}  // namespace
}  // namespace shelfd::engine
