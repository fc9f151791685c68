// Outlook codec: an item's outlook to JSON for readers, and back for the verbs.
//
//   as_of, ordinary_day_units, usual_price, currency, all_days_alike, days[{date, mean, low, high,
//   drivers[{driver, factor, rests_on, names[]}]}], total{days, mean, low, high}, category{name,
//   share_ratio, other_items, own_days}, swing{side, since, units, expected_units, cause}, gaps[],
//   learnt_through, heard_on
//
// Dates are local days of the merchant. Absent: swing where there is none, its cause, the price and
// the dates that are not known, names where there are none. Numbers for display are rounded to
// kUnitDecimals, so the product of a day's factors and the ordinary day is its mean but for that.
// Contract: docs/http-api.md. Threads: any. Errors: Reject, naming the field.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/item_outlook.h"

namespace shelfd::connectors {

[[nodiscard]] std::string encode_outlook(const engine::ItemOutlook& outlook);
[[nodiscard]] Result<engine::ItemOutlook> decode_outlook(std::string_view json);

}  // namespace shelfd::connectors
