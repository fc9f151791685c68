// Lead time: bins, integer discounting and the mixed law by hand; a law that follows its receipts.
#include "forecasting/lead_time.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace shelfd::forecasting {
namespace {

LeadCounts receipts_at(double days, int count) {
  LeadCounts counts;
  for (int receipt = 0; receipt < count; ++receipt) counts = add_receipt(counts, days);
  return counts;
}

double total(const LeadTimeLaw& law) {
  double sum = 0;
  for (const double probability : law.probability) sum += probability;
  return sum;
}

std::size_t only_bin(double days) {
  const LeadCounts counts = add_receipt({}, days);
  std::size_t bin = 0;
  while (counts.bins.at(bin) == 0) ++bin;
  return bin;
}

// 30 x 1.25 = 37.5 -> 38 -> 47.5 -> 48 -> 60 -> 75 -> 93.75 -> 94 -> 117.5 -> 118 -> 147.5 -> 148
// -> 185 -> 231.25 -> 232 -> 290 -> the year.
TEST(LeadTime, has_a_bin_a_day_for_a_month_and_then_grows_to_a_year) {
  EXPECT_EQ(bin_span(0).first_day, 0);
  EXPECT_EQ(bin_span(30).last_day, 30);
  const int edges[] = {38, 48, 60, 75, 94, 118, 148, 185, 232, 290, 365};
  for (std::size_t place = 0; place < 11; ++place)
    EXPECT_EQ(bin_span(31 + place).last_day, edges[place]);
  for (std::size_t bin = 1; bin < kLeadBins; ++bin) {
    EXPECT_EQ(bin_span(bin).first_day, bin_span(bin - 1).last_day + 1);
  }
}

// 31 ... 38: mean 34.5, variance (8^2 - 1) / 12 = 5.25.
TEST(LeadTime, spreads_a_bin_evenly_over_its_days) {
  EXPECT_EQ(bin_span(31).mean_days, 34.5);
  EXPECT_EQ(bin_span(31).variance, 5.25);
  EXPECT_EQ(bin_span(7).mean_days, 7);
  EXPECT_EQ(bin_span(7).variance, 0);
}

TEST(LeadTime, counts_a_receipt_at_the_nearest_day) {
  EXPECT_EQ(only_bin(0), 0U);
  EXPECT_EQ(only_bin(-3), 0U);
  EXPECT_EQ(only_bin(2.4), 2U);
  EXPECT_EQ(only_bin(2.5), 3U);
  EXPECT_EQ(only_bin(30.4), 30U);
  EXPECT_EQ(only_bin(30.5), 31U);
  EXPECT_EQ(only_bin(1e9), kLeadBins - 1);
  EXPECT_EQ(only_bin(std::numeric_limits<double>::infinity()), kLeadBins - 1);
}

// 1024 x 993 / 1024 = 993; again 993 x 993 / 1024 = 962.9 -> 962.
TEST(LeadTime, discounts_what_was_there_in_integers) {
  LeadCounts counts = add_receipt(add_receipt({}, 3), 5);
  EXPECT_EQ(counts.bins.at(3), 993);
  EXPECT_EQ(counts.bins.at(5), 1024);
  counts = add_receipt(counts, 5);
  EXPECT_EQ(counts.bins.at(3), 962);
  EXPECT_EQ(counts.bins.at(5), 993 + 1024);
}

// The limit is 1024 / (1 - 993 / 1024) = 33,825; rounding down costs at most a few per cent of it.
TEST(LeadTime, keeps_counts_bounded_and_forgets_to_zero) {
  LeadCounts counts = receipts_at(4, 20'000);
  EXPECT_LE(counts.bins.at(4), 33'825);
  EXPECT_GT(counts.bins.at(4), 32'000);
  for (int receipt = 0; receipt < 500; ++receipt) counts = add_receipt(counts, 9);
  EXPECT_EQ(counts.bins.at(4), 0);
}

TEST(LeadTime, is_spread_around_what_the_supplier_states_without_receipts) {
  for (const double stated : {2.0, 7.0, 10.0, 25.0}) {
    const LeadTimeLaw law = lead_time_law({}, {}, stated);
    EXPECT_NEAR(mean_days(law), stated, 0.05 * stated);
    EXPECT_EQ(law.own_share, 0);
    EXPECT_NEAR(total(law), 1, 1e-12);
  }
  EXPECT_NEAR(mean_days(lead_time_law({}, {}, std::nullopt)), kDefaultLeadDays, 0.5);
  EXPECT_NEAR(mean_days(lead_time_law({}, {}, std::nan(""))), kDefaultLeadDays, 0.5);
}

// Lognormal with mean 10 and stddev 3: ln L has variance ln 1.09 = 0.086178 (stddev 0.293560) and
// mean 2.302585 - 0.043089 = 2.259496. 0.9: exp(2.259496 + 1.281552 x 0.293560) = 13.95 -> day 14.
TEST(LeadTime, has_the_quantiles_of_the_stated_law) {
  const LeadTimeLaw law = lead_time_law({}, {}, 10.0);
  EXPECT_EQ(quantile_days(law, 0.9), 14);
}

TEST(LeadTime, takes_a_supplier_of_the_same_day_at_his_word) {
  const LeadTimeLaw law = lead_time_law({}, {}, 0.0);
  EXPECT_EQ(mean_days(law), 0);
  EXPECT_EQ(quantile_days(law, 0.99), 0);
}

// One receipt at day 20 and four at 10 stated, weight 1 + 4: own share 0.2, and 0.2 x 20 + 0.8 x 10
// = 12 days. With a pool of 30 receipts at day 5, taken for 8: (20 + 8 x 5 + 4 x 10) / 13 = 7.69.
TEST(LeadTime, mixes_item_pool_and_statement_by_receipts) {
  const LeadTimeLaw alone = lead_time_law(receipts_at(20, 1), {}, 10.0);
  EXPECT_NEAR(alone.own_share, 0.2, 1e-12);
  EXPECT_NEAR(mean_days(alone), 12, 0.1);
  const LeadTimeLaw pooled = lead_time_law(receipts_at(20, 1), receipts_at(5, 30), 10.0);
  EXPECT_NEAR(pooled.own_share, 9.0 / 13, 1e-12);
  EXPECT_NEAR(mean_days(pooled), 100.0 / 13, 0.1);
}

TEST(LeadTime, rests_on_receipts_once_there_are_five) {
  EXPECT_LT(lead_time_law(receipts_at(8, 3), {}, 10.0).own_share, 0.5);
  EXPECT_GT(lead_time_law(receipts_at(8, 5), {}, 10.0).own_share, 0.5);
}

// P(2) = 0.25, P(4) = 0.5, P(31 ... 38) = 0.25: mean 0.5 + 2 + 8.625.
TEST(LeadTime, has_quantiles_at_the_last_day_of_a_bin) {
  LeadTimeLaw law;
  law.probability.at(2) = 0.25;
  law.probability.at(4) = 0.5;
  law.probability.at(31) = 0.25;
  EXPECT_EQ(quantile_days(law, 0.25), 2);
  EXPECT_EQ(quantile_days(law, 0.26), 4);
  EXPECT_EQ(quantile_days(law, 0.75), 4);
  EXPECT_EQ(quantile_days(law, 0.76), 38);
  EXPECT_EQ(quantile_days(law, 1), 38);
  EXPECT_NEAR(mean_days(law), 11.125, 1e-12);
}

// Gamma lead times of mean 12 and stddev 4, stated 6. 33 receipts behind the item, 8 of the pool, 4
// as stated: (41 x 12 + 4 x 6) / 45 = 11.5; a law's spread is 4 / sqrt(66) = 0.5, the mean's of 200
// laws 0.04.
TEST(LeadTime, follows_the_receipts) {
  std::mt19937_64 random(31);
  std::gamma_distribution<double> days(9, 4.0 / 3);
  double mean = 0;
  for (int supplier = 0; supplier < 200; ++supplier) {
    LeadCounts counts;
    for (int receipt = 0; receipt < 300; ++receipt) counts = add_receipt(counts, days(random));
    mean += mean_days(lead_time_law(counts, counts, 6.0)) / 200;
  }
  EXPECT_NEAR(mean, 11.5, 0.2);
}

TEST(LeadTime, is_a_law_with_rising_quantiles_for_any_counts) {
  std::mt19937_64 random(32);
  for (int draw = 0; draw < 2'000; ++draw) {
    LeadCounts item;
    LeadCounts pool;
    for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
      item.bins.at(bin) = static_cast<std::int32_t>(random() >> (33 + random() % 31));
      pool.bins.at(bin) = -static_cast<std::int32_t>(random() % 3) + 1;
    }
    const double stated = std::ldexp(1.0, static_cast<int>(random() % 12) - 2);
    const LeadTimeLaw law = lead_time_law(item, pool, stated);
    ASSERT_NEAR(total(law), 1, 1e-9);
    ASSERT_LE(quantile_days(law, 0.5), quantile_days(law, 0.9));
    ASSERT_LE(quantile_days(law, 0.9), quantile_days(law, 0.999));
    ASSERT_GE(mean_days(law), 0);
    ASSERT_LE(mean_days(law), 365);
    ASSERT_TRUE(law.own_share >= 0 && law.own_share < 1);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
