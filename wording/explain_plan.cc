// The explanation of a restock plan, section by section (wording.h).
#include <algorithm>
#include <cmath>

#include "wording/causes.h"
#include "wording/figures.h"
#include "wording/page.h"
#include "wording/text_lines.h"
#include "wording/what_if.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

// What every section needs. All borrowed for the call.
struct Story {
  Language language = Language::English;
  const ItemContext& context;
  const engine::RestockPlan& plan;
  Page& page;

  [[nodiscard]] std::string money(Money value) const {
    return amount(language, value, plan.currency);
  }
  [[nodiscard]] std::string about(Money value) const {
    return about_amount(language, value, plan.currency);
  }
  [[nodiscard]] std::string time(Instant at) const {
    return moment(at, context.zone, clean(context.time_zone));
  }
  [[nodiscard]] std::string day(Instant at) const { return date(at, context.zone); }
  [[nodiscard]] bool orders() const {
    return plan.action == engine::PlanAction::Order && plan.quantity.units > 0;
  }
  [[nodiscard]] const engine::Reason* reason(engine::ReasonCode code) const {
    const auto found = std::ranges::find(plan.reasons, code, &engine::Reason::code);
    return found == plan.reasons.end() ? nullptr : &*found;
  }
};

Phrase phrase_of_answer(const Story& story) {
  if (!story.plan.position) return Phrase::PlanUnknown;
  if (story.reason(engine::ReasonCode::Waiting) != nullptr) return Phrase::PlanWait;
  switch (story.plan.action) {
    case engine::PlanAction::Order:
      return story.plan.supplier.value.empty() ? Phrase::PlanOrder : Phrase::PlanOrderFrom;
    case engine::PlanAction::Wait:
      return Phrase::PlanWait;
    case engine::PlanAction::Expedite:
      return Phrase::PlanExpedite;
    case engine::PlanAction::Cancel:
      return Phrase::PlanCancel;
    case engine::PlanAction::None:
      break;
  }
  return Phrase::PlanNone;
}

void tell_order_terms(const Story& story) {
  const engine::RestockPlan& plan = story.plan;
  if (plan.unit_cost && plan.order_value) {
    const Money value = nearest_to(*plan.order_value, minor_unit(plan.currency));
    story.page.sentence(Phrase::PlanValue,
                        {{"value", story.money(value)}, {"cost", story.money(*plan.unit_cost)}});
  }
  if (plan.order_by) {
    const bool now = *plan.order_by <= plan.judged_at + std::chrono::days{1};
    story.page.sentence(now ? Phrase::PlanOrderNow : Phrase::PlanOrderBy,
                        {{"date", story.day(*plan.order_by)}});
  }
  if (plan.expected_arrival) {
    story.page.sentence(Phrase::PlanArrival, {{"date", story.day(*plan.expected_arrival)}});
  }
}

void tell_answer(const Story& story) {
  const engine::RestockPlan& plan = story.plan;
  story.page.section(Phrase::HeadAnswer);
  if (plan.status == engine::Status::Withdrawn) story.page.sentence(Phrase::AnswerWithdrawn);
  if (plan.status == engine::Status::Expired) story.page.sentence(Phrase::AnswerExpired);
  story.page.sentence(phrase_of_answer(story), {{"units", units(story.language, plan.quantity)},
                                                {"supplier", clean(plan.supplier.value)}});
  if (story.orders()) tell_order_terms(story);
  if (plan.judged_at != Instant{} && plan.valid_until != Instant{}) {
    story.page.sentence(Phrase::ValidUntil, {{"judged", story.time(plan.judged_at)},
                                             {"until", story.time(plan.valid_until)}});
  }
}

std::string cause_text(const Story& story, const engine::Reason& reason) {
  std::string text = reason_sentence(story.language, reason, story.plan.currency, story.context);
  if (reason.rests_on == engine::RestsOn::Assumption) text += say(story.language, Phrase::Assumed);
  return text;
}

