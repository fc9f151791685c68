#include "connectors/formats/output_writer.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <iterator>
#include <nlohmann/json.hpp>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

constexpr std::size_t kNumberBytes = 64;  // what nlohmann gives it

// The character behind a backslash where there is a short form; 0: none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return '\0';
  }
}

bool stands_for_itself(char c) {
  return c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20;
}

void append_escaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && stands_for_itself(text[end])) ++end;
    out.append(text, at, end - at);
    if (end == text.size()) return;
    if (const char escape = short_escape(text[end]); escape != '\0') {
      out += '\\';
      out += escape;
    } else {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(text[end]));
    }
    at = end + 1;
  }
}

// How many U+FFFD stand for which bytes is nlohmann's to say.
std::string replaced(std::string_view text) {
  const nlohmann::json json = std::string(text);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

void OutputWriter::text(std::string_view name, std::string_view text) {
  std::string& out = json_.value(name);
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    out += replaced(text);
    return;
  }
  out += '"';
  append_escaped(out, text);
  out += '"';
}

// nlohmann's digits are not always the shortest that read back equal, so no other writer of numbers
// gives the same text (0.1% of them differ from std::to_chars).
void OutputWriter::number(std::string_view name, double number, int decimals) {
  std::array<char, kNumberBytes> digits{};
  const char* end = nlohmann::detail::to_chars(digits.data(), digits.data() + digits.size(),
                                               rounded(number, decimals));
  json_.value(name).append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

// Nothing in these texts is to be escaped.
void OutputWriter::money(std::string_view name, Money money, const Currency& currency) {
  json_.value(name).append("\"").append(to_decimal(money, currency)).append("\"");
}

void OutputWriter::instant(std::string_view name, Instant at) {
  json_.value(name).append("\"").append(format_instant(at)).append("\"");
}

}  // namespace shelfd::connectors
