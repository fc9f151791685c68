// Priced market: merchants whose items have a known response to price, played day by day through
// engine/step with the pools of engine/pools.h, to see what is learnt of that response.
//
//   ln units a day = ln rate - e ln(p / p0) - k (H(p) - H0) + season + weekday + item's own level
//
// The season, a wave of half a year, and the weekdays are common to a merchant's items; the own
// level is an AR(1) with a memory of three weeks. Orders of 1, 2, 3 or 6 units. Rivals move by
// themselves now and then. Costs move every 60 days or so, and in half of the cases the price
// follows, with its cause told.
//   Confounded   a merchant who raises the price after demand rose and cuts it after it fell
//   Foreseeing   a merchant who knows the demand of the day better than any record: his price
//                follows season and own level at once
//                of both, `tells` of these changes tell the cause "demand", the others none
//   ClosedLoop   a merchant who changes prices only by accepting what shelfd suggests, seven times
//                of ten
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/pools.h"
#include "engine/step.h"
#include "simulator/random.h"

namespace shelfd::engine {

enum class PricingHabit : std::uint8_t { Confounded, Foreseeing, ClosedLoop };

struct MarketPlan {
  PricingHabit habit = PricingHabit::Confounded;
  std::uint64_t seed = 1;
  int items = 30;  // of one merchant
  int days = 365;
  double tells = 0.5;      // share of the changes for demand that tell their cause
  double least_units = 1;  // a day, at the opening price
  double most_units = 30;
};

struct PricedRival {
  std::string name{};
  double price = 0;
  double weight = 0;
};

struct PricedItem {
  ItemId id{};
  double own_elasticity = 0;
  double rival_pull = 0;
  double rate = 0;
  double anchor_price = 0;
  double anchor_hinge = 0;
  double cost = 0;
  double price = 0;
  double usual_price = 0;  // that the foreseeing merchant moves around
  double level = 0;
  std::vector<PricedRival> rivals{};
  std::vector<double> daily_units{};   // what was sold
  std::vector<double> daily_prices{};  // at the day's end
  ItemState state{};
  std::vector<Record> records{};  // of the day
  std::optional<PriceFact> planned{};
  simulator::Random random{};
};

// What is known of an item's response at the end, beside the truth.
struct ResponseSeen {
  double truth = 0;  // total elasticity at the anchor
  double below = 0;  // weight of the rivals below the anchor price then
  double mean = 0;
  double low = 0;  // 80% interval
  double high = 0;
  int usable_changes = 0;
  double naive_mean = 0;  // all days alike: ln units on ln price by least squares
  double naive_low = 0;
  double naive_high = 0;
};

class PricedMarket {
 public:
  explicit PricedMarket(const MarketPlan& plan);

  void play();
  [[nodiscard]] std::vector<ResponseSeen> seen() const;
  [[nodiscard]] const std::vector<PricedItem>& items() const { return items_; }
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  void open(PricedItem& item, int index);
  void play_day(int day);
  void move_rivals(PricedItem& item, int day);
  void move_cost(PricedItem& item, int day);
  void reprice_by_demand(PricedItem& item, int day);
  void reprice(PricedItem& item, double price);
  void sell(PricedItem& item, int day);
  void answer(PricedItem& item, const PriceSuggestion& suggestion, int day);
  void put(PricedItem& item, Instant at, Event event);
  [[nodiscard]] double season_turn(int day) const;
  [[nodiscard]] double common_level(int day) const;
  [[nodiscard]] Pools pools_of(const PricedItem& item) const;
  void add_changes(const PricedItem& item, const StepOutcome& outcome);
  [[nodiscard]] double price_effect(const PricedItem& item, double price) const;

  MarketPlan plan_;
  simulator::Random random_;
  double season_start_ = 0;
  Policy policy_{};
  std::map<std::uint64_t, std::string> names_{};
  std::vector<PricedItem> items_{};
  MerchantDays days_{};
  CategoryPool demand_{};
  ResponsePool elasticities_{};
  MovementPool movement_{};
  std::int64_t offset_ = 0;
  int accepted_ = 0;
};

}  // namespace shelfd::engine
