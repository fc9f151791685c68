#include "connectors/formats/json_writer.h"

#include <fmt/format.h>

#include <iterator>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {

void JsonWriter::begin_object(std::string_view name) {
  start(name);
  out_ += '{';
  comma_ = false;
}

void JsonWriter::end_object() {
  out_ += '}';
  comma_ = true;
}

void JsonWriter::begin_list(std::string_view name) {
  start(name);
  out_ += '[';
  comma_ = false;
}

void JsonWriter::end_list() {
  out_ += ']';
  comma_ = true;
}

void JsonWriter::field(std::string_view name, std::string_view text) {
  start(name);
  quote(text);
}

void JsonWriter::field(std::string_view name, bool flag) {
  start(name);
  out_ += flag ? "true" : "false";
}

void JsonWriter::field(std::string_view name, double number) {
  start(name);
  fmt::format_to(std::back_inserter(out_), "{}", number);
}

void JsonWriter::field(std::string_view name, std::int32_t number) {
  field(name, std::int64_t{number});
}

void JsonWriter::field(std::string_view name, std::int64_t number) {
  start(name);
  fmt::format_to(std::back_inserter(out_), "{}", number);
}

void JsonWriter::field(std::string_view name, Money money) {
  field(name, std::string_view(to_decimal(money)));
}

void JsonWriter::field(std::string_view name, Instant at) {
  field(name, std::string_view(format_instant(at)));
}

std::string& JsonWriter::value(std::string_view name) {
  start(name);
  return out_;
}

void JsonWriter::start(std::string_view name) {
  if (comma_) out_ += ',';
  comma_ = true;
  if (name.empty()) return;
  quote(name);
  out_ += ':';
}

void JsonWriter::quote(std::string_view text) {
  out_ += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out_ += '\\';
      out_ += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out_ += c;
    }
  }
  out_ += '"';
}

}  // namespace shelfd::connectors
