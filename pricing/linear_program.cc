// Linear program: see linear_program.h.
#include "pricing/linear_program.h"

#include <Eigen/Core>
#include <algorithm>
#include <optional>
#include <span>

namespace shelfd::pricing {
namespace {

using Eigen::Index;

// The table of the simplex method: a row a limit, a column a variable that is 0 for now; the last
// column holds what is left of the limits, the last row what a column loses.
class Simplex {
 public:
  explicit Simplex(const LinearProgram& program)
      : rows_(std::ssize(program.rows)), columns_(std::ssize(program.variables)) {
    table_ = Table::Zero(rows_ + 1, columns_ + 1);
    for (Index row = 0; row < rows_; ++row) {
      const LinearProgram::Row& from = program.rows[static_cast<std::size_t>(row)];
      for (const LinearTerm& term : from.terms) table_(row, term.variable) += term.factor;
      // Limits that are met together would let it turn in circles.
      table_(row, columns_) = from.limit + kApart * static_cast<double>(1 + row % 97);
      in_row_.push_back(static_cast<int>(columns_ + row));
    }
    for (Index column = 0; column < columns_; ++column) {
      table_(rows_, column) = -program.variables[static_cast<std::size_t>(column)].gain;
      in_column_.push_back(static_cast<int>(column));
    }
    work_ = rows_ * columns_;
  }

  void run() {
    const Index most_steps = 4 * (rows_ + columns_);
    for (Index step = 0; step < most_steps; ++step) {
      Index column = 0;
      if (table_.row(rows_).head(columns_).minCoeff(&column) > -kNear) return;
      const std::optional<Index> row = first_met(column);
      if (!row) return;
      exchange(*row, column);
    }
  }

  [[nodiscard]] std::vector<double> values() const {
    std::vector<double> values(static_cast<std::size_t>(columns_), 0);
    for (Index row = 0; row < rows_; ++row) {
      const int held = in_row_[static_cast<std::size_t>(row)];
      if (held < columns_) values[static_cast<std::size_t>(held)] = table_(row, columns_);
    }
    return values;
  }

  // By row, what its limit is worth.
  [[nodiscard]] std::vector<double> weights() const {
    std::vector<double> weights(static_cast<std::size_t>(rows_), 0);
    for (Index column = 0; column < columns_; ++column) {
      const int held = in_column_[static_cast<std::size_t>(column)];
      if (held < columns_) continue;
      weights[static_cast<std::size_t>(held - columns_)] = std::max(table_(rows_, column), 0.0);
    }
    return weights;
  }

  [[nodiscard]] std::int64_t work() const { return work_; }

 private:
  using Table = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  static constexpr double kApart = 1e-9;
  static constexpr double kNear = 1e-9;

  // The row whose limit is met first when the column's variable grows.
  [[nodiscard]] std::optional<Index> first_met(Index column) const {
    std::optional<Index> first;
    double least = 0;
    for (Index row = 0; row < rows_; ++row) {
      const double factor = table_(row, column);
      if (factor <= kNear) continue;
      const double growth = table_(row, columns_) / factor;
      if (first && growth >= least) continue;
      first = row;
      least = growth;
    }
    return first;
  }

  [[nodiscard]] std::span<double> row_of(Index row) {
    return {table_.row(row).data(), static_cast<std::size_t>(columns_) + 1};
  }

  void exchange(Index row, Index column) {
    const double pivot = table_(row, column);
    table_(row, column) = 1;
    table_.row(row) /= pivot;
    work_ += 2 * columns_ + 8 * rows_;  // to choose, a row apart for each entry of a column
    filled_.clear();
    for (Index at = 0; at <= columns_; ++at) {
      if (table_(row, at) != 0) filled_.push_back(static_cast<std::size_t>(at));
    }
    const std::span<const double> from = row_of(row);
    const bool is_full = 3 * std::ssize(filled_) > columns_;
    for (Index other = 0; other <= rows_; ++other) {
      const double factor = table_(other, column);
      if (other == row || factor == 0) continue;
      table_(other, column) = 0;
      if (is_full) {
        table_.row(other) -= factor * table_.row(row);
        work_ += columns_;
      } else {
        const std::span<double> to = row_of(other);
        for (const std::size_t at : filled_) to[at] -= factor * from[at];
        work_ += 3 * std::ssize(filled_);
      }
    }
    std::swap(in_row_[static_cast<std::size_t>(row)], in_column_[static_cast<std::size_t>(column)]);
  }

  Index rows_;
  Index columns_;
  Table table_{};
  std::vector<int> in_row_{};     // the variable, or columns_ + the row whose slack it is
  std::vector<int> in_column_{};  // as above
  std::vector<std::size_t> filled_{};
  std::int64_t work_ = 0;
};

double bound_by(const LinearProgram& program, const std::vector<double>& weights) {
  double bound = 0;
  std::vector<double> left;
  left.reserve(program.variables.size());
  for (const LinearProgram::Variable& variable : program.variables) left.push_back(variable.gain);
  for (std::size_t row = 0; row < program.rows.size(); ++row) {
    if (weights[row] == 0) continue;
    bound += weights[row] * program.rows[row].limit;
    for (const LinearTerm& term : program.rows[row].terms) {
      left[static_cast<std::size_t>(term.variable)] -= weights[row] * term.factor;
    }
  }
  for (std::size_t variable = 0; variable < left.size(); ++variable) {
    bound += std::max(left[variable], 0.0) * program.variables[variable].most;
  }
  return bound;
}

}  // namespace

LinearAnswer solve(const LinearProgram& program) {
  Simplex simplex(program);
  simplex.run();
  return {.bound = bound_by(program, simplex.weights()),
          .values = simplex.values(),
          .work = simplex.work()};
}

}  // namespace shelfd::pricing
