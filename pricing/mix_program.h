// Mix program: the linear program of an order mix (order_mix.h), row by row.
// Pure.
#pragma once

#include <array>
#include <vector>

#include "pricing/linear_program.h"
#include "pricing/order_mix.h"

namespace shelfd::pricing {

class MixProgram {
 public:
  // All outlive it. `partners`: by place, never both at one unit.
  MixProgram(const PreparedBasket& basket, const std::vector<OrderMix::Cell>& cells,
             const std::vector<OrderMix::Reach>& reaches, const std::vector<OrderKind>& kinds);

  [[nodiscard]] const LinearProgram& program() const { return program_; }
  // What is counted in gains though it takes nothing off: using what must be used.
  [[nodiscard]] double bonus() const { return bonus_; }
  // The variable of how many orders of a kind use a promotion; below 0: not counted.
  [[nodiscard]] int orders_using(std::size_t kind, std::size_t reach) const {
    return kinds_vars_[kind].uses[reach].orders;
  }
  // The variable of how often its amount is taken off.
  [[nodiscard]] int times(std::size_t kind, std::size_t reach) const {
    return kinds_vars_[kind].uses[reach].times;
  }

 private:
  static constexpr int kNone = -1;
  static constexpr double kBonus = 20;  // all that can be taken off is 1
  using CellVariables = std::array<int, OrderMix::kMaxCells>;
  struct UseVariables {
    int orders = kNone;
    int times = kNone;
    int given = kNone;  // what is taken off, where neither `times` nor the cells say it
    CellVariables reached{};
    CellVariables taken{};
  };
  struct KindVariables {
    CellVariables held{};
    CellVariables listed{};
    std::vector<UseVariables> uses{};
  };

  int variable(double gain, double most);
  void row(std::vector<LinearTerm> terms, double limit);
  void add_kind(const OrderKind& kind);
  UseVariables add_uses(const OrderMix::Reach& reach, const OrderKind& kind);
  void add_cells(const OrderMix::Reach& reach, UseVariables& use);
  void add_rows(const OrderKind& kind, const KindVariables& variables);
  void rows_of_amount(const OrderMix::Reach& reach, const OrderKind& kind,
                      const KindVariables& variables, const UseVariables& use);
  void rows_of_times(const TimesRange& range, int times);
  [[nodiscard]] bool takes_all(const OrderMix::Reach& reach, const OrderKind& kind) const;
  void require(std::vector<LinearTerm> terms, double least);
  void rows_of_share(const OrderMix::Reach& reach, const UseVariables& use);
  void rows_of_gate(const OrderMix::Reach& reach, const KindVariables& variables,
                    const UseVariables& use);
  [[nodiscard]] std::vector<LinearTerm> less_measure(const OrderMix::Reach& reach,
                                                     const KindVariables& variables,
                                                     double times) const;
  void add_taken_before(const OrderMix::Reach& reach, std::size_t cell,
                        const KindVariables& variables, double times,
                        std::vector<LinearTerm>& terms) const;
  void rows_of_exclusion(const OrderKind& kind, const KindVariables& variables);
  void rows_of_cells(const KindVariables& variables);
  void rows_of_all();
  void rows_of_all_uses(std::size_t at);
  [[nodiscard]] std::vector<LinearTerm> gains_of(std::size_t at) const;

  const PreparedBasket& basket_;
  const std::vector<OrderMix::Cell>& cells_;
  const std::vector<OrderMix::Reach>& reaches_;
  LinearProgram program_{};
  std::vector<KindVariables> kinds_vars_{};
  double bonus_ = 0;
};

}  // namespace shelfd::pricing
