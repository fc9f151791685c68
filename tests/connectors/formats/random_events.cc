#include "tests/connectors/formats/random_events.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "connectors/formats/event_texts.h"
#include "forecasting/category_prior.h"
#include "forecasting/pooled_head.h"
#include "tests/connectors/formats/random_promotions.h"

namespace shelfd::connectors {
namespace {

constexpr std::int64_t kLastMillis = 7'289'654'399'999;  // 2200-12-31T23:59:59.999Z
constexpr std::int64_t kUnits = 1'000'000'000;

class Draw {
 public:
  Draw(Fill fill, std::mt19937_64& random) : fill_(fill), random_(&random) {}

  bool some() { return fill_ == Fill::All || (fill_ == Fill::Some && whole(0, 1) == 0); }
  std::int64_t whole(std::int64_t least, std::int64_t most) {
    return least +
           static_cast<std::int64_t>((*random_)() % static_cast<std::uint64_t>(most - least + 1));
  }
  std::int32_t small(std::int32_t least, std::int32_t most) {
    return static_cast<std::int32_t>(whole(least, most));
  }
  // Inside (least, most), in steps that binary fractions do not have.
  double number(double least, double most) {
    return least + (most - least) * static_cast<double>(whole(1, 999'999)) / 1e6;
  }
  bool flag() { return whole(0, 1) == 1; }
  Money money(std::int64_t least_micros = 0) {
    const std::int64_t digits = whole(0, 17);
    std::int64_t most = 1;
    for (std::int64_t digit = 0; digit < digits; ++digit) most *= 10;
    return Money{std::max(least_micros, whole(0, most))};
  }
  Quantity quantity(std::int64_t least = 0) { return {whole(least, flag() ? 1000 : kUnits)}; }
  Instant instant() {
    return from_unix_millis(flag() ? whole(0, kLastMillis) : whole(0, kLastMillis / 1000) * 1000);
  }
  Day day() { return from_day_number(whole(0, kLastMillis / 86'400'000)); }
  std::string text(std::int64_t most_bytes) {
    constexpr auto kPieces = std::to_array<std::string_view>(
        {"a", "Z", "7", " ", "-", "/", "\"", "\\", "é", "衬衫", "T恤", "🧥", ".", "_"});
    std::string text = "n";
    const std::int64_t wanted = whole(1, std::min<std::int64_t>(most_bytes, 40));
    while (std::ssize(text) + 4 <= wanted) {
      text += kPieces[static_cast<std::size_t>(whole(0, kPieces.size() - 1))];
    }
    return text;
  }
  std::string name() { return text(kMaxNameBytes); }
  Currency currency() {
    constexpr auto kCodes = std::to_array<std::string_view>({"CNY", "EUR", "JPY", "KWD"});
    const std::string_view code = kCodes[static_cast<std::size_t>(whole(0, kCodes.size() - 1))];
    return {{code[0], code[1], code[2]}};
  }
  Currency maybe_currency() { return some() ? currency() : Currency{}; }
  template <typename Enum>
  Enum choice(std::size_t count) {
    return static_cast<Enum>(whole(0, static_cast<std::int64_t>(count) - 1));
  }
  std::int64_t length(std::size_t most) {
    return some() ? whole(1, static_cast<std::int64_t>(most)) : 0;
  }
  template <typename Field, typename Value>
  void maybe(Field& field, const Value& value) {
    if (some()) field = value();
  }
  ItemId item() {
    return {.merchant = MerchantId(flag() ? "acme" : "shop_7.eu"), .sku = Sku(name())};
  }

 private:
  Fill fill_;
  std::mt19937_64* random_;
};

#define FIELD(field, value) draw.maybe(field, [&] { return value; })

void fill_guardrails(Draw& draw, engine::Rules& rules) {
  FIELD(rules.strategy, draw.choice<pricing::Strategy>(kStrategies.size()));
  FIELD(rules.match_ratio, draw.number(0.5, 2));
  FIELD(rules.min_margin_ratio, draw.number(0, 0.9));
  FIELD(rules.max_change_ratio, draw.number(0, 0.5));
  FIELD(rules.careful_ratio, draw.number(0, 0.5));
  FIELD(rules.min_gain, draw.money());
  FIELD(rules.min_chance, draw.number(0.5, 1));
  for (auto left = draw.length(kMaxEndings); left > 0; --left) {
    rules.price_endings.push_back(draw.money());
  }
  FIELD(rules.offer_fresh_hours, draw.number(0, 8760));
  FIELD(rules.min_match, draw.number(0, 1));
  FIELD(rules.min_effective_offers, draw.number(1, 32));
  FIELD(rules.max_weight_ratio, draw.number(1, 1000));
  FIELD(rules.reference_basket, draw.choice<pricing::ReferenceBasket>(kBaskets.size()));
  FIELD(rules.holding_rate, draw.number(0, 5));
  FIELD(rules.service_level, draw.number(0.5, 0.999));
  FIELD(rules.review_days, draw.number(0, 365));
  FIELD(rules.order_confirm_hours, draw.number(0, 8760));
  FIELD(rules.resold_ratio, draw.number(0, 1));
}

engine::SupplierRules random_supplier_rules(Draw& draw) {
  engine::SupplierRules supplier;
  supplier.supplier = SupplierId(draw.name());
  for (auto left = draw.length(kMaxClosedDays); left > 0; --left) {
    supplier.closed_days.push_back(draw.day());
  }
  FIELD(supplier.cut_off_minutes, draw.small(0, 1439));
  for (auto left = draw.length(kMaxWeekdays); left > 0; --left) {
    supplier.delivery_weekdays.push_back(draw.small(1, 7));
  }
  FIELD(supplier.minimum, (Amount{draw.money(), draw.maybe_currency()}));
  return supplier;
}

void fill_lists(Draw& draw, engine::Rules& rules) {
  for (auto left = draw.length(kMaxLawPacks); left > 0; --left) {
    rules.law_packs.push_back(draw.text(kMaxShortBytes));
  }
  for (auto left = draw.length(4); left > 0; --left) {
    rules.suppliers.push_back(random_supplier_rules(draw));
  }
  for (auto left = draw.length(4); left > 0; --left) {
    rules.occasions.push_back({draw.name(), draw.name(), draw.instant(), draw.instant()});
  }
  for (auto left = draw.length(4); left > 0; --left) rules.own_accounts.push_back(draw.name());
  for (auto left = draw.length(4); left > 0; --left) {
    rules.rivals.push_back({draw.name(), draw.number(0, 10)});
  }
  for (auto left = draw.length(3); left > 0; --left) {
    rules.offer_conditions.push_back(draw.choice<pricing::Condition>(kConditions.size()));
  }
  for (auto left = draw.length(4); left > 0; --left) {
    rules.audiences.push_back(draw.text(kMaxShortBytes));
  }
  for (auto left = draw.length(4); left > 0; --left) {
    rules.emergencies.push_back(
        {draw.text(kMaxShortBytes), draw.name(), draw.instant(), draw.instant()});
  }
}

std::vector<double> random_numbers(Draw& draw, std::size_t count, double least) {
  std::vector<double> numbers;
  while (numbers.size() < count) numbers.push_back(draw.number(least, kMaxHeadNumber));
  return numbers;
}

engine::DemandHead random_head(Draw& draw) {
  using forecasting::kMeanFeatures;
  using forecasting::kScatterFeatures;
  engine::DemandHead head{.version = draw.name()};
  FIELD(head.trained_at, draw.instant());
  head.series = draw.whole(0, 1'000'000);
  head.rows = draw.whole(0, 1'000'000);
  head.mean_weights = random_numbers(draw, kMeanFeatures, -kMaxHeadNumber);
  head.mean_centres = random_numbers(draw, kMeanFeatures, -kMaxHeadNumber);
  head.mean_scales = random_numbers(draw, kMeanFeatures, 0);
  head.spread_weights = random_numbers(draw, kScatterFeatures, -kMaxHeadNumber);
  head.spread_centres = random_numbers(draw, kScatterFeatures, -kMaxHeadNumber);
  head.spread_scales = random_numbers(draw, kScatterFeatures, 0);
  return head;
}

engine::CategoryPrior random_prior(Draw& draw) {
  engine::CategoryPrior known{.items = draw.whole(0, 1'000'000)};
  forecasting::DemandPrior& prior = known.prior;
  prior.rate.mean = draw.number(0, 1e6);
  prior.rate.weight = draw.number(0.5, 14);
  prior.rate.excess = draw.number(0, 1'000);
  prior.size = draw.number(0, 1e6);
  for (double& scatter : prior.scatter) scatter = draw.number(0.005, 9);
  prior.rate.scatter = prior.scatter.front();
  for (std::size_t at = 0; at < forecasting::kResponses; ++at) {
    prior.regressors.mean.at(forecasting::kWeek + at) = static_cast<float>(draw.number(-50, 50));
    prior.regressors.stddev.at(forecasting::kWeek + at) = static_cast<float>(draw.number(0, 50));
  }
  if (draw.flag()) {
    prior.returns = {
        .rate_ratio = draw.number(0, 0.99), .delay_days = draw.number(4, 64), .told = true};
  }
  return known;
}

engine::DemandPriors random_priors(Draw& draw) {
  engine::DemandPriors priors{.version = draw.name()};
  FIELD(priors.trained_at, draw.instant());
  priors.priors.push_back(random_prior(draw));
  for (auto left = draw.length(5); left > 0; --left) {
    priors.priors.push_back(random_prior(draw));
    priors.priors.back().category = Category(draw.name());
  }
  return priors;
}

engine::Event random_rules(Draw& draw) {
  engine::Rules rules;
  rules.merchant = MerchantId(draw.flag() ? "*" : "acme");
  rules.version = draw.name();
  FIELD(rules.issued_at, draw.instant());
  FIELD(rules.time_zone, draw.text(kMaxShortBytes));
  Instant from{};
  for (auto left = draw.length(20); left > 0; --left) {
    from += Duration{draw.whole(1, 1'000'000'000)};
    if (!rules.utc_offsets) rules.utc_offsets.emplace();
    rules.utc_offsets->push_back({from, std::chrono::seconds{draw.whole(-86'400, 86'400)}});
  }
  FIELD(rules.jurisdiction, draw.text(kMaxShortBytes));
  FIELD(rules.currency, draw.currency());
  for (auto left = draw.length(6); left > 0; --left) {
    rules.rates.push_back({draw.currency(), draw.currency(), draw.number(0, 1e9)});
  }
  FIELD(rules.tax_rate, draw.number(0, 1));
  FIELD(rules.price_includes_tax, draw.flag());
  fill_guardrails(draw, rules);
  fill_lists(draw, rules);
  FIELD(rules.budget, (Amount{draw.money(), {}}));
  FIELD(rules.daily_suggestions, draw.small(1, 10'000));
  FIELD(rules.models, draw.name());
  FIELD(rules.demand_head, random_head(draw));
  FIELD(rules.demand_priors, random_priors(draw));
  FIELD(rules.left_at, draw.instant());
  return rules;
}

engine::SupplierTerms random_terms(Draw& draw) {
  engine::SupplierTerms terms;
  terms.supplier = SupplierId(draw.name());
  FIELD(terms.cost, (Amount{draw.money(), {}}));
  FIELD(terms.order_cost, (Amount{draw.money(), {}}));
  FIELD(terms.moq, draw.quantity());
  FIELD(terms.case_pack, draw.quantity(1));
  std::int64_t from = 0;
  for (auto left = draw.length(kMaxBreaks); left > 0; --left) {
    from += draw.whole(1, 1000);
    terms.breaks.push_back({Quantity{from}, Amount{draw.money(), {}}});
  }
  terms.break_kind = draw.choice<engine::BreakKind>(kBreakKinds.size());
  FIELD(terms.lead_days, draw.number(0, 365));
  return terms;
}

void fill_amounts(Draw& draw, engine::CatalogEntry& entry) {
  FIELD(entry.unit_cost, (Amount{draw.money(), {}}));
  FIELD(entry.fee_fixed, (Amount{draw.money(), {}}));
  FIELD(entry.return_cost, (Amount{draw.money(), {}}));
  FIELD(entry.price, (Amount{draw.money(1), {}}));
  FIELD(entry.floor_price, (Amount{draw.money(), {}}));
  FIELD(entry.ceiling_price, (Amount{draw.money(1), {}}));
  FIELD(entry.map_price, (Amount{draw.money(), {}}));
  FIELD(entry.stockout_cost, (Amount{draw.money(), {}}));
  FIELD(entry.salvage_value, (Amount{draw.money(), {}}));
  for (auto left = draw.length(kMaxEndings); left > 0; --left) {
    entry.price_endings.push_back(draw.money());
  }
}

engine::Event random_entry(Draw& draw) {
  engine::CatalogEntry entry;
  entry.item = draw.item();
  FIELD(entry.title, draw.text(kMaxTitleBytes));
  FIELD(entry.category, Category(draw.name()));
  FIELD(entry.family, draw.name());
  FIELD(entry.currency, draw.currency());
  FIELD(entry.updated_at, draw.instant());
  FIELD(entry.tax_rate, draw.number(0, 1));
  FIELD(entry.price_includes_tax, draw.flag());
  FIELD(entry.fee_rate, draw.number(0, 0.9));
  FIELD(entry.variable_cost_rate, draw.number(0, 0.9));
  fill_amounts(draw, entry);
  FIELD(entry.min_margin_ratio, draw.number(0, 0.9));
  FIELD(entry.strategy, draw.choice<pricing::Strategy>(kStrategies.size()));
  FIELD(entry.shipping, Amount{draw.money()});
  entry.own_promotions = random_promotions(draw, draw.length(pricing::kMaxOfferPromotions));
  for (auto left = draw.length(kMaxItemSuppliers); left > 0; --left) {
    entry.suppliers.push_back(random_terms(draw));
  }
  FIELD(entry.holding_rate, draw.number(0, 5));
  FIELD(entry.service_level, draw.number(0.5, 0.999));
  FIELD(entry.review_days, draw.number(0, 365));
  FIELD(entry.shelf_life_days, draw.number(0, 36'500));
  FIELD(entry.season_end, draw.instant());
  entry.lifecycle = draw.choice<engine::Lifecycle>(kLifecycles.size());
  return entry;
}

engine::Event random_price(Draw& draw) {
  engine::PriceFact fact;
  fact.item = draw.item();
  fact.price = {draw.money(1), draw.maybe_currency()};
  FIELD(fact.kind, draw.choice<engine::PriceKind>(kPriceKinds.size()));
  FIELD(fact.cause, draw.choice<engine::PriceCause>(kPriceCauses.size()));
  FIELD(fact.at, draw.instant());
  FIELD(fact.from, draw.instant());
  FIELD(fact.until, draw.instant());
  FIELD(fact.suggestion_id, draw.text(kMaxSuggestionBytes));
  return fact;
}

engine::Event random_count(Draw& draw) {
  engine::StockCount count;
  count.item = draw.item();
  count.on_hand = draw.quantity(-kUnits);
  FIELD(count.reserved, draw.quantity());
  FIELD(count.backorders, draw.quantity());
  FIELD(count.unsellable, draw.quantity());
  for (auto left = draw.length(kMaxLots); left > 0; --left) {
    count.lots.push_back({draw.quantity(), draw.instant()});
  }
  FIELD(count.as_of, draw.instant());
  return count;
}

engine::Event random_shipment(Draw& draw) {
  engine::Shipment shipment;
  shipment.item = draw.item();
  shipment.shipment_id = draw.name();
  FIELD(shipment.suggestion_id, draw.text(kMaxSuggestionBytes));
  FIELD(shipment.supplier, SupplierId(draw.name()));
  shipment.quantity = draw.quantity();
  shipment.stage = draw.choice<engine::ShipmentStage>(kShipmentStages.size());
  FIELD(shipment.at, draw.instant());
  FIELD(shipment.expected_at, draw.instant());
  return shipment;
}

engine::Event random_offer(Draw& draw) {
  constexpr std::int64_t kMostMicros = kUnits * kMicrosPerUnit;
  engine::CompetitorOffer offer;
  offer.item = draw.item();
  offer.competitor = draw.name();
  offer.price = {Money{draw.whole(-kMostMicros, kMostMicros)}, draw.maybe_currency()};
  FIELD(offer.shipping, (Amount{Money{draw.whole(0, 99'000'000)}, offer.price.currency}));
  FIELD(offer.price_includes_tax, draw.flag());
  offer.promotions = random_promotions(draw, draw.length(pricing::kMaxOfferPromotions));
  FIELD(offer.in_stock, draw.flag());
  FIELD(offer.condition, draw.choice<pricing::Condition>(kConditions.size()));
  FIELD(offer.seller_rating, draw.number(0, 1));
  FIELD(offer.rating_count, draw.whole(0, kUnits));
  FIELD(offer.match_confidence, draw.number(0, 1));
  FIELD(offer.observed_at, draw.instant());
  return offer;
}

engine::Event random_demand(Draw& draw) {
  engine::DemandEvent demand;
  demand.item = draw.item();
  demand.type = draw.choice<engine::DemandType>(kDemandTypes.size());
  FIELD(demand.quantity, draw.quantity());
  FIELD(demand.unit_price, (Amount{draw.money(), draw.maybe_currency()}));
  FIELD(demand.order_ref, draw.name());
  FIELD(demand.occurred_at, draw.instant());
  FIELD(demand.event_id, draw.name());
  return demand;
}

engine::Event random_response(Draw& draw) {
  engine::Response response;
  response.item = draw.item();
  response.suggestion_id = draw.text(kMaxSuggestionBytes);
  response.action = draw.choice<engine::ResponseAction>(kResponseActions.size());
  FIELD(response.price, (Amount{draw.money(1), draw.maybe_currency()}));
  FIELD(response.quantity, draw.quantity());
  if (response.action == engine::ResponseAction::Override && !response.price) {
    response.quantity = draw.quantity();
  }
  FIELD(response.applied, draw.flag());
  FIELD(response.reason, draw.choice<engine::RejectReason>(kRejectReasons.size()));
  FIELD(response.until, draw.instant());
  FIELD(response.by_role, draw.text(kMaxShortBytes));
  FIELD(response.at, draw.instant());
  return response;
}

#undef FIELD

// In the order of Topic.
constexpr std::array<engine::Event (*)(Draw&), engine::kTopicCount> kMakers = {
    random_rules,    random_entry, random_price,  random_count,
    random_shipment, random_offer, random_demand, random_response};

}  // namespace

engine::Event random_event(engine::Topic topic, Fill fill, std::mt19937_64& random) {
  Draw draw(fill, random);
  return kMakers[static_cast<std::size_t>(topic)](draw);
}

}  // namespace shelfd::connectors
