// What would change a price: limits lifted, the cheapest rival moved, the cost moved.
#include <algorithm>

#include "engine/judge.h"
#include "wording/catalogue.h"
#include "wording/figures.h"
#include "wording/text_lines.h"
#include "wording/what_if.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

constexpr double kCostMove = 0.05;
constexpr double kRivalCuts[] = {0.05, 0.1, 0.2};

std::optional<Money> price_of(const engine::JudgedPrice& judged) {
  const engine::PriceJudgement judgement = engine::judge_price(judged);
  if (!judgement.answer) return std::nullopt;
  return judgement.answer->price;
}

class PriceTrials {
 public:
  PriceTrials(Language language, const engine::PriceSuggestion& suggestion)
      : language_(language), suggestion_(suggestion), judged_(*suggestion.basis.judged) {}

  // The judgement gives what was published.
  [[nodiscard]] bool repeats() const {
    return suggestion_.suggested_price && price_of(judged_) == suggestion_.suggested_price;
  }

  [[nodiscard]] std::vector<std::string> take_sentences() {
    try_without_careful();
    try_without_limit();
    try_any_gain();
    try_rival_back();
    try_rival_cut();
    try_cost();
    tell_room_to_floor();
    return std::move(sentences_);
  }

 private:
  [[nodiscard]] std::string money(Money value) const {
    return amount(language_, value, suggestion_.currency);
  }
  // The answer to a changed question, where it differs.
  [[nodiscard]] std::optional<Money> other_answer(const engine::JudgedPrice& changed) const {
    const std::optional<Money> price = price_of(changed);
    return price == suggestion_.suggested_price ? std::nullopt : price;
  }
  void add(Phrase phrase, const Values& values) {
    sentences_.push_back(say(language_, phrase, values));
  }

  void try_without_careful() {
    const auto& guardrails = judged_.inputs.guardrails;
    if (!judged_.inputs.assumption || !guardrails.person_price) return;
    engine::JudgedPrice changed = judged_;
    changed.inputs.guardrails.person_price.reset();
    const std::optional<Money> price = other_answer(changed);
    if (!price) return;
    add(Phrase::IfCareful, {{"limit", percent(guardrails.careful_ratio)},
                            {"person_price", money(*guardrails.person_price)},
                            {"price", money(*price)}});
  }

  void try_without_limit() {
    engine::JudgedPrice changed = judged_;
    pricing::Guardrails& guardrails = changed.inputs.guardrails;
    const std::string& rule = suggestion_.binding_rule;
    if (rule == "floor") guardrails.floor.reset();
    if (rule == "ceiling") guardrails.ceiling.reset();
    if (rule == "map") guardrails.map_price.reset();
    if (rule == "margin_floor") guardrails.min_margin_ratio.reset();
    if (rule == "max_change") guardrails.max_change_ratio = 0.5;
    if (rule == "ending") guardrails.endings.clear();
    const std::optional<Money> price = other_answer(changed);
    if (!price) return;
    add(Phrase::IfNoLimit, {{"rule", rule_word(language_, rule)}, {"price", money(*price)}});
  }

  void try_any_gain() {
    engine::JudgedPrice changed = judged_;
    changed.inputs.min_gain = Money{};
    changed.inputs.min_chance = 0;
    const std::optional<Money> price = other_answer(changed);
    if (!price) return;
    const auto judgement = engine::judge_price(changed);
    if (!judgement.answer->profit_known) return;
    add(Phrase::IfAnyGain,
        {{"price", money(*price)},
         {"gain", about_amount(language_, judgement.answer->profit_gain, suggestion_.currency)},
         {"days", days(language_, judged_.inputs.horizon_days)}});
  }

  // The cheapest that counts; among equals the one with the largest pull, then the first.
  [[nodiscard]] std::optional<std::size_t> cheapest_rival() const {
    std::optional<std::size_t> found;
    for (std::size_t at = 0; at < judged_.offers.size(); ++at) {
      const engine::JudgedOffer& offer = judged_.offers[at];
      if (!(offer.weight > 0) || offer.left_out != pricing::LeftOut::None) continue;
      const bool better =
          !found || offer.price < judged_.offers[*found].price ||
          (offer.price == judged_.offers[*found].price && offer.pull > judged_.offers[*found].pull);
      if (better) found = at;
    }
    return found;
  }

