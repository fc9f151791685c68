// Played month: a simulated shop stepped through the engine, six hours an epoch, with judging on
// and the simulated merchant's answers: every suggestion that it issued, not only the latest.
//
// The shop of 12 items is made messy: item 0 has no cost, item 1 no stock count, item 2 no price of
// its own, item 3 is withdrawn after ten days, and item 4 is phased out.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/step.h"
#include "simulator/item_birth.h"
#include "simulator/market.h"

namespace shelfd::engine {

struct Issued {
  std::vector<PriceSuggestion> prices{};
  std::vector<RestockPlan> plans{};
};

class PlayedMonth {
 public:
  explicit PlayedMonth(std::string arithmetic) : arithmetic_(std::move(arithmetic)) {
    settings_.items = 12;
    settings_.days = kDays;
    settings_.seed = 11;
  }

  Issued play() {
    simulator::Market market(settings_);
    for (Event& event : market.opening()) take(settings_.start, std::move(event));
    Instant now = settings_.start;
    for (int epoch = 1; epoch <= kDays * 4; ++epoch) {
      const Instant next = now + std::chrono::hours{6};
      for (simulator::TimedEvent& timed : market.advance(next)) {
        take(timed.arrives_at, std::move(timed.event));
      }
      if (epoch == 40) withdraw(market.id(3));
      step_all(now, next, epoch, market);
      now = next;
    }
    return std::move(issued_);
  }

 private:
  static constexpr int kDays = 30;

  [[nodiscard]] std::size_t index_of(const ItemId& item) {
    const auto [entry, is_new] = indexes_.try_emplace(item, indexes_.size());
    return entry->second;
  }

  void withdraw(const ItemId& item) {
    CatalogEntry gone;
    gone.item = item;
    gone.withdrawn = true;
    waiting_[item].push_back({.topic = Topic::Catalog,
                              .offset = ++offset_,
                              .own_time = settings_.start + std::chrono::days{10},
                              .event = gone});
  }

  void take(Instant at, Event event) {
    if (const auto* rules = content_if<Rules>(event)) {
      policy_ = make_policy(nullptr, rules);
      return;
    }
    const ItemId item = *item_of(event);
    const std::size_t index = index_of(item);
    if (auto* catalog = content_if<CatalogEntry>(event)) mess_up(index, *catalog);
    if (index == 1 && std::holds_alternative<StockCount>(event)) return;
    if (index == 2 && std::holds_alternative<PriceFact>(event)) return;
    if (const auto* offer = std::get_if<CompetitorOffer>(&event)) {
      names_[name_hash(offer->competitor)] = offer->competitor;
    }
    const auto topic = static_cast<Topic>(event.index());
    const Instant own = stated_time(event).value_or(at);
    waiting_[item].push_back({.topic = topic,
                              .offset = ++offset_,
                              .appended_at = at,
                              .own_time = own,
                              .content = static_cast<std::uint64_t>(offset_),
                              .event = std::move(event)});
  }

  static void mess_up(std::size_t index, CatalogEntry& catalog) {
    if (index == 0) {
      catalog.unit_cost.reset();
      for (SupplierTerms& terms : catalog.suppliers) terms.cost.reset();
    }
    if (index == 2) catalog.price.reset();
    if (index == 4) catalog.lifecycle = Lifecycle::PhaseOut;
  }

  void step_all(Instant previous, Instant now, int epoch, simulator::Market& market) {
    for (const auto& [item, index] : indexes_) {
      const std::vector<Record> records = std::exchange(waiting_[item], {});
      ItemState& state = states_[item];
      if (!state.known() && epoch > 40) continue;  // withdrawn
      const StepOutcome outcome = step(state,
                                       {.item = item,
                                        .policy = &policy_,
                                        .pools = &pools_,
                                        .names = &names_,
                                        .previous_now = previous,
                                        .now = now,
                                        .epoch = epoch,
                                        .build = "test",
                                        .arithmetic = arithmetic_},
                                       records);
      if (outcome.price) {
        issued_.prices.push_back(*outcome.price);
        if (auto answer = market.consider(*outcome.price, now)) take(now, *std::move(answer));
      }
      if (outcome.plan) {
        issued_.plans.push_back(*outcome.plan);
        if (auto answer = market.consider(*outcome.plan, now)) take(now, *std::move(answer));
      }
    }
  }

  std::string arithmetic_;
  simulator::MarketSettings settings_;
  Policy policy_;
  Pools pools_;
  Names names_;
  std::map<ItemId, std::size_t> indexes_;
  std::map<ItemId, std::vector<Record>> waiting_;
  std::map<ItemId, ItemState> states_;
  std::int64_t offset_ = 0;
  Issued issued_;
};

}  // namespace shelfd::engine
