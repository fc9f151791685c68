// Page: the lines of an explanation, in sections with a heading. A section without content leaves
// no trace. Body lines are indented by two columns and wrapped to kLineColumns.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wording/catalogue.h"
#include "wording/wording.h"

namespace shelfd::wording {

// One line of a sum: a figure, right-aligned with those above and below it, and what it is.
struct Row {
  std::string figure{};
  std::string text{};
};

class Page {
 public:
  Page(Language language, std::string_view title);
  // Without a title: it stands behind another page.
  explicit Page(Language language) : language_(language) {}

  void section(Phrase heading);
  void section(std::string heading) { heading_ = std::move(heading); }
  void sentence(std::string_view text);
  void sentence(Phrase phrase, const Values& values = {});
  void rows(const std::vector<Row>& rows);
  // A line of a table whose cells are `cells`, padded by the caller; what is wrapped of `text`
  // hangs below its beginning.
  void table_line(std::string_view cells, std::string_view text);
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }

 private:
  void open_section();
  void add(std::string_view text, std::string lead, int hanging);

  Language language_;
  std::vector<std::string> lines_;
  std::string heading_;  // of a section that has no content yet
};

// A clause as a sentence of its own: a capital letter in front, a full stop behind.
[[nodiscard]] std::string as_sentence(Language language, std::string clause);
// "a, b, c", and "a; b; c" for longer ones.
[[nodiscard]] std::string listed(Language language, const std::vector<std::string>& parts);
[[nodiscard]] std::string clauses(Language language, const std::vector<std::string>& parts);
// "merchant/sku: title (category)".
[[nodiscard]] std::string item_title(const ItemId& item, const ItemContext& context);
// The section of what to do next, each reason's step once.
void tell_next_steps(Language language, const std::vector<engine::Reason>& reasons, Page& page);

}  // namespace shelfd::wording
