// Price story: what the sections of a price's explanation share. Internal to explain_price.cc and
// explain_market.cc.
// Pure.
#pragma once

#include <string>

#include "wording/figures.h"
#include "wording/page.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {

// What every section needs. All borrowed for the call.
struct Story {
  Language language = Language::English;
  const ItemContext& context;
  const engine::PriceSuggestion& suggestion;
  Page& page;

  [[nodiscard]] std::string money(Money value) const {
    return amount(language, value, suggestion.currency);
  }
  [[nodiscard]] std::string about(Money value) const {
    return about_amount(language, value, suggestion.currency);
  }
  [[nodiscard]] std::string time(Instant at) const {
    return moment(at, context.zone, clean(context.time_zone));
  }
  // The price that changes, or nothing where it stays or is not known.
  [[nodiscard]] bool changes() const {
    return suggestion.current_price && suggestion.suggested_price &&
           *suggestion.current_price != *suggestion.suggested_price;
  }
  [[nodiscard]] const pricing::PriceInputs* inputs() const {
    return suggestion.basis.judged ? &suggestion.basis.judged->inputs : nullptr;
  }
};

// Then against now, as a share of now.
[[nodiscard]] inline double change_ratio(double now, double then) {
  return now > 0 ? then / now - 1 : 0;
}

// The section about the rivals' offers.
void tell_market(const Story& story);

}  // namespace shelfd::wording
