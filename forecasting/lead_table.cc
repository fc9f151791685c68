// Lead table: discounted counts by age bin.
#include "forecasting/lead_table.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr int kDayBins = 31;  // 0, 1, ... 30

// Last whole day of each bin: 0 ... 30, 34, 39, 44, ... 647, 730. Each edge is an eighth above the
// last, rounded up; the last one, 728, is brought to two years.
constexpr std::array<int, kLeadBins> make_last_days() {
  std::array<int, kLeadBins> days{};
  for (int bin = 0; bin < static_cast<int>(kLeadBins); ++bin) {
    const int before = bin == 0 ? 0 : days.at(static_cast<std::size_t>(bin - 1));
    days.at(static_cast<std::size_t>(bin)) = bin < kDayBins ? bin : (before * 9 + 7) / 8;
  }
  days.back() = kLongestLeadDays;
  return days;
}

constexpr std::array<int, kLeadBins> kLastDays = make_last_days();
static_assert(kLastDays.at(kDayBins) == 34 && kLastDays.at(kLeadBins - 2) == 647);

int first_day(std::size_t bin) { return bin == 0 ? 0 : kLastDays.at(bin - 1) + 1; }

// Nothing is left of a row whose order-days are rounded away.
void halve(LeadTable& table) {
  for (LeadRow& row : table.rows) {
    row.arrived /= 2;
    row.at_risk /= 2;
  }
  std::erase_if(table.rows, [](const LeadRow& row) { return row.at_risk == 0; });
}

LeadRow& row_of(LeadTable& table, int bin) {
  const auto place = std::ranges::lower_bound(table.rows, bin, {}, &LeadRow::bin);
  if (place != table.rows.end() && place->bin == bin) return *place;
  return *table.rows.insert(place, {.bin = bin});
}

// 2^(days / half-life), straight between the powers.
double growth(std::int32_t days) {
  const std::int32_t doublings = days / kLeadHalfLifeDays;
  const double rest = static_cast<double>(days % kLeadHalfLifeDays) / kLeadHalfLifeDays;
  return std::ldexp(1 + rest, std::min(doublings, 1000));
}

}  // namespace

LeadSpan bin_span(std::size_t bin) {
  const int first = first_day(bin);
  const int last = kLastDays.at(bin);
  const double days = last - first + 1;
  return {.first_day = first,
          .last_day = last,
          .mean_days = (first + last) / 2.0,
          .variance = (days * days - 1) / 12};
}

int bin_at(int days) {
  const int from_zero = days < 0 ? -days - 1 : days;
  const auto place = std::ranges::lower_bound(kLastDays, from_zero);
  const int bin = static_cast<int>(place - kLastDays.begin());
  return days < 0 ? -bin - 1 : bin;
}

void count(LeadTable& table, int position_days, std::int64_t arrived, std::int64_t at_risk) {
  if (position_days < -kLongestLeadDays || position_days > kLongestLeadDays) return;
  LeadRow& row = row_of(table, bin_at(position_days));
  row.arrived += arrived;
  row.at_risk += at_risk;
  if (row.arrived == 0 && row.at_risk == 0) {
    table.rows.erase(table.rows.begin() + (&row - table.rows.data()));
  }
}

void add(LeadTable& table, const LeadTable& counts) {
  for (const LeadRow& row : counts.rows) {
    LeadRow& own = row_of(table, row.bin);
    own.arrived += row.arrived;
    own.at_risk += row.at_risk;
  }
  std::erase_if(table.rows,
                [](const LeadRow& row) { return row.arrived == 0 && row.at_risk == 0; });
}

int move_base(LeadTable& known, std::int32_t day) {
  if (known.rows.empty() && known.newest_day == 0) known.base_day = day;
  known.newest_day = std::max({known.newest_day, day, known.base_day});
  int halvings = 0;
  // A table that is empty, or was left alone for very long, is at its end after a few steps.
  while (day - known.base_day >= kLeadHalfLifeDays) {
    if (known.rows.empty()) {
      known.base_day = day;
      return 63;
    }
    halve(known);
    known.base_day += kLeadHalfLifeDays;
    ++halvings;
  }
  return halvings;
}

std::int64_t weight_of(const LeadTable& known, std::int32_t day) {
  const std::int64_t offset = std::clamp(day - known.base_day, 0, kLeadHalfLifeDays - 1);
  return kOneOrder * (kLeadHalfLifeDays + offset) / kLeadHalfLifeDays;
}

void learn(LeadTable& known, const LeadTable& counts, std::int32_t day, std::int64_t limit) {
  if (counts.rows.empty()) return;
  move_base(known, day);
  const std::int64_t weight = weight_of(known, day);
  for (const LeadRow& row : counts.rows) {
    LeadRow& own = row_of(known, row.bin);
    own.arrived += row.arrived * weight;
    own.at_risk += row.at_risk * weight;
  }
  const auto most = [&] {
    std::int64_t count = 0;
    for (const LeadRow& row : known.rows) count = std::max({count, row.arrived, row.at_risk});
    return count;
  };
  while (most() > limit) halve(known);
}

double scale_at(const LeadTable& known, std::int32_t day) {
  return static_cast<double>(kOneOrder) * growth(std::max(0, day - known.base_day));
}

double orders_arrived(const LeadTable& known) {
  double sum = 0;
  for (const LeadRow& row : known.rows) {
    sum += static_cast<double>(std::max<std::int64_t>(0, row.arrived));
  }
  return sum / scale_at(known, known.newest_day);
}

}  // namespace shelfd::forecasting
