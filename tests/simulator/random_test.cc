// Random: the draws have the mean and variance of their distributions, and a seed gives one stream.
#include "simulator/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace shelfd::simulator {
namespace {

constexpr int kDraws = 100'000;

// Reference: SplitMix64 of seed 1234567 begins 6457827717110365317, 3203168211198807973
// (Rosetta Code, Pseudo-random numbers/Splitmix64).
TEST(Random, is_splitmix64) {
  Random random{1234567};
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
}

// Standard errors: uniform 0.0009, normal 0.003 (variance 0.0045).
TEST(Random, uniform_and_normal_have_their_moments) {
  Random random{5};
  double sum = 0;
  double normal_sum = 0;
  double squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double uniform = random.uniform();
    ASSERT_GE(uniform, 0);
    ASSERT_LT(uniform, 1);
    sum += uniform;
    const double normal = random.normal();
    normal_sum += normal;
    squares += normal * normal;
  }
  EXPECT_NEAR(sum / kDraws, 0.5, 0.005);
  EXPECT_NEAR(normal_sum / kDraws, 0, 0.015);
  EXPECT_NEAR(squares / kDraws, 1, 0.02);
}

// Mean and variance of a Poisson are equal; at 40 the rounded normal adds 1/12 to the variance.
TEST(Random, poisson_has_its_mean_and_variance_on_both_sides_of_the_switch) {
  Random random{6};
  for (const double mean : {0.02, 0.5, 3.0, 29.0, 40.0}) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < kDraws; ++i) {
      const auto count = static_cast<double>(random.poisson(mean));
      sum += count;
      squares += count * count;
    }
    const double average = sum / kDraws;
    EXPECT_NEAR(average, mean, 5 * std::sqrt(mean / kDraws)) << mean;
    EXPECT_NEAR(squares / kDraws - average * average, mean, 0.05 * mean + 0.001) << mean;
  }
}

TEST(Random, a_poisson_of_zero_is_zero_and_below_one_is_zero) {
  Random random{7};
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(random.poisson(0), 0);
    EXPECT_EQ(random.below(1), 0);
  }
}

TEST(Random, streams_of_near_seeds_differ) {
  EXPECT_NE(stream_seed(1, 2), stream_seed(2, 1));
  EXPECT_NE(stream_seed(1, 0), stream_seed(0, 1));
  EXPECT_NE(stream_seed(0, 0), stream_seed(0, 1));
}

// P(x in [1, 2)) = (2^0.1 - 1) / (1001^0.1 - 1) = 0.071773 / 0.995462 = 0.07210; standard error
// 0.0008. The density x^-0.9 falls by 10^0.1 a decade: ranks 1-9 have 0.258925 / 0.995462 = 0.2601.
TEST(ZipfRanks, fall_as_the_power_says) {
  Random random{8};
  const ZipfRanks ranks{1000};
  int first = 0;
  int first_decade = 0;
  for (int i = 0; i < kDraws; ++i) {
    const std::size_t rank = ranks.draw(random);
    ASSERT_GE(rank, 1U);
    ASSERT_LE(rank, 1000U);
    first += rank == 1 ? 1 : 0;
    first_decade += rank < 10 ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(first) / kDraws, 0.0721, 0.004);
  EXPECT_NEAR(static_cast<double>(first_decade) / kDraws, 0.2601, 0.007);
}

}  // namespace
}  // namespace shelfd::simulator
