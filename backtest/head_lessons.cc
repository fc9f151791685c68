#include "backtest/head_lessons.h"

#include <algorithm>
#include <cmath>

namespace shelfd::backtest {
namespace {

// The units that came; not a number where a period was not recorded.
double came(const Series& series, int made, const Span& span) {
  double units = 0;
  for (int ahead = 1; ahead <= span.periods; ++ahead) {
    units += period_at(series, made + span.after + ahead)->units;
  }
  return units;
}

}  // namespace

void HeadLessons::mature(const WalkedItems& items, int period) {
  const auto ended = waiting_.find(period);
  if (ended == waiting_.end()) return;
  taught_.resize(items.size());
  for (Waiting& waiting : ended->second) {
    waiting.row.units = came(items.panel().series[waiting.item], waiting.row.at, waiting.span);
    if (!std::isfinite(waiting.row.units)) continue;
    const std::uint64_t identity = (static_cast<std::uint64_t>(waiting.item) << 32U) ^
                                   (static_cast<std::uint64_t>(waiting.row.at) << 8U) ^
                                   static_cast<std::uint64_t>(waiting.span.after);
    rows_.add(waiting.row, identity);
    fresh_.add(waiting.row, identity);
    taught_[waiting.item] = true;
  }
  waiting_.erase(ended);
}

void HeadLessons::ask_item(WalkedItems& items, std::size_t item, int period) {
  for (std::size_t which = 0; which < spans_.size(); ++which) {
    const Span& span = spans_[which];
    const std::size_t share =
        std::max(spans_.size(), static_cast<std::size_t>(span.periods)) / std::size_t{2};
    const int last = period + span.after + span.periods;
    // Twice `which`, so that of the spans that end with one period each asks other items: with one
    // and the same part of them, that part's luck would pass for the merchant's month.
    const std::size_t turn = item + static_cast<std::size_t>(period) + 2 * which;
    const bool its_turn = turn % std::max<std::size_t>(1, share) == 0;
    if (!its_turn || !items.has(item, last)) continue;
    const forecasting::HeadSpan seen = items.filter_span(item, period, span);
    if (!(seen.exposure > 0)) continue;
    waiting_[last].push_back(
        {.item = item,
         .span = span,
         .row = {.features = features_of(items.belief(item), items.prior(item), seen),
                 .filter = {.mean = seen.units, .scatter = seen.scatter},
                 .at = period,
                 .begins = period + span.after + 1,
                 .ends = last}});
  }
}

void HeadLessons::ask(WalkedItems& items, int period) {
  for (std::size_t item = 0; item < items.size(); ++item) {
    if (items.has(item, period) && serves(items.belief(item))) ask_item(items, item, period);
  }
}

std::size_t HeadLessons::series() const {
  return static_cast<std::size_t>(std::ranges::count(taught_, true));
}

}  // namespace shelfd::backtest
