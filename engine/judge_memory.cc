#include "engine/judge_memory.h"

#include <algorithm>
#include <utility>

namespace shelfd::engine {
namespace {

// The weight moves only the market.
bool same_question(const JudgedOffer& a, const JudgedOffer& b) {
  return a.price == b.price && a.pull == b.pull && a.left_out == b.left_out &&
         a.anchor_price == b.anchor_price;
}

bool same_question(const JudgedPrice& judged, const std::optional<pricing::MarketPrice>& market,
                   const PriceMemory& memory) {
  if (judged.inputs != memory.judged.inputs) return false;
  if (judged.inputs.strategy == pricing::Strategy::MatchMarket && market != memory.market) {
    return false;
  }
  return std::ranges::equal(
      judged.offers, memory.judged.offers,
      [](const JudgedOffer& a, const JudgedOffer& b) { return same_question(a, b); });
}

template <typename T>
std::size_t heap_bytes(const std::vector<T>& list) {
  return list.capacity() * sizeof(T);
}

}  // namespace

const PriceMemory& judge_price(JudgedPrice judged,
                               const std::optional<pricing::MarketPrice>& market,
                               JudgeMemory& whole) {
  PriceMemory& memory = whole.price;
  if (memory.filled && same_question(judged, market, memory)) {
    ++whole.prices_remembered;
    memory.judged = std::move(judged);
    memory.market = market;
    return memory;
  }
  const pricing::PriceInputs& inputs = judged.inputs;
  memory.answer = judge_price(judged).answer;
  memory.broken = pricing::broken_guard(inputs.current, inputs.current, inputs.guardrails,
                                        inputs.economics ? &*inputs.economics : nullptr);
  memory.market = market;
  memory.judged = std::move(judged);
  memory.filled = true;
  return memory;
}

void recall_levels(OutlookMemory& memory) {
  const double fractile = replenishment::fractile_of(memory.judged.terms);
  if (memory.fractile == fractile) return;
  memory.level = {quantile(memory.judged.demand, fractile)};
  memory.reorder_point = {quantile(memory.judged.demand_waiting, fractile)};
  memory.fractile = fractile;
}

std::size_t approximate_bytes(const JudgeMemory& memory) {
  const pricing::PriceInputs& inputs = memory.price.judged.inputs;
  const std::size_t steps = memory.price.answer ? heap_bytes(memory.price.answer->steps) : 0;
  return sizeof(JudgeMemory) + heap_bytes(memory.price.judged.offers) + steps +
         heap_bytes(inputs.guardrails.endings) + heap_bytes(inputs.guardrails.own_net.knots) +
         heap_bytes(memory.price.own.net.curve.knots) + heap_bytes(memory.outlook.own_lead.rows) +
         heap_bytes(memory.outlook.judged.demand) +
         heap_bytes(memory.outlook.judged.demand_waiting);
}

}  // namespace shelfd::engine
