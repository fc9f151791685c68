#include "backtest/training.h"

#include <algorithm>

#include "backtest/head_lessons.h"
#include "backtest/walked_items.h"

namespace shelfd::backtest {
namespace {

using engine::CategoryPrior;
using forecasting::DemandPool;
using forecasting::PooledHead;

constexpr double kHeldOutShare = 0.25;
constexpr int kHeldOutParts = 4;

std::vector<Span> anchor_spans() {
  std::vector<Span> spans;
  spans.reserve(forecasting::kAnchors.size());
  for (const int periods : forecasting::kAnchors) spans.push_back({.after = 0, .periods = periods});
  return spans;
}

// Rows made from one day on and before another; those learnt from had ended by the first.
struct Part {
  std::vector<MaturedForecast> learnt{};
  std::vector<MaturedForecast> held_out{};
};

Part part_of(const std::vector<MaturedForecast>& rows, int from, int until) {
  Part part;
  for (const MaturedForecast& row : rows) {
    if (row.at >= from && row.at < until) part.held_out.push_back(row);
    if (row.at < from && row.ends <= from) part.learnt.push_back(row);
  }
  return part;
}

// The days that part the newest quarter of the rows; the last is after all.
std::vector<int> borders_of(const std::vector<MaturedForecast>& rows) {
  std::vector<int> made;
  made.reserve(rows.size());
  for (const MaturedForecast& row : rows) made.push_back(row.at);
  std::ranges::sort(made);
  std::vector<int> borders;
  for (int part = 0; part < kHeldOutParts; ++part) {
    const double share = 1 - kHeldOutShare * (1 - static_cast<double>(part) / kHeldOutParts);
    borders.push_back(made[static_cast<std::size_t>(share * static_cast<double>(made.size()))]);
  }
  borders.push_back(made.back() + 1);
  return borders;
}

HeadLoss sum_of(const HeadLoss& a, const HeadLoss& b) {
  return {.filter = a.filter + b.filter,
          .head = a.head + b.head,
          .units = a.units + b.units,
          .filter_covers = a.filter_covers + b.filter_covers,
          .head_covers = a.head_covers + b.head_covers};
}

void weigh(const std::vector<MaturedForecast>& rows, const PooledHead* in_force,
           Training& training) {
  const std::vector<int> borders = borders_of(rows);
  std::optional<PooledHead> head;
  double in_force_loss = 0;
  for (std::size_t at = 0; at + 1 < borders.size(); ++at) {
    const Part part = part_of(rows, borders[at], borders[at + 1]);
    head = fit_head(part.learnt, head ? &*head : nullptr);
    if (!head) return;
    training.learnt = part.learnt.size();
    training.held_out += part.held_out.size();
    training.loss = sum_of(training.loss, loss_of(*head, part.held_out));
    if (in_force != nullptr) in_force_loss += loss_of(*in_force, part.held_out).head;
  }
  if (in_force != nullptr) training.in_force_loss = in_force_loss;
  training.verdict =
      training.loss.head < training.loss.filter ? Verdict::Better : Verdict::NotBetter;
  if (head && training.verdict == Verdict::Better) training.head = fit_head(rows, &*head);
}

}  // namespace

Training train(const Panel& panel, const PooledHead* in_force,
               const std::function<void(int, int)>& progress) {
  WalkedItems items(panel, forecasting::kPathPeriods);
  HeadLessons lessons(anchor_spans());
  // Days before any item's are none of the walk.
  int first = items.periods();
  for (const Series& series : panel.series) first = std::min(first, series.first);
  const bool teaches = panel.series.size() >= kMinHeadSeries;
  for (int day = first; day < items.periods(); ++day) {
    if (teaches) lessons.mature(items, day);
    items.close(day);
    if (teaches) lessons.ask(items, day);
    if (progress) progress(day - first + 1, items.periods() - first);
  }
  Training training{.series = teaches ? lessons.series() : panel.series.size(),
                    .rows = lessons.rows().size()};
  if (!panel.series.empty()) training.pools = items.pools(panel.series.front().merchant);
  if (training.series < kMinHeadSeries) return training;
  training.verdict = Verdict::TooFewRows;
  if (training.rows >= kMinHeadRows) weigh(lessons.rows(), in_force, training);
  return training;
}

std::vector<CategoryPrior> priors_of(const std::map<std::string, DemandPool>& pools) {
  DemandPool all;
  std::vector<std::pair<std::string, DemandPool>> known;
  for (const auto& [category, pool] : pools) {
    all = add(all, pool);
    if (pool.rate.items > 0) known.emplace_back(category, pool);
  }
  if (all.rate.items <= 0) return {};
  const CategoryPrior merchant{.items = all.rate.items, .prior = forecasting::prior_of(all)};
  std::ranges::stable_sort(known, std::greater{},
                           [](const auto& entry) { return entry.second.rate.items; });
  if (known.size() > kMaxPriors) known.resize(kMaxPriors);
  std::ranges::sort(known, {}, [](const auto& entry) { return entry.first; });
  std::vector<CategoryPrior> priors{merchant};
  for (const auto& [category, pool] : known) {
    priors.push_back({.category = Category(category),
                      .items = pool.rate.items,
                      .prior = forecasting::prior_of(pool, merchant.prior)});
  }
  return priors;
}

}  // namespace shelfd::backtest
