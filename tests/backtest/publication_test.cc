// Publication: what a training changes in a record, and what it leaves. Trainings written down
// here.
#include "backtest/publication.h"

#include <gtest/gtest.h>

#include "engine/trained.h"

namespace shelfd::backtest {
namespace {

const MerchantId kShop("shop");
const Instant kThrough{from_day_number(20'000)};

Training better(double weight) {
  Training training{
      .verdict = Verdict::Better, .series = 300, .rows = 9'000, .loss = {.filter = 2, .head = 1}};
  training.head.emplace();
  training.head->mean.scales.fill(1);
  training.head->scatter.scales.fill(1);
  training.head->mean.weights[0] = weight;
  training.pools["pans"].rate = {.items = 9, .sum = 9'000'000, .square_sum = 9'000'000};
  return training;
}

Training not_better(double in_force_loss) {
  return {.verdict = Verdict::NotBetter,
          .loss = {.filter = 2, .head = 2.5},
          .in_force_loss = in_force_loss};
}

engine::Rules rules_with_margin() {
  engine::Rules rules{.merchant = kShop, .version = "7"};
  rules.min_margin_ratio = 0.08;
  return rules;
}

TEST(Publication, writes_the_head_into_the_merchant_s_record_and_keeps_the_rest) {
  const engine::Rules own = rules_with_margin();
  const Publication made = publication_of(better(0.1), kShop, &own, kThrough);
  ASSERT_TRUE(made.rules.has_value());
  EXPECT_EQ(made.head, HeadFate::Published);
  EXPECT_TRUE(made.new_priors);
  EXPECT_EQ(made.rules->min_margin_ratio, 0.08);
  EXPECT_TRUE(made.rules->version.starts_with("7+trained-")) << made.rules->version;
  const engine::DemandHead& head = *made.rules->demand_head;
  EXPECT_EQ(head.version, made.head_version);
  EXPECT_TRUE(head.version.starts_with("head-"));
  EXPECT_EQ(head.series, 300);
  EXPECT_EQ(head.rows, 9'000);
  EXPECT_EQ(head.trained_at, kThrough);
  EXPECT_EQ(head.mean_weights[0], 0.1);
  EXPECT_EQ(made.rules->demand_priors->priors.size(), 2U);
}

// Rate: 200 of 1,900 units with 100 of 5%. A feed that tells none leaves the version as it was.
TEST(Publication, writes_what_comes_back_where_somebody_told_of_it) {
  Training training = better(0.1);
  const Publication none = publication_of(training, kShop, nullptr, kThrough);
  EXPECT_FALSE(none.rules->demand_priors->priors[0].prior.returns.told);
  training.pools["pans"].returns = {.returned = 200'000, .due = 1'900'000};
  const Publication made = publication_of(training, kShop, nullptr, kThrough);
  const auto& priors = made.rules->demand_priors->priors;
  EXPECT_TRUE(priors[0].prior.returns.told);
  EXPECT_NEAR(priors[0].prior.returns.rate_ratio, 205.0 / 2'000, 1e-9);
  EXPECT_NEAR(priors[0].prior.returns.delay_days, forecasting::kDefaultDelay, 1e-6);
  EXPECT_NE(made.rules->demand_priors->version, none.rules->demand_priors->version);
}

TEST(Publication, begins_a_record_where_the_merchant_has_none) {
  const Publication made = publication_of(better(0.1), kShop, nullptr, kThrough);
  EXPECT_EQ(made.rules->merchant, kShop);
  EXPECT_TRUE(made.rules->version.starts_with("trained-")) << made.rules->version;
}

// The same content has the same version whenever it was trained, and nothing is sent again.
TEST(Publication, changes_nothing_where_nothing_new_was_learnt) {
  const engine::Rules own = rules_with_margin();
  const engine::Rules first = *publication_of(better(0.1), kShop, &own, kThrough).rules;
  const Publication again =
      publication_of(better(0.1), kShop, &first, kThrough + std::chrono::hours{24});
  EXPECT_EQ(again.head, HeadFate::Unchanged);
  EXPECT_FALSE(again.new_priors);
  EXPECT_FALSE(again.rules.has_value());
}

TEST(Publication, replaces_its_own_mark_in_the_version) {
  const engine::Rules own = rules_with_margin();
  const engine::Rules first = *publication_of(better(0.1), kShop, &own, kThrough).rules;
  const engine::Rules second = *publication_of(better(0.2), kShop, &first, kThrough).rules;
  EXPECT_TRUE(second.version.starts_with("7+trained-"));
  EXPECT_EQ(second.version.size(), first.version.size());
  EXPECT_NE(second.version, first.version);
  const engine::Rules unnamed = *publication_of(better(0.1), kShop, nullptr, kThrough).rules;
  const engine::Rules next = *publication_of(better(0.2), kShop, &unnamed, kThrough).rules;
  EXPECT_EQ(next.version.size(), unnamed.version.size());
}

TEST(Publication, keeps_versions_within_a_name) {
  engine::Rules own = rules_with_margin();
  own.version = std::string(128, 'v');
  EXPECT_LE(publication_of(better(0.1), kShop, &own, kThrough).rules->version.size(), 128U);
}

TEST(Publication, withdraws_a_head_that_loses_and_keeps_one_that_does_not) {
  const engine::Rules own = *publication_of(better(0.1), kShop, nullptr, kThrough).rules;
  const Publication lost = publication_of(not_better(2.0), kShop, &own, kThrough);
  EXPECT_EQ(lost.head, HeadFate::Withdrawn);
  EXPECT_FALSE(lost.rules->demand_head.has_value());
  EXPECT_TRUE(lost.rules->demand_priors.has_value());
  const Publication won = publication_of(not_better(1.9), kShop, &own, kThrough);
  EXPECT_EQ(won.head, HeadFate::Kept);
  EXPECT_EQ(won.head_version, own.demand_head->version);
  EXPECT_FALSE(won.rules.has_value());
}

TEST(Publication, leaves_a_head_alone_where_too_few_teach) {
  const engine::Rules own = *publication_of(better(0.1), kShop, nullptr, kThrough).rules;
  const Publication made =
      publication_of({.verdict = Verdict::TooFewSeries, .series = 3}, kShop, &own, kThrough);
  EXPECT_EQ(made.head, HeadFate::Kept);
  EXPECT_FALSE(made.rules.has_value());
  EXPECT_EQ(publication_of({}, kShop, nullptr, kThrough).head, HeadFate::None);
}

}  // namespace
}  // namespace shelfd::backtest
