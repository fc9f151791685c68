// Linear program: worked examples, and on random ones that no allowed point gains more than the
// bound and that the values found gain as much.
#include "pricing/linear_program.h"

#include <gtest/gtest.h>

#include <random>

namespace shelfd::pricing {
namespace {

double gain_of(const LinearProgram& program, const std::vector<double>& values) {
  double gain = 0;
  for (std::size_t at = 0; at < values.size(); ++at)
    gain += program.variables[at].gain * values[at];
  return gain;
}

bool is_allowed(const LinearProgram& program, const std::vector<double>& values, double slack) {
  for (const LinearProgram::Row& row : program.rows) {
    double sum = 0;
    for (const LinearTerm& term : row.terms) {
      sum += term.factor * values[static_cast<std::size_t>(term.variable)];
    }
    if (sum > row.limit + slack) return false;
  }
  return true;
}

// x + y <= 4, x + 3y <= 6, x <= 3: 3x + 2y is most where x = 3 and y = 1.
TEST(LinearProgram, finds_the_corner_that_gains_most) {
  const LinearProgram program{.variables = {{.gain = 3, .most = 10}, {.gain = 2, .most = 10}},
                              .rows = {{.terms = {{0, 1}, {1, 1}}, .limit = 4},
                                       {.terms = {{0, 1}, {1, 3}}, .limit = 6},
                                       {.terms = {{0, 1}}, .limit = 3}}};
  const LinearAnswer answer = solve(program);
  EXPECT_NEAR(answer.bound, 11, 1e-6);
  EXPECT_NEAR(answer.values[0], 3, 1e-6);
  EXPECT_NEAR(answer.values[1], 1, 1e-6);
}

// What no row limits, `most` does; what gains nothing is not worth anything.
TEST(LinearProgram, a_variable_without_rows_is_held_by_its_most) {
  EXPECT_NEAR(solve({.variables = {{.gain = 5, .most = 2}}, .rows = {}}).bound, 10, 1e-9);
  EXPECT_NEAR(solve({.variables = {{.gain = -5, .most = 2}}, .rows = {}}).bound, 0, 1e-9);
  EXPECT_NEAR(solve({}).bound, 0, 1e-9);
}

// Beale's example, in which the plain method turns in circles for ever; its best is 1/20.
TEST(LinearProgram, ends_where_limits_are_met_together) {
  const LinearProgram program{
      .variables = {{.gain = 0.75, .most = 10},
                    {.gain = -150, .most = 10},
                    {.gain = 0.02, .most = 10},
                    {.gain = -6, .most = 10}},
      .rows = {{.terms = {{0, 0.25}, {1, -60}, {2, -0.04}, {3, 9}}, .limit = 0},
               {.terms = {{0, 0.5}, {1, -90}, {2, -0.02}, {3, 3}}, .limit = 0},
               {.terms = {{2, 1}}, .limit = 1}}};
  EXPECT_NEAR(solve(program).bound, 0.05, 1e-6);
}

TEST(LinearProgram, no_allowed_point_gains_more_than_the_bound) {
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> part(0, 1);
  for (int round = 0; round < 500; ++round) {
    LinearProgram program;
    const int variables = 1 + round % 7;
    for (int at = 0; at < variables; ++at) {
      program.variables.push_back({.gain = part(generator) * 4 - 1, .most = 1});
      program.rows.push_back({.terms = {{at, 1}}, .limit = 1});
    }
    for (int row = round % 5; row > 0; --row) {
      LinearProgram::Row limits{.terms = {}, .limit = row % 3 == 0 ? 0 : part(generator) * 2};
      for (int at = 0; at < variables; ++at) limits.terms.push_back({at, part(generator) * 3 - 1});
      program.rows.push_back(limits);
    }
    const LinearAnswer answer = solve(program);
    EXPECT_TRUE(is_allowed(program, answer.values, 1e-6)) << "round " << round;
    EXPECT_NEAR(gain_of(program, answer.values), answer.bound, 1e-5) << "round " << round;
    for (int point = 0; point < 200; ++point) {
      std::vector<double> values;
      for (int at = 0; at < variables; ++at) values.push_back(part(generator));
      if (!is_allowed(program, values, 0)) continue;
      EXPECT_LE(gain_of(program, values), answer.bound + 1e-12) << "round " << round;
    }
  }
}

}  // namespace
}  // namespace shelfd::pricing
