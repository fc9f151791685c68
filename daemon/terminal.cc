#include "daemon/terminal.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace shelfd::daemon {
namespace {

constexpr std::size_t kBarColumns = 30;

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

// Of three bytes and more: Chinese, Japanese, Korean and full-width forms take two columns; dashes,
// arrows and quotes (U+2000 to U+2BFF) take one.
std::size_t width_at(const std::string& text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0xE0U) return 1;
  return lead == 0xE2U ? 1 : 2;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.,+-% ") == std::string::npos;
}

}  // namespace

std::size_t columns_of(const std::string& text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (starts_character(text[at])) columns += width_at(text, at);
  }
  return columns;
}

std::string cut_to(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  std::size_t used = 0;
  std::size_t at = 0;
  while (at < text.size() && used + width_at(text, at) < columns) {
    used += width_at(text, at);
    do {
      ++at;
    } while (at < text.size() && !starts_character(text[at]));
  }
  return text.substr(0, at) + "…";
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return;
  const std::size_t count = rows.front().size();
  std::vector<std::size_t> widths(count, 0);
  std::vector<bool> numeric(count, rows.size() > 1);
  for (std::size_t line = 0; line < rows.size(); ++line) {
    for (std::size_t column = 0; column < count; ++column) {
      const std::string& cell = rows[line][column];
      widths[column] = std::max(widths[column], columns_of(cell));
      if (line > 0 && !cell.empty() && !is_number(cell)) numeric[column] = false;
    }
  }
  for (const auto& row : rows) {
    std::string text;
    for (std::size_t column = 0; column < count; ++column) {
      const std::string pad(widths[column] - columns_of(row[column]), ' ');
      text += numeric[column] ? pad + row[column] : row[column] + pad;
      text += "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    fmt::print("{}\n", text);
  }
}

ProgressBar::ProgressBar(std::string label)
    : label_(std::move(label)), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() { finish(); }

void ProgressBar::show(double ratio, const std::string& note) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_ || now - last_ < std::chrono::milliseconds{100}) return;
  last_ = now;
  shown_ = true;
  const double share = std::clamp(ratio, 0.0, 1.0);
  const auto full = static_cast<std::size_t>(share * static_cast<double>(kBarColumns));
  fmt::print(stderr, "\r{} [{}{}] {:3.0f}% {}\x1b[K", label_, std::string(full, '='),
             std::string(kBarColumns - full, ' '), 100 * share, note);
  std::fflush(stderr);
}

void ProgressBar::finish() {
  if (shown_) fmt::print(stderr, "\r\x1b[K");
  shown_ = false;
}

}  // namespace shelfd::daemon
