// Page: see page.h.
#include "wording/page.h"

#include <algorithm>

#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

constexpr int kIndent = 2;

std::string joined(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : separator) + part;
  return text;
}

std::string spaces(int count) { return std::string(static_cast<std::size_t>(count), ' '); }

}  // namespace

Page::Page(Language language, std::string_view title) : language_(language) {
  add(title, "", kIndent);
}

void Page::section(Phrase heading) { heading_ = say(language_, heading); }

void Page::open_section() {
  if (heading_.empty()) return;
  if (!lines_.empty()) lines_.emplace_back();
  lines_.push_back(heading_);
  heading_.clear();
}

void Page::add(std::string_view text, std::string lead, int hanging) {
  const Wrapping wrapping{.lead = std::move(lead), .hanging = hanging, .width = kLineColumns};
  for (std::string& line : wrap(text, wrapping)) lines_.push_back(std::move(line));
}

void Page::sentence(std::string_view text) {
  if (text.empty()) return;
  open_section();
  add(text, spaces(kIndent), kIndent * 2);
}

void Page::sentence(Phrase phrase, const Values& values) {
  sentence(say(language_, phrase, values));
}

void Page::rows(const std::vector<Row>& rows) {
  int width = 0;
  for (const Row& row : rows) width = std::max(width, columns(row.figure));
  for (const Row& row : rows) {
    open_section();
    const int before = kIndent + width - columns(row.figure);
    add(row.text, spaces(before) + row.figure + spaces(2), kIndent + width + 2);
  }
}

void Page::table_line(std::string_view cells, std::string_view text) {
  open_section();
  if (text.empty()) cells = cells.substr(0, cells.find_last_not_of(' ') + 1);
  add(text, spaces(kIndent) + std::string(cells), kIndent + columns(cells));
}

std::string as_sentence(Language language, std::string clause) {
  if (!clause.empty() && clause.front() >= 'a' && clause.front() <= 'z') {
    clause.front() = static_cast<char>(clause.front() - 'a' + 'A');
  }
  return clause + say(language, Phrase::Stop);
}

std::string listed(Language language, const std::vector<std::string>& parts) {
  return joined(parts, say(language, Phrase::ListComma));
}

std::string clauses(Language language, const std::vector<std::string>& parts) {
  return joined(parts, say(language, Phrase::ClauseSeparator));
}

std::string item_title(const ItemId& item, const ItemContext& context) {
  std::string title = clean(item.key());
  if (!context.title.empty()) title += ": " + clean(context.title);
  if (!context.category.empty()) title += " (" + clean(context.category) + ")";
  return title;
}

void tell_next_steps(Language language, const std::vector<engine::Reason>& reasons, Page& page) {
  page.section(Phrase::HeadNext);
  std::vector<std::string> told;
  for (const engine::Reason& reason : reasons) {
    std::string step = next_step(language, reason.code);
    if (step.empty() || std::ranges::find(told, step) != told.end()) continue;
    page.sentence(step);
    told.push_back(std::move(step));
  }
}

}  // namespace shelfd::wording
