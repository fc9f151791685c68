// Price suggestions to JSON and back.
#include <algorithm>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/output_codec.h"
#include "connectors/formats/output_parts.h"

namespace shelfd::connectors {
namespace {

using engine::ExpectedGain;
using engine::MarketView;
using engine::PriceSuggestion;

// Zero says that there is none.
std::optional<Money> unless_zero(Money money) {
  if (money == Money{}) return std::nullopt;
  return money;
}

Json offer_json(const engine::OfferView& offer, const Currency& currency) {
  const pricing::OfferNets& nets = offer.nets;
  Json json;
  put_text(json, "competitor", offer.competitor);
  json["list"] = to_decimal(nets.list, currency);
  json["net_alone"] = to_decimal(nets.alone, currency);
  json["net_full"] = to_decimal(nets.full, currency);
  json["withheld"] = to_decimal(nets.withheld, currency);
  json["unused"] = Json::array();
  for (std::size_t bit = 0; bit < kUnused.size(); ++bit) {
    if ((nets.unused >> bit) % 2 == 1) json["unused"].push_back(kUnused[bit]);
  }
  return json;
}

engine::OfferView read_offer(const Fields& fields) {
  engine::OfferView offer{.competitor = fields.maybe_text("competitor"),
                          .nets = {.list = fields.money("list"),
                                   .alone = fields.money("net_alone"),
                                   .full = fields.money("net_full"),
                                   .withheld = fields.money("withheld")}};
  const std::vector<std::string> unused = fields.texts("unused");
  for (std::size_t bit = 0; bit < kUnused.size(); ++bit) {
    if (std::ranges::find(unused, kUnused[bit]) == unused.end()) continue;
    offer.nets.unused = static_cast<std::uint8_t>(offer.nets.unused | (1U << bit));
  }
  return offer;
}

Json market_json(const MarketView& market, const Currency& currency) {
  Json json = Json::object();
  put_money(json, "reference", market.reference, currency);
  put_money(json, "low", unless_zero(market.low), currency);
  put_money(json, "high", unless_zero(market.high), currency);
  put_money(json, "cheapest", unless_zero(market.cheapest), currency);
  put_text(json, "cheapest_competitor", market.cheapest_competitor);
  put_money(json, "nearest", unless_zero(market.nearest), currency);
  put_text(json, "nearest_competitor", market.nearest_competitor);
  json["effective_offers"] = rounded(market.effective_offers, kUnitDecimals);
  json["left_out"] = Json::array();
  for (const engine::LeftOutOffer& offer : market.left_out) {
    Json element;
    element["competitor"] = offer.competitor;
    element["why"] = word(kLeftOut, offer.why);
    json["left_out"].push_back(std::move(element));
  }
  if (!market.basket) return json;
  json["basket"] = word(kBaskets, *market.basket);
  json["offers"] = Json::array();
  for (const engine::OfferView& offer : market.offers) {
    json["offers"].push_back(offer_json(offer, currency));
  }
  if (market.own) json["own"] = offer_json(*market.own, currency);
  return json;
}

MarketView read_market(const Fields& fields) {
  MarketView market{.reference = fields.maybe_money("reference"),
                    .low = fields.maybe_money("low").value_or(Money{}),
                    .high = fields.maybe_money("high").value_or(Money{}),
                    .cheapest = fields.maybe_money("cheapest").value_or(Money{}),
                    .cheapest_competitor = fields.maybe_text("cheapest_competitor"),
                    .nearest = fields.maybe_money("nearest").value_or(Money{}),
                    .nearest_competitor = fields.maybe_text("nearest_competitor"),
                    .effective_offers = fields.number("effective_offers"),
                    .left_out = {},
                    .basket = std::nullopt,
                    .offers = {},
                    .own = std::nullopt};
  for (const Fields& offer : fields.objects("left_out")) {
    market.left_out.push_back({.competitor = offer.text("competitor"),
                               .why = offer.choice<pricing::LeftOut>("why", kLeftOut)});
  }
  if (!fields.has("basket")) return market;
  market.basket = fields.choice<pricing::ReferenceBasket>("basket", kBaskets);
  if (fields.has("offers")) {
    for (const Fields& offer : fields.objects("offers")) market.offers.push_back(read_offer(offer));
  }
  if (fields.has("own")) market.own = read_offer(fields.object("own"));
  return market;
}

Json expected_json(const ExpectedGain& expected, const Currency& currency) {
  Json json;
  json["profit_gain"] = to_decimal(expected.profit_gain, currency);
  json["units_now"] = rounded(expected.units_now, kUnitDecimals);
  json["units_then"] = rounded(expected.units_then, kUnitDecimals);
  json["horizon_days"] = rounded(expected.horizon_days, kUnitDecimals);
  json["chance_of_gain"] = rounded(expected.chance_of_gain, kChanceDecimals);
  return json;
}

ExpectedGain read_expected(const Fields& fields) {
  return {.profit_gain = fields.money("profit_gain"),
          .units_now = fields.number("units_now"),
          .units_then = fields.number("units_then"),
          .horizon_days = fields.number("horizon_days"),
          .chance_of_gain = fields.number("chance_of_gain")};
}

Json reduction_json(const engine::Reduction& reduction, const Currency& currency) {
  Json json;
  json["prior_price"] = to_decimal(reduction.prior_price, currency);
  json["window_days"] = rounded(reduction.window_days, kUnitDecimals);
  return json;
}

void read_answer(const Fields& fields, PriceSuggestion& suggestion) {
  if (fields.has("expected")) suggestion.expected = read_expected(fields.object("expected"));
  suggestion.reasons = read_reasons(fields, Counted::Money);
  suggestion.checked_rules = fields.texts("checked_rules");
  suggestion.binding_rule = fields.maybe_text("binding_rule");
  if (!fields.has("reduction")) return;
  const Fields reduction = fields.object("reduction");
  suggestion.reduction = {.prior_price = reduction.money("prior_price"),
                          .window_days = reduction.number("window_days")};
}

PriceSuggestion read_price(const Fields& fields) {
  PriceSuggestion suggestion;
  suggestion.suggestion_id = fields.text("suggestion_id");
  suggestion.item = {.merchant = MerchantId(fields.text("merchant")),
                     .sku = Sku(fields.text("sku"))};
  suggestion.status = fields.choice<engine::Status>("status", kStatuses);
  suggestion.current_price = fields.maybe_money("current_price");
  suggestion.suggested_price = fields.maybe_money("suggested_price");
  suggestion.currency = fields.maybe_currency("currency");
  suggestion.market = read_market(fields.object("market"));
  read_answer(fields, suggestion);
  suggestion.valid_until = fields.instant("valid_until");
  suggestion.judged_at = fields.instant("judged_at");
  suggestion.caused_at = fields.instant("caused_at");
  suggestion.basis = read_basis<engine::JudgedPrice>(fields.object("basis"), decode_judged_price);
  return suggestion;
}

}  // namespace

std::string encode_price(const PriceSuggestion& suggestion) {
  const Currency& currency = suggestion.currency;
  Json json;
  json["suggestion_id"] = suggestion.suggestion_id;
  json["merchant"] = suggestion.item.merchant.value;
  json["sku"] = suggestion.item.sku.value;
  json["status"] = word(kStatuses, suggestion.status);
  put_money(json, "current_price", suggestion.current_price, currency);
  put_money(json, "suggested_price", suggestion.suggested_price, currency);
  put_text(json, "currency", currency.text());
  json["market"] = market_json(suggestion.market, currency);
  if (suggestion.expected) json["expected"] = expected_json(*suggestion.expected, currency);
  json["reasons"] = reasons_json(suggestion.reasons, Counted::Money, currency);
  json["checked_rules"] = suggestion.checked_rules;
  put_text(json, "binding_rule", suggestion.binding_rule);
  if (suggestion.reduction) json["reduction"] = reduction_json(*suggestion.reduction, currency);
  put_instant(json, "valid_until", suggestion.valid_until);
  put_instant(json, "judged_at", suggestion.judged_at);
  put_instant(json, "caused_at", suggestion.caused_at);
  const auto& judged = suggestion.basis.judged;
  json["basis"] = basis_json(suggestion.basis, judged ? encode_judged_price(*judged) : "");
  return to_text(json);
}

Result<PriceSuggestion> decode_price(std::string_view json) {
  return decode_record<PriceSuggestion>(json, read_price);
}

}  // namespace shelfd::connectors