// The sum: each cause in units, and the quantity.
void tell_sum(const Story& story, const Causes& causes) {
  std::vector<Row> rows;
  rows.reserve(causes.largest.size() + 2);
  for (const engine::Reason* reason : causes.largest) {
    rows.push_back({signed_whole(story.language, reason->amount), cause_text(story, *reason)});
  }
  if (causes.rest_count > 0) {
    const auto phrase = causes.rest_count == 1 ? Phrase::RowSmallerOne : Phrase::RowSmallerMany;
    rows.push_back({signed_whole(story.language, causes.rest),
                    say(story.language, phrase, {{"n", std::to_string(causes.rest_count)}})});
  }
  rows.push_back(
      {whole(story.language, story.plan.quantity.units), say(story.language, Phrase::RowUnits)});
  story.page.rows(rows);
}

void tell_why(const Story& story) {
  const Causes causes = causes_of(story.plan.reasons);
  story.page.section(Phrase::HeadWhy);
  if (!causes.largest.empty()) tell_sum(story, causes);
  for (const engine::Reason* reason : causes.without_amount) {
    story.page.sentence(as_sentence(story.language, cause_text(story, *reason)));
  }
  if (story.plan.reasons.empty()) story.page.sentence(Phrase::WhyNone);
  std::vector<std::string> rules;
  rules.reserve(story.plan.checked_rules.size());
  for (const std::string& rule : story.plan.checked_rules) {
    rules.push_back(rule_word(story.language, rule));
  }
  if (!rules.empty() && story.orders()) {
    story.page.sentence(Phrase::RulesChecked, {{"rules", listed(story.language, rules)}});
  }
}

void tell_stock(const Story& story) {
  if (!story.plan.position) return;
  story.page.section(Phrase::HeadStock);
  const replenishment::StockPosition& stock = *story.plan.position;
  std::vector<std::string> parts;
  const auto add = [&](Phrase phrase, Quantity quantity) {
    parts.push_back(say(story.language, phrase, {{"units", units(story.language, quantity)}}));
  };
  add(Phrase::StockOnHand, stock.on_hand);
  if (stock.reserved.units != 0) add(Phrase::StockReserved, stock.reserved);
  if (stock.backorders.units != 0) add(Phrase::StockBackorders, stock.backorders);
  if (stock.open.units != 0) add(Phrase::StockOpen, stock.open);
  if (stock.accepted.units != 0) add(Phrase::StockAccepted, stock.accepted);
  story.page.sentence(as_sentence(story.language, listed(story.language, parts)));
  const double free = static_cast<double>(replenishment::usable(stock).units);
  const auto& judged = story.plan.basis.judged;
  if (judged && judged->rate_units_per_day > 0 && free > 0) {
    const double lasts = free / judged->rate_units_per_day;
    constexpr double kYear = 365;
    if (lasts > kYear) {
      story.page.sentence(Phrase::StockLastsLong);
    } else {
      story.page.sentence(Phrase::StockLasts, {{"days", days(story.language, lasts)}});
    }
  }
}

// The value listed for a probability, absent where it is not listed.
std::optional<double> at_chance(const std::vector<std::pair<double, double>>& points, double p) {
  const auto found = std::ranges::find_if(
      points, [p](const auto& point) { return std::abs(point.first - p) < 1e-9; });
  if (found == points.end() || !std::isfinite(found->second)) return std::nullopt;
  return found->second;
}

// A number that the expected demand tells; absent where it does not.
std::optional<double> demand_param(const Story& story, std::string_view name) {
  const engine::Reason* demand = story.reason(engine::ReasonCode::ExpectedDemand);
  if (demand == nullptr) return std::nullopt;
  for (const engine::Param& param : demand->params) {
    const auto* const number = std::get_if<double>(&param.value);
    if (param.name == name && number != nullptr) return *number;
  }
  return std::nullopt;
}

