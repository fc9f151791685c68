#include "backtest/item_history.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/item_state.h"
#include "engine/transition.h"

namespace shelfd::backtest {
namespace {

constexpr double kLeastExposure = 0.25;  // of a day that sold something

struct DaySpan {
  Instant start{};
  Instant end{};

  [[nodiscard]] Instant middle() const { return start + (end - start) / 2; }
};

DaySpan span_of(const LocalTime& zone, Day day) {
  return {.start = day_start(zone, day), .end = day_start(zone, day + std::chrono::days{1})};
}

// By time, each event once.
std::vector<DemandFact> once_each(std::vector<DemandFact> demand) {
  std::ranges::sort(demand, {}, [](const DemandFact& fact) { return std::tie(fact.id, fact.at); });
  std::vector<DemandFact> kept;
  for (const DemandFact& fact : demand) {
    const bool again = !kept.empty() && kept.back().id == fact.id &&
                       fact.at - kept.back().at <= std::chrono::days{engine::kLateDays + 1};
    if (!again) kept.push_back(fact);
  }
  std::ranges::sort(kept, {}, [](const DemandFact& fact) { return std::tie(fact.at, fact.id); });
  return kept;
}

// What sold, day by day.
class DemandDays {
 public:
  explicit DemandDays(const ItemHistory& item) : demand_(once_each(item.demand)) {}

  void fill(const DaySpan& day, Period& period) {
    std::int64_t units = 0;
    std::int64_t orders = 0;
    std::int64_t returned = 0;
    for (; at_ < demand_.size() && demand_[at_].at < day.end; ++at_) {
      units += demand_[at_].units;
      orders += demand_[at_].order ? 1 : 0;
      returned += demand_[at_].returned;
    }
    period.units = static_cast<double>(std::max<std::int64_t>(0, units));
    period.orders = static_cast<double>(orders);
    period.returned = static_cast<double>(returned);
  }

 private:
  std::vector<DemandFact> demand_;
  std::size_t at_ = 0;
};

// The share of each day in stock.
class StockDays {
 public:
  StockDays(const ItemHistory& item, Instant first) : counts_(item.counts), from_(first) {
    std::ranges::sort(counts_, {},
                      [](const CountFact& fact) { return std::tie(fact.at, fact.out); });
  }

  void fill(const DaySpan& day, Period& period) {
    if (day.end <= day.start) {
      period.exposure = 0;
      return;
    }
    Instant at = std::clamp(from_, day.start, day.end);
    Duration in_stock{0};
    for (; at_ < counts_.size() && counts_[at_].at < day.end; ++at_) {
      if (!out_) in_stock += std::max(Duration{0}, counts_[at_].at - at);
      at = std::max(at, counts_[at_].at);
      out_ = counts_[at_].out;
    }
    if (!out_) in_stock += day.end - at;
    period.exposure =
        static_cast<double>(in_stock.count()) / static_cast<double>((day.end - day.start).count());
    if (period.units > 0) period.exposure = std::max(period.exposure, kLeastExposure);
  }

 private:
  std::vector<CountFact> counts_;
  Instant from_;  // nothing is known of the time before
  std::size_t at_ = 0;
  bool out_ = false;
};

// The price in force, by the rules of engine/transition.h.
class PriceDays {
 public:
  PriceDays(const ItemHistory& item, const engine::Policy& policy, const Currency& currency) {
    for (const PriceToldFact& fact : item.prices) {
      const auto price = engine::convert(fact.price, currency, policy.rates);
      if (!price || price->micros <= 0) continue;
      told_.push_back({.price = *price,
                       .kind = fact.kind,
                       .from = std::max(fact.from, fact.told_at),
                       .until = fact.until,
                       .told_at = fact.told_at,
                       .of_catalog = fact.of_catalog});
    }
    std::ranges::sort(told_, {}, [](const engine::ToldPrice& told) {
      return std::tuple(told.from, !told.of_catalog, told.told_at, told.kind, told.price);
    });
  }

  void fill(const DaySpan& day, Period& period) {
    for (; at_ < told_.size() && told_[at_].from <= day.middle(); ++at_) {
      (told_[at_].kind == engine::PriceKind::Regular ? regular_ : promotion_) = told_[at_];
    }
    const bool promoted = runs(day.middle());
    const auto& in_force = promoted ? promotion_ : regular_;
    period.price = in_force ? main_units(in_force->price) : 0;
    period.flags[0] = promoted ? 1 : 0;
  }

  [[nodiscard]] std::optional<Money> price(Instant at) const {
    const auto& in_force = runs(at) ? promotion_ : regular_;
    return in_force ? std::optional(in_force->price) : std::nullopt;
  }

 private:
  [[nodiscard]] bool runs(Instant at) const {
    if (!promotion_) return false;
    if (promotion_->until) return at < *promotion_->until;
    return !regular_ || regular_->from <= promotion_->from;
  }

