// Lead time: hazards that shrink from level to level, and the laws that they give.
#include "forecasting/lead_time.h"

#include <algorithm>
#include <cmath>

namespace shelfd::forecasting {
namespace {

constexpr int kBins = static_cast<int>(kLeadBins);
constexpr double kStatedShape = 6;   // stddev / mean 0.32: assumed
constexpr double kDefaultShape = 4;  // 0.52: assumed
constexpr double kNothingLeft = 1e-9;
constexpr std::int64_t kMaxGain = std::int64_t{1} << 50;
constexpr double kLeastChance = 1e-4;  // of a day's outcome, so that no day says everything

// Chances by bin of the promised clock: those below zero first.
using SignedHazards = std::array<double, 2 * kLeadBins>;

std::size_t place_of(int bin) { return static_cast<std::size_t>(bin) + kLeadBins; }

// The whole days of a bin, mirrored below zero.
struct Days {
  int first = 0;
  int last = 0;

  [[nodiscard]] int count() const { return last - first + 1; }
};

using SignedDays = std::array<Days, 2 * kLeadBins>;

const SignedDays& all_days() {
  static const SignedDays days = [] {
    SignedDays all{};
    for (int bin = 0; bin < kBins; ++bin) {
      const LeadSpan span = bin_span(static_cast<std::size_t>(bin));
      all.at(place_of(bin)) = {.first = span.first_day, .last = span.last_day};
      all.at(place_of(-bin - 1)) = {.first = -span.last_day - 1, .last = -span.first_day - 1};
    }
    return all;
  }();
  return days;
}

Days days_of(int bin) { return all_days().at(place_of(bin)); }

double width(int bin) { return days_of(bin).count(); }

// A loglogistic lead time.
struct Assumption {
  double median_days = kDefaultLeadDays;
  double shape = kDefaultShape;
};

Assumption assumption_of(std::optional<double> stated_days) {
  if (!stated_days || !std::isfinite(*stated_days) || *stated_days < 0) return {};
  return {.median_days = std::clamp(*stated_days, 0.25, static_cast<double>(kLongestLeadDays)),
          .shape = kStatedShape};
}

// The odds of having come: (t / m)^c.
double odds(const Assumption& assumed, double days) {
  if (!(days > 0)) return 0;
  const double ratio = days / assumed.median_days;
  const double square = ratio * ratio;
  return assumed.shape == kStatedShape ? square * square * square : square * square;
}

// The chance a day between two moments `days` whole days apart, from P(later) = 1 / (1 + odds).
double daily_chance(double odds_from, double odds_upto, int days) {
  const double comes = (odds_upto - odds_from) / (1 + odds_upto);
  return days == 1 ? comes : -std::expm1(std::log1p(-comes) / days);
}

// Over days of a bin of which the first lies `age` days after the order. A whole day t stands for
// the times from t - 1/2 to t + 1/2.
double assumed_hazard(const Assumption& assumed, int age, int days) {
  return daily_chance(odds(assumed, age - 0.5), odds(assumed, age + days - 0.5), days);
}

double corrected(const LeadRow& row, double scale, double weight, double parent) {
  const double arrived = static_cast<double>(std::max<std::int64_t>(0, row.arrived)) / scale;
  const double at_risk = static_cast<double>(std::max<std::int64_t>(0, row.at_risk)) / scale;
  return std::min(1.0, (arrived + weight * parent) / (at_risk + weight));
}

// Spends the days of a clock one stretch at a time. Beyond the last bin its chance goes on.
class Survival {
 public:
  // `hazards` by place_of.
  Survival(const SignedHazards& hazards, int from_day) : hazards_(hazards) {
    bin_ = bin_at(std::clamp(from_day, -kLongestLeadDays, kLongestLeadDays));
    left_ = std::max(1, days_of(bin_).last - from_day + 1);
  }

  // The chance to be open after `days` more. `days` > 0.
  double after(int days) {
    while (days > 0) {
      const bool last = bin_ == kBins - 1;
      const int taken = last ? days : std::min(days, left_);
      const double stays = 1 - hazards_.at(place_of(bin_));
      open_ *= taken == 1 ? stays : std::pow(stays, taken);
      days -= taken;
      left_ -= taken;
      if (left_ <= 0 && !last) left_ = days_of(++bin_).count();
    }
    return open_;
  }

