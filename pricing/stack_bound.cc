// Stack bound: see stack_bound.h.
#include "pricing/stack_bound.h"

#include <algorithm>
#include <queue>

#include "pricing/order_mix.h"

namespace shelfd::pricing {
namespace {

struct Mix {
  std::vector<OrderKind> kinds{};
  MixAnswer answer{};
  std::int64_t number = 0;
};

// The least first, of those alike the one met first.
struct Later {
  bool operator()(const Mix& one, const Mix& other) const {
    if (one.answer.least != other.answer.least) return one.answer.least > other.answer.least;
    return one.number > other.number;
  }
};

class StackSearch {
 public:
  StackSearch(const PreparedBasket& basket, UnitSet units, std::size_t cells, Minor enough,
              Work& work)
      : mix_(basket, units, cells), enough_(enough), work_(work) {
    if (!mix_.is_small()) return;
    const Minor orders = std::min<Minor>(basket.max_orders, std::popcount(units));
    open({{.count = orders}}, 0);
  }

  Minor bound(std::int64_t nodes) {
    const std::int64_t end = std::min(work_.done + nodes, work_.limit);
    while (!open_.empty()) {
      const Mix mix = open_.top();
      const bool ends = mix.answer.least >= enough_ || !mix.answer.question || work_.done >= end ||
                        open_.size() >= kMaxOpen;
      if (ends) return std::min(mix.answer.least, enough_);
      open_.pop();
      part(mix, *mix.answer.question);
    }
    return is_known_ ? enough_ : 0;
  }

 private:
  static constexpr std::size_t kMaxOpen = 20'000;
  static constexpr std::int64_t kEntriesOfNode = 420;  // of the table; measured

  void open(std::vector<OrderKind> kinds, Minor least) {
    Mix mix{.kinds = std::move(kinds), .answer = {}, .number = ++count_};
    mix.answer = mix_.least_cost_of(mix.kinds);
    mix.answer.least = std::max(mix.answer.least, least);
    work_.done += 1 + mix.answer.work / kEntriesOfNode;
    is_known_ = true;
    if (mix.answer.least < enough_) open_.push(std::move(mix));
  }

  void part(const Mix& mix, const OpenQuestion& question) {
    if (question.is_times) return part_times(mix, question);
    const PromotionSet asked = PromotionSet{1} << question.place;
    for (Minor count = 0; count <= question.most; ++count) {
      std::vector<OrderKind> kinds = mix.kinds;
      OrderKind& without = kinds[question.kind];
      OrderKind with = without;
      with.count = count;
      with.in |= asked;
      with.out |= mix_.exclusive_with(question.place);
      without.count -= count;
      without.out |= asked;
      if (count > 0) kinds.push_back(with);
      std::erase_if(kinds, [](const OrderKind& kind) { return kind.count == 0; });
      open(std::move(kinds), mix.answer.least);
    }
  }

  void part_times(const Mix& mix, const OpenQuestion& question) {
    for (const bool is_more : {false, true}) {
      std::vector<OrderKind> kinds = mix.kinds;
      TimesRange& range = range_of(kinds[question.kind], question.place);
      if (is_more) {
        range.least = question.most + 1;
      } else {
        range.most = question.most;
      }
      open(std::move(kinds), mix.answer.least);
    }
  }

  static TimesRange& range_of(OrderKind& kind, std::size_t place) {
    const auto known = std::ranges::find(kind.times, place, &TimesRange::place);
    if (known != kind.times.end()) return *known;
    kind.times.push_back({.place = place});
    return kind.times.back();
  }

  OrderMix mix_;
  Minor enough_;
  Work& work_;
  std::priority_queue<Mix, std::vector<Mix>, Later> open_{};
  std::int64_t count_ = 0;
  bool is_known_ = false;
};

}  // namespace

Minor stack_bound(const PreparedBasket& basket, UnitSet units, Minor enough, Work& work,
                  const StackEffort& effort) {
  return StackSearch(basket, units, effort.cells, enough, work).bound(effort.nodes);
}

}  // namespace shelfd::pricing
