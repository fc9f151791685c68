// Random states: seeded states, judgements and pools for the codec's tests, in two kinds: plausible
// ones, and ones whose every number may be any 64 bits.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "connectors/formats/state_codec.h"

namespace shelfd::tests {

// Draws values from a seed. `wild` lets numbers be any bits.
class Draw {
 public:
  explicit Draw(std::uint64_t seed, bool wild = false) : random_(seed), wild_(wild) {}

  std::uint64_t bits() { return random_(); }
  bool chance(int percent) { return whole(1, 100) <= percent; }
  // In [least, most].
  std::int64_t whole(std::int64_t least, std::int64_t most) {
    const auto span = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(random_() % span);
  }
  std::int64_t count(std::int64_t most) {
    return wild_ ? std::bit_cast<std::int64_t>(random_()) : whole(0, most);
  }
  std::int32_t small_count(std::int32_t most) { return static_cast<std::int32_t>(count(most)); }
  Money money();
  Instant instant();
  double number(double scale);
  float small_number();
  std::string name(const char* stem) { return stem + std::to_string(whole(0, 9999)); }
  template <typename Enum>
  Enum one_of(Enum last) {
    return static_cast<Enum>(whole(0, static_cast<std::int64_t>(last)));
  }
  template <typename Make>
  auto maybe(const Make& make) -> std::optional<decltype(make())> {
    if (chance(50)) return std::nullopt;
    return make();
  }

 private:
  std::mt19937_64 random_;
  bool wild_;
};

[[nodiscard]] engine::Situation random_situation(Draw& draw);
[[nodiscard]] engine::Belief random_belief(Draw& draw);
[[nodiscard]] forecasting::DemandBelief random_demand(Draw& draw);
[[nodiscard]] forecasting::ItemReturns random_returns(Draw& draw);
[[nodiscard]] forecasting::ViewedSales random_viewed(Draw& draw);
[[nodiscard]] forecasting::DemandPool random_pool(Draw& draw);
[[nodiscard]] forecasting::ElasticityPool random_elasticities(Draw& draw);
[[nodiscard]] engine::ResponseBelief random_response(Draw& draw);
[[nodiscard]] engine::ResponsePool random_response_pool(Draw& draw);
[[nodiscard]] engine::MovementPool random_movement_pool(Draw& draw);
[[nodiscard]] forecasting::LeadTable random_lead(Draw& draw);
[[nodiscard]] forecasting::SwingTest random_swing(Draw& draw);
[[nodiscard]] std::vector<connectors::AsideRecord> random_aside(Draw& draw);
[[nodiscard]] connectors::Control random_control(Draw& draw);
[[nodiscard]] connectors::Feed random_feed(Draw& draw);
[[nodiscard]] engine::CategoryPool random_category_pool(Draw& draw);
[[nodiscard]] engine::LeadPool random_lead_pool(Draw& draw);
[[nodiscard]] engine::MerchantDays random_merchant_days(Draw& draw);
[[nodiscard]] engine::JudgedPrice random_judged_price(Draw& draw);
[[nodiscard]] engine::JudgedPlan random_judged_plan(Draw& draw);

}  // namespace shelfd::tests
