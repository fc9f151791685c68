// The explanation of a price, section by section (wording.h).
#include <algorithm>
#include <cmath>

#include "wording/causes.h"
#include "wording/figures.h"
#include "wording/price_story.h"
#include "wording/text_lines.h"
#include "wording/what_if.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

void tell_worth(const Story& story) {
  const auto& expected = story.suggestion.expected;
  if (!expected) {
    story.page.sentence(Phrase::WorthUnknown);
    return;
  }
  const std::string span = days(story.language, expected->horizon_days);
  if (expected->profit_gain.micros > 0) {
    story.page.sentence(Phrase::WorthGain,
                        {{"gain", story.about(expected->profit_gain)},
                         {"days", span},
                         {"chance", chance(story.language, expected->chance_of_gain)}});
  } else if (expected->profit_gain.micros < 0) {
    story.page.sentence(Phrase::WorthLoss,
                        {{"gain", story.about(-expected->profit_gain)}, {"days", span}});
  } else {
    story.page.sentence(Phrase::WorthSame, {{"days", span}});
  }
}

void tell_price(const Story& story) {
  const auto& now = story.suggestion.current_price;
  if (!now) {
    story.page.sentence(Phrase::AnswerMarketOnly);
    return;
  }
  if (!story.changes()) {
    story.page.sentence(Phrase::AnswerKeep, {{"from", story.money(*now)}});
    return;
  }
  const Money then = *story.suggestion.suggested_price;
  const Currency& currency = story.suggestion.currency;
  story.page.sentence(
      then < *now ? Phrase::AnswerLower : Phrase::AnswerRaise,
      {{"from", story.money(*now)},
       {"to", story.money(then)},
       {"change", signed_amount(story.language, then - *now, currency)},
       {"percent", signed_percent(change_ratio(main_units(*now), main_units(then)))}});
  tell_worth(story);
}

void tell_answer(const Story& story) {
  const engine::PriceSuggestion& suggestion = story.suggestion;
  story.page.section(Phrase::HeadAnswer);
  if (suggestion.status == engine::Status::Withdrawn) {
    story.page.sentence(Phrase::AnswerWithdrawn);
  }
  if (suggestion.status == engine::Status::Expired) story.page.sentence(Phrase::AnswerExpired);
  tell_price(story);
  if (suggestion.reduction) {
    story.page.sentence(Phrase::PriorPrice,
                        {{"price", story.money(suggestion.reduction->prior_price)},
                         {"days", days(story.language, suggestion.reduction->window_days)}});
  }
  if (suggestion.judged_at != Instant{} && suggestion.valid_until != Instant{}) {
    story.page.sentence(Phrase::ValidUntil, {{"judged", story.time(suggestion.judged_at)},
                                             {"until", story.time(suggestion.valid_until)}});
  }
}

std::string cause_text(const Story& story, const engine::Reason& reason) {
  std::string text =
      reason_sentence(story.language, reason, story.suggestion.currency, story.context);
  if (reason.rests_on == engine::RestsOn::Assumption) text += say(story.language, Phrase::Assumed);
  return text;
}

// The sum: the price now, each cause, the price suggested.
void tell_sum(const Story& story, const Causes& causes) {
  const engine::PriceSuggestion& suggestion = story.suggestion;
  const auto figure = [&](std::int64_t micros) {
    return signed_amount(story.language, Money{micros}, suggestion.currency);
  };
  const auto bare = [&](Money value) {
    return bare_amount(story.language, value, suggestion.currency);
  };
  std::vector<Row> rows = {
      {bare(*suggestion.current_price), say(story.language, Phrase::RowPriceNow)}};
  for (const engine::Reason* reason : causes.largest) {
    rows.push_back({figure(reason->amount), cause_text(story, *reason)});
  }
  if (causes.rest_count > 0) {
    const auto phrase = causes.rest_count == 1 ? Phrase::RowSmallerOne : Phrase::RowSmallerMany;
    rows.push_back({figure(causes.rest),
                    say(story.language, phrase, {{"n", std::to_string(causes.rest_count)}})});
  }
  rows.push_back(
      {bare(*suggestion.suggested_price),
       say(story.language, Phrase::RowPriceThen, {{"currency", suggestion.currency.text()}})});
  story.page.rows(rows);
}

