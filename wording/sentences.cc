// Sentences of reasons and alerts: their params become text, then the fullest wording that all its
// names are known for is taken.
#include <algorithm>
#include <array>
#include <cmath>

#include "wording/catalogue.h"
#include "wording/figures.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

struct Rim {
  Language language = Language::English;
  const Currency& currency;    // outlives the call
  const ItemContext& context;  // as above
};

std::string reject_word(Language language, const std::string& name) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "none", "too_low", "too_high", "wrong_rival", "wrong_cost", "no_cash", "not_now", "other"};
  const auto* const known = std::ranges::find(kNames, std::string_view(name));
  if (known == kNames.end()) return clean(name);
  return word(language, static_cast<engine::RejectReason>(known - kNames.begin()));
}

// One param as text; absent when it is empty or not finite.
struct ParamText {
  const Rim& rim;
  const std::string& name;

  std::optional<std::string> operator()(std::int64_t count) const {
    if (name.ends_with("_units")) return units(rim.language, Quantity{count});
    if (name.ends_with("_days")) return days(rim.language, static_cast<double>(count));
    return whole(rim.language, count);
  }
  std::optional<std::string> operator()(double number) const {
    if (!std::isfinite(number)) return std::nullopt;
    if (name.ends_with("elasticity_rate")) return sold_less(number);
    if (name.ends_with("_ratio")) return percent(number);
    if (name.ends_with("_days")) return days(rim.language, number);
    if (name.ends_with("_units")) return units(rim.language, number);
    return about_number(rim.language, number);
  }
  std::optional<std::string> operator()(Money money) const {
    if (name.ends_with("_amount")) return about_amount(rim.language, money, rim.currency);
    return amount(rim.language, money, rim.currency);
  }
  std::optional<std::string> operator()(Instant at) const {
    return moment(at, rim.context.zone, clean(rim.context.time_zone));
  }
  std::optional<std::string> operator()(const std::string& text) const {
    if (text.empty()) return std::nullopt;
    if (name == "reject_reason") return reject_word(rim.language, text);
    if (name == "rule") return rule_word(rim.language, text);
    return clean(text);
  }
};

// What is at hand for a demand swing, where it is told.
std::optional<Phrase> swing_cause(const engine::Alert& alert) {
  if (alert.kind != engine::AlertKind::DemandSwing) return std::nullopt;
  static constexpr std::array<std::pair<std::string_view, Phrase>, 4> kCauses = {
      {{"stock", Phrase::SwingByStock},
       {"promotion", Phrase::SwingByPromotion},
       {"own_price", Phrase::SwingByOwnPrice},
       {"rivals", Phrase::SwingByRivals}}};
  const auto told = std::ranges::find(alert.params, "cause", &engine::Param::name);
  if (told == alert.params.end()) return std::nullopt;
  const auto* const text = std::get_if<std::string>(&told->value);
  if (text == nullptr) return std::nullopt;
  const auto* const known = std::ranges::find(kCauses, std::string_view(*text),
                                              &std::pair<std::string_view, Phrase>::first);
  return known == kCauses.end() ? std::nullopt : std::optional(known->second);
}

Values values_of(const Rim& rim, const std::vector<engine::Param>& params) {
  Values values;
  for (const engine::Param& param : params) {
    if (auto text = std::visit(ParamText{.rim = rim, .name = param.name}, param.value)) {
      values.emplace_back(param.name, std::move(*text));
    }
  }
  return values;
}

std::optional<std::string> fill_full(std::string_view full, const Values& values) {
  return full.empty() ? std::nullopt : fill(full, values);
}

const Money* money_param(const engine::Reason& reason, std::string_view name) {
  const auto found = std::ranges::find(reason.params, name, &engine::Param::name);
  return found == reason.params.end() ? nullptr : std::get_if<Money>(&found->value);
}

