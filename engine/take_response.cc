#include <algorithm>
#include <charconv>

#include "engine/transition.h"

// Taking in what a person did with a suggestion. Each reject reason changes the next suggestion:
//   too_low     not below the middle between the rejected and the current price for 30 days
//   too_high    not above it for 30 days
//   wrong_rival the cheapest rival of the moment is ignored for 30 days
//   wrong_cost  no suggestion until a newer catalog record comes
//   no_cash     no plan for 7 days, or until `until`
//   not_now, other  quiet for 7 days, or until `until`
//
// An answer binds by the counter of the suggestion it names. While a history is rebuilt the
// counters differ: then it is meant for what stands open of its kind at its own time.

namespace shelfd::engine {
namespace {

// The counter behind "merchant/sku:kind:"; absent when the id is not of this item and kind.
std::optional<std::int64_t> counter_of(const Response& response, std::string_view kind) {
  const std::string prefix = response.item.key() + ":" + std::string(kind) + ":";
  if (!response.suggestion_id.starts_with(prefix)) return std::nullopt;
  const std::string_view digits = std::string_view(response.suggestion_id).substr(prefix.size());
  std::int64_t counter = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), counter);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return counter;
}

void ignore_cheapest(Situation& situation, Instant at, Instant until) {
  OfferState* cheapest = nullptr;
  for (OfferState& offer : situation.offers) {
    if (!offer.in_stock || !is_credible(offer.price, situation.price)) continue;
    if (cheapest == nullptr || nets_at(offer, at).alone < nets_at(*cheapest, at).alone) {
      cheapest = &offer;
    }
  }
  if (cheapest != nullptr) cheapest->ignored_until = until;
}

void reject_price(Situation& situation, const Response& response, Instant at, Money rejected) {
  const Instant until = response.until.value_or(at + kRejectionHolds);
  const Money current = situation.price.value_or(rejected);
  switch (response.reason) {
    case RejectReason::WrongRival:
      ignore_cheapest(situation, at, until);
      return;
    case RejectReason::TooLow:
    case RejectReason::TooHigh:
    case RejectReason::WrongCost:
      situation.rejections.push_back(
          {.reason = response.reason,
           .limit = {current.micros + (rejected.micros - current.micros) / 2},
           .at = at,
           .until = until});
      if (situation.rejections.size() > 4) situation.rejections.erase(situation.rejections.begin());
      return;
    case RejectReason::NoCash:
    case RejectReason::NotNow:
    case RejectReason::Other:
    case RejectReason::None:
      situation.price_quiet_until = response.until.value_or(at + kQuietDefault);
      return;
  }
}

// The price a response speaks of: its own, else that of the suggestion it names while that is the
// newest; absent otherwise.
std::optional<Money> price_meant(Transition& transition, const Response& response,
                                 std::int64_t counter) {
  const Situation& situation = transition.situation();
  if (response.price) {
    return convert(*response.price, item_currency(situation, transition.policy()),
                   transition.policy().rates);
  }
  // "Applied", said after "accept": the price that was accepted, whatever was published since.
  if (response.applied && situation.accepted_price) return situation.accepted_price->price;
  const OpenPrice& open = situation.open_price;
  if (counter == open.counter) return open.suggested;
  if (!transition.context.rebuilding) return std::nullopt;
  if (open.status == Status::Open) return open.suggested;
  // What is rejected then is the price that stands.
  return response.action == ResponseAction::Reject ? situation.price : std::nullopt;
}

void answer_price(Transition& transition, const Taken& taken, const Response& response,
                  std::int64_t counter) {
  Situation& situation = transition.situation();
  const auto price = price_meant(transition, response, counter);
  if (response.action == ResponseAction::Snooze) {
    situation.price_quiet_until = response.until.value_or(taken.at + kQuietDefault);
    return;
  }
  if (!price || price->micros <= 0) {
    refuse(transition, taken, "suggestion_id", "superseded");
    return;
  }
  if (response.action == ResponseAction::Reject) {
    reject_price(situation, response, taken.at, *price);
    return;
  }
  const bool own = response.action == ResponseAction::Override;
  situation.accepted_price = AcceptedPrice{.price = *price, .at = taken.at, .own = own};
  const ToldPrice told{.price = *price,
                       .from = taken.own_time,
                       .told_at = taken.own_time,
                       .cause = own ? PriceCause::Unknown : PriceCause::Suggestion};
  note_cause(situation, told);
  if (response.applied) take_price(transition, told, std::max(taken.at, taken.own_time));
}

void answer_plan(Transition& transition, const Taken& taken, const Response& response,
                 std::int64_t counter) {
  Situation& situation = transition.situation();
  if (response.action == ResponseAction::Reject || response.action == ResponseAction::Snooze) {
    situation.plan_quiet_until = response.until.value_or(taken.at + kQuietDefault);
    return;
  }
  const OpenPlan& open = situation.open_plan;
  const bool meant =
      counter == open.counter || (transition.context.rebuilding && open.status == Status::Open);
  if (!meant && !response.quantity) {
    refuse(transition, taken, "suggestion_id", "superseded");
    return;
  }
  const auto same = std::ranges::find(situation.accepted_plans, counter, &AcceptedPlan::counter);
  if (same != situation.accepted_plans.end()) return;
  const Quantity quantity = response.quantity.value_or(open.quantity);
  if (quantity.units <= 0) return;
  if (situation.accepted_plans.size() >= kMaxOpenOrders) {
    refuse(transition, taken, "suggestion_id", "no_limit_left");
    return;
  }
  situation.accepted_plans.push_back(
      {.quantity = quantity, .supplier = open.supplier, .counter = counter, .at = taken.at});
}

}  // namespace

void take_in(Transition& transition, const Taken& taken, const Response& response) {
  if (const auto counter = counter_of(response, "price")) {
    answer_price(transition, taken, response, *counter);
  } else if (const auto plan = counter_of(response, "plan")) {
    answer_plan(transition, taken, response, *plan);
  } else {
    refuse(transition, taken, "suggestion_id", "unknown_suggestion");
  }
}

}  // namespace shelfd::engine
