// Walked items: the items of a panel as the daemon would know them at the end of each period: their
// filters learn it as it closes, and read the pools of their category as of the period before.
//
// Items of a merchant and category share a pool; behind it stands that of all the merchant's items,
// as it does where `shelfd train` has published one (engine/trained.h).
// Pure; deterministic. Not here: what is asked of them (demand_walk.h), what they teach a head
// (head_lessons.h).
#pragma once

#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backtest/panel.h"
#include "forecasting/category_prior.h"
#include "forecasting/demand_outlook.h"
#include "forecasting/pooled_head.h"

namespace shelfd::backtest {

// A span of periods after a forecast: how many lie before it, and its length.
struct Span {
  int after = 0;
  int periods = 1;

  friend auto operator<=>(const Span&, const Span&) = default;
};

class WalkedItems {
 public:
  // `panel` outlives it; `longest`: the most periods ahead that are asked for.
  WalkedItems(const Panel& panel, std::size_t longest);

  [[nodiscard]] int periods() const { return periods_; }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] const Panel& panel() const { return panel_; }

  // Every item that has the period learns it. Periods come in order.
  void close(int period);

  [[nodiscard]] bool has(std::size_t item, int period) const;
  [[nodiscard]] const forecasting::DemandBelief& belief(std::size_t item) const {
    return items_[item].belief;
  }
  // As it was when the newest period closed.
  [[nodiscard]] const forecasting::DemandPrior& prior(std::size_t item) const {
    return groups_[items_[item].group].prior;
  }
  // What the filters say at the end of `period`, the newest that closed, of a span; and the
  // exposure that span has.
  [[nodiscard]] forecasting::HeadSpan filter_span(std::size_t item, int period, const Span& span);

  // What the items of each category have told by now, by category, those of one merchant.
  [[nodiscard]] std::map<std::string, forecasting::DemandPool> pools(
      const std::string& merchant) const;

 private:
  struct Item {
    const Series* series = nullptr;
    std::size_t group = 0;
    forecasting::DemandBelief belief{};
    forecasting::ItemReturns returns{};
    forecasting::DemandPool reported{};
    std::vector<forecasting::PlannedPeriod> planned{};
  };
  // The items of one merchant and category.
  struct Group {
    std::string merchant{};
    std::string category{};
    forecasting::DemandPool pool{};
    forecasting::DemandPrior prior{};
  };

  void prepare(const Series& series, Item& item);
  void read_pools();
  void close_item(Item& item, int period);
  // The item is known by a sale of that period: it begins there because it sold, so that the sale
  // says nothing of how often it sells. Items that are there when the panel begins do not.
  [[nodiscard]] bool begins_with_sale(const Item& item, std::size_t at) const;
  // The periods after `period`, as far as they are known then; borrowed until the next call.
  std::span<const forecasting::PlannedPeriod> ahead(const Item& item, int period);

  const Panel& panel_;
  std::size_t longest_;
  int periods_ = 0;
  int first_ = std::numeric_limits<int>::max();  // of the panel's periods
  std::vector<Item> items_;
  std::vector<Group> groups_;
  std::map<std::pair<std::string, std::string>, std::size_t> group_numbers_;
  std::vector<forecasting::PlannedPeriod> carried_;
};

}  // namespace shelfd::backtest
