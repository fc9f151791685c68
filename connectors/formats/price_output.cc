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

void write_offer(OutputWriter& json, std::string_view name, const engine::OfferView& offer,
                 const Currency& currency) {
  const pricing::OfferNets& nets = offer.nets;
  json.begin_object(name);
  json.filled("competitor", offer.competitor);
  json.money("list", nets.list, currency);
  json.money("net_alone", nets.alone, currency);
  json.money("net_full", nets.full, currency);
  json.money("withheld", nets.withheld, currency);
  json.begin_list("unused");
  for (std::size_t bit = 0; bit < kUnused.size(); ++bit) {
    if ((nets.unused >> bit) % 2 == 1) json.text({}, kUnused[bit]);
  }
  json.end_list();
  json.end_object();
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

void write_market(OutputWriter& json, const MarketView& market, const Currency& currency) {
  json.begin_object("market");
  json.maybe_money("reference", market.reference, currency);
  json.maybe_money("low", unless_zero(market.low), currency);
  json.maybe_money("high", unless_zero(market.high), currency);
  json.maybe_money("cheapest", unless_zero(market.cheapest), currency);
  json.filled("cheapest_competitor", market.cheapest_competitor);
  json.maybe_money("nearest", unless_zero(market.nearest), currency);
  json.filled("nearest_competitor", market.nearest_competitor);
  json.number("effective_offers", market.effective_offers, kUnitDecimals);
  json.begin_list("left_out");
  for (const engine::LeftOutOffer& offer : market.left_out) {
    json.begin_object();
    json.text("competitor", offer.competitor);
    json.text("why", word(kLeftOut, offer.why));
    json.end_object();
  }
  json.end_list();
  if (market.basket) {
    json.text("basket", word(kBaskets, *market.basket));
    json.begin_list("offers");
    for (const engine::OfferView& offer : market.offers) write_offer(json, {}, offer, currency);
    json.end_list();
    if (market.own) write_offer(json, "own", *market.own, currency);
  }
  json.end_object();
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

void write_expected(OutputWriter& json, const ExpectedGain& expected, const Currency& currency) {
  json.begin_object("expected");
  json.money("profit_gain", expected.profit_gain, currency);
  json.number("units_now", expected.units_now, kUnitDecimals);
  json.number("units_then", expected.units_then, kUnitDecimals);
  json.number("horizon_days", expected.horizon_days, kUnitDecimals);
  json.number("chance_of_gain", expected.chance_of_gain, kChanceDecimals);
  json.end_object();
}

ExpectedGain read_expected(const Fields& fields) {
  return {.profit_gain = fields.money("profit_gain"),
          .units_now = fields.number("units_now"),
          .units_then = fields.number("units_then"),
          .horizon_days = fields.number("horizon_days"),
          .chance_of_gain = fields.number("chance_of_gain")};
}

void write_reduction(OutputWriter& json, const engine::Reduction& reduction,
                     const Currency& currency) {
  json.begin_object("reduction");
  json.money("prior_price", reduction.prior_price, currency);
  json.number("window_days", reduction.window_days, kUnitDecimals);
  json.end_object();
}

void write_answer(OutputWriter& json, const PriceSuggestion& suggestion) {
  const Currency& currency = suggestion.currency;
  if (suggestion.expected) write_expected(json, *suggestion.expected, currency);
  write_reasons(json, suggestion.reasons, Counted::Money, currency);
  write_texts(json, "checked_rules", suggestion.checked_rules);
  json.filled("binding_rule", suggestion.binding_rule);
  if (suggestion.reduction) write_reduction(json, *suggestion.reduction, currency);
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
  OutputWriter json;
  json.begin_object();
  json.text("suggestion_id", suggestion.suggestion_id);
  json.text("merchant", suggestion.item.merchant.value);
  json.text("sku", suggestion.item.sku.value);
  json.text("status", word(kStatuses, suggestion.status));
  json.maybe_money("current_price", suggestion.current_price, currency);
  json.maybe_money("suggested_price", suggestion.suggested_price, currency);
  json.filled("currency", currency.text());
  write_market(json, suggestion.market, currency);
  write_answer(json, suggestion);
  json.instant("valid_until", suggestion.valid_until);
  json.instant("judged_at", suggestion.judged_at);
  json.instant("caused_at", suggestion.caused_at);
  const auto& judged = suggestion.basis.judged;
  write_basis(json, suggestion.basis, judged ? encode_judged_price(*judged) : "");
  json.end_object();
  return json.take();
}

Result<PriceSuggestion> decode_price(std::string_view json) {
  return decode_record<PriceSuggestion>(json, read_price);
}

}  // namespace shelfd::connectors
