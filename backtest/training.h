// Training: what many items of one merchant teach together, from the whole of their history: the
// pooled head, and where items of each category start. The work of `shelfd train`.
//
//   rows      forecasts of the next 1, 7, 14 and 28 days, as the filters made them day by day
//   held out  the newest quarter, in four parts by the day they were made: before each a head
//             learns from the rows that had ended by then, as one trained that day would have, and
//             foretells the part. Only if these heads lose less than the filters, all parts
//             together, one that learns from all rows is worth publishing
//   priors    the items' reports at the end, by category: sums of integers, so that how items lie
//             in partitions does not matter
//
// Time goes one way in the check: nothing a held-out forecast was scored on is learnt from.
// Pure; deterministic. Not here: the fit (head_training.h), what becomes of it
// (daemon/training_run.h).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "backtest/head_training.h"
#include "backtest/panel.h"
#include "engine/event.h"
#include "forecasting/category_prior.h"

namespace shelfd::backtest {

// One value for each way a training can end.
enum class Verdict { TooFewSeries, TooFewRows, NotBetter, Better };

struct Training {
  Verdict verdict = Verdict::TooFewSeries;
  std::size_t series = 0;                         // items that taught a row
  std::size_t rows = 0;                           // all of them
  std::size_t learnt = 0;                         // rows of the last head weighed
  std::size_t held_out = 0;                       // rows it was weighed on; 0: none was
  HeadLoss loss{};                                // on these
  std::optional<double> in_force_loss{};          // of the head that serves now, on the same
  std::optional<forecasting::PooledHead> head{};  // where Better
  std::map<std::string, forecasting::DemandPool> pools{};  // by category
};

// `panel`: of one merchant. `in_force`: null where no head serves yet. `progress` is told days done
// and in all.
[[nodiscard]] Training train(const Panel& panel, const forecasting::PooledHead* in_force,
                             const std::function<void(int, int)>& progress = {});

// The priors of a record, without version and time: all items first, then the kMaxPriors categories
// with the most items, by name; none where no item reports.
inline constexpr std::size_t kMaxPriors = 256;
[[nodiscard]] std::vector<engine::CategoryPrior> priors_of(
    const std::map<std::string, forecasting::DemandPool>& pools);

}  // namespace shelfd::backtest
