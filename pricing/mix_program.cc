// Mix program: see mix_program.h.
#include "pricing/mix_program.h"

#include <algorithm>

namespace shelfd::pricing {
namespace {

using Reach = OrderMix::Reach;

constexpr PromotionSet bit(std::size_t place) { return PromotionSet{1} << place; }

// Sets of promotions that exclude each other pairwise: from each, as many as follow.
template <typename Excludes>
std::vector<std::vector<std::size_t>> cliques(const std::vector<std::size_t>& all,
                                              const Excludes& excludes) {
  std::vector<std::vector<std::size_t>> found;
  for (const std::size_t first : all) {
    std::vector<std::size_t> clique{first};
    for (const std::size_t other : all) {
      if (other == first) continue;
      const bool joins =
          std::ranges::all_of(clique, [&](std::size_t member) { return excludes(member, other); });
      if (joins) clique.push_back(other);
    }
    std::ranges::sort(clique);
    if (std::ranges::find(found, clique) == found.end()) found.push_back(std::move(clique));
  }
  return found;
}

}  // namespace

MixProgram::MixProgram(const PreparedBasket& basket, const std::vector<OrderMix::Cell>& cells,
                       const std::vector<Reach>& reaches, const std::vector<OrderKind>& kinds)
    : basket_(basket), cells_(cells), reaches_(reaches) {
  for (const OrderKind& kind : kinds) add_kind(kind);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    add_rows(kinds[kind], kinds_vars_[kind]);
  }
  rows_of_all();
}

int MixProgram::variable(double gain, double most) {
  program_.variables.push_back({.gain = gain, .most = most});
  return static_cast<int>(program_.variables.size()) - 1;
}

void MixProgram::row(std::vector<LinearTerm> terms, double limit) {
  if (!terms.empty()) program_.rows.push_back({.terms = std::move(terms), .limit = limit});
}

void MixProgram::add_kind(const OrderKind& kind) {
  KindVariables variables;
  variables.listed.fill(kNone);
  const bool has_lists = std::ranges::any_of(reaches_, [](const Reach& reach) {
    return reach.need > 0 && reach.promotion->gate_basis == Basis::List;
  });
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    variables.held[cell] = variable(0, cells_[cell].worth);
    if (has_lists) variables.listed[cell] = variable(0, cells_[cell].list);
  }
  for (const Reach& reach : reaches_) variables.uses.push_back(add_uses(reach, kind));
  kinds_vars_.push_back(std::move(variables));
}

MixProgram::UseVariables MixProgram::add_uses(const Reach& reach, const OrderKind& kind) {
  UseVariables use;
  use.reached.fill(kNone);
  use.taken.fill(kNone);
  if ((kind.out & bit(reach.place)) != 0) return use;
  const auto count = static_cast<double>(kind.count);
  const bool is_in = (kind.in & bit(reach.place)) != 0;
  if (reach.is_counted) {
    use.orders = variable(is_in ? kBonus : 0, count);
    if (is_in) bonus_ += kBonus * count;
  }
  if (reach.is_amount) {
    // An every-X amount may be cut to what there is, and counts its times nonetheless.
    const bool is_told = !reach.is_spread && !reach.promotion->every;
    use.times = variable(is_told ? reach.off : 0, reach.times * count);
    if (!reach.is_spread && !is_told) use.given = variable(1, reach.most);
  }
  add_cells(reach, use);
  return use;
}

void MixProgram::add_cells(const Reach& reach, UseVariables& use) {
  const bool is_apart = reach.is_spread && !reach.is_by_unit;
  for (std::size_t at = 0; at < reach.cells.size(); ++at) {
    const std::size_t cell = reach.cells[at];
    const double worth = cells_[cell].worth;
    if (!reach.is_amount) use.reached[cell] = variable(is_apart ? 0 : reach.shares[at], worth);
    if (is_apart) use.taken[cell] = variable(1, worth);
  }
}

void MixProgram::add_rows(const OrderKind& kind, const KindVariables& variables) {
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (variables.listed[cell] == kNone || cells_[cell].list_ratio < 0) continue;
    row({{variables.listed[cell], 1}, {variables.held[cell], -cells_[cell].list_ratio}}, 0);
  }
  for (std::size_t at = 0; at < reaches_.size(); ++at) {
    const Reach& reach = reaches_[at];
    const UseVariables& use = variables.uses[at];
    if ((kind.out & bit(reach.place)) != 0) continue;
    if (reach.is_amount) {
      rows_of_amount(reach, kind, variables, use);
    } else {
      rows_of_share(reach, use);
    }
    if (reach.need > 0) rows_of_gate(reach, variables, use);
  }
  rows_of_exclusion(kind, variables);
  rows_of_cells(variables);
}

