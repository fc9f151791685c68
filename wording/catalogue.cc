// Catalogue: see catalogue.h.
#include "wording/catalogue.h"

#include <algorithm>

#include "base/check.h"

namespace shelfd::wording {

const Catalogue& catalogue_of(Language language) {
  switch (language) {
    case Language::English:
      return kEnglish;
    case Language::ChineseSimplified:
      return kChineseSimplified;
    case Language::ChineseTraditional:
      break;
  }
  return kChineseTraditional;
}

std::optional<std::string> fill(std::string_view text, const Values& values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto value = std::ranges::find(values, name, &Values::value_type::first);
    if (value == values.end() || close == std::string_view::npos) return std::nullopt;
    filled += value->second;
    text.remove_prefix(close + 1);
  }
  return filled;
}

std::vector<std::string_view> names_in(std::string_view text) {
  std::vector<std::string_view> names;
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    names.push_back(text.substr(open + 1, text.find('}', open) - open - 1));
  }
  return names;
}

std::string say(Language language, Phrase phrase, const Values& values) {
  const std::string_view text =
      catalogue_of(language).phrases.at(static_cast<std::size_t>(phrase)).text;
  const std::optional<std::string> said = fill(text, values);
  INVARIANT(said.has_value());
  return *said;
}

}  // namespace shelfd::wording
