// JSON writer: fields in the order they are written, into one string, with no spaces.
//
//   JsonWriter json;
//   json.begin_object();
//   json.field("price", fact.price.money);      // "price":"12.5"
//   json.optional("until", fact.until);         // left out where absent
//   json.end_object();
//
// Money is a decimal text, an instant RFC 3339, a double its shortest text that reads back equal.
// Texts are UTF-8 and doubles finite: what came in through a codec is.
// Pure. Not here: which fields a record has (event_encoder.cc).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "base/quantity.h"
#include "base/time.h"

namespace shelfd::connectors {

class JsonWriter {
 public:
  JsonWriter() { out_.reserve(kUsualBytes); }

  // The name is empty for the record itself and for elements of a list.
  void begin_object(std::string_view name = {});
  void end_object();
  void begin_list(std::string_view name = {});
  void end_list();

  void field(std::string_view name, std::string_view text);
  void field(std::string_view name, const char* text) = delete;  // would become a bool
  void field(std::string_view name, bool flag);
  void field(std::string_view name, double number);
  void field(std::string_view name, std::int32_t number);
  void field(std::string_view name, std::int64_t number);
  void field(std::string_view name, Quantity quantity) { field(name, quantity.units); }
  void field(std::string_view name, Money money);
  void field(std::string_view name, const Amount& amount) { field(name, amount.money); }
  void field(std::string_view name, Instant at);
  // Begins a field whose value the caller appends, as JSON.
  [[nodiscard]] std::string& value(std::string_view name);

  template <typename Value>
  void optional(std::string_view name, const std::optional<Value>& value) {
    if (value) field(name, *value);
  }
  // Left out where empty.
  void filled(std::string_view name, std::string_view text) {
    if (!text.empty()) field(name, text);
  }
  void filled(std::string_view name, const Currency& currency) { filled(name, currency.text()); }

  // In no more memory than it needs.
  [[nodiscard]] std::string take() {
    out_.shrink_to_fit();
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kUsualBytes = 4'096;  // a suggestion with its reasons

  void start(std::string_view name);
  void quote(std::string_view text);

  std::string out_;
  bool comma_ = false;  // something stands before in this object or list
};

}  // namespace shelfd::connectors
