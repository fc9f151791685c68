// Demand belief: when the bank starts and goes, what late units and hidden periods do, that the
// digest tells beliefs apart, and degenerate items: nothing leaves its range, and the quantiles
// that follow are ones a merchant would believe.
#include "forecasting/demand_belief.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "forecasting/demand_outlook.h"

namespace shelfd::forecasting {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<PlannedPeriod> plan(int day, double price = 0) {
  std::vector<PlannedPeriod> ahead(kPathPeriods);
  for (std::size_t at = 0; at < ahead.size(); ++at) {
    ahead[at].conditions = {.weekday = (day + 1 + static_cast<int>(at)) % 7, .price = price};
  }
  return ahead;
}

ClosedPeriod sold(int day, double units, double price = 0) {
  return {.units = units, .orders = units, .conditions = {.weekday = day % 7, .price = price}};
}

using Sales = std::function<ClosedPeriod(int)>;

DemandBelief lived(int days, const Sales& sales, const DemandPrior& prior = {}) {
  DemandBelief belief;
  for (int day = 0; day < days; ++day) {
    const ClosedPeriod period = sales(day);
    close_period(belief, period, plan(day, period.conditions.price), prior);
  }
  return belief;
}

DemandBelief selling(int days, double units) {
  return lived(days, [&](int day) { return sold(day, units); });
}

// Active after n days of sales: (1 - w^n) / (1 - w), w = 2^(-1/20) = 0.9659363: 3.8018 after four,
// 4.6723 after five.
TEST(DemandBelief, starts_its_bank_after_five_selling_days) {
  EXPECT_TRUE(selling(4, 3).bank.empty());
  EXPECT_EQ(selling(5, 3).bank.size(), kBank.size());
}

// 4.6723 falls below 2 after 20 log2(4.6723 / 2) = 24.5 days without a sale.
TEST(DemandBelief, drops_its_bank_when_sales_grow_rare) {
  const auto quiet = [](int days) {
    return lived(5 + days, [](int day) { return sold(day, day < 5 ? 3 : 0); });
  };
  EXPECT_FALSE(quiet(24).bank.empty());
  EXPECT_TRUE(quiet(25).bank.empty());
  EXPECT_EQ(quiet(25).record, ForecastRecord{});
}

// The two numbers of orders at half-life 10 after five days of 3: exposure (1 - w^5) / (1 - w) =
// 4.37369, w = 2^(-1/10); with 2.4 periods of 0.5 / 1.2: (13.12107 + 1) / 6.77369 = 2.08469.
// The bank starts at digamma and trigamma of that law, so its mean is the rate but for what e^(q/2)
// leaves out of the third moment.
TEST(DemandBelief, starts_its_bank_from_the_two_numbers) {
  const DemandBelief belief = selling(5, 3);
  const Tally& orders = belief.sparse.orders.front();
  EXPECT_NEAR(orders.sum, 13.12107, 1e-4);
  const double mean = std::exp(log_mean_count(belief.bank[0], row_of({}, 0)));
  EXPECT_NEAR(mean, 2.08469, 0.05);
}

TEST(DemandBelief, expects_what_the_category_says_before_any_sale) {
  DemandPrior prior;
  prior.rate = {.mean = 3, .weight = 5};
  EXPECT_NEAR(expected_units({}, {}, prior), 3, 1e-12);
  EXPECT_EQ(leans_on_category({}, prior), 1);
}

// Weight 2.4 against the exposure of the steady half-life 25: 1 after one day, 36.57 in the end:
// 2.4 / 38.97 = 0.0616.
TEST(DemandBelief, leans_on_the_category_less_with_each_period) {
  EXPECT_NEAR(leans_on_category(selling(1, 1), {}), 2.4 / 3.4, 1e-6);
  double before = 1;
  for (int days = 1; days < 200; days += 7) {
    const double now = leans_on_category(selling(days, 1), {});
    EXPECT_LT(now, before);
    before = now;
  }
  EXPECT_NEAR(before, 0.0616, 5e-4);
}

TEST(DemandBelief, changes_nothing_in_a_period_without_exposure) {
  DemandBelief belief = selling(60, 3);
  const DemandBelief before = belief;
  close_period(belief, {.exposure = 0, .planned_exposure = 0, .conditions = {.weekday = 4}},
               plan(60), {});
  EXPECT_EQ(belief.sparse, before.sparse);
  EXPECT_EQ(belief.size, before.size);
  EXPECT_EQ(belief.bank, before.bank);
  EXPECT_EQ(belief.record.periods, before.record.periods + 1);
}

// A hint at what is believed anyway moves next to nothing but the exposure; one at twice of it
// moves the mean up, by less than a day in stock that sells as much. A period that sold out takes
// none.
TEST(DemandBelief, takes_a_hint_for_less_than_a_day) {
  const DemandBelief before = selling(60, 3);
  const auto after = [&](const ClosedPeriod& period) {
    DemandBelief belief = before;
    close_period(belief, period, plan(60), {});
    return belief;
  };
  const ClosedPeriod hidden{
      .exposure = 0, .planned_exposure = 0, .hint = {.units = 1.5, .exposure = 0.25}};
  const double believed = expected_units(before, {}, {});
  const double hinted = expected_units(after(hidden), {}, {});
  EXPECT_GT(hinted, 1.01 * believed);
  EXPECT_LT(hinted - believed,
            0.5 * (expected_units(after({.units = 6, .orders = 6}), {}, {}) - believed));
  // A quarter of a day forgets no more than that: the variance grows by 0.92^(-1/4) at most.
  const std::size_t level = spread_cell(kLevel, kLevel);
  EXPECT_LT(after(hidden).bank[1].spread[level], 1.0211F * before.bank[1].spread[level]);
  ClosedPeriod same = hidden;
  same.hint.units = 0.75;
  EXPECT_NEAR(expected_units(after(same), {}, {}), believed, 0.003 * believed);
  EXPECT_EQ(after(hidden).record.periods, before.record.periods + 1);
  ClosedPeriod sold_out{.units = 3, .orders = 3, .sold_out = true};
  const DemandBelief plain = after(sold_out);
  sold_out.hint = hidden.hint;
  EXPECT_EQ(after(sold_out), plain);
}

TEST(DemandBelief, takes_in_late_units_and_gives_cancelled_ones_back) {
  DemandBelief more = selling(60, 3);
  DemandBelief less = more;
  const DemandBelief plain = lived(61, [](int day) { return sold(day, 3); });
  ClosedPeriod period = sold(60, 3);
  period.late_units = 2;
  close_period(more, period, plan(60), {});
  period.late_units = -2;
  close_period(less, period, plan(60), {});
  for (std::size_t at = 0; at < plain.sparse.units.size(); ++at) {
    EXPECT_NEAR(more.sparse.units.at(at).sum, plain.sparse.units.at(at).sum + 2, 1e-4);
    EXPECT_NEAR(less.sparse.units.at(at).sum, plain.sparse.units.at(at).sum - 2, 1e-4);
  }
  EXPECT_GT(expected_units(more, {}, {}), expected_units(plain, {}, {}));
  EXPECT_LT(expected_units(less, {}, {}), expected_units(plain, {}, {}));
}

// A price of 110 after a year of 100: the slow mean keeps 100 but for 1 - 2^(-1/60) = 1.1485% of
// ln 1.1, over the weight of 366 days, (1 - 2^(-366/60)) = 0.98542 of its limit.
TEST(DemandBelief, refers_prices_to_their_slow_mean) {
  EXPECT_NEAR(log_reference({}, 250), std::log(250), 1e-12);
  EXPECT_EQ(log_reference({}, 0), 0);
  const DemandBelief belief =
      lived(366, [](int day) { return sold(day, 3, day < 365 ? 100 : 110); });
  const double moved = log_reference(belief, 110) - std::log(100);
  EXPECT_NEAR(moved, 0.011485 / 0.98542 * std::log(1.1), 1e-6);
}

TEST(DemandBelief, expects_less_at_a_higher_price_after_it_has_seen_both) {
  std::mt19937_64 random(61);
  const DemandBelief belief = lived(300, [&](int day) {
    const double price = day / 14 % 2 == 0 ? 100 : 110;
    std::poisson_distribution<int> units(20 * std::pow(price / 100, -3));
    return sold(day, units(random), price);
  });
  // 1.1^-3 = 0.751, and the filter has seen 150 days of each: within 5%.
  const double ratio =
      expected_units(belief, {.price = 110}, {}) / expected_units(belief, {.price = 100}, {});
  EXPECT_NEAR(ratio, std::pow(1.1, -3), 0.05);
}

TEST(DemandBelief, sums_what_is_planned_at_its_exposure) {
  const DemandBelief belief = selling(60, 3);
  std::vector<PlannedPeriod> ahead = plan(59);
  ahead[1].exposure = 0;
  ahead[2].exposure = 0.25;
  ahead[20].conditions.flags[0] = 1;
  const std::vector<double> units = mean_units(belief, ahead, {});
  ASSERT_EQ(units.size(), kPathPeriods);
  for (std::size_t at = 0; at < units.size(); ++at) {
    const double full = expected_units(belief, ahead[at].conditions, {});
    EXPECT_NEAR(units[at], ahead[at].exposure * full, 1e-12) << at;
  }
  EXPECT_EQ(mean_units(belief, std::span(ahead).first(3), {}).size(), 3U);
}

// Histories that differ in one number, and the same history twice.
TEST(DemandBelief, has_the_digest_of_its_content) {
  const DemandBelief belief = selling(60, 3);
  EXPECT_EQ(belief.digest, selling(60, 3).digest);
  EXPECT_NE(belief.digest, selling(59, 3).digest);
  const auto changed = [&](const std::function<void(DemandBelief&)>& change) {
    DemandBelief other = belief;
    change(other);
    refresh_digest(other);
    EXPECT_NE(other.digest, belief.digest);
  };
  changed([](DemandBelief& b) { b.sparse.units[3].sum += 1; });
  changed([](DemandBelief& b) { b.sparse.since += 1; });
  changed([](DemandBelief& b) { b.sparse.expected += 1; });
  changed([](DemandBelief& b) { b.size.squares += 1; });
  changed([](DemandBelief& b) { b.log_price_sum += 1; });
  changed([](DemandBelief& b) { b.log_price_weight += 1; });
  changed([](DemandBelief& b) { b.bank[2].mean.back() += 1; });
  changed([](DemandBelief& b) { b.bank[0].spread.back() += 1; });
  changed([](DemandBelief& b) { b.bank.pop_back(); });
  changed([](DemandBelief& b) { b.record.open[18].seen += 1; });
  changed([](DemandBelief& b) { b.record.members[6].back() += 1; });
  changed([](DemandBelief& b) { b.record.scatter[3].weight += 1; });
  changed([](DemandBelief& b) { b.record.loss.back() += 1; });
  changed([](DemandBelief& b) { b.record.judged = !b.record.judged; });
  changed([](DemandBelief& b) { ++b.record.periods; });
  DemandBelief same = belief;
  refresh_digest(same);
  EXPECT_EQ(same, belief);
}

// What every belief must keep, whatever it has seen.
void expect_sane(const DemandBelief& belief, double low, double high) {
  const std::vector<PlannedPeriod> ahead = plan(0, 100);
  const DemandPath path = demand_path(belief, ahead, {});
  for (const double periods : {1.0, 7.0, 14.0, 28.0, 60.0}) {
    const NegativeBinomial law = demand_over(path, periods);
    ASSERT_TRUE(std::isfinite(law.mean_units) && std::isfinite(law.size));
    ASSERT_GT(law.size, 0);
    std::int64_t before = 0;
    for (const double level : {0.1, 0.5, 0.9, 0.99}) {
      const std::int64_t now = quantile(law, level);
      ASSERT_GE(now, before);
      before = now;
    }
  }
  const NegativeBinomial week = demand_over(path, 7);
  EXPECT_GE(week.mean_units, low);
  EXPECT_LE(week.mean_units, high);
  // No tail beyond twelve times the mean but for the rarest sellers.
  EXPECT_LE(static_cast<double>(quantile(week, 0.99)), 12 * week.mean_units + 5);
}

// Three years of nothing: 2 periods of 0.5 a day against 36 periods remembered: 0.026 a day.
TEST(DemandBelief, stays_sane_when_nothing_is_ever_sold) {
  const DemandBelief belief = selling(1'095, 0);
  EXPECT_TRUE(belief.bank.empty());
  expect_sane(belief, 0, 0.25);
}

TEST(DemandBelief, stays_sane_with_one_sale_in_three_years) {
  expect_sane(lived(1'095, [](int day) { return sold(day, day == 700 ? 1 : 0); }), 0, 0.3);
  expect_sane(lived(1'095, [](int day) { return sold(day, day == 1'094 ? 1 : 0); }), 0, 0.6);
}

TEST(DemandBelief, stays_sane_at_a_million_a_day) {
  std::mt19937_64 random(62);
  std::poisson_distribution<int> units(1e6);
  expect_sane(lived(400, [&](int day) { return sold(day, units(random)); }), 6.8e6, 7.2e6);
}

TEST(DemandBelief, stays_sane_when_the_price_never_moves) {
  std::mt19937_64 random(63);
  std::poisson_distribution<int> units(5);
  const DemandBelief belief = lived(700, [&](int day) { return sold(day, units(random), 100); });
  expect_sane(belief, 31, 39);
  // What no change of price has told stays as the built-in prior says.
  for (const FilterState& member : belief.bank) {
    EXPECT_NEAR(member.mean[kOwnPrice], default_prior().mean[kOwnPrice], 0.1);
  }
}

// 200 days without stock or on no offer: the belief waits, and goes on where it was.
TEST(DemandBelief, stays_sane_over_gaps_of_two_hundred_days) {
  std::mt19937_64 random(64);
  std::poisson_distribution<int> units(5);
  for (const double planned : {0.0, 1.0}) {
    const DemandBelief belief = lived(700, [&](int day) {
      ClosedPeriod period = sold(day, units(random), 100);
      if (day % 300 >= 100) {
        period = {.exposure = 0, .planned_exposure = planned, .conditions = period.conditions};
      }
      return period;
    });
    expect_sane(belief, 30, 40);
  }
}

TEST(DemandBelief, stays_sane_after_one_order_of_a_million) {
  const DemandBelief belief =
      lived(300, [](int day) { return sold(day, day == 150 ? 1e6 : day % 2); });
  for (const FilterState& member : belief.bank) {
    for (const float mean : member.mean) EXPECT_TRUE(std::isfinite(mean));
  }
  const DemandPath path = demand_path(belief, plan(0), {});
  EXPECT_TRUE(std::isfinite(path.total.back()));
  EXPECT_LT(path.total.at(7), 1e6);
}

// Numbers that no record should carry are brought into range, not into the belief.
TEST(DemandBelief, takes_no_harm_from_numbers_out_of_range) {
  DemandBelief belief = selling(60, 3);
  for (const double wild : {kNaN, 1e300, -1e300, -std::numeric_limits<double>::infinity()}) {
    close_period(belief,
                 {.units = wild,
                  .orders = wild,
                  .late_units = wild,
                  .exposure = 1,
                  .conditions = {.weekday = 3, .price = wild, .cheapest_price = wild}},
                 plan(60), {});
    const DemandPath path = demand_path(belief, plan(61, 100), {});
    EXPECT_TRUE(std::isfinite(path.total.back())) << wild;
    EXPECT_TRUE(std::isfinite(log_reference(belief, 100))) << wild;
  }
}

// Items of any kind, random gaps, late units and prices: never outside of what can be forecast.
TEST(DemandBelief, stays_finite_on_random_items) {
  std::mt19937_64 random(65);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int item = 0; item < 60; ++item) {
    const double rate = std::pow(10, 8 * unit(random) - 2);
    std::gamma_distribution<double> scatter(0.5, 2);
    const DemandBelief belief = lived(200, [&](int day) {
      ClosedPeriod period = sold(day, std::floor(rate * scatter(random)), 50 + 100 * unit(random));
      period.late_units = std::floor(rate * (unit(random) - 0.5));
      period.exposure = random() % 5 == 0 ? 0 : unit(random);
      period.planned_exposure = unit(random);
      return period;
    });
    const DemandPath path = demand_path(belief, plan(0, 100), {});
    ASSERT_TRUE(std::isfinite(path.total.back()) && path.total.back() >= 0) << rate;
    for (const double c : path.scatter) ASSERT_TRUE(std::isfinite(c) && c > 0) << rate;
    ASSERT_GE(quantile(demand_over(path, 14), 0.99), 0);
  }
}

}  // namespace
}  // namespace shelfd::forecasting
