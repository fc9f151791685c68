#include "tests/connectors/formats/random_outputs.h"

#include <array>

#include "connectors/formats/digest.h"

namespace shelfd::tests {
namespace {

using engine::Param;
using engine::Reason;

double number(Draw& draw, bool shown, double scale) {
  if (!shown) return draw.number(scale);
  return static_cast<double>(draw.whole(0, static_cast<std::int64_t>(scale * 1000))) / 1000;
}

ItemId random_item(Draw& draw) {
  return {.merchant = MerchantId(draw.name("m")), .sku = Sku(draw.name("sku/ 电水壶 \"1\" "))};
}

std::vector<Param> random_params(Draw& draw, bool shown) {
  std::vector<Param> params;
  if (draw.chance(30)) params.push_back({.name = "rival_price", .value = draw.money()});
  if (draw.chance(30)) params.push_back({.name = "unit_cost", .value = draw.money()});
  if (draw.chance(30)) params.push_back({.name = "counted_at", .value = draw.instant()});
  if (draw.chance(30)) {
    params.push_back({.name = "margin_ratio", .value = number(draw, shown, 1)});
    params.push_back({.name = "cover_days", .value = number(draw, shown, 90)});
  }
  if (draw.chance(30)) params.push_back({.name = "short_units", .value = draw.whole(-50, 50)});
  if (draw.chance(30)) params.push_back({.name = "rival", .value = draw.name("竞争对手")});
  return params;
}

std::vector<Reason> random_reasons(Draw& draw, bool shown) {
  std::vector<Reason> reasons;
  for (std::int64_t left = draw.whole(0, 5); left > 0; --left) {
    const auto code = draw.one_of(engine::ReasonCode::OneOffHeld);
    const bool counts = code < engine::ReasonCode::NoPrice;
    reasons.push_back({.code = code,
                       .amount = counts ? draw.whole(-9'000'000, 9'000'000) : 0,
                       .rests_on = draw.one_of(engine::RestsOn::Assumption),
                       .params = random_params(draw, shown)});
  }
  return reasons;
}

template <typename Judged, typename Random>
engine::Basis<Judged> random_basis(Draw& draw, Random random) {
  return {.partition = static_cast<std::int32_t>(draw.whole(0, 127)),
          .epoch = draw.whole(1, 1'000'000'000),
          .rules_version = draw.name("v"),
          .build = "0.1.0+abc",
          .arithmetic = "f00d",
          .judged = draw.maybe([&] { return random(draw); })};
}

pricing::OfferNets random_nets(Draw& draw) {
  return {.list = draw.money(),
          .alone = draw.money(),
          .full = draw.money(),
          .withheld = draw.money(),
          .unused = static_cast<std::uint8_t>(draw.whole(0, 7))};
}

engine::MarketView random_market(Draw& draw, bool shown) {
  engine::MarketView market;
  for (std::int64_t left = draw.whole(0, 3); left > 0; --left) {
    market.left_out.push_back(
        {.competitor = draw.name("shop "), .why = draw.one_of(pricing::kLastLeftOut)});
  }
  if (draw.chance(30)) return market;
  market.reference = draw.money();
  market.low = draw.money();
  market.high = draw.money();
  market.cheapest = draw.money();
  market.cheapest_competitor = draw.name("shop ");
  for (std::int64_t left = draw.whole(0, 2); left > 0; --left) {
    market.offers.push_back({.competitor = draw.name("shop "), .nets = random_nets(draw)});
  }
  if (draw.chance(30)) market.own = engine::OfferView{.competitor = {}, .nets = random_nets(draw)};
  if (!market.offers.empty() || market.own) {
    market.basket = draw.one_of(pricing::ReferenceBasket::Full);
  }
  if (draw.chance(70)) {
    market.nearest = draw.money();
    market.nearest_competitor = draw.name("shop ");
  }
  market.effective_offers = number(draw, shown, 32);
  return market;
}

std::vector<std::pair<double, double>> random_quantiles(Draw& draw, bool shown) {
  std::vector<std::pair<double, double>> quantiles;
  for (const double p : {0.1, 0.5, 0.9}) quantiles.emplace_back(p, number(draw, shown, 300));
  return quantiles;
}

}  // namespace

engine::PriceSuggestion random_price(Draw& draw, bool shown) {
  const auto money = [&] { return draw.money(); };
  engine::PriceSuggestion suggestion;
  suggestion.item = random_item(draw);
  suggestion.suggestion_id = suggestion.item.key() + ":price:7";
  suggestion.status = draw.one_of(engine::Status::Expired);
  suggestion.current_price = draw.maybe(money);
  suggestion.suggested_price = draw.maybe(money);
  suggestion.currency = {{'J', 'P', 'Y'}};
  if (draw.chance(50)) suggestion.currency = {{'C', 'N', 'Y'}};
  suggestion.market = random_market(draw, shown);
  suggestion.expected = draw.maybe([&] {
    return engine::ExpectedGain{.profit_gain = draw.money(),
                                .units_now = number(draw, shown, 300),
                                .units_then = number(draw, shown, 300),
                                .horizon_days = 28,
                                .chance_of_gain = number(draw, shown, 1)};
  });
  suggestion.reasons = random_reasons(draw, shown);
  suggestion.checked_rules = {"floor", "max_change"};
  if (draw.chance(50)) suggestion.binding_rule = "floor";
  suggestion.reduction =
      draw.maybe([&] { return engine::Reduction{.prior_price = draw.money(), .window_days = 30}; });
  suggestion.valid_until = draw.instant();
  suggestion.judged_at = draw.instant();
  suggestion.caused_at = draw.instant();
  suggestion.basis = random_basis<engine::JudgedPrice>(draw, random_judged_price);
  return suggestion;
}

engine::RestockPlan random_plan(Draw& draw, bool shown) {
  const auto money = [&] { return draw.money(); };
  const auto instant = [&] { return draw.instant(); };
  engine::RestockPlan plan;
  plan.item = random_item(draw);
  plan.suggestion_id = plan.item.key() + ":plan:3";
  plan.status = draw.one_of(engine::Status::Expired);
  plan.action = draw.one_of(engine::PlanAction::Cancel);
  plan.quantity = {draw.whole(0, 500)};
  plan.unit_cost = draw.maybe(money);
  plan.order_value = draw.maybe(money);
  plan.currency = {{'K', 'W', 'D'}};
  if (draw.chance(80)) plan.supplier = SupplierId(draw.name("supplier "));
  plan.order_by = draw.maybe(instant);
  plan.expected_arrival = draw.maybe(instant);
  plan.position = draw.maybe([&] {
    return replenishment::StockPosition{.on_hand = {draw.whole(-5, 500)},
                                        .reserved = {draw.whole(0, 5)},
                                        .backorders = {draw.whole(0, 5)},
                                        .open = {draw.whole(0, 100)},
                                        .accepted = {draw.whole(0, 100)}};
  });
  plan.demand_mean_units = number(draw, shown, 300);
  plan.demand_quantiles = random_quantiles(draw, shown);
  plan.lead_time_quantiles = random_quantiles(draw, shown);
  plan.stockout_chance_if_not = number(draw, shown, 1);
  plan.cost_now = draw.maybe(money);
  plan.cost_then = draw.maybe(money);
  plan.reasons = random_reasons(draw, shown);
  plan.checked_rules = {"moq", "case_pack"};
  plan.valid_until = draw.instant();
  plan.judged_at = draw.instant();
  plan.caused_at = draw.instant();
  plan.basis = random_basis<engine::JudgedPlan>(draw, random_judged_plan);
  return plan;
}

engine::Alert random_alert(Draw& draw, bool shown) {
  engine::Alert alert;
  alert.item = random_item(draw);
  alert.alert_id = alert.item.key() + ":overstock:1";
  alert.kind = draw.one_of(engine::AlertKind::PriceNotApplied);
  alert.open = draw.chance(50);
  alert.severity = draw.one_of(engine::Severity::Critical);
  alert.worth = draw.money();
  alert.currency = {{'E', 'U', 'R'}};
  alert.code = draw.name("code_");
  alert.params = random_params(draw, shown);
  alert.opened_at = draw.instant();
  alert.closed_at = draw.maybe([&] { return draw.instant(); });
  return alert;
}

connectors::DeadLetter random_dead_letter(Draw& draw) {
  const bool personal = draw.chance(30);
  std::string bytes(static_cast<std::size_t>(draw.whole(1, 60)), '\0');
  for (char& byte : bytes) byte = static_cast<char>(draw.bits());
  return {.topic = "demand",
          .partition = static_cast<std::int32_t>(draw.whole(0, 127)),
          .offset = draw.whole(0, 1'000'000'000'000),
          .field = draw.chance(50) ? "" : "quantity",
          .reason = personal ? "personal_data" : "out_of_range",
          .value = personal ? "" : draw.name("-"),
          .size = static_cast<std::int64_t>(bytes.size()),
          .sha256 = connectors::sha256_hex(bytes),
          .bytes = personal ? "" : bytes,
          .at = draw.instant()};
}

connectors::EpochRecord random_epoch(Draw& draw) {
  connectors::EpochRecord epoch{.partition = static_cast<std::int32_t>(draw.whole(0, 127)),
                                .epoch = draw.whole(1, 1'000'000),
                                .now = draw.instant(),
                                .next_offsets = {},
                                .own_time = draw.chance(50),
                                .judging = draw.chance(50),
                                .timers = draw.whole(0, 4'000),
                                .spread = draw.whole(0, 1),
                                .swept = draw.maybe([&] { return draw.whole(0, 1'000); }),
                                .rebuilding = draw.chance(50),
                                .state_format = connectors::StateFormat{static_cast<std::uint32_t>(
                                    draw.whole(1, connectors::kMostStateFormat))},
                                .rewritten = draw.whole(0, 500),
                                .build = draw.name("b"),
                                .arithmetic = "f00d"};
  for (int rank = 0; rank < 8; ++rank) epoch.next_offsets.push_back(draw.whole(0, 1'000'000));
  for (int rank = draw.whole(0, 1) == 0 ? 8 : 0; rank < 8; ++rank) {
    epoch.from_offsets.push_back(draw.whole(0, 1'000'000));
  }
  return epoch;
}

}  // namespace shelfd::tests
