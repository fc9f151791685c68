// Offers: see offer.h.
#include "pricing/offer.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory_resource>
#include <optional>

#include "base/check.h"
#include "pricing/weighted_points.h"

namespace shelfd::pricing {

namespace {

constexpr double kHalfLivesWhileFresh = 3;
// A seller's rating is believed as 20 ratings of 0.8 and his own: 0.8 is a usual seller.
constexpr double kUsualRating = 0.8;
constexpr double kUsualRatingCount = 20;
constexpr std::size_t kOffersForMedian = 3;
constexpr std::size_t kOffersWithoutWitness = 4;  // from here on they need no own price
constexpr double kDeviations = 3 * 1.4826;
// Factors, not logs: a factor of exactly two or three is still believed, whatever a log rounds to.
constexpr double kLeastFactor = 2;
constexpr double kWitnessFactor = 3;

// What can be said of an offer without the others.
LeftOut left_out_alone(const Offer& offer, const OfferTerms& terms) {
  if (offer.own_account) return LeftOut::OwnAccount;
  if (!(offer.merchant_weight > 0)) return LeftOut::NotARival;
  if (!offer.in_stock) return LeftOut::OutOfStock;
  if (offer.age > terms.fresh_for) return LeftOut::Stale;
  if (!terms.conditions.at(static_cast<std::size_t>(offer.condition))) return LeftOut::Condition;
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

double weight_of(const Offer& offer, double halvings_per_tick) {
  const double age = static_cast<double>(std::max(offer.age, Duration{}).count());
  return std::exp2(-halvings_per_tick * age) * offer.match_confidence * believed_rating(offer) *
         std::min(offer.merchant_weight, kMaxMerchantWeight);
}

// Holds the weights to `max_ratio` times the lower median of those above zero.
void cap_weights(double max_ratio, std::span<RatedOffer> rated) {
  std::array<std::byte, kRoomPoints * sizeof(std::int32_t)> room;  // NOLINT: written before read
  std::pmr::monotonic_buffer_resource memory(room.data(), room.size());
  std::pmr::vector<std::int32_t> weights(&memory);
  weights.reserve(rated.size());
  for (const RatedOffer& offer : rated) {
    if (offer.weight > 0) weights.push_back(weight_units(offer.weight));
  }
  if (weights.empty()) return;
  const double usual = static_cast<double>(lower_median(weights)) / kWeightUnits;
  const double most = std::max(1.0, max_ratio) * usual;
  for (RatedOffer& offer : rated) offer.weight = std::min(offer.weight, most);
}

// The prices that are believed: within `factor` of `center`, either way.
struct Believed {
  double center = 0;
  double factor = 0;

  [[nodiscard]] bool holds(Money price) const {
    const auto micros = static_cast<double>(price.micros);
    return micros <= center * factor && micros * factor >= center;
  }
};

// exp of the weighted MAD of the logs: the factor from the middle within which half of the weight
// lies. Outwards from the middle the nearer of the two next points comes first.
double median_factor(std::span<const WeightedPoint> prices, std::int64_t half, std::size_t middle) {
  const auto center = static_cast<double>(prices[middle].value);
  std::int64_t reached = prices[middle].weight;
  std::size_t low = middle;
  std::size_t high = middle + 1;
  const auto below = [&] {
    return low > 0 ? center / static_cast<double>(prices[low - 1].value) : HUGE_VAL;
  };
  const auto above = [&] {
    return high < prices.size() ? static_cast<double>(prices[high].value) / center : HUGE_VAL;
  };
  double next_below = below();
  double next_above = above();
  double factor = 1;
  while (reached < half) {
    if (next_below <= next_above) {
      factor = next_below;
      reached += prices[--low].weight;
      next_below = below();
    } else {
      factor = next_above;
      reached += prices[high++].weight;
      next_above = above();
    }
  }
  return factor;
}

// Within the least factor of each other, so of their middle too, wherever it is.
bool are_close(std::span<const WeightedPoint> prices) {
  std::int64_t low = prices.front().value;
  std::int64_t high = low;
  for (const WeightedPoint& price : prices) {
    low = std::min(low, price.value);
    high = std::max(high, price.value);
  }
  return Believed{.center = static_cast<double>(low), .factor = kLeastFactor}.holds({high});
}

// Absent where none is to be left out.
std::optional<Believed> believed_prices(WeightedPoints& prices, Money own_price) {
  const std::size_t offers = prices.all().size();
  const bool has_witness = offers < kOffersWithoutWitness && own_price > Money{};
  if (offers == 0 || (offers < kOffersForMedian && !has_witness)) return std::nullopt;
  if (has_witness) {
    std::int64_t heaviest = 0;
    for (const WeightedPoint& point : prices.all()) heaviest = std::max(heaviest, point.weight);
    prices.add({.value = own_price.micros, .weight = heaviest + 1});
  }
  if (are_close(prices.all())) return std::nullopt;
  prices.sort();
  const std::size_t middle = prices.point(5);
  Believed believed{.center = static_cast<double>(prices.all()[middle].value),
                    .factor = has_witness ? kWitnessFactor : kLeastFactor};
  // Where all lie within the least factor the deviation need not be known.
  const bool is_calm =
      believed.holds({prices.all().front().value}) && believed.holds({prices.all().back().value});
  if (!has_witness && !is_calm) {
    const double usual = median_factor(prices.all(), (prices.total() + 1) / 2, middle);
    believed.factor = std::max(kLeastFactor, std::pow(usual, kDeviations));
  }
  return believed;
}

void leave_out_implausible(Money own_price, std::span<RatedOffer> rated) {
  WeightedPoints prices(rated.size() + 1);
  for (const RatedOffer& offer : rated) {
    prices.add({.value = offer.price.micros, .weight = weight_units(offer.weight)});
  }
  const std::optional<Believed> believed = believed_prices(prices, own_price);
  if (!believed) return;
  for (RatedOffer& offer : rated) {
    if (offer.left_out != LeftOut::None || believed->holds(offer.price)) continue;
    offer.left_out = LeftOut::Implausible;
  }
}

}  // namespace

void rate_offers(std::span<const Offer> offers, const OfferTerms& terms, Money own_price,
                 std::span<RatedOffer> rated) {
  INVARIANT(rated.size() >= offers.size());
  rated = rated.first(offers.size());
  const double fresh_for = static_cast<double>(std::max(terms.fresh_for, Duration{1}).count());
  for (std::size_t at = 0; at < offers.size(); ++at) {
    // Field by field: a struct that is put together first is read again before it is written.
    const Offer& offer = offers[at];
    RatedOffer& into = rated[at];
    into.left_out = left_out_alone(offer, terms);
    into.weight =
        into.left_out == LeftOut::None ? weight_of(offer, kHalfLivesWhileFresh / fresh_for) : 0;
    into.price = offer.price;
    into.competitor = offer.competitor;
  }
  cap_weights(terms.max_weight_ratio, rated);
  leave_out_implausible(own_price, rated);
}

std::vector<RatedOffer> rate_offers(std::span<const Offer> offers, const OfferTerms& terms,
                                    Money own_price) {
  std::vector<RatedOffer> rated(offers.size());
  rate_offers(offers, terms, own_price, rated);
  return rated;
}

}  // namespace shelfd::pricing
