#include "connectors/formats/json_values.h"

#include <charconv>
#include <cmath>

#include "connectors/formats/instant.h"

namespace shelfd::connectors {
namespace {

constexpr double kMoneyLimit = 1e12;
constexpr std::size_t kMaxMoneyText = 64;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

// Where the whole part that starts at `at` ends; `at` itself where there is none.
std::size_t skip_whole_part(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] == '0' ? at + 1 : skip_digits(text, at);
}

// A decimal that parse_money refuses is too large, or carries more than six decimals.
Reason why_not_money(std::string_view text) {
  if (!is_json_number(text)) return kNotMoney;
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool large = result.ec != std::errc() || std::abs(value) >= kMoneyLimit;
  return large ? kOutOfRange : kNotMoney;
}

constexpr int kMoneyDecimals = 6;

// What parse_money makes of the plain decimals that nearly all amounts are: at most twelve digits
// before the point and six behind it, no sign, no exponent. Absent: parse_money must look.
std::optional<Money> plain_money(std::string_view text) {
  const std::size_t point = skip_digits(text, 0);
  if (point == 0 || point > 12) return std::nullopt;
  std::int64_t micros = 0;
  for (std::size_t at = 0; at < point; ++at) micros = micros * 10 + (text[at] - '0');
  int decimals = 0;
  if (point < text.size()) {
    if (text[point] != '.') return std::nullopt;
    const std::size_t end = skip_digits(text, point + 1);
    decimals = static_cast<int>(end - point - 1);
    if (end != text.size() || decimals < 1 || decimals > kMoneyDecimals) return std::nullopt;
    for (std::size_t at = point + 1; at < end; ++at) micros = micros * 10 + (text[at] - '0');
  }
  for (; decimals < kMoneyDecimals; ++decimals) micros *= 10;
  return Money{micros};
}

Result<Money> money_of(std::string_view text) {
  if (const auto plain = plain_money(text)) return *plain;
  return parse_money(text);
}

}  // namespace

bool is_json_number(std::string_view token) {
  const std::size_t start = token.starts_with('-') ? 1 : 0;
  std::size_t at = skip_whole_part(token, start);
  if (at == start) return false;
  if (at < token.size() && token[at] == '.') {
    const std::size_t decimals = at + 1;
    at = skip_digits(token, decimals);
    if (at == decimals) return false;
  }
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    const std::size_t exponent = at;
    at = skip_digits(token, exponent);
    if (at == exponent) return false;
  }
  return at == token.size();
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t value = 0;
  const char* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, value);
  if (error == std::errc() && end == last) return value;
  const Result<Money> money = parse_money(text);
  if (!money || money->micros % kMicrosPerUnit != 0) return std::nullopt;
  return money->micros / kMicrosPerUnit;
}

Converted<bool> FlagOf::operator()(const JsonNode& node) const {
  if (node.kind == JsonKind::True) return true;
  if (node.kind == JsonKind::False) return false;
  return std::unexpected(kWrongType);
}

Converted<std::string> TextOf::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  if (node.text.size() < least_bytes) return std::unexpected(kMissing);
  if (node.text.size() > most_bytes) return std::unexpected(kTooLong);
  return std::string(node.text);
}

Converted<std::string> OnlyEmptyText::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  if (!node.text.empty()) return std::unexpected(kUnsupported);
  return std::string();
}

Converted<std::int64_t> WholeIn::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Number) return std::unexpected(kWrongType);
  if (const auto value = parse_whole(node.text)) {
    if (*value < least || *value > most) return std::unexpected(kOutOfRange);
    return *value;
  }
  return std::unexpected(why_not_money(node.text) == kOutOfRange ? kOutOfRange : kWrongType);
}

Converted<std::int32_t> SmallWholeIn::operator()(const JsonNode& node) const {
  const auto value = WholeIn{.least = least, .most = most}(node);
  if (!value) return std::unexpected(value.error());
  return static_cast<std::int32_t>(*value);
}

Converted<Quantity> QuantityIn::operator()(const JsonNode& node) const {
  const auto value = WholeIn{.least = least, .most = most}(node);
  if (!value) return std::unexpected(value.error());
  return Quantity{*value};
}

Converted<double> NumberIn::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Number) return std::unexpected(kWrongType);
  double value = 0;
  const char* last = node.text.data() + node.text.size();
  if (std::from_chars(node.text.data(), last, value).ec != std::errc()) {
    return std::unexpected(kOutOfRange);
  }
  const bool low = above_least ? value <= least : value < least;
  const bool high = below_most ? value >= most : value > most;
  if (low || high) return std::unexpected(kOutOfRange);
  return value;
}

Converted<Money> MoneyIn::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Number && node.kind != JsonKind::Text) {
    return std::unexpected(kWrongType);
  }
  if (node.kind == JsonKind::Text && node.text.size() > kMaxMoneyText) {
    return std::unexpected(kTooLong);
  }
  const Result<Money> money = money_of(node.text);
  if (!money) return std::unexpected(why_not_money(node.text));
  if (*money < least || *money > most) return std::unexpected(kOutOfRange);
  // Where nothing below zero is allowed, the schema's pattern has no sign; nor has "-0" here.
  const bool signed_text = node.kind == JsonKind::Text && node.text.starts_with('-');
  if (signed_text && least >= Money{}) return std::unexpected(kOutOfRange);
  return *money;
}

Converted<Amount> AmountIn::operator()(const JsonNode& node) const {
  const Converted<Money> value = money(node);
  if (!value) return std::unexpected(value.error());
  return Amount{.money = *value, .currency = currency};
}

Converted<Currency> CurrencyOf::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  const Result<Currency> currency = parse_currency(node.text);
  if (!currency) return std::unexpected(kNotACurrency);
  return *currency;
}

Converted<Instant> InstantOf::operator()(const JsonNode& node) const {
  if (node.kind == JsonKind::Number) return instant_of_millis(node.text);
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  return instant_of_text(node.text);
}

Converted<Day> DayOf::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  return day_of_text(node.text);
}

Converted<std::int32_t> ClockMinutesOf::operator()(const JsonNode& node) const {
  if (node.kind != JsonKind::Text) return std::unexpected(kWrongType);
  return clock_minutes_of_text(node.text);
}

}  // namespace shelfd::connectors
