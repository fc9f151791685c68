// Shows that the 80% intervals of the response to price cover the truth 75 to 90% of the time, on
// merchants who raise prices when demand is high, and where shelfd's own suggestions are accepted
// for a year; and that a regression that takes all days alike does not. By simulated merchants of
// 30 items with known responses (priced_market.h). With SHELFD_SLOW ten times as many merchants:
// the standard errors in docs/models.md are theirs.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "tests/engine/priced_market.h"

namespace shelfd::engine {
namespace {

// NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread runs here.
bool is_slow() { return std::getenv("SHELFD_SLOW") != nullptr; }

struct Coverage {
  int items = 0;
  double covered = 0;  // shares
  double naive = 0;
  double changes = 0;  // usable, an item
  double accepted = 0;

  [[nodiscard]] double error() const { return std::sqrt(covered * (1 - covered) / items); }
};

Coverage coverage_of(MarketPlan plan, int merchants) {
  Coverage coverage;
  for (int merchant = 0; merchant < merchants; ++merchant) {
    plan.seed = 1'000 + static_cast<std::uint64_t>(merchant);
    PricedMarket market(plan);
    market.play();
    coverage.accepted += market.accepted();
    for (const ResponseSeen& seen : market.seen()) {
      ++coverage.items;
      if (seen.low <= seen.truth && seen.truth <= seen.high) coverage.covered += 1;
      if (seen.naive_low <= seen.truth && seen.truth <= seen.naive_high) coverage.naive += 1;
      coverage.changes += seen.usable_changes;
    }
  }
  coverage.covered /= coverage.items;
  coverage.naive /= coverage.items;
  coverage.changes /= coverage.items;
  coverage.accepted /= coverage.items;
  return coverage;
}

// Quick: two merchants, 60 items, a standard error of 0.05; slow: 1,200 items, 0.012.
Coverage expect_coverage(const char* name, const MarketPlan& plan) {
  const Coverage seen = coverage_of(plan, is_slow() ? 40 : 2);
  std::printf(
      "%s: %d items, %.1f usable changes and %.1f suggestions accepted each: 80%% covers "
      "%.3f +- %.3f, of the naive regression %.3f\n",
      name, seen.items, seen.changes, seen.accepted, seen.covered, seen.error(), seen.naive);
  const double room = is_slow() ? 0 : 2 * seen.error();
  EXPECT_GE(seen.covered, 0.75 - room) << name;
  EXPECT_LE(seen.covered, 0.90 + room) << name;
  EXPECT_LT(seen.naive, 0.5) << name;
  return seen;
}

TEST(CausalCoverage, holds_where_the_merchant_prices_by_what_he_sold) {
  const Coverage seen = expect_coverage("after demand", {.habit = PricingHabit::Confounded});
  EXPECT_GT(seen.changes, 5);
}

TEST(CausalCoverage, holds_where_no_change_tells_its_cause) {
  (void)expect_coverage("after demand, no cause told",
                        {.habit = PricingHabit::Confounded, .tells = 0});
}

TEST(CausalCoverage, holds_where_the_merchant_foresees_demand) {
  (void)expect_coverage("with demand", {.habit = PricingHabit::Foreseeing});
}

TEST(CausalCoverage, holds_where_he_foresees_it_and_tells_no_cause) {
  (void)expect_coverage("with demand, no cause told",
                        {.habit = PricingHabit::Foreseeing, .tells = 0});
}

TEST(CausalCoverage, holds_where_our_suggestions_were_accepted_for_a_year) {
  const Coverage seen = expect_coverage("closed loop", {.habit = PricingHabit::ClosedLoop});
  EXPECT_GT(seen.accepted, 4);
  EXPECT_GT(seen.changes, 3);
}

}  // namespace
}  // namespace shelfd::engine
