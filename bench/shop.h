// Shop: a simulated shop whose items have lived for some weeks, as the step and codec benchmarks
// measure it: events of the days that follow, and the state of each item when they begin.
// Built once and shared: the same seed, the same shop.
// Pure, but for the one shop that is kept.
#pragma once

#include <map>
#include <vector>

#include "engine/item_state.h"
#include "engine/judge_memory.h"
#include "engine/policy.h"
#include "engine/step.h"

namespace shelfd::bench {

// An event as the loop hands it to `step`.
struct Arrival {
  ItemId item{};
  engine::Record record{};
};

struct LivedItem {
  engine::ItemState state{};
  Instant now{};  // of its last epoch
  engine::JudgeMemory memory{};
};

struct Shop {
  engine::Policy policy{};
  engine::Names names{};
  engine::Pools pools{};
  std::map<ItemId, LivedItem> items{};
  std::vector<Arrival> arrivals{};  // of the days after, in order
};

// 100 items, 60 days lived, 3 days of events to come.
[[nodiscard]] const Shop& lived_shop();

// One epoch of one item: the event of `arrival`, judged when it arrives.
engine::StepOutcome take_in(const Shop& shop, LivedItem& item, const Arrival& arrival,
                            bool judging);

}  // namespace shelfd::bench
