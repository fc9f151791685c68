#include "connectors/formats/instant.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace shelfd::connectors {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2200;
constexpr std::size_t kMaxMillisDigits = 13;  // of kLastYear
constexpr Instant kEnd = Day{std::chrono::year{kLastYear + 1} / std::chrono::January / 1};

// Reads fixed parts from the front of a text; after a part that does not fit, all fail.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  // Exactly `digits` digits, at most `most`.
  int number(std::size_t digits, int most) {
    int value = 0;
    for (std::size_t at = 0; at < digits; ++at) {
      const char c = at < rest_.size() ? rest_[at] : ' ';
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value > most ? fail() : value;
  }
  // One of the characters, which is returned.
  char one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_.front()) == std::string_view::npos) {
      fail();
      return '\0';
    }
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  // A dot and digits, where there is one; what is finer than a millisecond is cut.
  milliseconds fraction() {
    if (rest_.empty() || rest_.front() != '.') return {};
    rest_.remove_prefix(1);
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0) fail();
    int value = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      value = value * 10 + (at < digits ? rest_[at] - '0' : 0);
    }
    rest_.remove_prefix(digits);
    return milliseconds{value};
  }
  [[nodiscard]] bool complete() const { return valid_ && rest_.empty(); }

 private:
  int fail() {
    valid_ = false;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool valid_ = true;
};

std::chrono::year_month_day read_date(Parts& parts) {
  const std::chrono::year year{parts.number(4, 9999)};
  parts.one_of("-");
  const std::chrono::month month{static_cast<unsigned>(parts.number(2, 12))};
  parts.one_of("-");
  return year / month / std::chrono::day{static_cast<unsigned>(parts.number(2, 31))};
}

milliseconds read_time(Parts& parts) {
  milliseconds time = hours{parts.number(2, 23)};
  parts.one_of(":");
  time += minutes{parts.number(2, 59)};
  parts.one_of(":");
  time += seconds{parts.number(2, 60)};
  return time + parts.fraction();
}

minutes read_offset(Parts& parts) {
  const char sign = parts.one_of("Zz+-");
  if (sign != '+' && sign != '-') return {};
  minutes offset = hours{parts.number(2, 23)};
  parts.one_of(":");
  offset += minutes{parts.number(2, 59)};
  return sign == '-' ? -offset : offset;
}

Converted<Instant> in_range(Instant at) {
  if (at < Instant{} || at >= kEnd) return std::unexpected(kOutOfRange);
  return at;
}

}  // namespace

Converted<Instant> instant_of_millis(std::string_view number) {
  // 10^15 milliseconds are past the range and far from the end of 64 bits.
  constexpr std::int64_t kFar = 1'000'000'000'000'000;
  const auto millis = parse_whole(number);
  if (!millis) return std::unexpected(kNotAnInstant);
  return in_range(from_unix_millis(std::clamp(*millis, -kFar, kFar)));
}

Converted<Instant> instant_of_text(std::string_view text) {
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    if (text.size() > kMaxMillisDigits) return std::unexpected(kOutOfRange);
    return instant_of_millis(text);
  }
  Parts parts(text);
  const auto date = read_date(parts);
  parts.one_of("Tt ");
  const milliseconds time = read_time(parts);
  const minutes offset = read_offset(parts);
  if (!parts.complete() || !date.ok()) return std::unexpected(kNotAnInstant);
  return in_range(Day{date} + time - offset);
}

Converted<Day> day_of_text(std::string_view text) {
  Parts parts(text);
  const auto date = read_date(parts);
  if (!parts.complete() || !date.ok()) return std::unexpected(kNotAnInstant);
  const int year = static_cast<int>(date.year());
  if (year < kFirstYear || year > kLastYear) return std::unexpected(kOutOfRange);
  return Day{date};
}

Converted<std::int32_t> clock_minutes_of_text(std::string_view text) {
  Parts parts(text);
  std::int32_t total = parts.number(2, 23) * 60;
  parts.one_of(":");
  total += parts.number(2, 59);
  if (!parts.complete()) return std::unexpected(kNotAnInstant);
  return total;
}

std::string format_day(Day day) {
  const std::chrono::year_month_day date{day};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string format_clock_minutes(std::int32_t minutes_after_midnight) {
  return fmt::format("{:02}:{:02}", minutes_after_midnight / 60, minutes_after_midnight % 60);
}

std::string format_instant(Instant at) {
  const Day day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date{day};
  const std::int64_t millis = (at - day).count();
  const std::int64_t whole = millis / 1000;
  std::string text =
      fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}"), static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  whole / 3600, whole / 60 % 60, whole % 60);
  if (millis % 1000 != 0) fmt::format_to(std::back_inserter(text), ".{:03}", millis % 1000);
  text += 'Z';
  return text;
}

std::expected<Instant, std::string> parse_instant(std::string_view text) {
  const Converted<Instant> at = instant_of_text(text);
  if (!at) return std::unexpected(std::string(at.error()));
  return *at;
}

}  // namespace shelfd::connectors
