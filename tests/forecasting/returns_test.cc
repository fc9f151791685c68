// Returns: the lags, a week's lesson, the category's two numbers and what is expected back, by
// hand; that steady sales tell nothing of the delay; and rate and delay of simulated merchants.
#include "forecasting/returns.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "forecasting/category_prior.h"

namespace shelfd::forecasting {
namespace {

constexpr ReturnPrior kTold{.told = true};

void learn_days(ItemReturns& returns, int days, const DayReturns& day) {
  for (int left = days; left > 0; --left) learn_day(returns, day, kTold);
}

TEST(Returns, keep_nothing_of_a_feed_that_tells_none) {
  ItemReturns returns;
  for (int day = 0; day < 200; ++day) learn_day(returns, {.sold = 5}, {});
  EXPECT_EQ(returns, ItemReturns{});
  EXPECT_EQ(report(returns, {}), ReturnsPool{});
  EXPECT_EQ(expected_returns(returns, {}, std::vector(14, 5.0)), 0);
  const ReturnPrior prior = return_prior({});
  EXPECT_FALSE(prior.told);
  EXPECT_NEAR(prior.rate_ratio, kDefaultReturnRate, 1e-12);
  EXPECT_NEAR(prior.delay_days, kDefaultDelay, 1e-9);
}

TEST(Returns, are_followed_from_the_first_or_once_the_category_tells_of_any) {
  ItemReturns own;
  learn_day(own, {.sold = 2, .returned = 1}, {});
  EXPECT_EQ(own.days, 1);
  learn_day(own, {.sold = 2}, {});
  EXPECT_EQ(own.days, 2);
  ItemReturns other;
  learn_day(other, {.sold = 2}, kTold);
  EXPECT_EQ(other.days, 1);
  EXPECT_TRUE(return_prior({.returned = 1}).told);
  EXPECT_TRUE(return_prior({}, kTold).told);
}

// 10 a day for a week, a mean delay of 4: a^7 = .75^7 = .1334839, so 70 x (1 - a^7) x 4 / 7 =
// 34.66064 are out at its end.
TEST(Returns, are_out_by_a_geometric_lag) {
  ItemReturns returns;
  learn_days(returns, 7, {.sold = 10});
  EXPECT_NEAR(returns.out[0], 34.66064, 1e-4);
  learn_days(returns, 7, {});
  EXPECT_NEAR(returns.out[0], 34.66064 * 0.1334839, 1e-4);
}

// 1 a day: by what was sold before as in the first days, d units are out at a delay of d days, and
// 7 are due in each week. Two of them came back: (2 + 30 x .05) / (7 + 30).
TEST(Returns, of_steady_sales_tell_a_rate_and_no_delay) {
  ItemReturns returns;
  learn_days(returns, 28, {.sold = 1, .returned = 1});
  EXPECT_EQ(report(returns, kTold), ReturnsPool{});
  EXPECT_NEAR(return_rate(returns, kTold), 0.05, 1e-9);
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    EXPECT_NEAR(returns.out.at(at), kDelays.at(at), 1e-4);
  }
  learn_days(returns, 5, {.sold = 1});
  learn_days(returns, 2, {.sold = 1, .returned = 1});
  EXPECT_NEAR(return_rate(returns, kTold), 3.5 / 37, 1e-6);
  const ReturnsPool pool = report(returns, kTold);
  EXPECT_EQ(pool.returned, 2'000);
  EXPECT_EQ(pool.due, 7'000);
  for (const std::int64_t nats : pool.evidence) EXPECT_NEAR(static_cast<double>(nats), 0, 1);
  EXPECT_NEAR(return_prior(pool).delay_days, kDefaultDelay, 0.01);
}

// A week of nothing back, and one of 70 units sold and 5 back: 38.81, 26.27, 17.66, 12.61 and 9.88
// are due in it, 21.04 in the mean; x = .9 due + 2.104. With the week before (7, counting .96222
// now) X = 43.765, 32.487, 24.730, 20.187 and 17.730, of which the delay in force, 12 days, is
// halfway between the second and third: 28.609. Evidence 5 ln(x / 21.04) - 5 ln(X / 28.609): the
// short delay has put more of what was due into the week of the five.
TEST(Returns, that_come_with_a_busy_week_speak_for_a_short_delay) {
  ItemReturns returns;
  learn_days(returns, 35, {.sold = 1});
  learn_days(returns, 6, {.sold = 10});
  learn_days(returns, 1, {.sold = 10, .returned = 5});
  const ReturnsPool pool = report(returns, kTold);
  EXPECT_NEAR(static_cast<double>(pool.due), 28'608.6, 1);
  EXPECT_NEAR(return_rate(returns, kTold), 6.5 / 58.60859, 1e-6);
  const std::vector<double> nats = {0.69979, 0.37364, -0.05433, -0.49433, -0.85400};
  for (std::size_t at = 0; at < nats.size(); ++at) {
    EXPECT_NEAR(static_cast<double>(pool.evidence.at(at)) / 1e4, nats[at], 2e-4) << at;
  }
  EXPECT_LT(return_prior(pool).delay_days, kDefaultDelay);
}

// Rate: (30 + 100 x .05) / (200 + 100). Delay: evidence of a normal law of ln d around ln 24 as
// sharp as the prior around ln 12: the middle of their logs.
TEST(Returns, of_a_category_are_shrunk_to_what_stands_behind_it) {
  ReturnsPool pool{.returned = 30'000, .due = 200'000};
  for (std::size_t at = 0; at < kDelays.size(); ++at) {
    const double off = std::log(kDelays.at(at) / 24) / kDelaySpread;
    pool.evidence.at(at) = std::llround(-off * off / 2 * 1e4);
  }
  const ReturnPrior prior = return_prior(pool);
  EXPECT_NEAR(prior.rate_ratio, 35.0 / 300, 1e-9);
  EXPECT_NEAR(prior.delay_days, std::sqrt(12.0 * 24), 0.01);
  const ReturnPrior behind{.rate_ratio = 0.3, .delay_days = 24, .told = true};
  EXPECT_NEAR(return_prior(pool, behind).rate_ratio, 60.0 / 300, 1e-9);
  EXPECT_NEAR(return_prior(pool, behind).delay_days, 24, 0.01);
}

// At a delay of 8 days 80 units are out; own 7 of 70 and 3 of 30 of the category come back. The
// first day 80 / 8 are due, then (80 - 10 + 8) / 8: 19.75, a tenth of them.
TEST(Returns, are_expected_of_what_is_out_and_of_what_will_be_sold) {
  ItemReturns returns{.returned = 7, .days = 70};
  returns.out[1] = 80;
  returns.due[1] = 70;
  const ReturnPrior prior{.rate_ratio = 0.1, .delay_days = 8, .told = true};
  EXPECT_NEAR(expected_returns(returns, prior, std::vector(2, 8.0)), 1.975, 1e-6);
  EXPECT_EQ(expected_returns(returns, prior, {}), 0);
}

// Three days into the week 12 units have gone, of which (1 - (7/8)^3) x 8 / 3 are still out, and
// (7/8)^3 of 80: 10.5625 + 53.59375 = 64.15625; an eighth of them, a tenth of that.
TEST(Returns, are_expected_within_a_week_as_at_its_end) {
  ItemReturns returns{.returned = 7, .week_sold = 12, .days = 73};
  returns.out[1] = 80;
  returns.due[1] = 70;
  const ReturnPrior prior{.rate_ratio = 0.1, .delay_days = 8, .told = true};
  EXPECT_NEAR(expected_returns(returns, prior, std::vector(1, 0.0)), 0.8019531, 1e-6);
}

// A record of a thousand million units: no more come back than were sold.
TEST(Returns, are_never_more_than_was_sold) {
  ItemReturns returns;
  learn_days(returns, 28, {.sold = 1});
  learn_days(returns, 7, {.sold = 1, .returned = 1e9});
  EXPECT_LE(returns.returned, 71.01F);
  EXPECT_LE(return_rate(returns, kTold), kMaxReturnRate);
}

// A merchant's category: rates of sale from .3 to 5 a day, days that scatter (gamma, c = .3), a
// week; a unit comes back with `rate`, geometrically with mean `delay`, and waits for Monday where
// nobody books on weekends. Sold for 150 days before anybody looks.
struct Merchant {
  double rate = 0.1;
  double delay = 14;
  bool books_on_weekends = false;
  int items = 60;
  int days = 364;
};

struct Found {
  ReturnPrior prior{};
  double expected = 0;  // back in the 14 days after, of all items
  double came = 0;
};

class Simulation {
 public:
  Simulation(const Merchant& merchant, std::uint64_t seed) : merchant_(merchant), random_(seed) {}

  Found run() {
    std::vector<std::vector<double>> sold;
    std::vector<std::vector<double>> returned;
    for (int item = 0; item < merchant_.items; ++item) {
      sold.push_back(sales());
      returned.push_back(returns_of(sold.back()));
    }
    return learnt_of(sold, returned);
  }

 private:
  static constexpr int kBefore = 150;
  static constexpr int kAfter = 14;

  std::vector<double> sales() {
    const double rate = 0.3 * std::pow(5 / 0.3, std::uniform_real_distribution<double>()(random_));
    std::vector<double> sold;
    for (int day = 0; day < kBefore + merchant_.days + kAfter; ++day) {
      const double season = 1 + 0.4 * std::sin(2 * std::numbers::pi * day / 7);
      const double shaken = std::gamma_distribution<double>(1 / 0.3, 0.3)(random_);
      sold.push_back(std::poisson_distribution<int>(rate * season * shaken)(random_));
    }
    return sold;
  }

  std::vector<double> returns_of(const std::vector<double>& sold) {
    std::vector<double> returned(sold.size());
    for (std::size_t day = 0; day < sold.size(); ++day) {
      const int units = static_cast<int>(sold[day]);
      int left = std::binomial_distribution<int>(units, merchant_.rate)(random_);
      for (; left > 0; --left) {
        const int wait = std::geometric_distribution<int>(1 / merchant_.delay)(random_);
        std::size_t at = day + 1 + static_cast<std::size_t>(wait);
        while (!merchant_.books_on_weekends && at % 7 >= 5) ++at;
        if (at < returned.size()) ++returned[at];
      }
    }
    return returned;
  }

  [[nodiscard]] Found learnt_of(const std::vector<std::vector<double>>& sold,
                                const std::vector<std::vector<double>>& returned) const {
    std::vector<ItemReturns> items(sold.size());
    std::vector<DemandPool> told(sold.size());
    DemandPool pool;
    const std::size_t last = kBefore + static_cast<std::size_t>(merchant_.days);
    for (std::size_t day = kBefore; day < last; ++day) {
      const ReturnPrior prior = return_prior(pool.returns);
      for (std::size_t at = 0; at < items.size(); ++at) {
        learn_day(items[at], {.sold = sold[at][day], .returned = returned[at][day]}, prior);
        const DemandPool now{.returns = report(items[at], prior)};
        pool = add(subtract(pool, told[at]), now);
        told[at] = now;
      }
    }
    Found found{.prior = return_prior(pool.returns)};
    for (std::size_t at = 0; at < items.size(); ++at) {
      const std::vector<double> ahead(sold[at].end() - kAfter, sold[at].end());
      found.expected += expected_returns(items[at], found.prior, ahead);
      for (std::size_t day = last; day < returned[at].size(); ++day)
        found.came += returned[at][day];
    }
    return found;
  }

  Merchant merchant_;
  std::mt19937_64 random_;
};

// What a year of a category of 60 items tells. Of 2% returns about 700 come back in that year: the
// delay leans on the prior's 12 days still.
struct Bounds {
  double rate = 0;
  double delay = 0;
  double least_delay = 0;
  double most_delay = 0;
};

class SimulatedReturns : public testing::TestWithParam<Bounds> {};

TEST_P(SimulatedReturns, are_found_within_bounds) {
  const Bounds& bounds = GetParam();
  double expected = 0;
  double came = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Merchant merchant{
        .rate = bounds.rate, .delay = bounds.delay, .books_on_weekends = seed % 2 == 0};
    const Found found = Simulation(merchant, seed).run();
    EXPECT_NEAR(found.prior.rate_ratio, bounds.rate, 0.1 * bounds.rate + 0.002) << seed;
    EXPECT_GE(found.prior.delay_days, bounds.least_delay) << seed;
    EXPECT_LE(found.prior.delay_days, bounds.most_delay) << seed;
    expected += found.expected;
    came += found.came;
  }
  EXPECT_NEAR(expected / came, 1, 0.12);
}

INSTANTIATE_TEST_SUITE_P(Merchants, SimulatedReturns,
                         testing::Values(Bounds{0.02, 5, 4, 18}, Bounds{0.02, 14, 7, 24},
                                         Bounds{0.02, 30, 10, 36}, Bounds{0.1, 5, 4, 10},
                                         Bounds{0.1, 14, 9, 21}, Bounds{0.1, 30, 16, 40},
                                         Bounds{0.3, 5, 4, 9}, Bounds{0.3, 14, 10, 21},
                                         Bounds{0.3, 30, 21, 42}));

TEST(Returns, keep_their_promises_on_any_numbers) {
  std::mt19937_64 random(5);
  const auto wild = [&]() -> double {
    switch (random() % 6) {
      case 0:
        return std::numeric_limits<double>::quiet_NaN();
      case 1:
        return -1e300;
      case 2:
        return 1e300;
      case 3:
        return 0;
      default:
        return static_cast<double>(random() % 20);
    }
  };
  for (int life = 0; life < 200; ++life) {
    ItemReturns returns;
    const ReturnPrior prior{.rate_ratio = 0.01 * static_cast<double>(random() % 100),
                            .delay_days = 4 + static_cast<double>(random() % 61),
                            .told = random() % 2 == 0};
    for (int day = 0; day < 120; ++day) {
      learn_day(returns, {.sold = wild(), .returned = wild()}, prior);
    }
    const double rate = return_rate(returns, prior);
    EXPECT_TRUE(rate >= 0 && rate <= kMaxReturnRate) << rate;
    const double expected = expected_returns(returns, prior, std::vector{1.0, wild(), 3.0});
    EXPECT_TRUE(std::isfinite(expected) && expected >= 0) << expected;
    const ReturnPrior category = return_prior(report(returns, prior), prior);
    EXPECT_TRUE(category.rate_ratio >= 0 && category.rate_ratio <= kMaxReturnRate);
    EXPECT_TRUE(category.delay_days >= kDelays.front() && category.delay_days <= kDelays.back());
  }
}

TEST(Returns, of_any_pool_are_a_proper_prior) {
  std::mt19937_64 random(6);
  for (int draw = 0; draw < 1'000; ++draw) {
    ReturnsPool pool{.returned = static_cast<std::int64_t>(random()),
                     .due = static_cast<std::int64_t>(random())};
    for (std::int64_t& nats : pool.evidence) nats = static_cast<std::int64_t>(random());
    const ReturnPrior prior = return_prior(pool);
    EXPECT_TRUE(prior.rate_ratio >= 0 && prior.rate_ratio <= kMaxReturnRate);
    EXPECT_TRUE(prior.delay_days >= kDelays.front() && prior.delay_days <= kDelays.back());
  }
}

}  // namespace
}  // namespace shelfd::forecasting
