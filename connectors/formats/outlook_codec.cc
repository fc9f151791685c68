// Outlooks to JSON and back.
#include "connectors/formats/outlook_codec.h"

#include <algorithm>

#include "connectors/formats/instant.h"
#include "connectors/formats/output_parts.h"

namespace shelfd::connectors {
namespace {

using engine::CountBand;
using engine::DayDriver;
using engine::ItemOutlook;
using engine::OutlookDay;

constexpr auto kDrivers = std::to_array<std::string_view>(
    {"weekday", "own_price", "rivals", "promotion", "occasion", "so_far", "pooled"});
static_assert(kDrivers.size() == engine::kOutlookDrivers);
constexpr auto kGaps =
    std::to_array<std::string_view>({"never_sold", "no_price", "no_rivals", "never_counted",
                                     "out_of_stock", "not_closed", "quiet"});
static_assert(kGaps.size() == engine::kOutlookGaps);
constexpr auto kSides = std::to_array<std::string_view>({"none", "up", "down"});
// "": none.
constexpr auto kCauses =
    std::to_array<std::string_view>({"", "stock", "promotion", "own_price", "rivals"});

std::string date_of(std::int32_t day) { return format_day(from_day_number(day)); }

// 0 where the field is absent.
std::int32_t read_day(const Fields& fields, const char* name) {
  if (!fields.has(name)) return 0;
  const auto day = day_of_text(fields.text(name));
  if (!day) {
    fields.refuse(name, "not a date");
    return 0;
  }
  return static_cast<std::int32_t>(day_number(*day));
}

void write_band(OutputWriter& json, const CountBand& band) {
  json.number("mean", band.mean_units, kUnitDecimals);
  json.whole("low", band.low_units);
  json.whole("high", band.high_units);
}

CountBand read_band(const Fields& fields) {
  return {.mean_units = fields.number("mean"),
          .low_units = fields.whole("low"),
          .high_units = fields.whole("high")};
}

void write_day(OutputWriter& json, const OutlookDay& day) {
  json.begin_object();
  json.text("date", date_of(day.day));
  write_band(json, day.units);
  json.begin_list("drivers");
  for (const DayDriver& driver : day.drivers) {
    json.begin_object();
    json.text("driver", word(kDrivers, driver.driver));
    json.number("factor", driver.factor, kUnitDecimals);
    json.text("rests_on", word(kRestsOn, driver.rests_on));
    if (!driver.names.empty()) write_texts(json, "names", driver.names);
    json.end_object();
  }
  json.end_list();
  json.end_object();
}

OutlookDay read_outlook_day(const Fields& fields) {
  OutlookDay day{.day = read_day(fields, "date"), .units = read_band(fields)};
  for (const Fields& driver : fields.objects("drivers")) {
    day.drivers.push_back(
        {.driver = driver.choice<engine::OutlookDriver>("driver", kDrivers),
         .factor = driver.number("factor"),
         .rests_on = driver.choice<engine::RestsOn>("rests_on", kRestsOn),
         .names = driver.has("names") ? driver.texts("names") : std::vector<std::string>{}});
  }
  return day;
}

void write_lean(OutputWriter& json, const engine::CategoryLean& lean) {
  json.begin_object("category");
  json.text("name", lean.category);
  json.number("share_ratio", lean.share_ratio, kUnitDecimals);
  json.whole("other_items", lean.other_items);
  json.number("own_days", lean.own_days, kUnitDecimals);
  json.end_object();
}

engine::CategoryLean read_lean(const Fields& fields) {
  return {.category = fields.text("name"),
          .share_ratio = fields.number("share_ratio"),
          .other_items = fields.whole("other_items"),
          .own_days = fields.number("own_days")};
}

void write_swing(OutputWriter& json, const engine::OutlookSwing& told) {
  json.begin_object("swing");
  json.text("side", word(kSides, told.swing.side));
  json.text("since", date_of(told.swing.since_day));
  json.whole("units", told.swing.units);
  json.number("expected_units", told.swing.expected_units, kUnitDecimals);
  json.filled("cause", word(kCauses, told.cause));
  json.end_object();
}

engine::OutlookSwing read_swing(const Fields& fields) {
  engine::OutlookSwing told{.swing = {.side = fields.choice<forecasting::SwingSide>("side", kSides),
                                      .since_day = read_day(fields, "since"),
                                      .units = fields.whole("units"),
                                      .expected_units = fields.number("expected_units")}};
  if (fields.has("cause")) told.cause = fields.choice<engine::SwingCause>("cause", kCauses);
  return told;
}

void write_returns(OutputWriter& json, const engine::OutlookReturns& returns) {
  json.begin_object("returns");
  json.number("rate_ratio", returns.rate_ratio, kUnitDecimals);
  json.number("delay_days", returns.delay_days, kUnitDecimals);
  json.number("expected_units", returns.expected_units, kUnitDecimals);
  json.number("category_ratio", returns.category_ratio, kUnitDecimals);
  json.number("resold_ratio", returns.resold_ratio, kUnitDecimals);
  json.end_object();
}

engine::OutlookReturns read_returns(const Fields& fields) {
  return {.rate_ratio = fields.number("rate_ratio"),
          .delay_days = fields.number("delay_days"),
          .expected_units = fields.number("expected_units"),
          .category_ratio = fields.number("category_ratio"),
          .resold_ratio = fields.number("resold_ratio")};
}

std::vector<engine::OutlookGap> read_gaps(const Fields& fields) {
  std::vector<engine::OutlookGap> gaps;
  for (const std::string& name : fields.texts("gaps")) {
    const auto* const known = std::ranges::find(kGaps, std::string_view(name));
    if (known == kGaps.end()) {
      fields.refuse("gaps", "\"" + name + "\" is not known");
      continue;
    }
    gaps.push_back(static_cast<engine::OutlookGap>(known - kGaps.begin()));
  }
  return gaps;
}

ItemOutlook read_outlook(const Fields& fields) {
  ItemOutlook outlook;
  outlook.as_of = fields.instant("as_of");
  outlook.ordinary_units = fields.number("ordinary_day_units");
  outlook.usual_price = fields.maybe_money("usual_price");
  outlook.currency = fields.maybe_currency("currency");
  outlook.all_days_alike = fields.flag("all_days_alike");
  for (const Fields& day : fields.objects("days")) outlook.days.push_back(read_outlook_day(day));
  outlook.total = read_band(fields.object("total"));
  outlook.lean = read_lean(fields.object("category"));
  if (fields.has("swing")) outlook.swing = read_swing(fields.object("swing"));
  if (fields.has("returns")) outlook.returns = read_returns(fields.object("returns"));
  outlook.gaps = read_gaps(fields);
  outlook.learnt_through = read_day(fields, "learnt_through");
  outlook.heard_on = read_day(fields, "heard_on");
  return outlook;
}

}  // namespace

std::string encode_outlook(const ItemOutlook& outlook) {
  OutputWriter json;
  json.begin_object();
  json.instant("as_of", outlook.as_of);
  json.number("ordinary_day_units", outlook.ordinary_units, kUnitDecimals);
  json.maybe_money("usual_price", outlook.usual_price, outlook.currency);
  json.filled("currency", outlook.currency.text());
  json.flag("all_days_alike", outlook.all_days_alike);
  json.begin_list("days");
  for (const OutlookDay& day : outlook.days) write_day(json, day);
  json.end_list();
  json.begin_object("total");
  json.whole("days", static_cast<std::int64_t>(outlook.days.size()));
  write_band(json, outlook.total);
  json.end_object();
  write_lean(json, outlook.lean);
  if (outlook.swing) write_swing(json, *outlook.swing);
  if (outlook.returns) write_returns(json, *outlook.returns);
  std::vector<std::string> gaps;
  gaps.reserve(outlook.gaps.size());
  for (const engine::OutlookGap gap : outlook.gaps) gaps.emplace_back(word(kGaps, gap));
  write_texts(json, "gaps", gaps);
  if (outlook.learnt_through > 0) json.text("learnt_through", date_of(outlook.learnt_through));
  if (outlook.heard_on > 0) json.text("heard_on", date_of(outlook.heard_on));
  json.end_object();
  return json.take();
}

Result<ItemOutlook> decode_outlook(std::string_view json) {
  return decode_record<ItemOutlook>(json, read_outlook);
}

}  // namespace shelfd::connectors