void MixProgram::rows_of_amount(const Reach& reach, const OrderKind& kind,
                                const KindVariables& variables, const UseVariables& use) {
  if (use.orders != kNone) {
    row({{use.times, 1}, {use.orders, -reach.times}}, 0);
  } else {
    row({{use.times, 1}}, reach.times * static_cast<double>(kind.count));
  }
  if (reach.promotion->every && reach.need > 0) {
    std::vector<LinearTerm> terms = less_measure(reach, variables, reach.promotion->most_uses);
    terms.push_back({use.times, reach.need});
    row(std::move(terms), 0);
  }
  for (const TimesRange& range : kind.times) {
    if (range.place == reach.place) rows_of_times(range, use.times);
  }
  if (use.given != kNone) row({{use.given, 1}, {use.times, -reach.off}}, 0);
  if (!reach.is_spread) return;
  std::vector<LinearTerm> taken{{use.times, -reach.off}};
  taken.reserve(reach.cells.size() + 1);
  for (const std::size_t cell : reach.cells) taken.push_back({use.taken[cell], 1});
  row(std::move(taken), 0);
  if (takes_all(reach, kind)) {
    std::vector<LinearTerm> left;
    left.reserve(reach.cells.size() + 1);
    for (const std::size_t cell : reach.cells) left.push_back({use.taken[cell], -1});
    require(std::move(left), reach.off * static_cast<double>(kind.count));
  }
}

// Less than its amount is taken off only where nothing is left, and then no later gate over what is
// left of these units is met.
bool MixProgram::takes_all(const Reach& reach, const OrderKind& kind) const {
  if ((kind.in & bit(reach.place)) == 0) return false;
  if (basket_.splits_by_activity && basket_.overflow_is_lost) return false;
  return std::ranges::any_of(reaches_, [&](const Reach& later) {
    return later.place > reach.place && (kind.in & bit(later.place)) != 0 && later.need > 0 &&
           later.promotion->gate_basis == Basis::Running && (later.inside & ~reach.inside) == 0;
  });
}

// That the terms, all below 0, come to -`least`: a variable that no more than they allow is worth
// far more than anything else.
void MixProgram::require(std::vector<LinearTerm> terms, double least) {
  const int met = variable(kBonus, least);
  bonus_ += kBonus * least;
  row({{met, 1}}, least);
  terms.push_back({met, 1});
  row(std::move(terms), 0);
}

void MixProgram::rows_of_times(const TimesRange& range, int times) {
  if (range.most < kNoLimit) row({{times, 1}}, static_cast<double>(range.most));
  if (range.least == 0) return;
  require({{times, -1}}, static_cast<double>(range.least));
}

void MixProgram::rows_of_share(const Reach& reach, const UseVariables& use) {
  double worth = 0;
  std::vector<LinearTerm> reached;
  std::vector<LinearTerm> taken;
  for (std::size_t at = 0; at < reach.cells.size(); ++at) {
    const std::size_t cell = reach.cells[at];
    worth += cells_[cell].worth;
    reached.push_back({use.reached[cell], 1});
    const bool is_apart = use.taken[cell] != kNone;
    if (is_apart) row({{use.taken[cell], 1}, {use.reached[cell], -reach.peak}}, 0);
    if (is_apart) taken.push_back({use.reached[cell], -reach.shares[at]});
    taken.push_back(
        {is_apart ? use.taken[cell] : use.reached[cell], is_apart ? 1 : reach.shares[at]});
  }
  const bool is_apart = reach.is_spread && !reach.is_by_unit;
  if (is_apart) row(taken, 0);
  if (use.orders == kNone) return;
  reached.push_back({use.orders, -worth});
  row(std::move(reached), 0);
  if (is_apart) std::erase_if(taken, [](const LinearTerm& term) { return term.factor < 0; });
  taken.push_back({use.orders, -reach.most_in_order});
  row(std::move(taken), 0);
}

void MixProgram::rows_of_gate(const Reach& reach, const KindVariables& variables,
                              const UseVariables& use) {
  if (use.orders == kNone) return;
  std::vector<LinearTerm> terms = less_measure(reach, variables, 1);
  terms.push_back({use.orders, reach.need});
  row(std::move(terms), 0);
}

// What the gate measures in all orders of the kind, times -`times`.
std::vector<LinearTerm> MixProgram::less_measure(const Reach& reach, const KindVariables& variables,
                                                 double times) const {
  std::vector<LinearTerm> terms;
  const Basis basis = reach.promotion->gate_basis;
  for (const std::size_t cell : reach.cells) {
    const bool by_list = basis == Basis::List && variables.listed[cell] != kNone;
    if (basis == Basis::List && !by_list) return {};
    terms.push_back({by_list ? variables.listed[cell] : variables.held[cell], -times});
    if (basis == Basis::Running) add_taken_before(reach, cell, variables, times, terms);
  }
  return terms;
}

