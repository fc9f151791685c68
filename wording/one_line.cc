// One line a suggestion: item, from -> to, worth, biggest reason.
#include <algorithm>

#include "wording/catalogue.h"
#include "wording/causes.h"
#include "wording/figures.h"
#include "wording/text_lines.h"
#include "wording/wording.h"

namespace shelfd::wording {
namespace {

constexpr int kItemColumns = 32;
constexpr int kLeastReason = 3;  // columns of a reason that finds no room: "..."

// Builds "a  b  c", and cuts the end to the line.
class Line {
 public:
  explicit Line(const ItemId& item) : text_(fit(clean(item.sku.value), kItemColumns)) {}
  void add(const std::string& part) { text_ += "  " + part; }
  // Columns left for one more part.
  [[nodiscard]] int room() const { return kLineColumns - columns(text_) - 2; }
  [[nodiscard]] std::string text() const { return fit(text_, kLineColumns); }

 private:
  std::string text_;
};

// The reason with its change behind it: its plain words where the fuller ones are too long, cut
// where even those are.
void add_reason(Language language, const engine::Reason& reason, const Currency& currency,
                const std::string& change, Line& line) {
  const auto with_change = [&](const std::string& text) {
    if (reason.amount == 0) return text;
    return say(language, Phrase::LineReason, {{"reason", text}, {"change", change}});
  };
  std::string text = reason_sentence(language, reason, currency);
  const int room = line.room() - columns(with_change(""));
  if (columns(text) > room) {
    engine::Reason plain = reason;
    plain.params.clear();
    text = reason_sentence(language, plain, currency);
  }
  line.add(with_change(fit(text, std::max(room, kLeastReason))));
}

void add_worth(Language language, Money worth, const Currency& currency, double span_days,
               Line& line) {
  line.add(say(language, Phrase::LineWorth,
               {{"worth", (worth.micros > 0 ? "+" : "") + about_amount(language, worth, currency)},
                {"days", days(language, span_days)}}));
}

std::optional<double> span_of(const engine::RestockPlan& plan) {
  for (const engine::Reason& reason : plan.reasons) {
    const auto span = std::ranges::find(reason.params, "span_days", &engine::Param::name);
    if (span == reason.params.end()) continue;
    if (const auto* days_of = std::get_if<double>(&span->value)) return *days_of;
  }
  return std::nullopt;
}

std::string price_part(Language language, const engine::PriceSuggestion& suggestion) {
  const Currency& currency = suggestion.currency;
  const auto& now = suggestion.current_price;
  const auto& then = suggestion.suggested_price;
  if (now && then && *now != *then) {
    return say(language, Phrase::LineChange,
               {{"from", bare_amount(language, *now, currency)},
                {"to", amount(language, *then, currency)}});
  }
  if (now) return say(language, Phrase::LineKeep, {{"from", amount(language, *now, currency)}});
  if (!suggestion.market.reference) return say(language, Phrase::LineNoMarket);
  return say(language, Phrase::LineMarket,
             {{"reference", amount(language, *suggestion.market.reference, currency)}});
}

std::string order_part(Language language, const engine::RestockPlan& plan) {
  if (plan.action != engine::PlanAction::Order || plan.quantity.units <= 0) {
    return say(language, Phrase::LineAction, {{"action", word(language, plan.action)}});
  }
  const std::string quantity = units(language, plan.quantity);
  if (plan.supplier.value.empty()) {
    return say(language, Phrase::LineOrder, {{"units", quantity}});
  }
  return say(language, Phrase::LineOrderFrom,
             {{"units", quantity}, {"supplier", fit(clean(plan.supplier.value), kItemColumns)}});
}

}  // namespace

std::string one_line(Language language, const engine::PriceSuggestion& suggestion) {
  Line line(suggestion.item);
  line.add(price_part(language, suggestion));
  const bool changes =
      suggestion.suggested_price && suggestion.suggested_price != suggestion.current_price;
  if (changes && suggestion.expected) {
    add_worth(language, suggestion.expected->profit_gain, suggestion.currency,
              suggestion.expected->horizon_days, line);
  }
  if (const engine::Reason* reason = biggest_reason(suggestion.reasons)) {
    const Money change{reason->amount};
    add_reason(language, *reason, suggestion.currency,
               signed_amount(language, change, suggestion.currency), line);
  }
  return line.text();
}

std::string one_line(Language language, const engine::RestockPlan& plan) {
  Line line(plan.item);
  line.add(order_part(language, plan));
  const bool orders = plan.action == engine::PlanAction::Order && plan.quantity.units > 0;
  const std::optional<double> span = span_of(plan);
  if (orders && plan.cost_now && plan.cost_then && span) {
    add_worth(language, *plan.cost_now - *plan.cost_then, plan.currency, *span, line);
  }
  if (const engine::Reason* reason = biggest_reason(plan.reasons)) {
    add_reason(language, *reason, plan.currency, signed_whole(language, reason->amount), line);
  }
  return line.text();
}

}  // namespace shelfd::wording
