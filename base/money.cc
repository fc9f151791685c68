#include "base/money.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shelfd {
namespace {

using Limits = std::numeric_limits<std::int64_t>;
constexpr int kDecimals = 6;
constexpr int kMaxExponent = 18;
constexpr std::size_t kMaxQuoted = 40;  // characters of a refused text that a message repeats

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits of the text without its point, and how many stood behind the point.
struct Digits {
  std::string text;
  int decimals = 0;
  bool valid = false;
};

// Reads an optional exponent that starts at text[at]; false when it is malformed.
bool read_exponent(std::string_view text, std::size_t at, int& exponent) {
  if (at == text.size()) return true;
  if (text[at] != 'e' && text[at] != 'E') return false;
  ++at;
  const bool negative = at < text.size() && text[at] == '-';
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  if (at == text.size()) return false;
  for (; at < text.size(); ++at) {
    if (!is_digit(text[at])) return false;
    exponent = std::min(exponent * 10 + (text[at] - '0'), 1000);
  }
  if (negative) exponent = -exponent;
  return true;
}

Digits read_digits(std::string_view text) {
  Digits digits;
  std::size_t at = 0;
  bool point = false;
  for (; at < text.size() && (is_digit(text[at]) || (text[at] == '.' && !point)); ++at) {
    if (text[at] == '.') {
      point = true;
      continue;
    }
    digits.text += text[at];
    if (point) ++digits.decimals;
  }
  int exponent = 0;
  digits.valid = !digits.text.empty() && text[at - 1] != '.' && text[0] != '.' &&
                 read_exponent(text, at, exponent);
  digits.decimals -= exponent;
  return digits;
}

// Brings the digits to exactly six decimals; false when that would lose something.
bool align_decimals(Digits& digits) {
  while (digits.decimals > kDecimals && digits.text.size() > 1 && digits.text.back() == '0') {
    digits.text.pop_back();
    --digits.decimals;
  }
  const bool zero = digits.text.find_first_not_of('0') == std::string::npos;
  if (zero) {
    digits.text = "0";
    return true;
  }
  if (digits.decimals > kDecimals || digits.decimals < -kMaxExponent) return false;
  digits.text.append(static_cast<std::size_t>(kDecimals - digits.decimals), '0');
  digits.text.erase(0, digits.text.find_first_not_of('0'));
  return digits.text.size() <= 18;
}

std::string format_micros(Money money, int min_decimals) {
  const bool negative = money.micros < 0;
  const auto magnitude = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(money.micros)
                                  : static_cast<std::uint64_t>(money.micros);
  std::string decimals = std::to_string(magnitude % kMicrosPerUnit);
  decimals.insert(0, static_cast<std::size_t>(kDecimals) - decimals.size(), '0');
  while (static_cast<int>(decimals.size()) > min_decimals && decimals.back() == '0') {
    decimals.pop_back();
  }
  std::string text = negative ? "-" : "";
  text += std::to_string(magnitude / kMicrosPerUnit);
  return decimals.empty() ? text : text + "." + decimals;
}

// Active codes of ISO 4217 (list of 2024, with the XCG that follows ANG), by their minor digits.
constexpr std::string_view kTwoDigits =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD "
    "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
constexpr std::string_view kNoDigits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

bool listed(std::string_view list, std::string_view code) {
  const std::size_t at = list.find(code);
  return at != std::string_view::npos && at % 4 == 0;
}

// The text for a message: one line, and short whatever came.
std::string quoted(std::string_view text) {
  std::string quote = "\"";
  for (const char c : text.substr(0, kMaxQuoted)) quote += c >= ' ' && c <= '~' ? c : '?';
  return quote + (text.size() > kMaxQuoted ? "...\"" : "\"");
}

constexpr long double kWholeBelow = 4'611'686'018'427'387'904.0L;  // 2^62

Money saturated(long double micros) {
  if (micros >= static_cast<long double>(Limits::max())) return {Limits::max()};
  if (micros <= static_cast<long double>(Limits::min())) return {Limits::min()};
  return {static_cast<std::int64_t>(micros)};
}

}  // namespace

Result<Money> parse_money(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  Digits digits = read_digits(negative ? text.substr(1) : text);
  if (!digits.valid) return reject(quoted(text) + " is not a decimal number");
  if (!align_decimals(digits)) {
    return reject(quoted(text) + " is out of range (12 digits before the point, 6 behind it)");
  }
  const std::int64_t micros = std::stoll(digits.text);
  return Money{negative ? -micros : micros};
}

Result<Currency> parse_currency(std::string_view text) {
  if (text.size() == 3 &&
      (listed(kTwoDigits, text) || listed(kNoDigits, text) || listed(kThreeDigits, text))) {
    return Currency{{text[0], text[1], text[2]}};
  }
  return reject(quoted(text) + " is not a currency code of ISO 4217");
}

int minor_digits(const Currency& currency) {
  const std::string code = currency.text();
  if (code.empty()) return 2;
  if (listed(kNoDigits, code)) return 0;
  return listed(kThreeDigits, code) ? 3 : 2;
}

Money minor_unit(const Currency& currency) {
  Money unit{kMicrosPerUnit};
  for (int digit = minor_digits(currency); digit > 0; --digit) unit.micros /= 10;
  return unit;
}

std::string to_decimal(Money money) { return format_micros(money, 0); }

std::string to_decimal(Money money, const Currency& currency) {
  return format_micros(money, minor_digits(currency));
}

Money round_money(double main_units) {
  if (std::isnan(main_units)) return {};
  return saturated(std::round(main_units * static_cast<double>(kMicrosPerUnit)));
}

Money floor_to(Money money, Money step) {
  const std::int64_t rest = money.micros % step.micros;
  const std::int64_t towards_zero = money.micros - rest;
  std::int64_t below = towards_zero;
  if (rest < 0 && __builtin_sub_overflow(towards_zero, step.micros, &below)) return {towards_zero};
  return {below};
}

Money ceil_to(Money money, Money step) {
  const std::int64_t rest = money.micros % step.micros;
  const std::int64_t towards_zero = money.micros - rest;
  std::int64_t above = towards_zero;
  if (rest > 0 && __builtin_add_overflow(towards_zero, step.micros, &above)) return {towards_zero};
  return {above};
}

Money nearest_to(Money money, Money step) {
  const std::int64_t rest = money.micros % step.micros;
  const std::int64_t up = rest < 0 ? rest + step.micros : rest;  // above the multiple below
  return up >= step.micros - up ? ceil_to(money, step) : floor_to(money, step);
}

// Through 64 bits of mantissa: a double would lose the micros of amounts above 9 * 10^9. Below 2^62
// the whole part and what is behind it are exact, and cost a fifth of std::round.
Money times_ratio_nearest(Money money, double ratio) {
  if (std::isnan(ratio) || money.micros == 0) return {};
  const long double micros = static_cast<long double>(money.micros) * ratio;
  if (!(std::abs(micros) < kWholeBelow)) return saturated(std::round(micros));
  const auto whole = static_cast<std::int64_t>(micros);
  const long double rest = micros - static_cast<long double>(whole);
  if (rest >= 0.5L) return {whole + 1};
  return {rest <= -0.5L ? whole - 1 : whole};
}

Money times_count(Money money, std::int64_t count) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(money.micros, count, &product)) return {product};
  return {(money.micros < 0) == (count < 0) ? Limits::max() : Limits::min()};
}

}  // namespace shelfd
