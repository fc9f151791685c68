// Judge memory: what an item's last judgement was made on and gave, so that the next one, most
// often on the same numbers, need not work them out again.
//
//   price    the answer, while all that it rests on but the weights of the market is the same
//   outlook  demand over lead time and review, and its quantiles, while belief and lead times are
//
// What is kept is compared by value (demand, which is large, by a 64-bit digest of its content),
// never by a version or a clock: with a memory, without, or with
// one dropped at any time, a step has the same outcome to the bit. It is no part of an item's
// state, and belongs to one item at a time only because another's never matches.
// Size: about 2 KiB with six rivals (approximate_bytes); its owner limits how many there are.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "engine/judge.h"
#include "engine/lead_laws.h"
#include "engine/open_day.h"
#include "engine/own_net.h"
#include "forecasting/lead_time.h"
#include "pricing/guardrails.h"

namespace shelfd::engine {

struct PriceMemory {
  bool filled = false;
  OwnNetMemory own{};    // what the own price's net was worked out from
  JudgedPrice judged{};  // what it was last asked
  std::optional<pricing::MarketPrice> market{};
  std::optional<pricing::PriceAnswer> answer{};
  pricing::Guard broken = pricing::Guard::None;  // by the price in force
};

struct OutlookMemory {
  bool filled = false;
  // What the outlook rests on.
  std::uint64_t demand_key = 0;      // digest of the demand behind it (demand_view.h)
  std::optional<DayLaw> open_day{};  // of the same demand
  double next_day = 1;               // next_day_factor
  forecasting::LeadTable own_lead{};
  PooledSignatures pooled{};
  std::optional<double> stated_days{};
  double review_days = 0;
  double category_ratio = 1;  // how far the belief leans on its category
  double resold_units = 0;    // that the demand over the span is less than what will sell
  // What it gave; terms, stock and cost are the last judgement's.
  JudgedPlan judged{};
  // Stock from which on running out is surely less likely than the alert's end, and up to which it
  // is surely likelier than its beginning; between them it is worked out.
  std::int64_t safe_from = std::numeric_limits<std::int64_t>::max();
  std::int64_t short_to = -1;
  // The levels of one fractile; below zero: none yet.
  double fractile = -1;
  Quantity level{};
  Quantity reorder_point{};
};

struct JudgeMemory {
  PriceMemory price{};
  OutlookMemory outlook{};
  // How often it was asked, and could answer: for benchmarks and metrics.
  std::int64_t judgements = 0;
  std::int64_t prices_remembered = 0;
  std::int64_t outlooks_remembered = 0;
};

// The market and the price's answer, from memory where it holds; `judged` is taken over.
// `market` is judge_market's answer to it.
[[nodiscard]] const PriceMemory& judge_price(JudgedPrice judged,
                                             const std::optional<pricing::MarketPrice>& market,
                                             JudgeMemory& whole);

// The level and the reorder point at the fractile of the terms in `memory.judged`.
void recall_levels(OutlookMemory& memory);

// With what it keeps on the heap.
[[nodiscard]] std::size_t approximate_bytes(const JudgeMemory& memory);

}  // namespace shelfd::engine
