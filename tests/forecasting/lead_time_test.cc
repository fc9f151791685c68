// Lead time: Kaplan and Meier's estimate of a textbook's data, the assumptions and the mixed laws
// by hand, what dropping open orders costs, and laws that stay laws whatever was counted.
#include "forecasting/lead_time.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace shelfd::forecasting {
namespace {

constexpr std::int32_t kDay = 20'000;  // on which all is learnt

// One order: open on each day of its age up to `days`, and then received or not.
void follow(LeadTable& counts, int days, bool received) {
  for (int age = 0; age <= days; ++age) count(counts, age, received && age == days ? 1 : 0, 1);
}

LeadTable learnt(const LeadTable& counts) {
  LeadTable known;
  learn(known, counts, kDay);
  return known;
}

LeadTable received_after(int days, int orders) {
  LeadTable counts;
  for (int order = 0; order < orders; ++order) follow(counts, days, true);
  return learnt(counts);
}

// Everything that speaks of orders, empty until filled.
struct Known {
  LeadTable item{};
  SupplierLeads supplier{};
  LeadTable lane{};
  LeadTable merchant{};

  [[nodiscard]] LeadEvidence evidence(std::optional<double> stated = std::nullopt) const {
    return {.item = &item,
            .supplier = &supplier,
            .lane = &lane,
            .merchant = &merchant,
            .stated_days = stated};
  }
};

double total(const LeadTimeLaw& law) {
  double sum = 0;
  for (const double probability : law.probability) sum += probability;
  return sum;
}

double chance_by(const LeadTimeLaw& law, std::size_t bin) {
  double sum = 0;
  for (std::size_t at = 0; at <= bin; ++at) sum += law.probability.at(at);
  return sum;
}

// Weeks of remission of 21 patients under 6-MP (Freireich et al., Blood 21 (1963) 699-716; the
// estimate in Collett, Modelling Survival Data in Medical Research, and in Kalbfleisch & Prentice):
// 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+, a plus: still in remission.
// By hand: S(6) = 18/21, S(7) = S(6) 16/17, S(10) = S(7) 14/15, S(13) = S(10) 11/12,
// S(16) = S(13) 10/11, S(22) = S(16) 6/7, S(23) = S(22) 5/6.
TEST(LeadTime, is_kaplan_and_meiers_estimate_where_nothing_else_speaks) {
  LeadTable counts;
  for (const int weeks : {6, 6, 6, 7, 10, 13, 16, 22, 23}) follow(counts, weeks, true);
  for (const int weeks : {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35}) {
    follow(counts, weeks, false);
  }
  const LeadTable known = learnt(counts);
  const LeadTimeLaw law = law_of(shrunk_hazards(known, kDay, {}, 1e-9), 0);
  double open = 1;
  const auto falls = [&open](double survivors, double at_risk) {
    open *= survivors / at_risk;
    return open;
  };
  EXPECT_NEAR(1 - chance_by(law, 5), 1, 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 6), falls(18, 21), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 7), falls(16, 17), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 10), falls(14, 15), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 13), falls(11, 12), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 16), falls(10, 11), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 22), falls(6, 7), 1e-8);
  EXPECT_NEAR(1 - chance_by(law, 23), falls(5, 6), 1e-8);
  EXPECT_NEAR(open, 0.448, 0.0005) << "as the books print it";
}

// Five orders came after 2, 4, 6, 8 and 10 days; five placed with them are open after 20. Of those
// that came the median is 6 and all took 10 at most; in truth half are open after ten days.
TEST(LeadTime, dropping_open_orders_biases_short) {
  LeadTable dropped;
  for (const int days : {2, 4, 6, 8, 10}) follow(dropped, days, true);
  LeadTable all = dropped;
  for (int order = 0; order < 5; ++order) follow(all, 20, false);
  const LeadTimeLaw without = law_of(shrunk_hazards(learnt(dropped), kDay, {}, 1e-9), 0);
  const LeadTimeLaw with = law_of(shrunk_hazards(learnt(all), kDay, {}, 1e-9), 0);
  EXPECT_EQ(quantile_days(without, 0.5), 6);
  EXPECT_NEAR(chance_by(without, 10), 1, 1e-6);
  EXPECT_NEAR(chance_by(with, 10), 0.5, 1e-6);
  EXPECT_GT(quantile_days(with, 0.6), 20);
}

