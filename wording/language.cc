// Language names: see language.h.
#include "wording/language.h"

#include <string>

namespace shelfd::wording {
namespace {

// Lower case, "-" between the parts, without an encoding or a variant behind "." or "@".
std::string plain_tag(std::string_view tag) {
  std::string plain;
  for (const char c : tag.substr(0, tag.find_first_of(".@"))) {
    if (c == '_') {
      plain += '-';
    } else {
      plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return plain;
}

// The part itself, or the part with more behind a "-".
bool begins_with_part(std::string_view tag, std::string_view part) {
  return tag.starts_with(part) && (tag.size() == part.size() || tag[part.size()] == '-');
}

}  // namespace

std::optional<Language> language_named(std::string_view tag) {
  const std::string plain = plain_tag(tag);
  if (begins_with_part(plain, "en")) return Language::English;
  for (const char* traditional : {"zh-hant", "zh-tw", "zh-hk", "zh-mo"}) {
    if (begins_with_part(plain, traditional)) return Language::ChineseTraditional;
  }
  for (const char* simplified : {"zh-hans", "zh-cn", "zh-sg"}) {
    if (begins_with_part(plain, simplified)) return Language::ChineseSimplified;
  }
  if (plain == "zh") return Language::ChineseSimplified;
  return std::nullopt;
}

}  // namespace shelfd::wording