  std::vector<engine::ToldPrice> told_;
  std::size_t at_ = 0;
  std::optional<engine::ToldPrice> regular_;
  std::optional<engine::ToldPrice> promotion_;
};

// Rivals' newest offers.
class RivalDays {
 public:
  RivalDays(const ItemHistory& item, const engine::Policy& policy, const Currency& currency)
      : policy_(policy) {
    for (const OfferFact& fact : item.offers) take(fact, currency);
    std::ranges::sort(offers_, {}, [](const Seen& seen) {
      return std::tie(seen.at, seen.competitor, seen.price);
    });
  }

  void fill(const DaySpan& day, const std::optional<Money>& own, Period& period) {
    const Instant now = day.middle();
    for (; at_ < offers_.size() && offers_[at_].at <= now; ++at_) {
      newest_[offers_[at_].competitor] = offers_[at_];
    }
    std::vector<double> prices;
    for (const auto& [competitor, seen] : newest_) {
      const bool fresh = now - seen.at <= policy_.offer_fresh_for;
      if (!fresh || !seen.eligible || !engine::is_credible(seen.price, own)) continue;
      prices.push_back(main_units(seen.price));
    }
    if (prices.empty()) return;
    std::ranges::sort(prices);
    const std::size_t half = prices.size() / 2;
    period.cheapest_price = prices.front();
    period.market_price =
        prices.size() % 2 == 1 ? prices[half] : (prices[half - 1] + prices[half]) / 2;
  }

 private:
  struct Seen {
    std::uint64_t competitor = 0;
    Money price{};
    bool eligible = false;
    Instant at{};
  };

  void take(const OfferFact& fact, const Currency& currency) {
    const bool own = std::ranges::any_of(policy_.own_accounts, [&](const std::string& account) {
      return engine::name_hash(account) == fact.competitor;
    });
    const auto price = engine::convert(fact.price, currency, policy_.rates);
    const auto shipping =
        engine::convert(fact.shipping.value_or(Amount{}), currency, policy_.rates);
    if (own || !price || !shipping) return;
    offers_.push_back({.competitor = fact.competitor,
                       .price = Money{price->micros + shipping->micros},
                       .eligible = fact.eligible && fact.match >= policy_.min_match,
                       .at = fact.at});
  }

  const engine::Policy& policy_;
  std::vector<Seen> offers_;
  std::size_t at_ = 0;
  std::map<std::uint64_t, Seen> newest_;
};

void fill_occasions(const ItemHistory& item, const HistoryRules& rules, const DaySpan& day,
                    Period& period) {
  for (const engine::Occasion& occasion : rules.occasions) {
    const bool meant = occasion.scope.empty() || occasion.scope == item.category.value;
    if (!meant || occasion.from >= day.end || occasion.until <= day.start) continue;
    const auto place = std::ranges::find(rules.flagged, occasion.name);
    const auto flag = static_cast<std::size_t>(place - rules.flagged.begin()) + 1;
    if (place != rules.flagged.end() && flag < kFlags) period.flags[flag] = 1;
  }
}

std::optional<Instant> first_instant(const ItemHistory& item) {
  std::optional<Instant> first;
  const auto consider = [&](Instant at) { first = first ? std::min(*first, at) : at; };
  for (const DemandFact& fact : item.demand) {
    if (fact.returned == 0) consider(fact.at);
  }
  for (const CountFact& fact : item.counts) consider(fact.at);
  return first;
}

}  // namespace

std::optional<Day> first_day(const ItemHistory& item, const LocalTime& zone) {
  const auto first = first_instant(item);
  if (!first) return std::nullopt;
  return local_day(zone, *first);
}

std::vector<Period> days_of(const ItemHistory& item, const HistoryRules& rules, Day last) {
  std::vector<Period> periods;
  const auto first = first_instant(item);
  if (!first) return periods;
  const LocalTime& zone = rules.policy.zone;
  const Currency currency = item.currency.empty() ? rules.policy.currency : item.currency;
  DemandDays demand(item);
  StockDays stock(item, *first);
  PriceDays prices(item, rules.policy, currency);
  RivalDays rivals(item, rules.policy, currency);
  for (Day day = local_day(zone, *first); day <= last; day += std::chrono::days{1}) {
    const DaySpan span = span_of(zone, day);
    Period period{.weekday = static_cast<int>(std::chrono::weekday{day}.iso_encoding()) - 1};
    demand.fill(span, period);
    stock.fill(span, period);
    prices.fill(span, period);
    rivals.fill(span, prices.price(span.middle()), period);
    fill_occasions(item, rules, span, period);
    periods.push_back(period);
  }
  return periods;
}

}  // namespace shelfd::backtest
