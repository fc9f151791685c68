#include "connectors/formats/event_decoders.h"
#include "connectors/formats/event_texts.h"
#include "connectors/formats/trained_fields.h"

namespace shelfd::connectors {
namespace {

using engine::Rules;

constexpr double kHoursOfYear = 8760;
constexpr TextOf kName{.least_bytes = 1, .most_bytes = kMaxNameBytes};
constexpr TextOf kAnyName{.most_bytes = kMaxNameBytes};
constexpr TextOf kShort{.least_bytes = 1, .most_bytes = kMaxShortBytes};
constexpr TextOf kAnyShort{.most_bytes = kMaxShortBytes};

void read_offsets(FieldReader& reader, Rules& rules) {
  const auto add = [&](FieldReader& inside) {
    constexpr std::int32_t kDaySeconds = 86'400;
    OffsetChange change;
    std::int32_t seconds = 0;
    inside.required("from", change.from, InstantOf{});
    inside.required("offset_seconds", seconds,
                    SmallWholeIn{.least = -kDaySeconds, .most = kDaySeconds});
    change.offset = std::chrono::seconds{seconds};
    if (!rules.utc_offsets) rules.utc_offsets.emplace();
    if (!rules.utc_offsets->empty() && change.from <= rules.utc_offsets->back().from) {
      inside.refuse("from", kOutOfRange, "not after the one before");
    }
    rules.utc_offsets->push_back(change);
  };
  reader.objects("utc_offsets", kMaxOffsets, add);
}

void read_rates(FieldReader& reader, Rules& rules) {
  reader.objects("rates", kMaxRates, [&](FieldReader& inside) {
    engine::Rate rate;
    inside.required("from", rate.from, CurrencyOf{});
    inside.required("to", rate.to, CurrencyOf{});
    inside.required("rate", rate.rate, NumberIn{.most = 1e9, .above_least = true});
    rules.rates.push_back(rate);
  });
}

// What counts in the market, and how prices are compared.
void read_market(FieldReader& reader, Rules& rules) {
  constexpr double kMaxRivals = 32;  // an item's
  reader.values("offer_conditions", kConditions.size(), rules.offer_conditions,
                OneOf<pricing::Condition, kConditions.size()>{kConditions});
  reader.optional("min_effective_offers", rules.min_effective_offers,
                  NumberIn{.least = 1, .most = kMaxRivals});
  reader.optional("max_weight_ratio", rules.max_weight_ratio, NumberIn{.least = 1, .most = 1000});
  reader.objects("rivals", kMaxRulesRivals, [&](FieldReader& inside) {
    engine::RivalRules rival;
    inside.required("competitor", rival.competitor, kName);
    inside.required("weight", rival.weight, NumberIn{.most = pricing::kMaxMerchantWeight});
    rules.rivals.push_back(std::move(rival));
  });
  reader.optional("reference_basket", rules.reference_basket,
                  OneOf<pricing::ReferenceBasket, kBaskets.size()>{kBaskets});
  reader.values("audiences", kMaxAudiences, rules.audiences, kShort);
}

void read_guardrails(FieldReader& reader, Rules& rules) {
  reader.optional("strategy", rules.strategy, OneOf<pricing::Strategy, 3>{kStrategies});
  reader.optional("match_ratio", rules.match_ratio,
                  NumberIn{.least = 0.5, .most = 2, .above_least = true, .below_most = true});
  reader.optional("min_margin_ratio", rules.min_margin_ratio, NumberIn{.most = 0.9});
  reader.optional("max_change_ratio", rules.max_change_ratio,
                  NumberIn{.most = 0.5, .above_least = true});
  reader.optional("careful_ratio", rules.careful_ratio, NumberIn{.most = 0.5, .above_least = true});
  reader.optional("min_gain", rules.min_gain, MoneyIn{});
  reader.optional("min_chance", rules.min_chance, NumberIn{.least = 0.5, .below_most = true});
  reader.values("price_endings", kMaxEndings, rules.price_endings, MoneyIn{});
  reader.optional("offer_fresh_hours", rules.offer_fresh_hours,
                  NumberIn{.most = kHoursOfYear, .above_least = true});
  reader.optional("min_match", rules.min_match, NumberIn{});
  read_market(reader, rules);
}

void read_stock_terms(FieldReader& reader, Rules& rules) {
  reader.optional("holding_rate", rules.holding_rate, NumberIn{.most = 5});
  reader.optional("service_level", rules.service_level, NumberIn{.least = 0.5, .most = 0.999});
  reader.optional("review_days", rules.review_days, NumberIn{.most = 365, .above_least = true});
  reader.optional("order_confirm_hours", rules.order_confirm_hours,
                  NumberIn{.most = kHoursOfYear, .above_least = true});
  reader.optional("resold_ratio", rules.resold_ratio, NumberIn{});
}

void read_supplier(FieldReader& reader, Rules& rules) {
  engine::SupplierRules supplier;
  Currency currency;
  reader.required("supplier", supplier.supplier, IdOf<SupplierId>{});
  reader.values("closed_days", kMaxClosedDays, supplier.closed_days, DayOf{});
  reader.optional("cut_off", supplier.cut_off_minutes, ClockMinutesOf{});
  reader.values("delivery_weekdays", kMaxWeekdays, supplier.delivery_weekdays,
                SmallWholeIn{.least = 1, .most = 7});
  reader.optional("currency", currency, CurrencyOf{});
  reader.optional("minimum", supplier.minimum, AmountIn{.currency = currency});
  rules.suppliers.push_back(std::move(supplier));
}

void read_occasion(FieldReader& reader, Rules& rules) {
  engine::Occasion occasion;
  reader.required("name", occasion.name, kName);
  reader.optional("scope", occasion.scope, kAnyName);
  reader.required("from", occasion.from, InstantOf{});
  reader.required("until", occasion.until, InstantOf{});
  rules.occasions.push_back(std::move(occasion));
}

void read_emergency(FieldReader& reader, Rules& rules) {
  engine::Emergency emergency;
  reader.optional("region", emergency.region, kAnyShort);
  reader.optional("category", emergency.category, kAnyName);
  reader.required("from", emergency.from, InstantOf{});
  reader.required("until", emergency.until, InstantOf{});
  rules.emergencies.push_back(std::move(emergency));
}

void read_lists(FieldReader& reader, Rules& rules) {
  reader.values("law_packs", kMaxLawPacks, rules.law_packs, kShort);
  reader.objects("suppliers", kMaxRulesSuppliers,
                 [&](FieldReader& inside) { read_supplier(inside, rules); });
  reader.objects("occasions", kMaxOccasions,
                 [&](FieldReader& inside) { read_occasion(inside, rules); });
  reader.values("own_accounts", kMaxOwnAccounts, rules.own_accounts, kName);
  reader.objects("emergencies", kMaxEmergencies,
                 [&](FieldReader& inside) { read_emergency(inside, rules); });
}

}  // namespace

engine::Rules decode_rules(FieldReader& reader) {
  Rules rules;
  read_merchant(reader, rules.merchant, true);
  reader.required("version", rules.version, kName);
  reader.optional("issued_at", rules.issued_at, InstantOf{});
  reader.optional("time_zone", rules.time_zone, kShort);
  read_offsets(reader, rules);
  reader.optional("jurisdiction", rules.jurisdiction, kShort);
  reader.optional("currency", rules.currency, CurrencyOf{});
  read_rates(reader, rules);
  reader.object("tax", [&](FieldReader& tax) {
    tax.optional("rate", rules.tax_rate, NumberIn{});
    tax.optional("price_includes_tax", rules.price_includes_tax, FlagOf{});
  });
  read_guardrails(reader, rules);
  read_stock_terms(reader, rules);
  read_lists(reader, rules);
  reader.optional("budget", rules.budget, AmountIn{});
  reader.optional("daily_suggestions", rules.daily_suggestions,
                  SmallWholeIn{.least = 1, .most = 10'000});
  reader.optional("models", rules.models, kName);
  reader.object("demand_head", [&](FieldReader& head) { read_head(head, rules); });
  reader.object("demand_priors", [&](FieldReader& priors) { read_priors(priors, rules); });
  reader.optional("left_at", rules.left_at, InstantOf{});
  return rules;
}

}  // namespace shelfd::connectors
