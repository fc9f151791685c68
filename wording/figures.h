// Figures: money, units, days, shares and instants as a merchant reads them.
//
// Money is exact, with the currency's own decimals and its code behind: "1,234.50 EUR" (commas in
// English, none in Chinese). An estimate (`about_`) is rounded: money to whole main units from 100
// on, counts to one decimal under 10 and to whole numbers from there, shares to one decimal of a
// percent under 10% and from 99% on. What is not finite counts as zero or as the largest shown,
// 10^15. Pure.
#pragma once

#include <string>

#include "base/money.h"
#include "base/quantity.h"
#include "base/time.h"
#include "wording/language.h"

namespace shelfd::wording {

// "1,234.50 EUR"; the number alone for the empty currency.
[[nodiscard]] std::string amount(Language language, Money money, const Currency& currency);
// "1,234.50".
[[nodiscard]] std::string bare_amount(Language language, Money money, const Currency& currency);
// "+0.10", "-1,000.00".
[[nodiscard]] std::string signed_amount(Language language, Money money, const Currency& currency);
// An estimate: "41.20 EUR", "1,235 EUR".
[[nodiscard]] std::string about_amount(Language language, Money money, const Currency& currency);

[[nodiscard]] std::string whole(Language language, std::int64_t count);
[[nodiscard]] std::string signed_whole(Language language, std::int64_t count);
// "7.5", "1,204"; "0.02", not below "0.001".
[[nodiscard]] std::string about_number(Language language, double number);

// "1 unit", "7.5 units", "0.02 units".
[[nodiscard]] std::string units(Language language, double count);
[[nodiscard]] std::string units(Language language, Quantity quantity);
[[nodiscard]] std::string days(Language language, double count);

// A share without its sign: "4.7%", "12%", "0.04%".
[[nodiscard]] std::string percent(double ratio);
// With its sign: "+17%".
[[nodiscard]] std::string signed_percent(double ratio);
// "1 change of your own price", "6 changes of your own price".
[[nodiscard]] std::string price_changes(Language language, std::int64_t count);
// What a 1% dearer price sells less at an elasticity, 1 - 1.01^-e: "3.2%".
[[nodiscard]] std::string sold_less(double elasticity);
// A chance is never shown as sure: "under 1%", "73%", "over 99%".
[[nodiscard]] std::string chance(Language language, double probability);

// "2025-05-03 12:00 UTC", and the date alone.
[[nodiscard]] std::string moment(Instant at, const LocalTime& zone, const std::string& time_zone);
[[nodiscard]] std::string date(Instant at, const LocalTime& zone);

}  // namespace shelfd::wording
