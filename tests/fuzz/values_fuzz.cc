// Fuzz target of single values as texts: instants, days, clock times, money, currencies, numbers
// and dates of spreadsheets, base64, percent encoding. The first byte of an input chooses which.
//
// Holds: reading is total; what is accepted is written as a text that reads as the same value.
#include "connectors/formats/digest.h"
#include "connectors/formats/event_codec.h"
#include "connectors/formats/instant.h"
#include "connectors/formats/output_json.h"
#include "connectors/query/percent.h"
#include "connectors/tables/date_text.h"
#include "connectors/tables/number_text.h"
#include "tests/fuzz/fuzz_target.h"

namespace shelfd::fuzz {
namespace {

// Read, written and read again.
template <typename Read, typename Write>
std::string round_trip(std::string_view text, const Read& read, const Write& write) {
  const auto value = read(text);
  if (!value) return "refused";
  const std::string written = write(*value);
  const auto again = read(written);
  promise(again.has_value() && *again == *value, "what is written reads as the same value", text);
  return "accepted";
}

std::string run_number(std::string_view text) {
  connectors::NumberMarks marks;
  connectors::observe_number(text, marks);
  const auto number = connectors::plain_number(text, marks);
  if (!number) return "refused";
  const auto money = parse_money(number->decimal);
  if (!money) return "no money";
  promise(parse_money(to_decimal(*money)) == *money, "money reads as it is written", text);
  return "accepted";
}

std::string run_date(std::string_view text) {
  connectors::DateOrderSeen seen;
  connectors::observe_date(text, seen);
  for (const auto order : {seen.order(), connectors::DateOrder::DayFirst,
                           connectors::DateOrder::MonthFirst, connectors::DateOrder::Unknown}) {
    const auto parts = connectors::date_parts(text, order);
    if (!parts) continue;
    const auto day = std::chrono::year_month_day(parts->day);
    promise(day.ok(), "a date is a day of the calendar", text);
    const bool in_day = !parts->time || (parts->time->count() >= 0 &&
                                         *parts->time <= std::chrono::milliseconds(86'400'999));
    promise(in_day, "a time lies within its day", text);
  }
  return "read";
}

std::string run_calendar(std::string_view text) {
  round_trip(text, connectors::clock_minutes_of_text, connectors::format_clock_minutes);
  return round_trip(text, connectors::day_of_text, connectors::format_day);
}

std::string run_kind(int kind, std::string_view text) {
  switch (kind) {
    case 0:
      return round_trip(text, connectors::parse_instant, connectors::format_instant);
    case 1:
      return run_calendar(text);
    case 2:
      return round_trip(text, parse_money, [](Money money) { return to_decimal(money); });
    case 3:
      return round_trip(text, connectors::read_decimal,
                        [](Money money) { return to_decimal(money, Currency{{'K', 'W', 'D'}}); });
    case 4:
      return round_trip(text, parse_currency, [](Currency currency) { return currency.text(); });
    case 5:
      return round_trip(text, connectors::from_base64, connectors::to_base64);
    case 6:
      return round_trip(text, connectors::percent_decode, connectors::percent_encode);
    case 7:
      return run_number(text);
    default:
      return run_date(text);
  }
}

constexpr int kKinds = 9;

}  // namespace

std::vector<std::string> built_in_inputs() {
  return {std::string("\0002026-11-25T15:01:34.250+08:00", 30),
          std::string("\0001764082894250", 14),
          "\0012026-11-25",
          "\00118:30",
          "\00212.340000",
          "\002-999999999999.999999",
          "\0021e3",
          "\003-9223372036854.775808",
          "\004EUR",
          "\005AAECAw==",
          "\006kettle%2F1.7",
          "\007R$ 1.234,56",
          "\007(12.50)",
          "\007165.90000000000003",
          "\01025/11/2026 9:05 PM",
          "\0102026年11月25日 15:01",
          "\0101764082894"};
}

std::string outcome_of(std::string_view input) {
  if (input.empty()) return "empty input";
  return run_kind(static_cast<unsigned char>(input[0]) % kKinds, input.substr(1));
}

}  // namespace shelfd::fuzz
