// Gate levels: see gate_levels.h.
#include "pricing/gate_levels.h"

#include <algorithm>
#include <map>

namespace shelfd::pricing {
namespace {

class Levels {
 public:
  Levels(const std::vector<GatedAmount>& amounts, Minor measure)
      : amounts_(amounts), measure_(measure) {
    for (const GatedAmount& amount : amounts) {
      const Minor times = std::min(amount.most_times, measure / amount.need);
      for (Minor time = 1; time <= times && levels_.size() <= kMaxLevels; ++time) {
        levels_.push_back(amount.need * time);
      }
    }
    is_complete_ = levels_.size() <= kMaxLevels;
    std::ranges::sort(levels_, std::greater{});
    levels_.erase(std::unique(levels_.begin(), levels_.end()), levels_.end());
  }

  LevelsBest best(Minor orders) {
    if (!is_complete_) return {};
    const double off = best_from(0, 0, measure_, orders);
    return {.off = off, .is_found = steps_ <= kMaxSteps};
  }

 private:
  static constexpr std::size_t kMaxLevels = 24;
  static constexpr int kMaxSteps = 2'000;

  // Of the order at `rank` (0: the highest level), and all below it.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as there are orders, and few steps.
  double best_from(Minor rank, std::size_t from, Minor left, Minor orders) {
    double best = 0;
    if (rank == orders || ++steps_ > kMaxSteps) return best;
    for (std::size_t level = from; level < levels_.size(); ++level) {
      if (levels_[level] > left) continue;
      const double here = off_at(levels_[level], rank);
      best = std::max(best, here + best_from(rank + 1, level, left - levels_[level], orders));
    }
    return best;
  }

  [[nodiscard]] double off_at(Minor level, Minor rank) const {
    double off = 0;
    std::map<int, double> best_of_clique;
    for (const GatedAmount& amount : amounts_) {
      const Minor used_above = rank * amount.uses;
      const Minor uses = std::min(amount.uses, amount.copies - used_above);
      const Minor times = std::min(level / amount.need, amount.most_times);
      if (uses <= 0 || times == 0) continue;
      const double here = amount.off * static_cast<double>(uses * times);
      if (amount.clique < 0) {
        off += here;
      } else {
        double& best = best_of_clique[amount.clique];
        best = std::max(best, here);
      }
    }
    for (const auto& [clique, best] : best_of_clique) off += best;
    return off;
  }

  const std::vector<GatedAmount>& amounts_;
  Minor measure_;
  std::vector<Minor> levels_{};
  int steps_ = 0;
  bool is_complete_ = true;
};

}  // namespace

LevelsBest best_levels(const std::vector<GatedAmount>& amounts, Minor measure, Minor orders) {
  return Levels(amounts, measure).best(orders);
}

}  // namespace shelfd::pricing
