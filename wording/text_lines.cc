// Text lines: see text_lines.h.
#include "wording/text_lines.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace shelfd::wording {
namespace {

struct Range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
};

constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x4DBF},
                                          {0x4E00, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F900, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 3> kNoWidth = {{{0x0300, 0x036F}, {0x200B, 0x200F}, {0xFE00, 0xFE0F}}};

bool within(std::uint32_t point, const auto& ranges) {
  return std::ranges::any_of(
      ranges, [point](const Range& range) { return point >= range.first && point <= range.last; });
}

struct Glyph {
  std::string_view bytes;
  std::uint32_t point = 0;
  int width = 1;
};

// How many bytes a first byte announces; 1 for what cannot begin a character.
std::size_t announced_bytes(unsigned char first) {
  if (first >= 0xF0 && first < 0xF8) return 4;
  if (first >= 0xE0 && first < 0xF0) return 3;
  return first >= 0xC0 && first < 0xE0 ? 2 : 1;
}

Glyph first_glyph(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t length = announced_bytes(first);
  if (length == 1) return {.bytes = text.substr(0, 1), .point = first};
  std::uint32_t point = first & (0xFFU >> (length + 1));
  for (std::size_t at = 1; at < length; ++at) {
    const unsigned next = at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    if ((next & 0xC0U) != 0x80U) return {.bytes = text.substr(0, 1), .point = first};
    point = (point << 6U) | (next & 0x3FU);
  }
  const int width = within(point, kWide) ? 2 : 1;
  return {.bytes = text.substr(0, length),
          .point = point,
          .width = within(point, kNoWidth) ? 0 : width};
}

std::vector<Glyph> glyphs_of(std::string_view text) {
  std::vector<Glyph> glyphs;
  while (!text.empty()) {
    glyphs.push_back(first_glyph(text));
    text.remove_prefix(glyphs.back().bytes.size());
  }
  return glyphs;
}

constexpr std::u32string_view kClosing = U"，。、；：！？）」』》】”’％)]%,.;:";
constexpr std::u32string_view kOpening = U"（「『《【“‘([";

bool may_break_between(const Glyph& before, const Glyph& after) {
  if (before.width < 2 && after.width < 2) return false;
  return kClosing.find(after.point) == std::u32string_view::npos &&
         kOpening.find(before.point) == std::u32string_view::npos;
}

// A piece of text that stays on one line.
struct Piece {
  std::string text{};
  int width = 0;
  bool space_before = false;
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  bool space = false;
  Glyph before;
  for (const Glyph& glyph : glyphs_of(text)) {
    if (glyph.point == ' ') {
      space = true;
      continue;
    }
    if (pieces.empty() || space || may_break_between(before, glyph)) {
      pieces.push_back({.space_before = space && !pieces.empty()});
    }
    pieces.back().text += glyph.bytes;
    pieces.back().width += glyph.width;
    space = false;
    before = glyph;
  }
  return pieces;
}

// Fills one line after the other.
class Filler {
 public:
  explicit Filler(const Wrapping& wrapping)
      : wrapping_(wrapping), line_(wrapping.lead), used_(columns(wrapping.lead)) {}

  void add(const Piece& piece) {
    const int space = piece.space_before && !fresh_ ? 1 : 0;
    if (!fresh_ && used_ + space + piece.width > wrapping_.width) {
      next_line();
    } else if (space > 0) {
      put(" ", 1);
    }
    if (used_ + piece.width <= wrapping_.width) {
      put(piece.text, piece.width);
      return;
    }
    for (const Glyph& glyph : glyphs_of(piece.text)) {
      if (used_ + glyph.width > wrapping_.width) next_line();
      put(glyph.bytes, glyph.width);
    }
  }

  [[nodiscard]] std::vector<std::string> take_lines() {
    lines_.push_back(std::move(line_));
    return std::move(lines_);
  }

 private:
  void put(std::string_view text, int width) {
    line_ += text;
    used_ += width;
    fresh_ = false;
  }
  void next_line() {
    lines_.push_back(std::move(line_));
    line_ = std::string(static_cast<std::size_t>(wrapping_.hanging), ' ');
    used_ = wrapping_.hanging;
    fresh_ = true;
  }

  const Wrapping& wrapping_;  // outlives the filler: both live in `wrap`
  std::vector<std::string> lines_;
  std::string line_;
  int used_ = 0;
  bool fresh_ = true;  // nothing but the lead or the indent stands in the line
};

}  // namespace

int columns(std::string_view text) {
  int width = 0;
  for (const Glyph& glyph : glyphs_of(text)) width += glyph.width;
  return width;
}

std::vector<std::string> wrap(std::string_view text, const Wrapping& wrapping) {
  Filler filler(wrapping);
  for (const Piece& piece : pieces_of(text)) filler.add(piece);
  return filler.take_lines();
}

std::string fit(std::string_view text, int width) {
  if (columns(text) <= width) return std::string(text);
  std::string kept;
  int used = 0;
  for (const Glyph& glyph : glyphs_of(text)) {
    if (used + glyph.width > width - 3) break;
    kept += glyph.bytes;
    used += glyph.width;
  }
  return kept + "...";
}

std::string clean(std::string_view text) {
  std::string cleaned;
  for (const Glyph& glyph : glyphs_of(text)) {
    const bool control = glyph.point < 0x20 || (glyph.point >= 0x7F && glyph.point < 0xA0);
    cleaned += control ? std::string_view(" ") : glyph.bytes;
  }
  return cleaned;
}

}  // namespace shelfd::wording
