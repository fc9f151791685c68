// Outlook phrases: the text of an outlook. A catalogue of its own beside that of catalogue.h, with
// the same rules: each language gives each phrase one text, with the same names in braces, or the
// build fails.
// Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "wording/catalogue.h"

namespace shelfd::wording {

enum class OutlookPhrase : std::uint8_t {
  Head,
  // The heads of the columns.
  ColumnDay,
  ColumnUnits,
  ColumnRange,
  ColumnDrivers,
  // Seven names from Monday on, parted by spaces.
  Weekdays,
  EachDay,
  Together,
  Legend,
  Ordinary,
  OrdinaryPlain,
  AllDays,
  Assumed,
  Alike,
  // What moves a day.
  DriverWeekday,
  DriverPrice,
  DriverRivals,
  DriverPromotion,
  DriverOccasion,
  DriverSoFar,
  DriverPooled,
  // Where it comes from.
  ItemOne,
  ItemMany,
  CategoryNamed,
  NoCategory,
  LeanPart,
  LeanAll,
  LeanAssumedPart,
  LeanAssumedAll,
  Swing,
  Returns,
  ReturnsLean,
  ReturnsResold,
  ReturnsCounted,
  // What is missing.
  NeverSold,
  NoPrice,
  NoRivals,
  NeverCounted,
  OutOfStock,
  NotClosed,
  Quiet,
};
inline constexpr std::size_t kOutlookPhrases = static_cast<std::size_t>(OutlookPhrase::Quiet) + 1;

struct OutlookText {
  OutlookPhrase phrase = OutlookPhrase::Head;
  std::string_view text;
};
using OutlookTexts = std::array<OutlookText, kOutlookPhrases>;

constexpr bool complete(const OutlookTexts& texts) {
  for (std::size_t at = 0; at < texts.size(); ++at) {
    if (static_cast<std::size_t>(texts[at].phrase) != at || texts[at].text.empty()) return false;
    if (!braces_match(texts[at].text)) return false;
  }
  return true;
}

[[nodiscard]] const OutlookTexts& outlook_texts(Language language);

// As say in catalogue.h.
[[nodiscard]] std::string say(Language language, OutlookPhrase phrase, const Values& values = {});

}  // namespace shelfd::wording
