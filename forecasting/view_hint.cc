// View hint: discounted sums and one ratio.
#include "forecasting/view_hint.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr double kMaxCount = 1e9;  // of a day; above, it counts as this

double bounded(double value, double high) {
  return std::isfinite(value) ? std::clamp(value, 0.0, high) : 0.0;
}

void move(float& sum, double half_life, double by) {
  sum = static_cast<float>(std::exp2(-1 / half_life) * static_cast<double>(sum) + by);
}

// Of the first `count` days, discounted: at least so many have passed.
double days_of(int count) {
  const double kept = std::exp2(-1 / kEmptyHalfLife);
  return (1 - std::pow(kept, count)) / (1 - kept);
}

DemandHint hint_of(const ViewedSales& sales, double views) {
  constexpr double kRounding = 1e-3;
  const double days = static_cast<double>(sales.days);
  const double empty_days = static_cast<double>(sales.empty_days);
  if (days < kLeastDays || empty_days < days_of(kFirstEmpty) - kRounding) return {};
  const double usual = static_cast<double>(sales.views) / days;
  const double mean = static_cast<double>(sales.empty_views) / empty_days;
  if (usual < kLeastUsual || mean < kLeastShare * usual) return {};
  const double whole_day =
      static_cast<double>(sales.units) / days * std::min(views / usual, kMostViews);
  return {.units = kHintShare * whole_day, .exposure = kHintShare};
}

}  // namespace

DemandHint learn_day(ViewedSales& sales, const ViewedDay& day) {
  const double views = bounded(day.views, kMaxCount);
  const double exposure = bounded(day.exposure, 1);
  if (sales.days == 0 && (views == 0 || exposure < kWholeDay)) return {};
  if (exposure <= 1 - kWholeDay) {
    move(sales.empty_views, kEmptyHalfLife, views);
    move(sales.empty_days, kEmptyHalfLife, 1);
    return hint_of(sales, views);
  }
  sales.empty_views = 0;
  sales.empty_days = 0;
  if (exposure < kWholeDay) return {};
  move(sales.units, kViewHalfLife, bounded(day.units, kMaxCount));
  move(sales.views, kViewHalfLife, views);
  move(sales.days, kViewHalfLife, 1);
  return {};
}

}  // namespace shelfd::forecasting
