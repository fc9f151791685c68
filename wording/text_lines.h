// Text lines: how wide text is on a terminal, and where its lines may break.
//
// Width: a wide character of Chinese, Japanese or Korean takes two columns, a combining mark none,
// every other one. Lines break at spaces and between wide characters, but not before a closing
// mark nor after an opening one. Ranges: Unicode Standard Annex 11, blocks with East Asian Width W
// or F, merged. Bytes that are not UTF-8 count one column each.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shelfd::wording {

[[nodiscard]] int columns(std::string_view text);

// Lines of at most `width` columns (> hanging + 2). The first begins with `lead`, the others with
// `hanging` spaces. A word longer than a line is cut. Empty text gives the lead alone.
struct Wrapping {
  std::string lead;
  int hanging = 0;
  int width = 100;
};
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, const Wrapping& wrapping);

// At most `width` columns (>= 3): what is longer is cut, and ends in "...".
[[nodiscard]] std::string fit(std::string_view text, int width);

// Names from outside: control characters become spaces, so that no name steers a terminal.
[[nodiscard]] std::string clean(std::string_view text);

}  // namespace shelfd::wording
