// Language: in which one of three a reader is answered.
// Pure. Not here: their words (catalogue.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shelfd::wording {

enum class Language : std::uint8_t { English, ChineseSimplified, ChineseTraditional };
inline constexpr std::array<Language, 3> kLanguages = {
    Language::English, Language::ChineseSimplified, Language::ChineseTraditional};

// By BCP 47 tag, any case, "-" or "_": "en", "zh-Hans", "zh-Hant"; a region or an encoding may
// follow ("en-GB", "zh_CN.UTF-8"). "zh" alone is simplified; zh-TW, zh-HK, zh-MO are traditional.
[[nodiscard]] std::optional<Language> language_named(std::string_view tag);

}  // namespace shelfd::wording
