#include "connectors/tables/number_text.h"

#include <algorithm>
#include <array>

namespace shelfd::connectors {
namespace {

constexpr std::size_t kMaxBytes = 64;  // of a text that is taken for a number
constexpr std::size_t kDecimals = 6;

struct Sign {
  std::string_view text{};
  std::string_view currency{};  // "" where several currencies use it
};

// Longer ones before those they end or start with.
constexpr auto kSigns = std::to_array<Sign>({
    {"US$", "USD"},    {"NT$", "TWD"},    {"HK$", "HKD"}, {"CN¥", "CNY"}, {"JP¥", "JPY"},
    {"R$", "BRL"},     {"A$", "AUD"},     {"C$", "CAD"},  {"S$", "SGD"},  {"RMB", "CNY"},
    {"人民币", "CNY"}, {"人民幣", "CNY"}, {"€", "EUR"},   {"£", "GBP"},   {"₹", "INR"},
    {"₩", "KRW"},      {"円", "JPY"},     {"$", ""},      {"¥", ""},      {"￥", ""},
    {"元", ""},        {"圆", ""},
});

// Spaces of all widths and the apostrophes of Swiss thousands.
constexpr auto kSpaces = std::to_array<std::string_view>(
    {" ", "\t", "\u00A0", "\u202F", "\u2009", "\u3000", "'", "\u2019"});

std::string without_spaces(std::string_view text) {
  std::string kept;
  while (!text.empty()) {
    const auto space = std::ranges::find_if(
        kSpaces, [&](std::string_view each) { return text.starts_with(each); });
    if (space == kSpaces.end()) kept += text.front();
    text.remove_prefix(space == kSpaces.end() ? 1 : space->size());
  }
  return kept;
}

// A number's text in parts: what stands around the digits, and the digits with their marks.
struct Parts {
  std::string core{};  // digits, points, commas, an exponent
  Currency currency{};
  bool negative = false;
  bool percent = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Takes the mark from the front (or the back) of the text; false where there is none.
bool take(std::string_view& text, std::string_view mark, bool front) {
  if (front ? !text.starts_with(mark) : !text.ends_with(mark)) return false;
  front ? text.remove_prefix(mark.size()) : text.remove_suffix(mark.size());
  return true;
}

void name_currency(Parts& parts, std::string_view code) {
  const auto currency = parse_currency(code);
  if (currency) parts.currency = *currency;
}

bool take_code(std::string_view& text, Parts& parts, bool front) {
  if (text.size() < 3) return false;
  const std::string_view code = front ? text.substr(0, 3) : text.substr(text.size() - 3);
  if (!std::ranges::all_of(code, is_upper) || !parse_currency(code)) return false;
  name_currency(parts, code);
  return take(text, code, front);
}

bool take_currency(std::string_view& text, Parts& parts, bool front) {
  for (const Sign& sign : kSigns) {
    if (!take(text, sign.text, front)) continue;
    if (!sign.currency.empty()) name_currency(parts, sign.currency);
    return true;
  }
  return take_code(text, parts, front);
}

bool take_sign(std::string_view& text, Parts& parts, bool front) {
  const bool minus = take(text, "-", front) || take(text, "\u2212", front);
  parts.negative = parts.negative || minus;
  return minus || take(text, "+", front);
}

// Brackets around all mean a number below zero.
void take_brackets(std::string_view& text, Parts& parts) {
  if (text.size() < 3 || text.front() != '(' || text.back() != ')') return;
  text.remove_prefix(1);
  text.remove_suffix(1);
  parts.negative = true;
}

bool is_core(std::string_view core) {
  if (core.empty() || !std::ranges::any_of(core, is_digit)) return false;
  const std::size_t exponent = std::min(core.find_first_of("eE"), core.size());
  const std::string_view mantissa = core.substr(0, exponent);
  return mantissa.find_first_not_of("0123456789.,") == std::string_view::npos &&
         core.substr(exponent).find_first_not_of("eE+-0123456789") == std::string_view::npos;
}

std::optional<Parts> parts_of(std::string_view written) {
  if (written.size() > kMaxBytes) return std::nullopt;
  const std::string kept = without_spaces(written);
  std::string_view text = kept;
  Parts parts;
  take_brackets(text, parts);
  while (take_sign(text, parts, true) || take_currency(text, parts, true)) {
  }
  while (take_sign(text, parts, false) || take_currency(text, parts, false) ||
         (!parts.percent && (parts.percent = take(text, "%", false)))) {
  }
  take_brackets(text, parts);
  if (!is_core(text)) return std::nullopt;
  parts.core = text;
  return parts;
}

// Groups of two or three digits after the first, split by the mark; the last has three.
bool grouped(std::string_view digits, char mark) {
  std::size_t at = digits.find(mark);
  if (at == std::string_view::npos) return true;
  if (at == 0 || at > 3) return false;
  while (at != std::string_view::npos) {
    const std::size_t next = digits.find(mark, at + 1);
    const bool last = next == std::string_view::npos;
    const std::size_t size = (last ? digits.size() : next) - at - 1;
    if (size != 3 && (last || size != 2)) return false;
    at = next;
  }
  return true;
}

// Rounds what stands behind the sixth decimal on the digits, halves away from zero.
std::string rounded_to_micros(std::string decimal) {
  const std::size_t point = decimal.find('.');
  if (point == std::string::npos || decimal.size() - point - 1 <= kDecimals) return decimal;
  const bool up = decimal[point + kDecimals + 1] >= '5';
  decimal.resize(point + kDecimals + 1);
  for (std::size_t at = decimal.size(); up && at-- > 0;) {
    if (decimal[at] == '.') continue;
    if (decimal[at] != '9') {
      ++decimal[at];
      return decimal;
    }
    decimal[at] = '0';
  }
  return up ? "1" + decimal : decimal;
}

// Digits with a point as decimal mark, if any.
std::optional<std::string> plain_mantissa(std::string_view core, bool comma_is_decimal) {
  const char decimal = comma_is_decimal ? ',' : '.';
  const char thousands = comma_is_decimal ? '.' : ',';
  const std::size_t at = std::min(core.find(decimal), core.size());
  std::string whole(core.substr(0, at));
  const std::string_view rest = at == core.size() ? std::string_view{} : core.substr(at + 1);
  if (rest.find_first_of(".,") != std::string_view::npos || !grouped(whole, thousands)) {
    return std::nullopt;
  }
  std::erase(whole, thousands);
  if (whole.empty()) whole = "0";
  return rest.empty() ? whole : whole + "." + std::string(rest);
}

}  // namespace

void observe_number(std::string_view text, NumberMarks& marks) {
  if (text.find_first_of(".,") == std::string_view::npos) return;
  const auto parts = parts_of(text);
  if (!parts) return;
  const std::string_view core = parts->core;
  const std::size_t last = core.find_last_of(".,");
  if (last == std::string_view::npos) return;
  const char mark = core[last];
  const char other = mark == '.' ? ',' : '.';
  const std::size_t first = core.find(mark);
  const bool both = core.contains(other);
  const bool three_behind = core.size() - last - 1 == 3;
  const bool leads = last == 0 || last > 3 || core.starts_with('0');
  if (!both && first == last && three_behind && !leads) return;  // 1.234: either
  // A mark that comes twice splits thousands, so the other one is the decimal mark.
  const char decimal = first != last ? other : mark;
  (decimal == '.' ? marks.decimal_point : marks.decimal_comma) = true;
}

std::optional<PlainNumber> plain_number(std::string_view text, const NumberMarks& marks) {
  const auto parts = parts_of(text);
  if (!parts) return std::nullopt;
  const std::string_view core = parts->core;
  const std::size_t exponent = std::min(core.find_first_of("eE"), core.size());
  const auto read = plain_mantissa(core.substr(0, exponent), marks.comma_is_decimal());
  if (!read) return std::nullopt;
  const std::string mantissa = exponent == core.size() ? rounded_to_micros(*read) : *read;
  return PlainNumber{
      .decimal = (parts->negative ? "-" : "") + mantissa + std::string(core.substr(exponent)),
      .currency = parts->currency,
      .percent = parts->percent};
}

}  // namespace shelfd::connectors
