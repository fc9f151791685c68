// Lead laws: the lead times of new orders, remembered by what they rest on. Most items of a
// supplier have no orders of their own, and share one.
//
// What is kept is compared by value, pools by their signatures: with it or without, a step has the
// same outcome to the bit. Of kLeadLaws places the content's hash picks one; what was there goes.
// Threads: one at a time.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "engine/item_state.h"
#include "forecasting/demand_outlook.h"
#include "forecasting/lead_time.h"

namespace shelfd::engine {

inline constexpr std::size_t kLeadLaws = 64;

// Signatures of the lead times of supplier, lane and merchant: each stands for its content.
using PooledSignatures = std::array<std::uint64_t, 3>;
[[nodiscard]] PooledSignatures signatures_of(const Pools& pools, std::uint64_t supplier);

struct LeadLaw {
  forecasting::LeadTimeLaw law{};
  forecasting::LeadShares shares{};
};
[[nodiscard]] LeadLaw lead_law(const forecasting::LeadEvidence& evidence);

class LeadLaws {
 public:
  // `pooled` are the signatures of the evidence's pools. Valid until the next call.
  [[nodiscard]] const LeadLaw& of(const forecasting::LeadEvidence& evidence,
                                  const PooledSignatures& pooled);

 private:
  struct Known {
    bool filled = false;
    PooledSignatures pooled{};
    std::optional<double> stated_days{};
    LeadLaw law{};
  };
  std::array<Known, kLeadLaws> known_{};
  LeadLaw own_{};  // of an item with orders of its own
};

}  // namespace shelfd::engine
