// Trained: what `shelfd train` taught of a merchant's own items and rules hold, made ready for use:
// the pooled head, and the priors that stand behind a partition's own pools.
//
//   prior of an item = its category's pool in the partition
//                      behind it the category as the rules know it
//                      behind that all the merchant's items, as the rules know them
//                      behind that the built-in
// Each stands where the one before would have the built-in, so it weighs as that does
// (forecasting/category_prior.h) and gives way as the partition's own items report.
// A function of rules and pools alone. Pure. Not here: how they are taught (backtest/training.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/event.h"
#include "forecasting/category_prior.h"
#include "forecasting/pooled_head.h"

namespace shelfd::engine {

struct Trained {
  std::optional<forecasting::PooledHead> head{};
  forecasting::DemandPrior merchant{};  // of a category that is not named
  std::map<std::string, forecasting::DemandPrior> categories{};
  std::uint64_t digest = 0;  // of all above; for caches. 0: nothing is trained
};

// Either may be null. A head whose lists do not fit is none: the rim refuses it by name.
[[nodiscard]] Trained make_trained(const DemandHead* head, const DemandPriors* priors);

// Null where none is trained.
[[nodiscard]] const forecasting::PooledHead* head_of(const Trained& trained);

// `own`: the category's pool in the partition.
[[nodiscard]] forecasting::DemandPrior prior_of(const Trained& trained, const Category& category,
                                                const forecasting::DemandPool& own);

// The other way: the head as a record says it, without version, time and counts.
[[nodiscard]] DemandHead record_of(const forecasting::PooledHead& head);

}  // namespace shelfd::engine
