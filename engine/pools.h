// Pools: what one merchant's items teach each other, read as of the last day that all of them
// closed.
//
// A day closes item by item, over half an hour; what an item tells of a day waits until every item
// of the merchant in the partition has closed that day, so that no item learns more than another by
// closing later. A contribution of a day that is published already waits for the next one. An item
// that lags (nothing came for it in a feed) holds the others back by at most kMaxWaitingDays days:
// then the oldest waiting day counts as published.
// Kept in integers: contributions of one day commute.
// Pure. Not here: which items share a pool (their keys: daemon/pool_store.h), what a pool means
// (forecasting).
#pragma once

#include <cstdint>
#include <vector>

#include "engine/item_state.h"
#include "forecasting/category_prior.h"
#include "forecasting/common_movement.h"
#include "forecasting/elasticity_pool.h"
#include "forecasting/lead_time.h"

namespace shelfd::engine {

inline constexpr std::size_t kMaxWaitingDays = 8;

// How far the items of one merchant have closed their days.
struct MerchantDays {
  struct DayItems {
    std::int32_t day = 0;    // day number, above 0
    std::int64_t items = 0;  // whose newest closed day it is, above 0

    friend bool operator==(const DayItems&, const DayItems&) = default;
  };
  std::int32_t published = 0;     // pools are read as of this day; 0: none yet. Never goes back
  std::vector<DayItems> items{};  // by day

  friend bool operator==(const MerchantDays&, const MerchantDays&) = default;
};

// An item's newest closed day went from `from` to `to`; 0: it is not counted (new, idle, erased).
void move_item(MerchantDays& days, std::int32_t from, std::int32_t to);
// Publishes what all counted items closed.
void publish(MerchantDays& days);

struct CategoryPool {
  struct Waiting {
    std::int32_t day = 0;
    forecasting::DemandPool change{};

    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  forecasting::DemandPool known{};
  std::vector<Waiting> waiting{};  // by day, at most kMaxWaitingDays

  friend bool operator==(const CategoryPool&, const CategoryPool&) = default;
};

// Lead times of a supplier, of a lane, or of all orders of the merchant.
struct LeadPool {
  struct Waiting {
    std::int32_t day = 0;
    forecasting::SupplierLeads change{};  // counts of the day

    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  forecasting::SupplierLeads known{};
  std::vector<Waiting> waiting{};  // by day, at most kMaxWaitingDays

  friend bool operator==(const LeadPool&, const LeadPool&) = default;
};

// Of one category, or of all a merchant's items.
struct ResponsePool {
  struct Waiting {
    std::int32_t day = 0;
    forecasting::ElasticityPool change{};

    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  forecasting::ElasticityPool known{};
  std::vector<Waiting> waiting{};  // by day, at most kMaxWaitingDays

  friend bool operator==(const ResponsePool&, const ResponsePool&) = default;
};

// The common movement of a merchant's demand. What comes of a day that is published already is let
// go: it would be another day's.
struct MovementPool {
  struct Waiting {
    std::int32_t day = 0;
    forecasting::ControlSums change{};

    friend bool operator==(const Waiting&, const Waiting&) = default;
  };
  forecasting::CommonMovement known{};
  std::vector<Waiting> waiting{};  // by day, at most kMaxWaitingDays

  friend bool operator==(const MovementPool&, const MovementPool&) = default;
};

[[nodiscard]] forecasting::DemandPool as_of(const CategoryPool& pool, std::int32_t published);
[[nodiscard]] forecasting::ElasticityPool as_of(const ResponsePool& pool, std::int32_t published);
[[nodiscard]] forecasting::CommonMovement as_of(const MovementPool& pool, std::int32_t published);
[[nodiscard]] PooledLeads as_of(const LeadPool& pool, std::int32_t published);

// Each returns whether the limit of waiting days was met.
bool add(CategoryPool& pool, std::int32_t day, const forecasting::DemandPool& change,
         std::int32_t published);
bool add(LeadPool& pool, std::int32_t day, const forecasting::SupplierLeads& change,
         std::int32_t published);
bool add(ResponsePool& pool, std::int32_t day, const forecasting::ElasticityPool& change,
         std::int32_t published);
bool add(MovementPool& pool, std::int32_t day, const forecasting::ControlSums& change,
         std::int32_t published);

}  // namespace shelfd::engine
