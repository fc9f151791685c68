// Offers: see offer.h.
#include "pricing/offer.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "pricing/market_price.h"

namespace shelfd::pricing {

namespace {

constexpr double kHalfLivesWhileFresh = 3;
// A seller's rating is believed as 20 ratings of 0.8 and his own: 0.8 is a usual seller.
constexpr double kUsualRating = 0.8;
constexpr double kUsualRatingCount = 20;
constexpr std::size_t kOffersForMedian = 3;
constexpr double kDeviations = 5;
constexpr double kLeastLogDistance = std::numbers::ln2;
constexpr double kOwnPriceFactor = 3;

using WeightedLogs = std::vector<std::pair<double, double>>;  // (log price or distance, weight)

// What can be said of an offer without the others.
LeftOut left_out_alone(const Offer& offer, const OfferTerms& terms) {
  if (offer.own_account) return LeftOut::OwnAccount;
  if (!offer.in_stock) return LeftOut::OutOfStock;
  if (offer.age > terms.fresh_for) return LeftOut::Stale;
  if (offer.condition != Condition::New) return LeftOut::Condition;
  if (!(offer.match_confidence >= terms.min_match)) return LeftOut::LowMatch;
  if (offer.price <= Money{}) return LeftOut::Implausible;
  return LeftOut::None;
}

double believed_rating(const Offer& offer) {
  if (offer.seller_rating < 0 || offer.rating_count <= 0) return kUsualRating;
  const double count = static_cast<double>(offer.rating_count);
  return (offer.seller_rating * count + kUsualRatingCount * kUsualRating) /
         (count + kUsualRatingCount);
}

double weight_of(const Offer& offer, const OfferTerms& terms) {
  const double age = static_cast<double>(std::max(offer.age, Duration{}).count());
  const double fresh_for = static_cast<double>(std::max(terms.fresh_for, Duration{1}).count());
  return std::exp2(-kHalfLivesWhileFresh * age / fresh_for) * offer.match_confidence *
         believed_rating(offer);
}

double weighted_median(WeightedLogs points) {
  std::ranges::sort(points);
  return points[weighted_point(points, 0.5)].first;
}

// The band of log prices that are believed.
struct LogBand {
  double center = 0;
  double distance = 0;
};

std::optional<LogBand> believed_band(const WeightedLogs& logs, Money own_price) {
  if (logs.size() >= kOffersForMedian) {
    const double center = weighted_median(logs);
    WeightedLogs distances = logs;
    for (auto& [value, weight] : distances) value = std::abs(value - center);
    const double deviation = weighted_median(std::move(distances));
    return LogBand{.center = center,
                   .distance = std::max(kLeastLogDistance, kDeviations * deviation)};
  }
  if (own_price <= Money{}) return std::nullopt;
  return LogBand{.center = std::log(main_units(own_price)), .distance = std::log(kOwnPriceFactor)};
}

void leave_out_implausible(std::vector<RatedOffer>& rated, Money own_price) {
  WeightedLogs logs;
  logs.reserve(rated.size());
  for (const RatedOffer& offer : rated) {
    if (offer.weight > 0) logs.emplace_back(std::log(main_units(offer.price)), offer.weight);
  }
  const std::optional<LogBand> band = believed_band(logs, own_price);
  if (!band) return;
  // A factor of exactly two or three is still believed, whatever the logarithm rounds to.
  const double distance = band->distance * (1 + 1e-12);
  for (RatedOffer& offer : rated) {
    if (offer.left_out != LeftOut::None) continue;
    if (std::abs(std::log(main_units(offer.price)) - band->center) <= distance) continue;
    offer.left_out = LeftOut::Implausible;
    offer.weight = 0;
  }
}

}  // namespace

std::vector<RatedOffer> rate_offers(std::span<const Offer> offers, const OfferTerms& terms,
                                    Money own_price) {
  std::vector<RatedOffer> rated;
  rated.reserve(offers.size());
  for (const Offer& offer : offers) {
    const LeftOut left_out = left_out_alone(offer, terms);
    rated.push_back({.competitor = offer.competitor,
                     .price = offer.price,
                     .weight = left_out == LeftOut::None ? weight_of(offer, terms) : 0,
                     .left_out = left_out});
  }
  leave_out_implausible(rated, own_price);
  return rated;
}

}  // namespace shelfd::pricing