// Loglogistic with median 14 and shape 4: by day 13, t = 13.5: x = (13.5/14)^4 = 0.8646,
// x / (1 + x) = 0.4637; by day 14: x = (14.5/14)^4 = 1.1507, 0.5350. 95%: 14 x 19^(1/4) = 29.2.
TEST(LeadTime, starts_from_two_weeks_where_nothing_is_stated) {
  const Known known;
  const LeadTimeLaw law = lead_time_law(known.evidence());
  EXPECT_NEAR(chance_by(law, 13), 0.4637, 5e-5);
  EXPECT_NEAR(chance_by(law, 14), 0.5350, 5e-5);
  EXPECT_EQ(quantile_days(law, 0.5), 14);
  EXPECT_EQ(quantile_days(law, 0.95), 29);
  EXPECT_EQ(law.own_share, 0);
}

// Median 7, shape 6: by day 10, (10.5/7)^6 = 11.39, 0.9193; by day 11, (11.5/7)^6 = 19.66, 0.9516.
TEST(LeadTime, starts_from_what_the_supplier_states) {
  const Known known;
  const LeadTimeLaw law = lead_time_law(known.evidence(7));
  EXPECT_EQ(quantile_days(law, 0.5), 7);
  EXPECT_NEAR(chance_by(law, 10), 0.9193, 5e-5);
  EXPECT_NEAR(chance_by(law, 11), 0.9516, 5e-5);
}

// One order of the item that came on day 0, against parents whose word weighs kPoolWeight = 8
// orders: (1 + 8 h) / (1 + 8), h the average of what supplier and lane say, each (arrived + 4 h0) /
// (risk + 4) of a stated 0.4 days: h0 = x / (1 + x) with x = (0.5/0.4)^6 = 3.8147, 0.79230. The
// supplier's 6 came on day 0: 0.91692; the lane's 4 did not: 0.39615. The supplier has seen 6 come,
// the lane none: weights 7 and 1, 0.85182; the item: 0.86829. A time under half a day is no promise
// that a day could keep or break.
TEST(LeadTime, averages_both_orders_of_nesting_and_shrinks_the_item_to_it) {
  Known known;
  known.item = received_after(0, 1);
  known.supplier.ordered = received_after(0, 6);
  LeadTable open;
  for (int order = 0; order < 4; ++order) follow(open, 0, false);
  known.lane = learnt(open);
  const LeadTimeLaw law = lead_time_law(known.evidence(0.4));
  EXPECT_NEAR(law.probability.at(0), 0.86829, 1e-5);
  // (1 + 6) / (1 + 6 + 4): one order and six of the pool against the assumption's four.
  EXPECT_NEAR(law.own_share, 7.0 / 11, 1e-12);
}

// Without a stated time all orders of the merchant speak in its place.
TEST(LeadTime, a_new_supplier_starts_from_the_merchants_orders) {
  Known known;
  known.merchant = received_after(40, 500);
  EXPECT_NEAR(quantile_days(lead_time_law(known.evidence()), 0.5), 41, 3);
  EXPECT_EQ(quantile_days(lead_time_law(known.evidence(7)), 0.5), 7);
}

// Half-lives: orders of four years ago took 5 days, those of this year 9.
TEST(LeadTime, forgets_how_long_it_took_years_ago) {
  Known known;
  LeadTable then;
  for (int order = 0; order < 40; ++order) follow(then, 5, true);
  learn(known.item, then, kDay - 4 * 365);
  LeadTable now;
  for (int order = 0; order < 40; ++order) follow(now, 9, true);
  learn(known.item, now, kDay);
  EXPECT_EQ(quantile_days(lead_time_law(known.evidence()), 0.5), 9);
}

