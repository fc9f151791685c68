// Money: an amount in micros of its currency's main unit (1 CNY = 1'000'000), 64 bits, so up to
// 9.2 * 10^12 main units, exact.
//
// It is read from decimal text without ever passing through a double, and has no constructor from
// one. The models work in doubles inside one function and leave by `round_money` or one of its
// two named sisters. A sum has one currency: an amount that came from outside keeps its currency
// (Amount) until the engine's step converts it with the epoch's rates.
// Pure. Not here: rates (engine/event.h, Rules), wording of amounts (wording).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"

namespace shelfd {

inline constexpr std::int64_t kMicrosPerUnit = 1'000'000;

// Sums are exact; past an end of the range they stay there, so that absurd records cannot overflow.
struct Money {
  std::int64_t micros = 0;

  friend constexpr auto operator<=>(Money, Money) = default;
  friend constexpr Money operator+(Money a, Money b) {
    std::int64_t sum = 0;
    if (!__builtin_add_overflow(a.micros, b.micros, &sum)) return {sum};
    using Limits = std::numeric_limits<std::int64_t>;
    return {b.micros < 0 ? Limits::min() : Limits::max()};
  }
  friend constexpr Money operator-(Money a, Money b) {
    std::int64_t difference = 0;
    if (!__builtin_sub_overflow(a.micros, b.micros, &difference)) return {difference};
    using Limits = std::numeric_limits<std::int64_t>;
    return {b.micros < 0 ? Limits::max() : Limits::min()};
  }
  constexpr Money operator-() const { return Money{} - *this; }
  constexpr Money& operator+=(Money other) { return *this = *this + other; }
  constexpr Money& operator-=(Money other) { return *this = *this - other; }
};

// Three upper-case letters of ISO 4217; "" (all zero) where an amount names none.
struct Currency {
  std::array<char, 3> letters{};

  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;
  [[nodiscard]] bool empty() const { return letters[0] == '\0'; }
  [[nodiscard]] std::string text() const { return empty() ? "" : std::string(letters.data(), 3); }
};

// An amount as it came: an empty currency means the item's own.
struct Amount {
  Money money{};
  Currency currency{};

  friend constexpr auto operator<=>(const Amount&, const Amount&) = default;
};

// "12", "-0.5", "1e3", "12.340000". At most 12 digits before the point.
// Errors: Reject, with the text, when it is not a decimal number, is out of range, or carries more
// than six decimals that are not zero.
[[nodiscard]] Result<Money> parse_money(std::string_view text);

// Errors: Reject, with the text, when it is not a currency of ISO 4217 in use.
[[nodiscard]] Result<Currency> parse_currency(std::string_view text);

// Decimals the currency is paid in: 0 for JPY, 3 for KWD, 2 for CNY; 2 for the empty currency.
[[nodiscard]] int minor_digits(const Currency& currency);

// The smallest step of the currency: 10'000 micros for CNY, 1'000'000 for JPY.
[[nodiscard]] Money minor_unit(const Currency& currency);

// Shortest exact decimal text: "12", "0.5", "-3.000001".
[[nodiscard]] std::string to_decimal(Money money);

// With at least the currency's own decimals: "12.00", "12.345".
[[nodiscard]] std::string to_decimal(Money money, const Currency& currency);

// Main units as a double, for the models only.
[[nodiscard]] constexpr double main_units(Money money) {
  return static_cast<double>(money.micros) / static_cast<double>(kMicrosPerUnit);
}

// The nearest micro to a model's amount; halves away from zero. Amounts out of range, and NaN,
// become the nearest end of the range, NaN zero: the engine guards model output before this.
[[nodiscard]] Money round_money(double main_units);

// To a whole multiple of `step` (> 0): not above, not below, and nearest with halves upwards. At an
// end of the range: the last multiple inside it.
[[nodiscard]] Money floor_to(Money money, Money step);
[[nodiscard]] Money ceil_to(Money money, Money step);
[[nodiscard]] Money nearest_to(Money money, Money step);

// money * ratio, rounded to the nearest micro (halves away from zero); out of range and NaN as
// above.
[[nodiscard]] Money times_ratio_nearest(Money money, double ratio);

// money * count, exact; saturates at the ends of the range.
[[nodiscard]] Money times_count(Money money, std::int64_t count);

}  // namespace shelfd