// Of the rivals only the one whose move weighs most is named, and only where his move pulls the way
// their sum went.
std::optional<std::string> rival_sentence(const Rim& rim, const engine::Reason& reason,
                                          std::string_view full) {
  const Values values = values_of(rim, reason.params);
  const Money* then = money_param(reason, "old_price");
  const Money* now = money_param(reason, "new_price");
  const bool named =
      std::ranges::find(values, "competitor", &Values::value_type::first) != values.end();
  if (!named) return std::nullopt;
  if (then != nullptr && now != nullptr) {
    if (*then == *now || (*now < *then) != (reason.amount < 0)) return std::nullopt;
    return fill(full, values);
  }
  if (then != nullptr && reason.amount > 0) return say(rim.language, Phrase::RivalGone, values);
  if (now != nullptr && reason.amount < 0) return say(rim.language, Phrase::RivalNew, values);
  return std::nullopt;
}

// Where what was learnt equals what was supposed, only the doubt about it moved the price.
bool is_only_doubt(const Values& values) {
  const auto learnt = std::ranges::find(values, "elasticity_rate", &Values::value_type::first);
  const auto supposed =
      std::ranges::find(values, "present_elasticity_rate", &Values::value_type::first);
  return learnt != values.end() && supposed != values.end() && learnt->second == supposed->second;
}

const std::int64_t* count_param(const engine::Reason& reason, std::string_view name) {
  const auto found = std::ranges::find(reason.params, name, &engine::Param::name);
  return found == reason.params.end() ? nullptr : std::get_if<std::int64_t>(&found->value);
}

// Says how many changes of the own price it was learnt from; of none, that it is an assumption.
std::optional<std::string> response_sentence(const Rim& rim, const engine::Reason& reason,
                                             std::string_view full) {
  const Values values = values_of(rim, reason.params);
  const std::int64_t* changes = count_param(reason, "usable_changes_count");
  const bool known =
      std::ranges::find(values, "elasticity_rate", &Values::value_type::first) != values.end();
  if (changes != nullptr && *changes <= 0 && known) {
    return say(rim.language, Phrase::ResponseCategory, values);
  }
  if (is_only_doubt(values)) return say(rim.language, Phrase::ResponseUnsure);
  const std::optional<std::string> filled = fill_full(full, values);
  if (changes == nullptr || !filled) return filled;
  return say(rim.language, Phrase::ResponseLearnt,
             {{"response", *filled}, {"changes", price_changes(rim.language, *changes)}});
}

std::optional<std::string> full_sentence(const Rim& rim, const engine::Reason& reason,
                                         std::string_view full) {
  if (reason.code == engine::ReasonCode::Rivals) return rival_sentence(rim, reason, full);
  if (reason.code == engine::ReasonCode::Response) return response_sentence(rim, reason, full);
  return fill_full(full, values_of(rim, reason.params));
}

}  // namespace

std::string reason_sentence(Language language, const engine::Reason& reason,
                            const Currency& currency, const ItemContext& context) {
  const ReasonWords& words =
      catalogue_of(language).reasons.at(static_cast<std::size_t>(reason.code));
  const Rim rim{.language = language, .currency = currency, .context = context};
  if (const std::optional<std::string> full = full_sentence(rim, reason, words.full)) return *full;
  return std::string(reason.amount < 0 || words.up.empty() ? words.down : words.up);
}

std::string next_step(Language language, engine::ReasonCode code) {
  return std::string(catalogue_of(language).reasons.at(static_cast<std::size_t>(code)).next);
}

std::string alert_sentence(Language language, const engine::Alert& alert,
                           const ItemContext& context) {
  const AlertWords& words = catalogue_of(language).alerts.at(static_cast<std::size_t>(alert.kind));
  const Rim rim{.language = language, .currency = alert.currency, .context = context};
  std::string sentence =
      fill_full(words.full, values_of(rim, alert.params)).value_or(std::string(words.plain));
  if (!alert.open) return say(language, Phrase::AlertClosed, {{"alert", sentence}});
  const char* const gap = language == Language::English ? " " : "";
  if (const auto cause = swing_cause(alert)) sentence += gap + say(language, *cause, {});
  if (alert.worth.micros > 0) {
    sentence += gap + say(language, Phrase::AlertWorth,
                          {{"worth", about_amount(language, alert.worth, alert.currency)}});
  }
  return sentence + gap + std::string(words.next);
}

}  // namespace shelfd::wording
