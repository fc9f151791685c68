// Side by side: what two models suggest for the same items, counted: the latest prices and plans of
// one app id against those of another.
//
// A price is the same where both suggest the same amount, or neither suggests one; a plan where
// both order the same quantity. Differences of prices are ratios to A's price, so that currencies
// do not meet; what is claimed (expected gain of open suggestions) is summed by currency. Pure.
// Cost: one entry an item and kind in memory. Not here: reading the topics (commands/compare.cc).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/money.h"
#include "engine/suggestion.h"

namespace shelfd::daemon {

struct PriceAnswer {
  // Of `suggested`: what the item should cost, which is its price where that is to be kept.
  bool is_open = false;
  std::optional<Money> suggested{};
  std::optional<Money> gain{};
  Currency currency{};
};

struct PlanAnswer {
  bool is_open = false;
  std::int64_t units = 0;  // 0 where nothing is to be ordered
};

// By "merchant/sku".
struct Answers {
  std::map<std::string, PriceAnswer> prices{};
  std::map<std::string, PlanAnswer> plans{};
};

[[nodiscard]] PriceAnswer answer_of(const engine::PriceSuggestion& suggestion);
[[nodiscard]] PlanAnswer answer_of(const engine::RestockPlan& plan);

struct Shared {
  std::int64_t both = 0;
  std::int64_t only_a = 0;
  std::int64_t only_b = 0;
  std::int64_t same = 0;       // of both
  std::int64_t differing = 0;  // of both
  std::int64_t open_a = 0;
  std::int64_t open_b = 0;
  std::string largest_item{};  // "": none differs in amount
};

struct PricesBeside : Shared {
  std::int64_t measured = 0;              // differing, with an amount of one currency on both sides
  double mean_ratio = 0;                  // of |B - A| / A over those measured
  double largest_ratio = 0;               // (B - A) / A of `largest_item`
  std::map<std::string, Money> gain_a{};  // by currency
  std::map<std::string, Money> gain_b{};
};

struct PlansBeside : Shared {
  double mean_units = 0;           // of |B - A| over those differing
  std::int64_t largest_units = 0;  // B - A of `largest_item`
  std::int64_t units_a = 0;
  std::int64_t units_b = 0;
};

[[nodiscard]] PricesBeside prices_beside(const Answers& a, const Answers& b);
[[nodiscard]] PlansBeside plans_beside(const Answers& a, const Answers& b);

}  // namespace shelfd::daemon