void tell_demand(const Story& story) {
  story.page.section(Phrase::HeadDemand);
  const engine::RestockPlan& plan = story.plan;
  if (!plan.basis.judged && plan.demand_quantiles.empty()) {
    story.page.sentence(Phrase::DemandUnknown);
    return;
  }
  if (plan.basis.judged) {
    story.page.sentence(Phrase::PlanRate,
                        {{"units", units(story.language, plan.basis.judged->rate_units_per_day)}});
  }
  story.page.sentence(Phrase::PlanDemand,
                      {{"units", units(story.language, plan.demand_mean_units)}});
  const auto low = at_chance(plan.demand_quantiles, 0.1);
  const auto high = at_chance(plan.demand_quantiles, 0.9);
  if (low && high && *low < *high) {
    story.page.sentence(Phrase::PlanDemandRange, {{"low", about_number(story.language, *low)},
                                                  {"high", units(story.language, *high)}});
  }
  if (const auto resold = demand_param(story, "resold_units")) {
    story.page.sentence(Phrase::PlanResold, {{"units", units(story.language, *resold)}});
  }
  const auto usual = at_chance(plan.lead_time_quantiles, 0.5);
  const auto late = at_chance(plan.lead_time_quantiles, 0.9);
  if (usual && late) {
    story.page.sentence(Phrase::LeadTime, {{"usual", days(story.language, *usual)},
                                           {"late", days(story.language, *late)}});
  }
}

void tell_if_nothing(const Story& story) {
  const engine::RestockPlan& plan = story.plan;
  if (!plan.position) return;
  story.page.section(Phrase::HeadIfNothing);
  story.page.sentence(Phrase::PlanRisk,
                      {{"chance", chance(story.language, plan.stockout_chance_if_not)}});
  if (!plan.cost_now || !plan.cost_then || plan.cost_now->micros <= 0) return;
  if (story.orders()) {
    story.page.sentence(Phrase::PlanCosts, {{"now", story.about(*plan.cost_now)},
                                            {"then", story.about(*plan.cost_then)}});
  } else {
    story.page.sentence(Phrase::PlanCostNow, {{"now", story.about(*plan.cost_now)}});
  }
}

void tell_what_it_rests_on(const Story& story) {
  constexpr double kTold = 0.02;  // a smaller share is not worth a line
  const engine::RestockPlan& plan = story.plan;
  const std::optional<double> category = demand_param(story, "category_ratio");
  std::vector<std::string> data;
  std::vector<std::string> assumed;
  if (plan.position) data.push_back(say(story.language, Phrase::BasisStock));
  if (category && *category < 1 - kTold) data.push_back(say(story.language, Phrase::BasisSales));
  if (plan.unit_cost) {
    data.push_back(
        say(story.language, Phrase::BasisCost, {{"cost", story.money(*plan.unit_cost)}}));
  }
  if (category && *category > kTold) {
    assumed.push_back(
        say(story.language, Phrase::AssumedCategory, {{"percent", percent(*category)}}));
  }
  const engine::Reason* safety = story.reason(engine::ReasonCode::SafetyStock);
  if (safety != nullptr && safety->rests_on == engine::RestsOn::Assumption) {
    assumed.push_back(say(story.language, Phrase::AssumedLead));
  }
  story.page.section(Phrase::HeadRestsOn);
  if (!data.empty()) {
    story.page.sentence(Phrase::RestsData, {{"list", clauses(story.language, data)}});
  }
  if (!assumed.empty()) {
    story.page.sentence(Phrase::RestsAssumption, {{"list", clauses(story.language, assumed)}});
  }
}

}  // namespace

std::vector<std::string> explain_plan(Language language, const ItemContext& context,
                                      const engine::RestockPlan& plan) {
  Page page(language, item_title(plan.item, context));
  const Story story{.language = language, .context = context, .plan = plan, .page = page};
  tell_answer(story);
  tell_why(story);
  tell_stock(story);
  tell_demand(story);
  tell_if_nothing(story);
  page.section(Phrase::HeadWhatIf);
  for (const std::string& line : plan_what_ifs(language, plan)) page.sentence(line);
  tell_what_it_rests_on(story);
  tell_next_steps(language, plan.reasons, page);
  return page.lines();
}

}  // namespace shelfd::wording
