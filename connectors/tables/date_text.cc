#include "connectors/tables/date_text.h"

#include <algorithm>
#include <array>

#include "connectors/formats/json_values.h"

namespace shelfd::connectors {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kMaxBytes = 48;  // of a text that is taken for a date

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The characters of Chinese dates as the ASCII ones of the same place.
std::string ascii_date(std::string_view text) {
  struct Mark {
    std::string_view from{};
    std::string_view to{};
  };
  constexpr auto kMarks = std::to_array<Mark>({{"年", "-"},
                                               {"月", "-"},
                                               {"日", " "},
                                               {"时", ":"},
                                               {"時", ":"},
                                               {"分", ":"},
                                               {"秒", ""},
                                               {"：", ":"},
                                               {"上午", " AM "},
                                               {"下午", " PM "}});
  std::string out;
  while (!text.empty()) {
    const auto mark =
        std::ranges::find_if(kMarks, [&](const Mark& each) { return text.starts_with(each.from); });
    if (mark == kMarks.end()) {
      out += text.front();
    } else {
      out += mark->to;
    }
    text.remove_prefix(mark == kMarks.end() ? 1 : mark->from.size());
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == ':')) out.pop_back();
  return out;
}

// Of digits, fewer than ten.
int digits_value(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// Reads from the front of a text. What is not there reads as absent and moves nothing.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  std::optional<int> number(std::size_t least, std::size_t most) {
    const std::size_t size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (size < least || size > most) return std::nullopt;
    const int value = digits_value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  std::optional<char> one_of(std::string_view characters) {
    if (rest_.empty() || !characters.contains(rest_.front())) return std::nullopt;
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool word(std::string_view word) {
    const bool there = std::ranges::equal(rest_.substr(0, word.size()), word, {}, [](char c) {
      return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    if (there) rest_.remove_prefix(word.size());
    return there;
  }
  void skip_spaces() {
    while (one_of(" ")) {
    }
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

// Three numbers with one mark between them, as they stand.
struct Triple {
  std::array<int, 3> numbers{};
  bool year_leads = false;
  char mark = '-';
};

std::optional<Triple> read_triple(Scanner& scanner) {
  const auto first = scanner.number(1, 4);
  const auto mark = scanner.one_of("-/.");
  if (!first || !mark) return std::nullopt;
  const auto second = scanner.number(1, 2);
  const auto again = scanner.one_of("-/.");
  if (!second || again != mark) return std::nullopt;
  const auto third = scanner.number(1, 4);
  if (!third) return std::nullopt;
  return Triple{.numbers = {*first, *second, *third}, .year_leads = *first > 31, .mark = *mark};
}

std::optional<Day> day_of(int year, int month, int day) {
  constexpr int kThisCentury = 2000;
  const std::chrono::year_month_day date{std::chrono::year{year < 100 ? year + kThisCentury : year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (month > 12 || day > 31 || !date.ok()) return std::nullopt;
  return Day{date};
}

std::optional<Day> read_day(const Triple& triple, DateOrder order) {
  const auto [first, second, third] = triple.numbers;
  if (triple.year_leads) return day_of(first, second, third);
  if (triple.mark == '.') return day_of(third, second, first);
  const bool alike = first == second;
  if (order == DateOrder::DayFirst || alike) return day_of(third, second, first);
  if (order == DateOrder::MonthFirst) return day_of(third, first, second);
  return std::nullopt;
}

milliseconds read_fraction(Scanner& scanner) {
  int millis = 0;
  int scale = 100;
  while (const auto digit = scanner.one_of("0123456789")) {
    millis += (*digit - '0') * scale;
    scale /= 10;
  }
  return milliseconds{millis};
}

// ":34.250", where it stands there.
bool read_seconds(Scanner& scanner, milliseconds& time) {
  if (!scanner.one_of(":")) return true;
  const auto second = scanner.number(1, 2);
  if (!second || *second > 60) return false;
  time += seconds{*second};
  if (scanner.one_of(".,")) time += read_fraction(scanner);
  return true;
}

bool read_half_day(Scanner& scanner, milliseconds& time) {
  scanner.skip_spaces();
  const bool morning = scanner.word("AM");
  const bool evening = !morning && scanner.word("PM");
  if (!morning && !evening) return true;
  const bool twelve = time >= hours{12} && time < hours{13};
  if (time >= hours{13}) return false;
  if (morning && twelve) time -= hours{12};
  if (evening && !twelve) time += hours{12};
  return true;
}

// "9:05", "15:01:34.250", "9:05 PM"; also "PM 9:05" (上午, 下午).
std::optional<milliseconds> read_time(Scanner& scanner) {
  const bool morning = scanner.word("AM");
  const bool evening = !morning && scanner.word("PM");
  scanner.skip_spaces();
  const auto hour = scanner.number(1, 2);
  if (!hour || *hour > 23 || !scanner.one_of(":")) return std::nullopt;
  const auto minute = scanner.number(1, 2);
  if (!minute || *minute > 59) return std::nullopt;
  milliseconds time = hours{*hour} + minutes{*minute};
  if (!read_seconds(scanner, time)) return std::nullopt;
  if (morning && time >= hours{12}) time -= hours{12};
  if (evening && time < hours{12}) time += hours{12};
  if (!read_half_day(scanner, time)) return std::nullopt;
  return time;
}

// "Z", "UTC", "+08:00", "-0400", "+08".
std::optional<minutes> read_offset(Scanner& scanner) {
  scanner.skip_spaces();
  if (scanner.word("Z") || scanner.word("UTC") || scanner.word("GMT")) return minutes{0};
  const auto sign = scanner.one_of("+-");
  if (!sign) return std::nullopt;
  std::array<int, 4> digits{};
  std::size_t count = 0;
  while (count < digits.size()) {
    const auto digit = scanner.one_of("0123456789");
    if (digit) digits[count++] = *digit - '0';
    if (!digit && !(count == 2 && scanner.one_of(":"))) break;
  }
  const minutes offset = hours{digits[0] * 10 + digits[1]} + minutes{digits[2] * 10 + digits[3]};
  return *sign == '-' ? -offset : offset;
}

// Only digits: a day, a day and time, or Unix seconds or milliseconds.
std::optional<DateParts> read_digits(std::string_view text) {
  const auto at = [&](std::size_t from, std::size_t size) {
    return digits_value(text.substr(from, size));
  };
  if (text.size() == 8 || text.size() == 14) {
    const auto day = day_of(at(0, 4), at(4, 2), at(6, 2));
    if (!day) return std::nullopt;
    DateParts parts{.day = *day};
    if (text.size() == 8) return parts;
    if (at(8, 2) > 23 || at(10, 2) > 59 || at(12, 2) > 59) return std::nullopt;
    parts.time = hours{at(8, 2)} + minutes{at(10, 2)} + seconds{at(12, 2)};
    return parts;
  }
  if (text.size() != 9 && text.size() != 10 && text.size() != 12 && text.size() != 13) {
    return std::nullopt;
  }
  const std::size_t second_digits = text.size() > 10 ? text.size() - 3 : text.size();
  milliseconds since = seconds{parse_whole(text.substr(0, second_digits)).value_or(0)};
  if (text.size() > 10) since += milliseconds{at(second_digits, 3)};
  const Day day = std::chrono::floor<std::chrono::days>(Instant{since});
  return DateParts{.day = day, .time = Instant{since} - day, .utc_offset = minutes{0}};
}

bool only_digits(std::string_view text) { return std::ranges::all_of(text, is_digit); }

}  // namespace

DateOrder DateOrderSeen::order() const {
  if (day_first && month_first) return DateOrder::Contradictory;
  if (day_first) return DateOrder::DayFirst;
  return month_first ? DateOrder::MonthFirst : DateOrder::Unknown;
}

void observe_date(std::string_view text, DateOrderSeen& seen) {
  if (text.size() > kMaxBytes || text.size() < 6) return;
  Scanner scanner(text);
  const auto triple = read_triple(scanner);
  if (!triple || triple->year_leads || triple->mark == '.') return;
  const auto [first, second, third] = triple->numbers;
  if (first == second) return;
  if (first > 12) {
    seen.day_first = true;
  } else if (second > 12) {
    seen.month_first = true;
  } else if (seen.undecided.empty()) {
    seen.undecided = text;
  }
}

std::optional<DateParts> date_parts(std::string_view written, DateOrder order) {
  if (written.empty() || written.size() > kMaxBytes) return std::nullopt;
  if (only_digits(written)) return read_digits(written);
  const std::string text = ascii_date(written);
  Scanner scanner(text);
  const auto triple = read_triple(scanner);
  const auto day = triple ? read_day(*triple, order) : std::nullopt;
  if (!day) return std::nullopt;
  DateParts parts{.day = *day};
  if (scanner.at_end()) return parts;
  if (!scanner.one_of("Tt ")) return std::nullopt;
  scanner.skip_spaces();
  parts.time = read_time(scanner);
  if (!parts.time) return std::nullopt;
  if (!scanner.at_end()) parts.utc_offset = read_offset(scanner);
  return scanner.at_end() ? std::optional(parts) : std::nullopt;
}

}  // namespace shelfd::connectors
