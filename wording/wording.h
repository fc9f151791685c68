// Wording: codes to sentences, for a merchant to read, in one of three languages.
//
// Everything that goes out of the engine is data (engine/suggestion.h); here it becomes words, from
// one catalogue with one file a language (english.cc, chinese_simplified.cc,
// chinese_traditional.cc). A code without words in any of them fails the build (catalogue.h).
// Text for a terminal: no colour, lines of at most kLineColumns columns (a Chinese character takes
// two). Names that came from outside lose their control characters here.
//
// A reason's or an alert's params are all optional: where one that the fuller sentence needs is
// absent, the plain sentence is taken. Those read, beside the endings of suggestion.h:
//
//   rivals            competitor (text), old_price, new_price   his price at the anchor, and now
//   present_margin    own_price                                 the last price set without us
//   cost              old_cost, new_cost                        at the last own decision, and now
//   response          elasticity_rate, present_elasticity_rate  learnt, and of the last own
//                                                               decision
//                     usable_changes_count                      of the own price, behind what is
//                                                               learnt; 0: of the category
//   market_position   match_ratio, reference_price              the strategy's share, the median
//   careful           limit_ratio, person_price
//   max_change, margin_floor      limit_ratio
//   ceiling, map, floor           limit_price
//   small_gain        min_gain_amount
//   expected_demand   span_days, daily_rate, category_ratio,    lead time + review
//                     resold_units                              what it is less than will sell
//   safety_stock      fractile_ratio
//   waiting           reorder_units
//   on_hold           accepted_price
//   promotion_running, snoozed    until_at
//   rejected          reject_reason (text: "too_low", ...)
//   one_off_held      held_units, sold_at
//   no_rate           from_currency, to_currency (text)
//   alerts: stockout_risk chance_ratio, usable_units · overstock cover_days, usable_units ·
//     demand_swing seen_units, expected_units, since_at, and cause (text: "own_price", ...) ·
//     late_shipment expected_at, missing_units ·
//     supplier_silent supplier (text), silent_days · undercut cheapest_price, below_ratio ·
//     price_war cuts_count, span_days · guardrail current_price ·
//     data_stale age_days · order_not_placed accepted_units · price_not_applied accepted_price
//
// Pure. Not here: tables and JSON (daemon/commands).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/item_outlook.h"
#include "engine/suggestion.h"
#include "wording/language.h"

namespace shelfd::wording {

inline constexpr int kLineColumns = 100;

// What a suggestion does not carry and a reader wants to see. All may be left as they are.
struct ItemContext {
  std::string title{};
  std::string category{};
  LocalTime zone{};               // instants are shown in this local time; empty: UTC
  std::string time_zone = "UTC";  // its name, written beside
};

// One line, at most kLineColumns wide: item, from -> to, worth, biggest reason.
[[nodiscard]] std::string one_line(Language language, const engine::PriceSuggestion& suggestion);
[[nodiscard]] std::string one_line(Language language, const engine::RestockPlan& plan);

// Lines in sections, with an empty line between: the answer, why (the amounts add up), the market
// or the stock, demand, what happens if nothing is done, what would change it, what it rests on,
// what to do next. What would change it is judged, not guessed: `basis.judged` is judged again
// with one input changed; without it that section is absent. Cost: some ten judgements.
[[nodiscard]] std::vector<std::string> explain_price(Language language, const ItemContext& context,
                                                     const engine::PriceSuggestion& suggestion);
[[nodiscard]] std::vector<std::string> explain_plan(Language language, const ItemContext& context,
                                                    const engine::RestockPlan& plan);

// The section of the next days, to stand behind those pages: a line a day with its units, range, a
// bar and what moves it by 1% or more, the sum, where it comes from, what is missing. Where all
// days are alike one line stands for all.
[[nodiscard]] std::vector<std::string> explain_outlook(Language language,
                                                       const engine::ItemOutlook& outlook);

// A clause without a full stop, "your cost rose from 18.00 EUR to 18.50 EUR". Not wrapped. The sign
// of the amount chooses between rose and fell.
[[nodiscard]] std::string reason_sentence(Language language, const engine::Reason& reason,
                                          const Currency& currency,
                                          const ItemContext& context = {});
// What to do about it, one sentence; "" where nothing is to be done.
[[nodiscard]] std::string next_step(Language language, engine::ReasonCode code);

// The alert in one sentence, its worth where known, and what to do. Not wrapped.
[[nodiscard]] std::string alert_sentence(Language language, const engine::Alert& alert,
                                         const ItemContext& context = {});

[[nodiscard]] std::string word(Language language, pricing::LeftOut why);
[[nodiscard]] std::string word(Language language, pricing::Guard guard);
[[nodiscard]] std::string word(Language language, engine::Status status);
[[nodiscard]] std::string word(Language language, engine::PlanAction action);
[[nodiscard]] std::string word(Language language, engine::Severity severity);
[[nodiscard]] std::string word(Language language, engine::ResponseAction action);
[[nodiscard]] std::string word(Language language, engine::RejectReason reason);
// Of `checked_rules` and `binding_rule`: "margin_floor", "case_pack". An unknown one is itself.
[[nodiscard]] std::string rule_word(Language language, std::string_view rule);

// Column heads of the tables on the command line.
enum class Header : std::uint8_t {
  Item,
  Status,
  Now,
  Suggested,
  Worth,
  Chance,
  Order,
  Supplier,
  OrderBy,
  Severity,
  Since,
  Reason,
};
inline constexpr std::size_t kHeaders = 12;
[[nodiscard]] std::string word(Language language, Header header);

}  // namespace shelfd::wording
