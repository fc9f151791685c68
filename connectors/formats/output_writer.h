// Output writer: the values that all outputs are made of, to JSON, in the order they are written.
//
// Total. Money is a decimal text with at least the currency's own decimals; an instant RFC 3339; a
// number for display is rounded (base/display.h) and always has a point or an exponent, so that
// writing what was read gives the same text. A number that is not finite is written as 0 (the
// engine lets none pass), and bytes that are not UTF-8 as U+FFFD. The bytes are those of
// nlohmann's dump() of the same record, without its tree.
// Pure. Internal to the output codec. Not here: reading (output_json.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/display.h"
#include "base/money.h"
#include "base/time.h"
#include "connectors/formats/json_writer.h"

namespace shelfd::connectors {

class OutputWriter {
 public:
  // The name is empty for the record itself and for elements of a list.
  void begin_object(std::string_view name = {}) { json_.begin_object(name); }
  void end_object() { json_.end_object(); }
  void begin_list(std::string_view name) { json_.begin_list(name); }
  void end_list() { json_.end_list(); }

  void text(std::string_view name, std::string_view text);
  void flag(std::string_view name, bool flag) { json_.field(name, flag); }
  void whole(std::string_view name, std::int64_t number) { json_.field(name, number); }
  // Rounded to so many decimals.
  void number(std::string_view name, double number, int decimals);
  void money(std::string_view name, Money money, const Currency& currency);
  void instant(std::string_view name, Instant at);

  // The field is left out where there is no value.
  void filled(std::string_view name, std::string_view value) {
    if (!value.empty()) text(name, value);
  }
  void maybe_money(std::string_view name, std::optional<Money> value, const Currency& currency) {
    if (value) money(name, *value, currency);
  }
  void maybe_instant(std::string_view name, std::optional<Instant> value) {
    if (value) instant(name, *value);
  }

  [[nodiscard]] std::string take() { return json_.take(); }

 private:
  JsonWriter json_;
};

}  // namespace shelfd::connectors