// P(L = a + r | L >= a) for all ages of a month against the law of a new order.
TEST(LeadTime, the_remaining_time_is_the_law_given_that_it_has_not_come) {
  LeadTable counts;
  std::mt19937_64 random(5);
  for (int order = 0; order < 50; ++order) follow(counts, static_cast<int>(random() % 25), true);
  Known known;
  known.item = learnt(counts);
  const LeadTimeLaw whole = remaining_law(known.evidence(), {.ordered_days = 0});
  for (std::size_t age = 1; age < 20; ++age) {
    const LeadTimeLaw rest =
        remaining_law(known.evidence(), {.ordered_days = static_cast<int>(age)});
    const double open = 1 - chance_by(whole, age - 1);
    for (std::size_t left = 0; age + left <= 30; ++left) {
      ASSERT_NEAR(rest.probability.at(left), whole.probability.at(age + left) / open, 1e-9);
    }
    ASSERT_NEAR(total(rest), 1, 1e-12);
  }
}

// Shipments took 3 days whenever they left, orders 20: of one that was shipped yesterday after 30
// days, two days remain. Receipts of 100 shipments weigh 100 / 108 against the age.
TEST(LeadTime, a_shipped_order_comes_by_the_shipments_clock) {
  Known known;
  known.supplier.ordered = received_after(20, 100);
  known.supplier.shipped = received_after(3, 100);
  const LeadTimeLaw law = remaining_law(known.evidence(), {.ordered_days = 31, .shipped_days = 1});
  EXPECT_EQ(quantile_days(law, 0.5), 2);
  EXPECT_GT(law.probability.at(2), 0.85);
  const LeadTimeLaw unshipped = remaining_law(known.evidence(), {.ordered_days = 31});
  EXPECT_GT(quantile_days(unshipped, 0.5), 2);
}

// Orders of any length came on the promised day: the promised clock foretold that and the age did
// not, so an order that is promised in six days is expected then, whatever its age.
TEST(LeadTime, a_promise_that_is_kept_is_believed) {
  Known known;
  SupplierLeads counts;
  for (int order = 0; order < 60; ++order) {
    const int span = 5 + order;
    follow(counts.ordered, span, true);
    for (int day = -span; day <= 0; ++day) count(counts.promised, day, day == 0 ? 1 : 0, 1);
  }
  learn(known.supplier, counts, kDay);
  const OrderAge age{.ordered_days = 10, .promised_days = -6};
  EXPECT_GT(promised_gain(known.evidence(), {.ordered_days = 16, .promised_days = 0}, true), 0);
  const double doubted = remaining_law(known.evidence(), age).probability.at(6);
  known.supplier.promised_gain = 30 * kOneNat * kOneOrder;
  const LeadTimeLaw believed = remaining_law(known.evidence(), age);
  EXPECT_GT(believed.probability.at(6), 0.85);
  EXPECT_LT(doubted, 0.6);
  EXPECT_EQ(quantile_days(believed, 0.5), 6);
  // A promise that foretells worse than the age is left aside.
  known.supplier.promised_gain = -30 * kOneNat * kOneOrder;
  const double alone = remaining_law(known.evidence(), {.ordered_days = 10}).probability.at(6);
  EXPECT_NEAR(remaining_law(known.evidence(), age).probability.at(6), alone, 0.03);
}

// The likelihood ratio of a day, by hand: with nothing known both clocks are the same assumption
// where the promise is what is stated, and differ where it is not.
TEST(LeadTime, a_day_that_both_clocks_foretell_alike_gains_nothing) {
  const Known known;
  EXPECT_EQ(promised_gain(known.evidence(9), {.ordered_days = 4, .promised_days = -5}, false), 0);
  EXPECT_EQ(promised_gain(known.evidence(9), {.ordered_days = 4}, true), 0);
  EXPECT_GT(promised_gain(known.evidence(9), {.ordered_days = 4, .promised_days = 0}, true), 0);
  EXPECT_LT(promised_gain(known.evidence(9), {.ordered_days = 4, .promised_days = 0}, false), 0);
}

// The gain is discounted with the table it stands beside.
TEST(LeadTime, halves_the_promises_gain_with_its_table) {
  SupplierLeads known;
  SupplierLeads counts{.promised_gain = 600};
  count(counts.promised, 0, 1, 1);
  learn(known, counts, kDay);
  EXPECT_EQ(known.promised_gain, 600 * kOneOrder);
  counts.promised_gain = 0;
  learn(known, counts, kDay + 365);
  EXPECT_EQ(known.promised_gain, 300 * kOneOrder);
}