void tell_rules(const Story& story) {
  const engine::PriceSuggestion& suggestion = story.suggestion;
  std::vector<std::string> names;
  for (const std::string& rule : suggestion.checked_rules) {
    names.push_back(rule_word(story.language, rule));
  }
  if (!names.empty()) {
    story.page.sentence(Phrase::RulesChecked, {{"rules", listed(story.language, names)}});
  }
  if (!suggestion.binding_rule.empty()) {
    story.page.sentence(Phrase::RuleBound,
                        {{"rule", rule_word(story.language, suggestion.binding_rule)}});
  }
}

void tell_why(const Story& story) {
  const Causes causes = causes_of(story.suggestion.reasons);
  story.page.section(Phrase::HeadWhy);
  if (!causes.largest.empty() && story.suggestion.current_price &&
      story.suggestion.suggested_price) {
    tell_sum(story, causes);
  }
  bool told = !causes.largest.empty();
  for (const engine::Reason* reason : causes.without_amount) {
    if (reason->code == engine::ReasonCode::NoMarket) continue;  // the market's section says it
    story.page.sentence(as_sentence(story.language, cause_text(story, *reason)));
    told = true;
  }
  if (!told) story.page.sentence(Phrase::WhyNone);
  tell_rules(story);
}

void tell_sensitivity(const Story& story) {
  const pricing::PriceInputs* inputs = story.inputs();
  if (inputs == nullptr || !(inputs->elasticity > 0)) return;
  const auto low = static_cast<double>(inputs->elasticity_low);
  const auto high = static_cast<double>(inputs->elasticity_high);
  const std::string middle = sold_less(inputs->elasticity);
  if (!(high - low > 0.1)) {
    story.page.sentence(Phrase::Sensitivity, {{"percent", middle}});
    return;
  }
  story.page.sentence(Phrase::SensitivityRange,
                      {{"percent", middle}, {"low", sold_less(low)}, {"high", sold_less(high)}});
}

// Without a cost there is no gain to tell, but what sells at the present price may be known.
void tell_rate(const Story& story) {
  const pricing::PriceInputs* inputs = story.inputs();
  if (inputs == nullptr || !(inputs->anchor_rate > 0)) {
    story.page.sentence(Phrase::DemandUnknown);
    return;
  }
  story.page.sentence(Phrase::PlanRate, {{"units", units(story.language, inputs->anchor_rate)}});
}

void tell_demand(const Story& story) {
  const auto& expected = story.suggestion.expected;
  story.page.section(Phrase::HeadDemand);
  if (!expected || !story.suggestion.current_price) {
    tell_rate(story);
    return;
  }
  const std::string span = days(story.language, expected->horizon_days);
  story.page.sentence(Phrase::DemandNow, {{"units", units(story.language, expected->units_now)},
                                          {"days", span},
                                          {"price", story.money(*story.suggestion.current_price)}});
  if (story.changes()) {
    const double ratio = change_ratio(expected->units_now, expected->units_then);
    story.page.sentence(Phrase::DemandThen,
                        {{"units", units(story.language, expected->units_then)},
                         {"percent", signed_percent(ratio)},
                         {"price", story.money(*story.suggestion.suggested_price)}});
  }
  tell_sensitivity(story);
}

void tell_broken_limit(const Story& story) {
  const pricing::PriceInputs* inputs = story.inputs();
  if (inputs == nullptr || inputs->current.micros <= 0) return;
  const pricing::Guard broken =
      pricing::broken_guard(inputs->current, inputs->current, inputs->guardrails,
                            inputs->economics ? &*inputs->economics : nullptr);
  if (broken == pricing::Guard::None) return;
  story.page.sentence(Phrase::NothingBreaks, {{"rule", word(story.language, broken)}});
}

