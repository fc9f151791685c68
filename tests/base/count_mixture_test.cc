// Shows that a mixture adds its parts by weight, that its quantiles are those of the sum (two humps
// included), and the same whether it is walked or searched.
#include "base/count_mixture.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace shelfd {
namespace {

constexpr double kPoisson = 1e9;

// Poisson 4 a period; lead time 3 periods with 0.8, 15 with 0.2, review 1: Poisson 16 and 64.
CountMixture two_lead_times() {
  return {{.weight = 0.8, .law = {.size = kPoisson, .mean_units = 16}},
          {.weight = 0.2, .law = {.size = kPoisson, .mean_units = 64}}};
}

// Mean 0.8 * 16 + 0.2 * 64 = 25.6. Quantiles by enumeration: oracle `ltd-two` (make_inventory.py).
TEST(CountMixture, has_the_enumerated_quantiles_of_two_lead_times) {
  EXPECT_NEAR(mean_units(two_lead_times()), 25.6, 1e-12);
  EXPECT_EQ(quantile(two_lead_times(), 0.5), 17);
  EXPECT_EQ(quantile(two_lead_times(), 0.75), 22);
  EXPECT_EQ(quantile(two_lead_times(), 0.9), 64);
  EXPECT_EQ(quantile(two_lead_times(), 0.95), 69);
  EXPECT_EQ(quantile(two_lead_times(), 0.99), 77);
}

// Geometric with mean 1 beside none at all, half each: P(D <= k) = 1 - 2^-(k+2), excess 2^-(x+1).
TEST(CountMixture, adds_its_parts_by_weight) {
  const CountMixture demand = {{.weight = 0.5, .law = {.size = 1, .mean_units = 1}},
                               {.weight = 0.5, .law = {.size = 1, .mean_units = 0}}};
  EXPECT_NEAR(mean_units(demand), 0.5, 1e-15);
  EXPECT_NEAR(cdf(demand, 2), 1 - 1.0 / 16, 1e-15);
  EXPECT_NEAR(expected_excess(demand, 2), 1.0 / 8, 1e-15);
  EXPECT_EQ(quantile(demand, 0.75), 0);  // met exactly
  EXPECT_EQ(quantile(demand, 0.76), 1);
}

TEST(CountMixture, of_nothing_is_no_demand) {
  for (const CountMixture& demand : {CountMixture{}, CountMixture{MixturePart{}}}) {
    EXPECT_EQ(mean_units(demand), 0);
    EXPECT_EQ(cdf(demand, 0), 1);
    EXPECT_EQ(cdf(demand, -1), 0);
    EXPECT_EQ(quantile(demand, 0.999), 0);
    EXPECT_EQ(expected_excess(demand, 0), 0);
    EXPECT_EQ(expected_excess(demand, -4), 4);
  }
}

TEST(CountMixture, reaches_every_p_where_weights_miss_one_by_a_little) {
  CountMixture demand = two_lead_times();
  demand[0].weight -= 1e-9;
  EXPECT_LT(quantile(demand, 1 - 1e-10), 200);
  EXPECT_EQ(cdf(demand, 1000), 1);
}

TEST(CountMixture, of_one_part_is_that_part) {
  const NegativeBinomial law{.size = 2.5, .mean_units = 40};
  const CountMixture demand = {{.weight = 1, .law = law}};
  EXPECT_EQ(quantile(demand, 0.95), quantile(law, 0.95));
  EXPECT_EQ(cdf(demand, 30), cdf(law, 30));
  EXPECT_EQ(expected_excess(demand, 30), expected_excess(law, 30));
}

CountMixture random_mixture(std::mt19937_64& random) {
  std::uniform_real_distribution<double> unit;
  const double scale = std::pow(10, -2 + 6 * unit(random));
  const std::size_t parts = 2 + random() % (kMaxMixtureParts - 1);
  CountMixture demand;
  for (std::size_t i = 0; i < parts; ++i) {
    demand.push_back({.weight = 1 / static_cast<double>(parts),
                      .law = {.size = std::pow(10, -1 + 10 * unit(random)),
                              .mean_units = scale * unit(random)}});
  }
  return demand;
}

// Small mixtures are walked, large ones searched; cdf takes neither road.
TEST(CountMixture, quantile_is_the_first_to_reach_p_for_random_mixtures) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> unit;
  for (int i = 0; i < 3000; ++i) {
    const CountMixture demand = random_mixture(random);
    const double p = 1 - std::pow(10, -3 * unit(random));
    const std::int64_t units = quantile(demand, p);
    EXPECT_GE(cdf(demand, units), p - 1e-11) << "round " << i;
    EXPECT_LT(cdf(demand, units - 1), p) << "round " << i;
  }
}

TEST(CountMixture, finds_several_quantiles_as_one_by_one) {
  std::mt19937_64 random(6);
  std::uniform_real_distribution<double> unit;
  const std::array<CountMixture, 2> plain = {
      CountMixture{}, CountMixture{{.weight = 1, .law = {.size = 2, .mean_units = 5}}}};
  for (int i = 0; i < 1'000; ++i) {
    const CountMixture demand =
        i < 2 ? plain.at(static_cast<std::size_t>(i)) : random_mixture(random);
    const std::array<double, 4> ps{unit(random), 1 - std::pow(10, -3 * unit(random)), 0, 0.5};
    std::array<std::int64_t, ps.size()> units{};
    quantiles(demand, ps, units);
    for (std::size_t place = 0; place < ps.size(); ++place) {
      EXPECT_EQ(units.at(place), quantile(demand, ps.at(place))) << "round " << i;
    }
  }
}

}  // namespace
}  // namespace shelfd