void MixProgram::add_taken_before(const Reach& reach, std::size_t cell,
                                  const KindVariables& variables, double times,
                                  std::vector<LinearTerm>& terms) const {
  for (std::size_t at = 0; at < reaches_.size(); ++at) {
    const Reach& before = reaches_[at];
    if (before.place >= reach.place || !before.is_spread) continue;
    const UseVariables& use = variables.uses[at];
    if (use.taken[cell] != kNone) {
      terms.push_back({use.taken[cell], times});
    } else if (use.reached[cell] != kNone) {
      const auto known = std::ranges::find(before.cells, cell);
      const auto share = static_cast<std::size_t>(known - before.cells.begin());
      terms.push_back({use.reached[cell], times * before.shares[share]});
    }
  }
}

void MixProgram::rows_of_exclusion(const OrderKind& kind, const KindVariables& variables) {
  std::vector<std::size_t> counted;
  for (std::size_t at = 0; at < reaches_.size(); ++at) {
    if (variables.uses[at].orders != kNone) counted.push_back(at);
  }
  const auto excludes = [&](std::size_t one, std::size_t other) {
    return (reaches_[one].exclusive & bit(reaches_[other].place)) != 0;
  };
  for (const std::vector<std::size_t>& clique : cliques(counted, excludes)) {
    std::vector<LinearTerm> terms;
    terms.reserve(clique.size());
    for (const std::size_t at : clique) terms.push_back({variables.uses[at].orders, 1});
    row(std::move(terms), static_cast<double>(kind.count));
  }
}

void MixProgram::rows_of_cells(const KindVariables& variables) {
  const auto excludes = [&](std::size_t one, std::size_t other) {
    const PreparedPromotion& promotion = *reaches_[one].promotion;
    const PromotionSet partners = promotion.order_partners | promotion.unit_partners;
    return (partners & bit(reaches_[other].place)) != 0;
  };
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    std::vector<std::size_t> reaching;
    std::vector<LinearTerm> taken{{variables.held[cell], -1}};
    for (std::size_t at = 0; at < reaches_.size(); ++at) {
      const UseVariables& use = variables.uses[at];
      if (use.reached[cell] != kNone) reaching.push_back(at);
      if (use.taken[cell] != kNone) taken.push_back({use.taken[cell], 1});
    }
    for (const std::vector<std::size_t>& clique : cliques(reaching, excludes)) {
      std::vector<LinearTerm> terms{{variables.held[cell], -1}};
      terms.reserve(clique.size() + 1);
      for (const std::size_t at : clique) terms.push_back({variables.uses[at].reached[cell], 1});
      row(std::move(terms), 0);
    }
    if (taken.size() > 1) row(std::move(taken), 0);
  }
}

// Over all kinds.
void MixProgram::rows_of_all() {
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    std::vector<LinearTerm> held;
    std::vector<LinearTerm> listed;
    for (const KindVariables& variables : kinds_vars_) {
      held.push_back({variables.held[cell], 1});
      if (variables.listed[cell] != kNone) listed.push_back({variables.listed[cell], 1});
    }
    row(std::move(held), cells_[cell].worth);
    row(std::move(listed), cells_[cell].list);
  }
  for (std::size_t at = 0; at < reaches_.size(); ++at) rows_of_all_uses(at);
}

void MixProgram::rows_of_all_uses(std::size_t at) {
  const Reach& reach = reaches_[at];
  std::vector<LinearTerm> orders;
  std::vector<LinearTerm> times;
  for (const KindVariables& variables : kinds_vars_) {
    const UseVariables& use = variables.uses[at];
    if (use.orders != kNone) orders.push_back({use.orders, 1});
    if (use.times != kNone) times.push_back({use.times, 1});
  }
  row(std::move(orders), static_cast<double>(reach.orders));
  const bool has_copies = reach.copies > 0 && !reach.promotion->every;
  if (has_copies) row(std::move(times), static_cast<double>(reach.copies));
  row(gains_of(at), reach.most);
}

std::vector<LinearTerm> MixProgram::gains_of(std::size_t at) const {
  const Reach& reach = reaches_[at];
  std::vector<LinearTerm> gains;
  for (const KindVariables& variables : kinds_vars_) {
    const UseVariables& use = variables.uses[at];
    if (use.given != kNone) {
      gains.push_back({use.given, 1});
    } else if (use.times != kNone && !reach.is_spread) {
      gains.push_back({use.times, reach.off});
    }
    for (std::size_t cell = 0; cell < reach.cells.size(); ++cell) {
      const std::size_t place = reach.cells[cell];
      if (use.taken[place] != kNone) {
        gains.push_back({use.taken[place], 1});
      } else if (use.reached[place] != kNone) {
        gains.push_back({use.reached[place], reach.shares[cell]});
      }
    }
  }
  return gains;
}

}  // namespace shelfd::pricing