  [[nodiscard]] std::string rival_name() const {
    const std::string name = clean(suggestion_.market.cheapest_competitor);
    return name.empty() ? say(language_, Phrase::CheapestRival) : name;
  }

  void try_rival_back() {
    const std::optional<std::size_t> at = cheapest_rival();
    if (!at) return;
    engine::JudgedPrice changed = judged_;
    engine::JudgedOffer& offer = changed.offers[*at];
    const bool back = offer.anchor_price.micros > 0 && offer.anchor_price != offer.price;
    const Money was = offer.anchor_price;
    if (back) {
      offer.price = was;
    } else {
      offer.weight = 0;
      offer.left_out = pricing::LeftOut::OutOfStock;
    }
    const std::optional<Money> price = other_answer(changed);
    if (!price) return;
    if (back) {
      add(Phrase::IfRivalBack,
          {{"competitor", rival_name()}, {"was", money(was)}, {"price", money(*price)}});
    } else {
      add(Phrase::IfRivalGone, {{"competitor", rival_name()}, {"price", money(*price)}});
    }
  }

  void try_rival_cut() {
    const std::optional<std::size_t> at = cheapest_rival();
    if (!at) return;
    const Money now = judged_.offers[*at].price;
    const Money step = minor_unit(suggestion_.currency);
    Values values = {{"competitor", rival_name()}};
    for (const double cut : kRivalCuts) {
      engine::JudgedPrice changed = judged_;
      Money& price = changed.offers[*at].price;
      price = std::max(step, nearest_to(times_ratio_nearest(now, 1 - cut), step));
      values.resize(1);
      values.insert(values.end(), {{"percent", percent(cut)}, {"to", money(price)}});
      if (const std::optional<Money> answer = other_answer(changed)) {
        values.emplace_back("price", money(*answer));
        add(Phrase::IfRivalCut, values);
        return;
      }
    }
    add(Phrase::IfRivalCutStays, values);
  }

  void try_cost() {
    if (!judged_.inputs.economics || judged_.inputs.economics->unit_cost.micros <= 0) return;
    const Money cost = judged_.inputs.economics->unit_cost;
    const Money step = minor_unit(suggestion_.currency);
    bool moves = false;
    for (const double move : {kCostMove, -kCostMove}) {
      engine::JudgedPrice changed = judged_;
      Money& unit_cost = changed.inputs.economics->unit_cost;
      unit_cost = nearest_to(times_ratio_nearest(cost, 1 + move), step);
      const std::optional<Money> price = other_answer(changed);
      if (!price) continue;
      moves = true;
      add(move > 0 ? Phrase::IfCostUp : Phrase::IfCostDown,
          {{"percent", percent(move)}, {"cost", money(unit_cost)}, {"price", money(*price)}});
    }
    if (!moves) add(Phrase::IfCostStays, {{"percent", percent(kCostMove)}});
  }

  void tell_room_to_floor() {
    const std::optional<Money>& floor = judged_.inputs.guardrails.floor;
    if (!floor || *suggestion_.suggested_price <= *floor) return;
    add(Phrase::RoomToFloor,
        {{"floor", money(*floor)}, {"room", money(*suggestion_.suggested_price - *floor)}});
  }

  Language language_;
  const engine::PriceSuggestion& suggestion_;  // outlives the trials: both live in one call
  const engine::JudgedPrice& judged_;          // as above
  std::vector<std::string> sentences_;
};

}  // namespace

std::vector<std::string> price_what_ifs(Language language,
                                        const engine::PriceSuggestion& suggestion) {
  constexpr std::size_t kMost = 6;
  if (!suggestion.basis.judged || !suggestion.current_price) return {};
  PriceTrials trials(language, suggestion);
  if (!trials.repeats()) return {};
  std::vector<std::string> sentences = trials.take_sentences();
  if (sentences.size() > kMost) sentences.resize(kMost);
  return sentences;
}

}  // namespace shelfd::wording
