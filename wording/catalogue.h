// Catalogue: the words of one language, and how names in braces are filled in.
//
// A text may hold names in braces, "at {price}". A language file ends with
// `static_assert(complete(kWords))`: every code and phrase has a text, at its own place, with
// braces that match; so a code that is added fails the build until all languages have it. Codes of
// small enums become phrases in one switch without a default (words.cc, -Werror=switch).
// Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/suggestion.h"
#include "wording/language.h"
#include "wording/phrase.h"

namespace shelfd::wording {

// `full` is taken when all its names are known ("": there is no fuller one); else `down` where the
// amount is below zero, else `up` ("": the same as down). `next` may be "": nothing is to be done.
struct ReasonWords {
  engine::ReasonCode code = engine::ReasonCode::PresentMargin;
  std::string_view full;
  std::string_view down;
  std::string_view up;
  std::string_view next;
};

// `full` as above, else `plain`. `next` is never "": an alert asks for something.
struct AlertWords {
  engine::AlertKind kind = engine::AlertKind::StockoutRisk;
  std::string_view full;
  std::string_view plain;
  std::string_view next;
};

struct PhraseWords {
  Phrase phrase = Phrase::UnitOne;
  std::string_view text;
};

struct Catalogue {
  std::array<ReasonWords, engine::kReasonCodes> reasons;
  std::array<AlertWords, engine::kAlertKinds> alerts;
  std::array<PhraseWords, kPhrases> phrases;
};

// Each "{" is closed before the next, around a name.
constexpr bool braces_match(std::string_view text) {
  bool open = false;
  std::size_t length = 0;
  for (const char c : text) {
    if (c == '{' && open) return false;
    if (c == '}' && (!open || length == 0)) return false;
    length = c == '{' ? 0 : length + 1;
    if (c == '{' || c == '}') open = c == '{';
  }
  return !open;
}

constexpr bool complete(const ReasonWords& reason, std::size_t at) {
  return static_cast<std::size_t>(reason.code) == at && !reason.down.empty() &&
         braces_match(reason.full);
}

constexpr bool complete(const AlertWords& alert, std::size_t at) {
  return static_cast<std::size_t>(alert.kind) == at && !alert.plain.empty() &&
         !alert.next.empty() && braces_match(alert.full);
}

constexpr bool complete(const PhraseWords& phrase, std::size_t at) {
  return static_cast<std::size_t>(phrase.phrase) == at && !phrase.text.empty() &&
         braces_match(phrase.text);
}

// Each in its place and with words.
constexpr bool all_complete(const auto& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!complete(words[at], at)) return false;
  }
  return true;
}

constexpr bool complete(const Catalogue& words) {
  return all_complete(words.reasons) && all_complete(words.alerts) && all_complete(words.phrases);
}

extern const Catalogue kEnglish;
extern const Catalogue kChineseSimplified;
extern const Catalogue kChineseTraditional;

[[nodiscard]] const Catalogue& catalogue_of(Language language);

// What names in braces stand for.
using Values = std::vector<std::pair<std::string_view, std::string>>;

// The text with its names filled in; absent when a name has no value. A value's own braces stay.
[[nodiscard]] std::optional<std::string> fill(std::string_view text, const Values& values);
// The names in braces, in order.
[[nodiscard]] std::vector<std::string_view> names_in(std::string_view text);

// A phrase with all its names given; one that is not given is a bug, and ends the process.
[[nodiscard]] std::string say(Language language, Phrase phrase, const Values& values = {});

}  // namespace shelfd::wording
