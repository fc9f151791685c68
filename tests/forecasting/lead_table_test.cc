// Lead table: bins, weights and halving by hand; that days add in any order.
#include "forecasting/lead_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace shelfd::forecasting {
namespace {

LeadTable counted(int position, std::int64_t arrived, std::int64_t at_risk) {
  LeadTable counts;
  count(counts, position, arrived, at_risk);
  return counts;
}

// 30 x 9/8 = 33.75 -> 34 -> 38.25 -> 39 -> 43.9 -> 44 -> 49.5 -> 50 -> 56.25 -> 57 ...; the last
// edge, 647 x 9/8 = 727.9 -> 728, is brought to two years.
TEST(LeadTable, has_a_bin_a_day_for_a_month_and_then_grows_to_two_years) {
  EXPECT_EQ(bin_span(0).first_day, 0);
  EXPECT_EQ(bin_span(30).last_day, 30);
  const int edges[] = {34, 39, 44, 50, 57};
  for (std::size_t place = 0; place < 5; ++place) {
    EXPECT_EQ(bin_span(31 + place).last_day, edges[place]);
  }
  EXPECT_EQ(bin_span(kLeadBins - 1).last_day, 730);
  for (std::size_t bin = 1; bin < kLeadBins; ++bin) {
    EXPECT_EQ(bin_span(bin).first_day, bin_span(bin - 1).last_day + 1);
  }
}

// 31 ... 34: mean 32.5, variance (4^2 - 1) / 12 = 1.25.
TEST(LeadTable, spreads_a_bin_evenly_over_its_days) {
  EXPECT_EQ(bin_span(31).mean_days, 32.5);
  EXPECT_EQ(bin_span(31).variance, 1.25);
  EXPECT_EQ(bin_span(7).mean_days, 7);
  EXPECT_EQ(bin_span(7).variance, 0);
}

// Before a promised day the bins mirror: the day before is -1, 31 to 34 days after zero are bin 31,
// so 32 to 35 days before are -32.
TEST(LeadTable, mirrors_the_bins_before_a_promised_day) {
  EXPECT_EQ(bin_at(0), 0);
  EXPECT_EQ(bin_at(34), 31);
  EXPECT_EQ(bin_at(-1), -1);
  EXPECT_EQ(bin_at(-31), -31);
  EXPECT_EQ(bin_at(-32), -32);
  EXPECT_EQ(bin_at(-35), -32);
  EXPECT_EQ(bin_at(-36), -33);
  EXPECT_EQ(bin_at(730), static_cast<int>(kLeadBins) - 1);
  EXPECT_EQ(bin_at(-730), -static_cast<int>(kLeadBins));
}

TEST(LeadTable, counts_nothing_beyond_its_ends) {
  EXPECT_TRUE(counted(731, 1, 1).rows.empty());
  EXPECT_TRUE(counted(-731, 1, 1).rows.empty());
}

TEST(LeadTable, takes_back_what_was_counted) {
  LeadTable counts = counted(3, 0, 1);
  count(counts, 4, 1, 1);
  count(counts, 4, -1, -1);
  EXPECT_EQ(counts, counted(3, 0, 1));
}

// Day 1000 is the base: 1024 a count. 73 days on a fifth of a half-life has gone:
// 1024 x (365 + 73) / 365 = 1228.8, rounded down. On day 1365 the table is halved, (2 x 1024 +
// 1228) / 2 = 1638, and a count weighs 1024 again.
TEST(LeadTable, weighs_newer_days_more_and_halves_after_a_year) {
  LeadTable known;
  learn(known, counted(5, 1, 2), 1000);
  learn(known, counted(5, 0, 1), 1073);
  ASSERT_EQ(known.rows.size(), 1U);
  EXPECT_EQ(known.rows[0], (LeadRow{.bin = 5, .arrived = 1024, .at_risk = 2 * 1024 + 1228}));
  EXPECT_EQ(known.base_day, 1000);
  EXPECT_EQ(known.newest_day, 1073);
  learn(known, counted(5, 0, 1), 1365);
  EXPECT_EQ(known.base_day, 1365);
  EXPECT_EQ(known.rows[0], (LeadRow{.bin = 5, .arrived = 512, .at_risk = 1638 + 1024}));
}

// Seen two half-lives on, an order of the base day weighs a quarter.
TEST(LeadTable, discounts_by_the_day_it_is_seen_from) {
  LeadTable known;
  learn(known, counted(0, 1, 1), 1000);
  EXPECT_EQ(scale_at(known, 1000), 1024);
  EXPECT_EQ(scale_at(known, 1000 + 365), 2048);
  EXPECT_EQ(scale_at(known, 1000 + 730), 4096);
  EXPECT_EQ(orders_arrived(known), 1);
}

TEST(LeadTable, forgets_all_after_many_years_and_starts_anew) {
  LeadTable known;
  learn(known, counted(5, 3, 7), 1000);
  learn(known, counted(2, 1, 1), 1000 + 365 * 40);
  EXPECT_EQ(known.rows, (std::vector<LeadRow>{{.bin = 2, .arrived = 1024, .at_risk = 1024}}));
  EXPECT_EQ(known.newest_day, 1000 + 365 * 40);
}

TEST(LeadTable, is_the_same_in_any_order_of_the_days_of_a_year) {
  std::vector<std::pair<std::int32_t, LeadTable>> days;
  std::mt19937_64 random(3);
  for (int day = 0; day < 60; ++day) {
    days.emplace_back(1001 + day * 6, counted(static_cast<int>(random() % 200), day % 3 == 0, 1));
  }
  const auto learnt = [&] {
    LeadTable known;
    learn(known, counted(1, 0, 1), 1000);
    for (const auto& [day, counts] : days) learn(known, counts, day);
    return known;
  };
  const LeadTable expected = learnt();
  for (int round = 0; round < 20; ++round) {
    std::ranges::shuffle(days, random);
    ASSERT_EQ(learnt(), expected);
  }
}

// 100,000 orders of one age: the row is halved to the limit, its chance stays.
TEST(LeadTable, keeps_an_items_counts_to_three_bytes_and_their_ratio) {
  LeadTable known;
  for (int day = 0; day < 365; ++day) {
    learn(known, counted(9, 100, 300), 1000 + day, kMaxOwnCount);
    ASSERT_LE(known.rows.at(0).at_risk, kMaxOwnCount);
  }
  const double chance =
      static_cast<double>(known.rows.at(0).arrived) / static_cast<double>(known.rows.at(0).at_risk);
  EXPECT_NEAR(chance, 1.0 / 3, 1e-5);
}

}  // namespace
}  // namespace shelfd::forecasting
