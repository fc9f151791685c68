// Policy: the rules in force for one merchant, with nothing left open: its own record over the
// record of "*" over the built-in defaults. It is a function of those records and of nothing else;
// no setting of the program reaches it.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "engine/trained.h"

namespace shelfd::engine {

struct Policy {
  std::string version = "built-in";
  LocalTime zone{};  // empty: UTC
  std::string time_zone = "UTC";
  Currency currency{{'C', 'N', 'Y'}};  // of items whose catalog names none
  std::vector<Rate> rates{};
  double tax_rate = 0;
  bool price_includes_tax = true;
  pricing::Strategy strategy = pricing::Strategy::Profit;
  double match_ratio = 1;
  std::optional<double> min_margin_ratio{};
  double max_change_ratio = 0.2;
  double careful_ratio = 0.03;
  std::optional<Money> min_gain{};  // absent: price_inputs.cc's own
  double min_chance = 0.6;
  std::vector<Money> price_endings{};
  Duration offer_fresh_for = std::chrono::hours{72};
  double min_match = 0.7;
  std::vector<pricing::Condition> offer_conditions{pricing::Condition::New};
  double min_effective_offers = 1;
  double max_weight_ratio = 2;
  std::vector<RivalRules> rivals{};
  pricing::ReferenceBasket reference_basket = pricing::ReferenceBasket::Alone;
  std::vector<std::string> audiences{};
  double holding_rate = 0.25;  // a year; an assumption until the merchant says otherwise
  std::optional<double> service_level{};
  double review_days = 7;
  double resold_ratio = 0;  // of what comes back, sold again (returns_ahead.h)
  Duration order_confirm_for = std::chrono::hours{48};
  std::vector<std::string> own_accounts{};
  std::vector<SupplierRules> suppliers{};
  std::vector<Occasion> occasions{};
  std::int32_t daily_suggestions = 20;
  std::optional<DemandHead> demand_head{};
  std::optional<DemandPriors> demand_priors{};
  std::optional<Instant> left_at{};

  // What follows from `own_accounts` and `rivals` for each rival named there, by hash: 0 for an own
  // account. Sorted.
  struct RivalWeight {
    std::uint64_t competitor = 0;
    double weight = 1;
    bool own_account = false;
  };
  std::vector<RivalWeight> rival_weights{};
  // What follows from `demand_head` and `demand_priors`.
  Trained trained{};
};

// What the rules say of one rival: by default that he is one, of weight 1.
[[nodiscard]] Policy::RivalWeight rival_weight(const Policy& policy, std::uint64_t competitor);

// Either may be null.
[[nodiscard]] Policy make_policy(const Rules* all, const Rules* own);

// The amount in `to`; absent when no rate is known. An empty currency is `to` already. Rounded to
// the nearest micro.
[[nodiscard]] std::optional<Money> convert(const Amount& amount, const Currency& to,
                                           const std::vector<Rate>& rates);

}  // namespace shelfd::engine
