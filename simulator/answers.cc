// Answers, and what they set in motion.
#include "simulator/answers.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "simulator/suppliers.h"

namespace shelfd::simulator {
namespace {

using engine::RejectReason;
using engine::Response;
using engine::ResponseAction;

constexpr double kForgottenChance = 1.0 / 12;
constexpr double kAppliedChance = 0.2;
constexpr auto kTrustsPrices = std::chrono::days{30};
constexpr auto kTrustsPlans = std::chrono::days{21};

struct Shares {
  double accept = 0;
  double reject = 0;
  double overridden = 0;
  double snooze = 0;
};

std::optional<ResponseAction> draw_action(Random& random, const Shares& shares) {
  double at = random.uniform();
  if (at < shares.accept) return ResponseAction::Accept;
  at -= shares.accept;
  if (at < shares.reject) return ResponseAction::Reject;
  at -= shares.reject;
  if (at < shares.overridden) return ResponseAction::Override;
  at -= shares.overridden;
  if (at < shares.snooze) return ResponseAction::Snooze;
  return std::nullopt;
}

Response blank(const ItemId& item, const std::string& suggestion_id, ResponseAction action,
               Instant at) {
  Response response;
  response.item = item;
  response.suggestion_id = suggestion_id;
  response.action = action;
  response.by_role = "shopkeeper";
  response.at = at;
  return response;
}

RejectReason price_reason(Random& random, bool lower) {
  const std::array<RejectReason, 4> reasons = {lower ? RejectReason::TooLow : RejectReason::TooHigh,
                                               RejectReason::NotNow, RejectReason::WrongRival,
                                               RejectReason::Other};
  return reasons[static_cast<std::size_t>(random.below(4))];
}

void plan_price(Item& item, Random& random, const Response& response, Money price, Instant at) {
  item.trusts_until = at + kTrustsPrices;
  item.home_price = price;
  const Duration delay = random.duration_between(std::chrono::hours{1}, std::chrono::hours{8});
  const bool forgotten = random.chance(kForgottenChance);
  if (forgotten && !response.applied) return;
  // What the person planned before gives way.
  std::erase_if(item.planned, [](const PlannedPrice& plan) { return plan.lasts == Duration{}; });
  item.planned.push_back({.at = response.applied ? at : at + delay,
                          .price = price,
                          .kind = engine::PriceKind::Regular,
                          .cause = engine::PriceCause::Suggestion,
                          .suggestion_id = response.suggestion_id});
}

void plan_order(Item& item, Random& random, const Response& response, std::int64_t quantity,
                Instant at) {
  const Duration delay = random.duration_between(std::chrono::hours{1}, std::chrono::hours{6});
  if (random.chance(kForgottenChance)) return;
  item.orders_until = at + kTrustsPlans;
  place_order(item,
              {.at = at + delay, .quantity = quantity, .suggestion_id = response.suggestion_id});
}

std::int64_t half_in_packs(std::int64_t quantity, const ItemTruth& truth) {
  const std::int64_t packs = std::max<std::int64_t>(1, quantity / 2 / truth.case_pack);
  return std::max(packs * truth.case_pack, truth.moq);
}

}  // namespace

std::optional<Response> answer_price(const World& world, Item& item,
                                     const engine::PriceSuggestion& suggestion, Instant at) {
  const std::uint64_t id = sip_hash({}, suggestion.suggestion_id);
  if (suggestion.status != engine::Status::Open || !suggestion.suggested_price) return std::nullopt;
  if (id == item.answered_price || *suggestion.suggested_price <= Money{}) return std::nullopt;
  item.answered_price = id;
  Random random{stream_seed(world.settings.seed, id)};
  const double part = (1 - world.settings.acceptance) / 38;
  const auto action = draw_action(random, {.accept = world.settings.acceptance,
                                           .reject = 8 * part,
                                           .overridden = 5 * part,
                                           .snooze = 3 * part});
  if (!action) return std::nullopt;
  Response response = blank(suggestion.item, suggestion.suggestion_id, *action, at);
  const Money current = suggestion.current_price.value_or(item.regular_price);
  const Money suggested = *suggestion.suggested_price;
  if (*action == ResponseAction::Reject) {
    response.reason = price_reason(random, suggested < current);
  } else if (*action == ResponseAction::Snooze) {
    response.until = at + std::chrono::days{3};
  } else if (*action == ResponseAction::Override) {
    const Money between = floor_to({(current.micros + suggested.micros) / 2}, {10'000});
    response.price = Amount{.money = between, .currency = world.settings.currency};
    plan_price(item, random, response, between, at);
  } else {
    response.applied = random.chance(kAppliedChance);
    plan_price(item, random, response, suggested, at);
  }
  return response;
}

std::optional<Response> answer_plan(const World& world, Item& item, const engine::RestockPlan& plan,
                                    Instant at) {
  const std::uint64_t id = sip_hash({}, plan.suggestion_id);
  const bool orders = plan.action == engine::PlanAction::Order && plan.quantity > Quantity{};
  if (plan.status != engine::Status::Open || !orders) return std::nullopt;
  if (id == item.answered_plan) return std::nullopt;
  item.answered_plan = id;
  Random random{stream_seed(world.settings.seed, id)};
  const auto action =
      draw_action(random, {.accept = 0.7, .reject = 0.12, .overridden = 0.05, .snooze = 0});
  if (!action) return std::nullopt;
  Response response = blank(plan.item, plan.suggestion_id, *action, at);
  if (*action == ResponseAction::Reject) {
    response.reason = random.chance(0.5) ? RejectReason::NoCash : RejectReason::NotNow;
    return response;
  }
  std::int64_t quantity = plan.quantity.units;
  if (*action == ResponseAction::Override) {
    quantity = half_in_packs(quantity, item.truth);
    response.quantity = Quantity{quantity};
  }
  plan_order(item, random, response, quantity, at);
  return response;
}

}  // namespace shelfd::simulator