void tell_if_nothing(const Story& story) {
  const auto& now = story.suggestion.current_price;
  const auto& expected = story.suggestion.expected;
  if (!now) return;
  story.page.section(Phrase::HeadIfNothing);
  if (!story.changes()) {
    story.page.sentence(Phrase::NothingKeep, {{"from", story.money(*now)}});
  } else if (expected && expected->profit_gain.micros > 0) {
    story.page.sentence(Phrase::NothingForgone,
                        {{"from", story.money(*now)},
                         {"gain", story.about(expected->profit_gain)},
                         {"days", days(story.language, expected->horizon_days)}});
  } else {
    story.page.sentence(Phrase::NothingStays, {{"from", story.money(*now)}});
  }
  tell_broken_limit(story);
}

std::vector<std::string> data_behind(const Story& story) {
  std::vector<std::string> parts;
  const pricing::PriceInputs* inputs = story.inputs();
  if (story.suggestion.current_price) {
    parts.push_back(say(story.language, Phrase::BasisPrice,
                        {{"price", story.money(*story.suggestion.current_price)}}));
  }
  if (inputs != nullptr && inputs->economics) {
    parts.push_back(say(story.language, Phrase::BasisCost,
                        {{"cost", story.money(inputs->economics->unit_cost)}}));
  }
  if (story.suggestion.market.reference) {
    parts.push_back(say(story.language, Phrase::BasisOffers));
  }
  const bool learnt = inputs != nullptr && inputs->economics && !inputs->assumption;
  if (learnt) {
    parts.push_back(say(story.language, Phrase::BasisReaction,
                        {{"changes", price_changes(story.language, inputs->usable_changes)}}));
  }
  return parts;
}

bool without_charges(const pricing::UnitEconomics& economics) {
  return economics.tax_rate == 0 && economics.fee_rate == 0 && economics.variable_cost_rate == 0 &&
         economics.fee_fixed.micros == 0 && economics.return_cost.micros == 0;
}

// Says how many changes of the own price can be used; at none, that it is the category's.
std::string assumed_reaction(Language language, const pricing::PriceInputs& inputs) {
  if (inputs.usable_changes <= 0) return say(language, Phrase::AssumedCategoryReaction);
  return say(language, Phrase::AssumedReaction,
             {{"changes", price_changes(language, inputs.usable_changes)}});
}

std::vector<std::string> assumptions_behind(const Story& story) {
  std::vector<std::string> parts;
  const pricing::PriceInputs* inputs = story.inputs();
  if (inputs == nullptr || !inputs->economics) return parts;
  if (inputs->assumption) parts.push_back(assumed_reaction(story.language, *inputs));
  if (inputs->rival_pull > 0) parts.push_back(say(story.language, Phrase::AssumedPull));
  if (without_charges(*inputs->economics)) {
    parts.push_back(say(story.language, Phrase::AssumedNoCharges));
  }
  return parts;
}

void tell_what_it_rests_on(const Story& story) {
  story.page.section(Phrase::HeadRestsOn);
  const auto data = data_behind(story);
  if (!data.empty()) {
    story.page.sentence(Phrase::RestsData, {{"list", clauses(story.language, data)}});
  }
  const auto assumed = assumptions_behind(story);
  if (!assumed.empty()) {
    story.page.sentence(Phrase::RestsAssumption, {{"list", clauses(story.language, assumed)}});
  }
}

}  // namespace

std::vector<std::string> explain_price(Language language, const ItemContext& context,
                                       const engine::PriceSuggestion& suggestion) {
  Page page(language, item_title(suggestion.item, context));
  const Story story{
      .language = language, .context = context, .suggestion = suggestion, .page = page};
  tell_answer(story);
  tell_why(story);
  tell_market(story);
  tell_demand(story);
  tell_if_nothing(story);
  page.section(Phrase::HeadWhatIf);
  for (const std::string& line : price_what_ifs(language, suggestion)) page.sentence(line);
  tell_what_it_rests_on(story);
  tell_next_steps(language, suggestion.reasons, page);
  return page.lines();
}

}  // namespace shelfd::wording
