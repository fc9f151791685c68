#include "engine/lead_laws.h"

#include <bit>

namespace shelfd::engine {
namespace {

// 0 where nothing is known.
std::uint64_t signature_of(const PooledLeads* pooled) {
  return pooled == nullptr ? 0 : pooled->signature;
}

// Signatures are hashes already.
std::size_t place_of(const PooledSignatures& pooled, const std::optional<double>& stated_days) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15;  // 2^64 by the golden ratio
  const std::uint64_t stated = stated_days ? std::bit_cast<std::uint64_t>(*stated_days) : 1;
  const std::uint64_t mixed = (pooled[0] ^ pooled[1] ^ pooled[2] ^ stated) * kOdd;
  return static_cast<std::size_t>(mixed >> 32U) % kLeadLaws;
}

}  // namespace

PooledSignatures signatures_of(const Pools& pools, std::uint64_t supplier) {
  const auto found = pools.suppliers.find(supplier);
  return {signature_of(found == pools.suppliers.end() ? nullptr : found->second),
          signature_of(pools.lane), signature_of(pools.merchant)};
}

LeadLaw lead_law(const forecasting::LeadEvidence& evidence) {
  LeadLaw made{.law = forecasting::lead_time_law(evidence)};
  made.shares = forecasting::shares_of(made.law);
  return made;
}

const LeadLaw& LeadLaws::of(const forecasting::LeadEvidence& evidence,
                            const PooledSignatures& pooled) {
  if (*evidence.item != forecasting::LeadTable{}) {
    own_ = lead_law(evidence);
    return own_;
  }
  Known& known = known_.at(place_of(pooled, evidence.stated_days));
  if (!known.filled || known.pooled != pooled || known.stated_days != evidence.stated_days) {
    known = {.filled = true,
             .pooled = pooled,
             .stated_days = evidence.stated_days,
             .law = lead_law(evidence)};
  }
  return known.law;
}

}  // namespace shelfd::engine
