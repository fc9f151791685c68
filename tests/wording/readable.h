// What every text must be: not empty, no braces left, no number that is none, no empty part.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shelfd::wording_test {

// Fails the running test with the text.
void expect_readable(std::string_view text);
// As above, for lines of which some may be empty; and none wider than 100 columns.
void expect_readable_page(const std::vector<std::string>& lines);

}  // namespace shelfd::wording_test
