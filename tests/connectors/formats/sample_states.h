// Sample states: one hand-made value of each state record. The situation is the median item that
// the size limits speak of: six rivals with ratings, a stock count, four tallies, one supplier, an
// open price suggestion and an open plan; its prices are in cents and its own times in seconds, as
// feeds give them, while what shelfd decided stands at a millisecond.
#pragma once

#include <cstdint>

#include "connectors/formats/state_codec.h"

namespace shelfd::tests {

[[nodiscard]] engine::Situation sample_situation();
// Ordered 48 sixteen days ago; 40 came, then 8.
[[nodiscard]] engine::OpenOrder sample_order();
[[nodiscard]] engine::Belief sample_belief();
[[nodiscard]] engine::ResponseBelief sample_response();
[[nodiscard]] engine::CategoryPool sample_category_pool();
[[nodiscard]] engine::LeadPool sample_lead_pool();
[[nodiscard]] engine::ResponsePool sample_response_pool();
[[nodiscard]] engine::MovementPool sample_movement_pool();
[[nodiscard]] engine::MerchantDays sample_merchant_days();
[[nodiscard]] connectors::Feed sample_feed();
[[nodiscard]] forecasting::LeadTable sample_lead_table();
[[nodiscard]] std::vector<connectors::AsideRecord> sample_aside();
[[nodiscard]] connectors::Control sample_control();
[[nodiscard]] engine::JudgedPrice sample_judged_price();
[[nodiscard]] engine::JudgedPlan sample_judged_plan();

// An encoder's bytes: in the first format, or in the one that the value has or all of its kind
// have.
template <typename Encode, typename Value>
[[nodiscard]] std::string bytes_of(const Encode& encode, const Value& value) {
  if constexpr (std::is_invocable_v<Encode, const Value&>) {
    return encode(value);
  } else {
    return encode(value, connectors::kFirstStateFormat);
  }
}

}  // namespace shelfd::tests
