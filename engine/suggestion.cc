#include "engine/suggestion.h"

#include <array>

namespace shelfd::engine {
namespace {

constexpr std::array<const char*, kReasonCodes> kNames = {"present_margin",
                                                          "cost",
                                                          "rivals",
                                                          "response",
                                                          "market_position",
                                                          "careful",
                                                          "max_change",
                                                          "ceiling",
                                                          "map",
                                                          "margin_floor",
                                                          "floor",
                                                          "ending",
                                                          "small_gain",
                                                          "expected_demand",
                                                          "safety_stock",
                                                          "on_hand",
                                                          "reserved",
                                                          "backorders",
                                                          "open_orders",
                                                          "accepted_plans",
                                                          "covered",
                                                          "rounding",
                                                          "waiting",
                                                          "no_price",
                                                          "no_cost",
                                                          "no_market",
                                                          "no_stock_count",
                                                          "on_hold",
                                                          "promotion_running",
                                                          "snoozed",
                                                          "rejected",
                                                          "cost_doubted",
                                                          "no_rate",
                                                          "phased_out",
                                                          "not_finite",
                                                          "one_off_held"};

}  // namespace

const char* reason_name(ReasonCode code) { return kNames[static_cast<std::size_t>(code)]; }

std::optional<ReasonCode> reason_named(std::string_view name) {
  for (std::size_t at = 0; at < kReasonCodes; ++at) {
    if (name == kNames[at]) return static_cast<ReasonCode>(at);
  }
  return std::nullopt;
}

}  // namespace shelfd::engine
