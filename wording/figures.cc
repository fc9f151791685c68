// Figures: see figures.h.
#include "wording/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "wording/catalogue.h"

namespace shelfd::wording {
namespace {

constexpr double kLargestShown = 1e15;

// A comma after each third digit from the point, in English only.
std::string grouped(Language language, std::string number) {
  if (language != Language::English) return number;
  const std::size_t begin = number.starts_with('-') || number.starts_with('+') ? 1 : 0;
  std::size_t at = std::min(number.find('.'), number.size());
  while (at > begin + 3) {
    at -= 3;
    number.insert(at, ",");
  }
  return number;
}

double bounded(double number) {
  if (std::isnan(number)) return 0;
  return std::clamp(number, -kLargestShown, kLargestShown);
}

// "7.5", "8", never "8.0" nor "-0".
std::string one_decimal(double number) {
  std::string text = fmt::format("{:.1f}", number);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string counted(Language language, double count, Phrase one, Phrase many) {
  const std::string number = about_number(language, count);
  return say(language, number == "1" ? one : many, {{"n", number}});
}

}  // namespace

std::string bare_amount(Language language, Money money, const Currency& currency) {
  return grouped(language, to_decimal(money, currency));
}

std::string amount(Language language, Money money, const Currency& currency) {
  const std::string number = bare_amount(language, money, currency);
  return currency.empty() ? number : number + " " + currency.text();
}

std::string signed_amount(Language language, Money money, const Currency& currency) {
  return (money.micros > 0 ? "+" : "") + bare_amount(language, money, currency);
}

std::string about_amount(Language language, Money money, const Currency& currency) {
  constexpr Money kWholeFrom{100 * kMicrosPerUnit};
  constexpr Money kMost{9'000'000'000'000 * kMicrosPerUnit};  // so that rounding stays in range
  money = std::clamp(money, -kMost, kMost);
  if (money > -kWholeFrom && money < kWholeFrom) {
    return amount(language, nearest_to(money, minor_unit(currency)), currency);
  }
  const Money rounded = nearest_to(money, Money{kMicrosPerUnit});
  const std::string number = grouped(language, to_decimal(rounded));
  return currency.empty() ? number : number + " " + currency.text();
}

std::string whole(Language language, std::int64_t count) {
  return grouped(language, std::to_string(count));
}

std::string signed_whole(Language language, std::int64_t count) {
  return (count > 0 ? "+" : "") + whole(language, count);
}

std::string about_number(Language language, double number) {
  const double value = bounded(number);
  if (value > 0 && value < 0.05) return fmt::format("{:.1g}", std::max(value, 0.001));
  if (std::abs(value) < 9.95) return one_decimal(value);
  return grouped(language, fmt::format("{:.0f}", value));
}

std::string units(Language language, double count) {
  return counted(language, count, Phrase::UnitOne, Phrase::UnitMany);
}

std::string units(Language language, Quantity quantity) {
  return say(language, quantity.units == 1 ? Phrase::UnitOne : Phrase::UnitMany,
             {{"n", whole(language, quantity.units)}});
}

std::string days(Language language, double count) {
  return counted(language, count, Phrase::DayOne, Phrase::DayMany);
}

std::string percent(double ratio) {
  const double value = std::abs(bounded(ratio)) * 100;
  if (value >= 99 && value < 100) return one_decimal(std::min(value, 99.9)) + "%";
  if (value >= 9.95) return fmt::format("{:.0f}%", value);
  if (value > 0 && value < 0.05) return fmt::format("{:.2g}%", std::max(value, 0.001));
  return one_decimal(value) + "%";
}

std::string signed_percent(double ratio) { return (ratio < 0 ? "-" : "+") + percent(ratio); }

std::string price_changes(Language language, std::int64_t count) {
  return say(language, count == 1 ? Phrase::ChangeOne : Phrase::ChangeMany,
             {{"n", whole(language, count)}});
}

std::string sold_less(double elasticity) {
  return percent(1 - std::pow(1.01, -std::max(bounded(elasticity), 0.0)));
}

std::string chance(Language language, double probability) {
  const double value = std::clamp(bounded(probability), 0.0, 1.0) * 100;
  if (value < 1) return say(language, Phrase::Under, {{"n", "1%"}});
  if (value > 99) return say(language, Phrase::Over, {{"n", "99%"}});
  return fmt::format("{:.0f}%", value);
}

std::string date(Instant at, const LocalTime& zone) {
  const std::chrono::year_month_day day{local_day(zone, at)};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

std::string moment(Instant at, const LocalTime& zone, const std::string& time_zone) {
  const auto local = at + utc_offset(zone, at);
  const auto within_day = local - std::chrono::floor<std::chrono::days>(local);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(within_day).count();
  return fmt::format("{} {:02}:{:02} {}", date(at, zone), minutes / 60, minutes % 60, time_zone);
}

}  // namespace shelfd::wording
