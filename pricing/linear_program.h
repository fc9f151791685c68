// Linear program: the most that a weighted sum can be under limits, and a bound on it that holds
// however the sums inside are rounded.
//
//   maximise  sum_j gain_j x_j   where  sum_j a_ij x_j <= limit_i  and  0 <= x_j <= most_j
//
// All limits are >= 0, so x = 0 is allowed and the simplex method begins there. Whatever weights
// y_i >= 0 it ends with, by duality no x gains more than
//
//   sum_i limit_i y_i  +  sum_j most_j max(0, gain_j - sum_i y_i a_ij)
//
// which is worked out from the rows as they were given: `bound` is that sum, never the simplex
// method's own. Ending early only makes it larger.
// Source: Chvatal, Linear Programming (1983), ch. 2, 3 (limits a little apart against cycling), 5.
// Pure. Not here: what the variables mean (order_mix.h).
#pragma once

#include <cstdint>
#include <vector>

namespace shelfd::pricing {

struct LinearTerm {
  int variable = 0;
  double factor = 0;
};

struct LinearProgram {
  struct Variable {
    double gain = 0;
    double most = 0;  // >= 0
  };
  struct Row {
    std::vector<LinearTerm> terms{};
    double limit = 0;  // >= 0
  };
  std::vector<Variable> variables{};
  std::vector<Row> rows{};
};

struct LinearAnswer {
  double bound = 0;
  std::vector<double> values{};  // by variable; near the best
  std::int64_t work = 0;         // entries of the table changed
};

[[nodiscard]] LinearAnswer solve(const LinearProgram& program);

}  // namespace shelfd::pricing
