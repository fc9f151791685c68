// Output parts: what several outputs share: reasons, parameters, the basis, and their words.
//
// A parameter's name tells its type by its ending: `_price` `_cost` `_amount` money, `_at` an
// instant, `_ratio` `_days` `_rate` a number, `_units` `_count` a whole number; else a text.
// Threads: any. Internal to the output codec, as output_json.h.
#pragma once

#include <string>
#include <vector>

#include "connectors/formats/digest.h"
#include "connectors/formats/output_json.h"
#include "connectors/formats/output_writer.h"
#include "connectors/formats/state_codec.h"
#include "engine/suggestion.h"

namespace shelfd::connectors {

// A word's position is the enumerator's value.
inline constexpr auto kStatuses =
    std::to_array<std::string_view>({"keep", "open", "needs_person", "withdrawn", "expired"});
inline constexpr auto kLeftOut =
    std::to_array<std::string_view>({"none", "own_account", "out_of_stock", "stale", "condition",
                                     "low_match", "implausible", "not_a_rival"});
// Why a promotion was not used, by bit (pricing/offer_net.h).
inline constexpr auto kUnused =
    std::to_array<std::string_view>({"audience", "window", "other_items"});
inline constexpr auto kPlanActions =
    std::to_array<std::string_view>({"none", "order", "wait", "expedite", "cancel"});
inline constexpr auto kAlertNames = std::to_array<std::string_view>(
    {"stockout_risk", "overstock", "demand_swing", "late_shipment", "supplier_silent", "undercut",
     "price_war", "guardrail", "data_stale", "order_not_placed", "price_not_applied"});
inline constexpr auto kSeverities =
    std::to_array<std::string_view>({"notice", "warning", "critical"});
inline constexpr auto kRestsOn = std::to_array<std::string_view>({"data", "assumption"});

// Of a name that comes again the last value holds, in the place of the first.
void write_params(OutputWriter& json, const std::vector<engine::Param>& params,
                  const Currency& currency);
[[nodiscard]] std::vector<engine::Param> read_params(const Fields& fields);

// What a reason's amount counts: money for prices ("amount"), units for plans ("units"). A code
// that carries none is written without.
enum class Counted : std::uint8_t { Money, Units };
void write_reasons(OutputWriter& json, const std::vector<engine::Reason>& reasons, Counted counted,
                   const Currency& currency);
[[nodiscard]] std::vector<engine::Reason> read_reasons(const Fields& fields, Counted counted);

void write_texts(OutputWriter& json, std::string_view name, const std::vector<std::string>& texts);

// The basis without `judged`, whose message is the caller's: base64 of `judged`, none when empty.
template <typename Judged>
void write_basis(OutputWriter& json, const engine::Basis<Judged>& basis,
                 const std::string& judged) {
  json.begin_object("basis");
  json.whole("partition", basis.partition);
  json.whole("epoch", basis.epoch);
  json.text("rules_version", basis.rules_version);
  json.text("build", basis.build);
  json.text("arithmetic", basis.arithmetic);
  if (!judged.empty()) json.text("judged", to_base64(judged));
  json.end_object();
}

template <typename Judged, typename Decode>
[[nodiscard]] engine::Basis<Judged> read_basis(const Fields& fields, const Decode& decode) {
  engine::Basis<Judged> basis{.partition = fields.small_whole("partition"),
                              .epoch = fields.whole("epoch"),
                              .rules_version = fields.text("rules_version"),
                              .build = fields.text("build"),
                              .arithmetic = fields.text("arithmetic"),
                              .judged = std::nullopt};
  if (!fields.has("judged")) return basis;
  const auto bytes = from_base64(fields.text("judged"));
  if (!bytes) {
    fields.refuse("judged", "not base64");
    return basis;
  }
  if (auto judged = decode(*bytes)) {
    basis.judged = *std::move(judged);
  } else {
    fields.refuse("judged", judged.error().message);
  }
  return basis;
}

}  // namespace shelfd::connectors
