#include "backtest/history.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <tuple>
#include <type_traits>
#include <variant>

#include "base/hash.h"
#include "engine/item_state.h"

namespace shelfd::backtest {
namespace {

using engine::DemandType;

constexpr double kLeastInStock = 0.5;  // of the days asked for
constexpr int kOriginStep = 7;

ItemHistory& item_in(std::map<std::string, std::map<std::string, ItemHistory>>& items,
                     const ItemId& item) {
  return items[item.merchant.value][item.sku.value];
}

void take_demand(ItemHistory& item, const engine::Record& record,
                 const engine::DemandEvent& demand) {
  const std::int64_t units = demand.quantity.units;
  DemandFact fact{.at = record.own_time,
                  .id = demand.event_id.empty() ? record.content : sip_hash({}, demand.event_id)};
  switch (demand.type) {
    case DemandType::Order:
      fact.units = units;
      fact.order = true;
      break;
    case DemandType::Cancel:
      fact.units = -units;
      break;
    case DemandType::Return:
      fact.returned = units;
      break;
    default:
      return;
  }
  item.demand.push_back(fact);
}

void take_price(ItemHistory& item, const engine::Record& record, const engine::PriceFact& fact) {
  item.prices.push_back({.price = fact.price,
                         .kind = fact.kind,
                         .from = fact.from.value_or(record.own_time),
                         .until = fact.until,
                         .told_at = record.own_time});
}

void take_offer(ItemHistory& item, const engine::Record& record,
                const engine::CompetitorOffer& offer) {
  item.offers.push_back({.competitor = engine::name_hash(offer.competitor),
                         .price = offer.price,
                         .shipping = offer.shipping,
                         .eligible = offer.in_stock && offer.condition == pricing::Condition::New,
                         .match = offer.match_confidence,
                         .at = record.own_time});
}

void take_count(ItemHistory& item, const engine::Record& record, const engine::StockCount& count) {
  const std::int64_t usable = count.on_hand.units - count.reserved.units - count.unsellable.units;
  item.counts.push_back({.at = record.own_time, .out = usable <= 0});
}

bool counts(const ItemHistory& item) { return item.known && !item.withdrawn; }

// The day before the one of the newest demand event or count.
std::optional<Day> last_day(const std::map<std::string, ItemHistory>& items,
                            const LocalTime& zone) {
  std::optional<Instant> newest;
  const auto consider = [&](Instant at) { newest = newest ? std::max(*newest, at) : at; };
  for (const auto& [sku, item] : items) {
    if (!counts(item)) continue;
    for (const DemandFact& fact : item.demand) consider(fact.at);
    for (const CountFact& fact : item.counts) consider(fact.at);
  }
  if (!newest) return std::nullopt;
  return local_day(zone, *newest) - std::chrono::days{1};
}

bool was_on_offer(const Series& series, const Task& task) {
  double exposure = 0;
  for (int ahead = 1; ahead <= task.horizon; ++ahead) {
    const Period* period = period_at(series, task.at + ahead);
    exposure += period == nullptr ? 0 : period->exposure;
  }
  return exposure >= kLeastInStock * task.horizon;
}

// The oldest origin is so many days before the last day.
struct Origins {
  int last = 0;
  int reach = 0;
};

void ask(std::size_t number, const Origins& origins, ForecastSet& set) {
  const Series& series = set.panel.series[number];
  for (int at = origins.last - kHistoryHorizons.back(); at >= origins.last - origins.reach;
       at -= kOriginStep) {
    if (at - series.first + 1 < kHistoryAgeDays) return;
    for (const int horizon : kHistoryHorizons) {
      Task task{
          .series = number, .at = at, .horizon = horizon, .origin = day_text(from_day_number(at))};
      if (was_on_offer(series, task)) set.tasks.push_back(std::move(task));
    }
  }
}

// Adds the names that are new, while there is a flag for them.
void name_flags(const std::vector<engine::Occasion>& occasions, std::vector<std::string>& names) {
  for (const engine::Occasion& occasion : occasions) {
    const bool is_new = std::ranges::find(names, occasion.name) == names.end();
    if (is_new && names.size() + 1 < kFlags) names.push_back(occasion.name);
  }
}

}  // namespace

void History::take_rules(const engine::Record& record, const engine::Rules& rules) {
  NewestRules& newest = rules_[rules.merchant.value];
  if (std::tie(record.own_time, record.content) < std::tie(newest.own_time, newest.content)) return;
  newest = {.rules = rules, .own_time = record.own_time, .content = record.content};
}

void History::take_catalog(const engine::Record& record, const engine::CatalogEntry& entry) {
  ItemHistory& item = item_in(items_, entry.item);
  if (entry.price && !entry.withdrawn) {
    item.prices.push_back({.price = *entry.price,
                           .from = record.own_time,
                           .told_at = record.own_time,
                           .of_catalog = true});
  }
  if (item.known && record.own_time < item.catalog_at) return;
  item.known = true;
  item.withdrawn = entry.withdrawn;
  item.catalog_at = record.own_time;
  item.category = entry.category;
  item.currency = entry.currency;
}

void History::take(const engine::Record& record) {
  engine::visit_event(
      [&](const auto& event) {
        using Kind = std::remove_cvref_t<decltype(event)>;
        if constexpr (std::is_same_v<Kind, engine::Rules>) {
          take_rules(record, event);
        } else if constexpr (std::is_same_v<Kind, engine::CatalogEntry>) {
          take_catalog(record, event);
        } else if constexpr (std::is_same_v<Kind, engine::PriceFact>) {
          take_price(item_in(items_, event.item), record, event);
        } else if constexpr (std::is_same_v<Kind, engine::StockCount>) {
          take_count(item_in(items_, event.item), record, event);
        } else if constexpr (std::is_same_v<Kind, engine::CompetitorOffer>) {
          take_offer(item_in(items_, event.item), record, event);
        } else if constexpr (std::is_same_v<Kind, engine::DemandEvent>) {
          take_demand(item_in(items_, event.item), record, event);
        }
      },
      record.event);
}

HistoryRules History::rules_of(const MerchantId& merchant) const {
  const engine::Rules* all = rules("*");
  const engine::Rules* own = rules(merchant.value);
  HistoryRules found{.policy = engine::make_policy(all, own)};
  if (all != nullptr) found.occasions = all->occasions;
  if (own != nullptr && !own->occasions.empty()) found.occasions = own->occasions;
  return found;
}

const engine::Rules* History::rules(const std::string& merchant) const {
  const auto place = rules_.find(merchant);
  return place == rules_.end() ? nullptr : &place->second.rules;
}

std::vector<MerchantId> History::merchants() const {
  std::vector<MerchantId> merchants;
  for (const auto& [merchant, items] : items_) {
    const engine::Rules* own = rules(merchant);
    if (own == nullptr || !own->left_at) merchants.emplace_back(merchant);
  }
  return merchants;
}

void History::add_merchant(const MerchantId& merchant, const HistoryRules& rules,
                           ForecastSet& set) const {
  const auto& items = items_.at(merchant.value);
  const auto last = last_day(items, rules.policy.zone);
  if (!last) return;
  const std::size_t before = set.panel.series.size();
  int days = 0;
  for (const auto& [sku, item] : items) {
    if (!counts(item)) continue;
    Series series{.id = merchant.value + "/" + sku,
                  .merchant = merchant.value,
                  .category = item.category.value,
                  .periods = days_of(item, rules, *last)};
    if (series.periods.empty()) continue;
    days = std::max(days, static_cast<int>(series.periods.size()));
    series.first =
        static_cast<int>(day_number(*last)) - static_cast<int>(series.periods.size()) + 1;
    set.panel.series.push_back(std::move(series));
  }
  const Origins origins{.last = static_cast<int>(day_number(*last)),
                        .reach = std::max(days / 4, kHistoryHorizons.back())};
  for (std::size_t number = before; number < set.panel.series.size(); ++number) {
    ask(number, origins, set);
  }
}

ForecastSet History::finish(const std::optional<MerchantId>& only) const {
  ForecastSet set{
      .panel = {.name = "history"}, .levels = {0.5, 0.75, 0.9, 0.95, 0.99}, .season = kOriginStep};
  std::map<std::string, HistoryRules> merchants;
  std::vector<std::string> names;
  for (const auto& [merchant, items] : items_) {
    if (only && only->value != merchant) continue;
    HistoryRules rules = rules_of(MerchantId{merchant});
    if (rules.policy.left_at) continue;
    name_flags(rules.occasions, names);
    merchants.emplace(merchant, std::move(rules));
  }
  for (auto& [merchant, rules] : merchants) {
    rules.flagged = names;
    add_merchant(MerchantId{merchant}, rules, set);
  }
  set.flags = {"promotion"};
  std::ranges::copy(names, std::back_inserter(set.flags));
  set.panel.calendar.fill(true);  // occasions; promotions are the item's own
  set.panel.calendar[0] = false;
  return set;
}

int days_in(const Panel& panel) {
  std::size_t days = 0;
  for (const Series& series : panel.series) days = std::max(days, series.periods.size());
  return static_cast<int>(days);
}

std::string day_text(Day day) {
  const std::chrono::year_month_day date{day};
  const auto padded = [](unsigned number) {
    return (number < 10 ? "-0" : "-") + std::to_string(number);
  };
  return std::to_string(static_cast<int>(date.year())) +
         padded(static_cast<unsigned>(date.month())) + padded(static_cast<unsigned>(date.day()));
}

}  // namespace shelfd::backtest