 private:
  const SignedHazards& hazards_;
  int bin_ = 0;
  int left_ = 0;  // days of the bin
  double open_ = 1;
};

// What is open after the last bin counts there.
LeadTimeLaw law_from(const SignedHazards& hazards, int position) {
  Survival survival(hazards, position);
  LeadTimeLaw law;
  double open = 1;
  for (std::size_t bin = 0; bin < kLeadBins && open > kNothingLeft; ++bin) {
    const double still = survival.after(days_of(static_cast<int>(bin)).count());
    law.probability.at(bin) = open - still;
    open = still;
  }
  law.probability.at(kLeadBins - 1) += open;
  return law;
}

SignedHazards signed_of(const DailyHazards& hazards) {
  SignedHazards all{};
  std::ranges::copy(hazards, all.begin() + kBins);
  return all;
}

std::int32_t newest_day(const LeadEvidence& evidence) {
  return std::max({evidence.item->newest_day, evidence.supplier->ordered.newest_day,
                   evidence.lane->newest_day, evidence.merchant->newest_day});
}

// By age, from both orders of nesting.
DailyHazards ordered_hazards(const LeadEvidence& evidence) {
  const std::int32_t day = newest_day(evidence);
  DailyHazards root = assumed_hazards(evidence.stated_days);
  double weight = kStatedWeight;
  if (!evidence.stated_days) {
    root = shrunk_hazards(*evidence.merchant, day, root, kStatedWeight);
    weight = kPoolWeight;
  }
  const auto level = [&](const LeadTable& table) {
    return LevelHazards{.hazards = shrunk_hazards(table, day, root, weight),
                        .orders = orders_arrived(table)};
  };
  // Shrinking is linear in the parent: the average of both is shrunk once.
  return shrunk_hazards(*evidence.item, day,
                        average(level(evidence.supplier->ordered), level(*evidence.lane)),
                        kPoolWeight);
}

// Days since the shipment; its assumption is that of the whole way.
DailyHazards shipped_hazards(const LeadEvidence& evidence) {
  const LeadTable& shipped = evidence.supplier->shipped;
  return shrunk_hazards(shipped, shipped.newest_day, assumed_hazards(evidence.stated_days),
                        kStatedWeight);
}

// `span_days`: from order to the promised day, > 0 where it is known.
SignedHazards promised_hazards(const LeadEvidence& evidence, int span_days) {
  const LeadTable& promised = evidence.supplier->promised;
  const Assumption assumed = assumption_of(span_days);
  const double scale = scale_at(promised, promised.newest_day);
  SignedHazards hazards{};
  auto row = promised.rows.begin();
  for (int bin = bin_at(std::max(-kLongestLeadDays, -span_days)); bin < kBins; ++bin) {
    const Days days = days_of(bin);
    const int first = std::max(days.first, -span_days);
    const double parent = assumed_hazard(assumed, span_days + first, days.last - first + 1);
    while (row != promised.rows.end() && row->bin < bin) ++row;
    const bool known = row != promised.rows.end() && row->bin == bin;
    hazards.at(place_of(bin)) =
        known ? corrected(*row, scale, kStatedWeight * width(bin), parent) : parent;
  }
  return hazards;
}

double promised_share(const SupplierLeads& supplier) {
  const LeadTable& promised = supplier.promised;
  const double gain = static_cast<double>(supplier.promised_gain) /
                      (static_cast<double>(kOneNat) * scale_at(promised, promised.newest_day));
  return 1 / (1 + std::exp(-std::clamp(gain, -kMaxGainNats, kMaxGainNats)));
}

void mix(LeadTimeLaw& law, const LeadTimeLaw& other, double share) {
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    double& probability = law.probability.at(bin);
    probability += share * (other.probability.at(bin) - probability);
  }
}

double own_share(const LeadEvidence& evidence) {
  const double pooled = std::min(kPoolWeight, std::max(orders_arrived(evidence.supplier->ordered),
                                                       orders_arrived(*evidence.lane)));
  const double known = orders_arrived(*evidence.item) + pooled;
  return known / (known + kStatedWeight);
}

}  // namespace

void add(SupplierLeads& leads, const SupplierLeads& counts) {
  add(leads.ordered, counts.ordered);
  add(leads.shipped, counts.shipped);
  add(leads.promised, counts.promised);
  leads.promised_gain += counts.promised_gain;
}

void learn(SupplierLeads& known, const SupplierLeads& counts, std::int32_t day) {
  learn(known.ordered, counts.ordered, day);
  learn(known.shipped, counts.shipped, day);
  if (counts.promised.rows.empty()) return;
  known.promised_gain /= std::int64_t{1} << std::min(move_base(known.promised, day), 62);
  known.promised_gain =
      std::clamp(known.promised_gain + counts.promised_gain * weight_of(known.promised, day),
                 -kMaxGain, kMaxGain);
  learn(known.promised, counts.promised, day);
}

