// Best rung: see best_rung.h.
#include "pricing/best_rung.h"

#include <algorithm>
#include <cmath>

namespace shelfd::pricing {

namespace {

// Profits are taken to differ when they do so by more than this: a thousand times what rounding
// does to one under the limits of `usual`.
constexpr double kSurely = 1e-9;
// Margins thinner than this share of what is kept have lost too many digits to be compared so.
constexpr double kThinMargin = 1e-4;

bool within(double value, double least, double most) { return value >= least && value <= most; }

bool usual(const UnitEconomics& economics, const Response& response, const RivalLogs& rivals) {
  double weights = 0;
  for (const RivalLog& rival : rivals.all()) {
    if (!within(rival.weight, 0, 1)) return false;
    weights += rival.weight;
  }
  return within(response.elasticity, 0, 100) && within(response.stddev, 0, 12) &&
         within(response.rival_pull, 0, 10) && within(response.anchor_hinge, 0, 100) &&
         weights <= 2 && within(kept_share(economics), 1e-3, 2) &&
         within(fixed_costs(economics), 0, 1e12) && response.rate > 0;
}

// One search: what has been weighed so far.
class Search {
 public:
  Search(const UnitEconomics& economics, const Response& response, const RivalLogs& rivals,
         Money current)
      : economics_(economics),
        response_(response),
        rivals_(rivals),
        kept_(kept_share(economics)),
        fixed_(fixed_costs(economics)),
        log_anchor_(std::log(main_units(response.anchor_price))),
        current_(current),
        reference_(log_response(response, rivals, current)),
        best_(current),
        best_profit_(unit_margin(economics, current)) {}

  // As best_price weighs it; ties go to the current price, then to the lower.
  double weigh(Money price) {
    const double rate = std::exp(log_response(response_, rivals_, price) - reference_);
    const double profit = rate * unit_margin(economics_, price);
    const bool equal = profit == best_profit_ && best_ != current_ && price < best_;
    if (profit > best_profit_ || equal) {
      best_ = price;
      best_profit_ = profit;
    }
    return profit;
  }

  // Of ln profit over ln p, from the left.
  [[nodiscard]] bool rises_at(Money price) const {
    const double kept = kept_ * main_units(price);
    double slope = kept / (kept - fixed_) - response_.elasticity -
                   response_.rival_pull * weight_below(rivals_, price);
    if (response_.stddev > 0) {
      const double distance = std::log(main_units(price)) - log_anchor_;
      slope += response_.stddev * response_.stddev * distance;
    }
    return slope >= 0;
  }

  [[nodiscard]] bool thin(Money price) const {
    const double kept = kept_ * main_units(price);
    return kept - fixed_ < kThinMargin * kept;
  }
  [[nodiscard]] bool earns(Money price) const { return unit_margin(economics_, price) > 0; }
  [[nodiscard]] Money best() const { return best_; }

 private:
  const UnitEconomics& economics_;
  const Response& response_;
  const RivalLogs& rivals_;
  double kept_;
  double fixed_;
  double log_anchor_;
  Money current_;
  double reference_;
  Money best_;
  double best_profit_;
};

// Weighs from rung `index` on in one direction until the profit has surely fallen.
void weigh_until_fallen(Search& search, const PriceRungs& rungs, int index, int end, int step) {
  double highest = 0;
  for (; index != end; index += step) {
    const Money price = rungs.at(index);
    if (search.thin(price)) return;  // these are weighed one by one
    const double profit = search.weigh(price);
    if (profit < highest * (1 - kSurely)) return;
    highest = std::max(highest, profit);
  }
}

// The lowest rung that is not thin; one past the last where all are.
int first_sound(const Search& search, const PriceRungs& rungs) {
  int low = rungs.first();
  if (!search.thin(rungs.at(low))) return low;
  int high = rungs.last() + 1;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (search.thin(rungs.at(middle)) ? low : high) = middle;
  }
  return high;
}

// The highest rung from `low` on where profit still rises; `low` where it never does.
int summit(const Search& search, const PriceRungs& rungs, int low) {
  int high = rungs.last() + 1;
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (search.rises_at(rungs.at(middle)) ? low : high) = middle;
  }
  return low;
}

}  // namespace

Rungs::Rungs(Money current, double reach_ratio, Money step, Money anchor)
    : rungs_(current, reach_ratio, step),
      current_(current),
      lowest_(std::min(current, rungs_.at(rungs_.first()))),
      highest_(std::max(current, rungs_.at(rungs_.last()))),
      gapless_(rungs_.first() < 0 && rungs_.last() > 0 && rungs_.allows(-1) && rungs_.allows(1) &&
               rungs_.at(-1) <= current && current <= rungs_.at(1)) {
  if (anchor > lowest_ && anchor <= highest_) anchor_ = anchor;
}

// The anchor is a rung too, so that the first step ends exactly there.
std::vector<Money> Rungs::ladder() const {
  std::vector<Money> ladder;
  ladder.reserve(kMaxRungs + 1);
  for (int index = rungs_.first(); index <= rungs_.last(); ++index) {
    if (rungs_.allows(index)) ladder.push_back(rungs_.at(index));
  }
  if (anchor_ > Money{}) ladder.push_back(anchor_);
  std::ranges::sort(ladder);
  const auto repeated = std::ranges::unique(ladder);
  ladder.erase(repeated.begin(), repeated.end());
  return ladder;
}

bool Rungs::can_search(const UnitEconomics& economics, const Response& response,
                       const RivalLogs& rivals) const {
  if (!gapless_ || !usual(economics, response, rivals)) return false;
  const double distance = main_units(current_) / main_units(response.anchor_price);
  if (!within(distance, 0.01, 100)) return false;
  const double share = fixed_costs(economics) / (kept_share(economics) * main_units(highest_));
  if (!(share < 1 - kThinMargin)) return false;
  const double bend = share / ((1 - share) * (1 - share));
  return response.stddev == 0 || bend > response.stddev * response.stddev * (1 + kSurely);
}

Money Rungs::best(const UnitEconomics& economics, const Response& response,
                  const RivalLogs& rivals) const {
  if (!can_search(economics, response, rivals)) {
    return best_price(economics, response, rivals, ladder(), current_);
  }
  Search search(economics, response, rivals, current_);
  if (anchor_ > Money{}) search.weigh(anchor_);
  const int sound = first_sound(search, rungs_);
  for (int thin = sound - 1; thin >= rungs_.first() && search.earns(rungs_.at(thin)); --thin) {
    search.weigh(rungs_.at(thin));
  }
  if (sound > rungs_.last()) return search.best();
  const int top = summit(search, rungs_, sound);
  weigh_until_fallen(search, rungs_, top, rungs_.last() + 1, 1);
  weigh_until_fallen(search, rungs_, top, sound - 1, -1);
  return search.best();
}

Money Rungs::best(const UnitEconomics& economics, const Response& response, const RivalLogs& rivals,
                  const NetCurve& own_net) const {
  if (own_net.is_list()) return best(economics, response, rivals);
  const Money paid_now = own_net.paid(current_);
  const double reference = log_response(response, rivals, paid_now);
  Money best = current_;
  double best_profit = unit_margin(economics, paid_now);
  if (!(response.rate > 0)) return best;
  for (const Money list : ladder()) {
    const Money paid = own_net.paid(list);
    const double rate = std::exp(log_response(response, rivals, paid) - reference);
    const double profit = rate * unit_margin(economics, paid);
    if (!(profit > best_profit)) continue;
    best = list;
    best_profit = profit;
  }
  return best;
}

}  // namespace shelfd::pricing