TEST(LeadTime, quantiles_lie_within_a_wide_bin) {
  LeadTimeLaw law;
  law.probability.at(31) = 1;  // 31 to 34
  EXPECT_EQ(quantile_days(law, 0.25), 31);
  EXPECT_EQ(quantile_days(law, 0.26), 32);
  EXPECT_EQ(quantile_days(law, 0.75), 33);
  EXPECT_EQ(quantile_days(law, 1), 34);
  EXPECT_EQ(mean_days(law), 32.5);
}

// Nothing received for two years, all on the same day, gaps of ten years, stated times that are no
// times: laws sum to 1, quantiles lie in the bins and in order.
TEST(LeadTime, stays_a_law_whatever_was_counted) {
  std::mt19937_64 random(7);
  const double odd[] = {0,
                        -1,
                        1e-9,
                        0.5,
                        3650,
                        std::numeric_limits<double>::infinity(),
                        std::numeric_limits<double>::quiet_NaN()};
  for (int round = 0; round < 400; ++round) {
    Known known;
    SupplierLeads counts;
    std::int32_t day = kDay;
    for (std::uint64_t orders = random() % 30; orders > 0; --orders) {
      const int days = static_cast<int>(random() % 900);
      const bool received = random() % 3 == 0;
      follow(counts.ordered, round % 5 == 0 ? 0 : days, received);
      follow(counts.shipped, days / 2, received);
      for (int at = -days; at < 40; at += 13) count(counts.promised, at, random() % 2 == 0, 1);
      counts.promised_gain = static_cast<std::int64_t>(random() % 9'000'000) - 4'500'000;
      if (random() % 7 != 0) continue;
      learn(known.supplier, counts, day);
      learn(known.item, counts.ordered, day, kMaxOwnCount);
      day += static_cast<std::int32_t>(random() % 4000);
    }
    const LeadEvidence evidence =
        known.evidence(round % 2 == 0 ? std::optional(odd[random() % 7]) : std::nullopt);
    const OrderAge age{.ordered_days = static_cast<int>(random() % 2000),
                       .shipped_days = static_cast<int>(random() % 2000),
                       .promised_days = static_cast<int>(random() % 4000) - 2000};
    for (const LeadTimeLaw& law : {lead_time_law(evidence), remaining_law(evidence, age)}) {
      ASSERT_NEAR(total(law), 1, 1e-9);
      for (const double probability : law.probability) ASSERT_GE(probability, 0);
      double before = 0;
      for (const double p : {0.01, 0.1, 0.5, 0.9, 0.99, 1.0}) {
        const double days = quantile_days(law, p);
        ASSERT_GE(days, before);
        ASSERT_LE(days, kLongestLeadDays);
        before = days;
      }
      ASSERT_GE(law.own_share, 0);
      ASSERT_LE(law.own_share, 1);
    }
    (void)promised_gain(evidence, age, round % 3 == 0);
  }
}

// Lognormal around 16 days, one order a day.
TEST(LeadTime, finds_the_law_of_simulated_orders) {
  std::mt19937_64 random(11);
  std::lognormal_distribution<double> draw(std::log(16), 0.35);
  Known known;
  for (std::int32_t day = 0; day < 500; ++day) {
    LeadTable counts;
    follow(counts, static_cast<int>(std::lround(draw(random))), true);
    learn(known.item, counts, kDay + day, kMaxOwnCount);
  }
  const LeadTimeLaw law = lead_time_law(known.evidence());
  EXPECT_NEAR(quantile_days(law, 0.5), 16, 1);
  // 16 e^(0.35 x 1.2816) = 25.1, 16 e^(-0.4486) = 10.2.
  EXPECT_NEAR(quantile_days(law, 0.9), 25, 2);
  EXPECT_NEAR(quantile_days(law, 0.1), 10, 1);
}

}  // namespace
}  // namespace shelfd::forecasting