LeadTimeLaw lead_time_law(const LeadEvidence& evidence) {
  LeadTimeLaw law = law_of(ordered_hazards(evidence), 0);
  const double stated = evidence.stated_days.value_or(0);
  if (stated >= 0.5 && stated <= kLongestLeadDays) {
    const int span = static_cast<int>(std::lround(stated));
    mix(law, law_from(promised_hazards(evidence, span), -span), promised_share(*evidence.supplier));
  }
  law.own_share = own_share(evidence);
  return law;
}

LeadTimeLaw shipped_law(const LeadEvidence& evidence) {
  LeadTimeLaw law = law_of(shipped_hazards(evidence), 0);
  const double receipts = orders_arrived(evidence.supplier->shipped);
  law.own_share = receipts / (receipts + kStatedWeight);
  return law;
}

LeadTimeLaw remaining_law(const LeadEvidence& evidence, const OrderAge& age) {
  LeadTimeLaw law = law_of(ordered_hazards(evidence), age.ordered_days);
  if (age.promised_days) {
    const int span = std::max(1, age.ordered_days - *age.promised_days);
    mix(law, law_from(promised_hazards(evidence, span), *age.promised_days),
        promised_share(*evidence.supplier));
  }
  if (age.shipped_days) {
    const double receipts = orders_arrived(evidence.supplier->shipped);
    mix(law, law_of(shipped_hazards(evidence), *age.shipped_days),
        receipts / (receipts + kPoolWeight));
  }
  law.own_share = own_share(evidence);
  return law;
}

std::int64_t promised_gain(const LeadEvidence& evidence, const OrderAge& age, bool came) {
  if (!age.promised_days) return 0;
  const int span = std::max(1, age.ordered_days - *age.promised_days);
  const int position = std::clamp(*age.promised_days, -kLongestLeadDays, kLongestLeadDays);
  const int bin = bin_at(std::clamp(age.ordered_days, 0, kLongestLeadDays));
  const double by_age = ordered_hazards(evidence).at(static_cast<std::size_t>(bin));
  const double by_promise = promised_hazards(evidence, span).at(place_of(bin_at(position)));
  const auto chance = [came](double hazard) {
    return std::clamp(came ? hazard : 1 - hazard, kLeastChance, 1.0);
  };
  return std::llround(kOneNat * std::log(chance(by_promise) / chance(by_age)));
}

double mean_days(const LeadTimeLaw& law) {
  double mean = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    mean += law.probability.at(bin) * bin_span(bin).mean_days;
  }
  return mean;
}

double quantile_days(const LeadTimeLaw& law, double p) {
  double below = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    const double here = law.probability.at(bin);
    if (here > 0 && below + here + 1e-12 >= p) {
      const LeadSpan span = bin_span(bin);
      const double days = span.last_day - span.first_day + 1;
      const double share = std::clamp((p - below) / here, 0.0, 1.0);
      return span.first_day + std::max(0.0, std::ceil(days * share - 1e-9) - 1);
    }
    below += here;
  }
  return kLongestLeadDays;
}

DailyHazards assumed_hazards(std::optional<double> stated_days) {
  const Assumption assumed = assumption_of(stated_days);
  DailyHazards hazards{};
  double from = 0;
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    const Days days = days_of(static_cast<int>(bin));
    const double upto = odds(assumed, days.last + 0.5);
    hazards.at(bin) = daily_chance(from, upto, days.count());
    from = upto;
  }
  return hazards;
}

DailyHazards shrunk_hazards(const LeadTable& table, std::int32_t day, const DailyHazards& parent,
                            double n0) {
  DailyHazards hazards = parent;
  const double scale = scale_at(table, day);
  for (const LeadRow& row : table.rows) {
    if (row.bin < 0) continue;
    double& hazard = hazards.at(static_cast<std::size_t>(row.bin));
    hazard = corrected(row, scale, n0 * width(row.bin), hazard);
  }
  return hazards;
}

DailyHazards average(const LevelHazards& a, const LevelHazards& b) {
  const double weight_a = std::min(a.orders, kPoolWeight) + 1;
  const double share = weight_a / (weight_a + std::min(b.orders, kPoolWeight) + 1);
  DailyHazards mean{};
  for (std::size_t bin = 0; bin < kLeadBins; ++bin) {
    mean.at(bin) = b.hazards.at(bin) + share * (a.hazards.at(bin) - b.hazards.at(bin));
  }
  return mean;
}

LeadTimeLaw law_of(const DailyHazards& hazards, int age_days) {
  return law_from(signed_of(hazards), age_days);
}

}  // namespace shelfd::forecasting
