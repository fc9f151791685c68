// What would change a plan: the stock on the shelf, the orders on their way, how sure one wants to
// be.
#include "engine/judge.h"
#include "wording/catalogue.h"
#include "wording/figures.h"
#include "wording/what_if.h"

namespace shelfd::wording {
namespace {

constexpr double kSurer = 0.99;

// Units ordered: none while waiting is safe.
std::int64_t quantity_of(const engine::JudgedPlan& judged) {
  const engine::PlanJudgement judgement = engine::judge_plan(judged);
  return judgement.waits ? 0 : judgement.plan.quantity.units;
}

std::int64_t quantity_with(const engine::JudgedPlan& judged, std::int64_t on_hand) {
  engine::JudgedPlan changed = judged;
  changed.stock.on_hand.units = on_hand;
  return quantity_of(changed);
}

// The largest count on the shelf, from `low` up, at which something is ordered. It is at `low` and
// is not at `high`.
std::int64_t last_ordering_stock(const engine::JudgedPlan& judged, std::int64_t low,
                                 std::int64_t high) {
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (quantity_with(judged, middle) > 0 ? low : high) = middle;
  }
  return low;
}

void try_stock(Language language, const engine::JudgedPlan& judged, const Quantity& answer,
               std::vector<std::string>& sentences) {
  const std::int64_t on_hand = judged.stock.on_hand.units;
  if (answer.units > 0) {
    const std::int64_t enough = on_hand + engine::judge_plan(judged).plan.level.units -
                                replenishment::position(judged.stock).units;
    if (enough <= on_hand || quantity_with(judged, enough) > 0) return;
    const std::int64_t last = last_ordering_stock(judged, on_hand, enough);
    sentences.push_back(
        say(language, Phrase::IfStockIs, {{"units", units(language, Quantity{last + 1})}}));
    return;
  }
  if (on_hand <= 0 || quantity_with(judged, 0) == 0) return;
  const std::int64_t last = last_ordering_stock(judged, 0, on_hand);
  sentences.push_back(say(language, Phrase::ReorderPoint,
                          {{"units", units(language, Quantity{last})},
                           {"quantity", units(language, Quantity{quantity_with(judged, last)})}}));
}

void try_orders_lost(Language language, const engine::JudgedPlan& judged, const Quantity& answer,
                     std::vector<std::string>& sentences) {
  if (judged.stock.open.units <= 0) return;
  engine::JudgedPlan changed = judged;
  changed.stock.open = {};
  const std::int64_t quantity = quantity_of(changed);
  if (quantity == answer.units) return;
  sentences.push_back(say(language, Phrase::IfOrdersLost,
                          {{"open", units(language, judged.stock.open)},
                           {"units", units(language, Quantity{quantity})}}));
}

void try_surer(Language language, const engine::JudgedPlan& judged, const Quantity& answer,
               std::vector<std::string>& sentences) {
  engine::JudgedPlan changed = judged;
  changed.terms.service_level = kSurer;
  const std::int64_t quantity = quantity_of(changed);
  if (quantity <= answer.units) return;
  sentences.push_back(
      say(language, Phrase::IfSurer, {{"units", units(language, Quantity{quantity})}}));
}

}  // namespace

std::vector<std::string> plan_what_ifs(Language language, const engine::RestockPlan& plan) {
  std::vector<std::string> sentences;
  if (!plan.basis.judged || !plan.position) return sentences;
  const engine::JudgedPlan& judged = *plan.basis.judged;
  if (quantity_of(judged) != plan.quantity.units) return sentences;
  try_stock(language, judged, plan.quantity, sentences);
  try_orders_lost(language, judged, plan.quantity, sentences);
  try_surer(language, judged, plan.quantity, sentences);
  return sentences;
}

}  // namespace shelfd::wording
