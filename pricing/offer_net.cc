// Offer net: see offer_net.h.
#include "pricing/offer_net.h"

#include <algorithm>
#include <set>
#include <variant>

#include "base/check.h"
#include "pricing/net_price.h"

namespace shelfd::pricing {

namespace {

constexpr const char* kOtherSku = "another";
// Orders that are tried for the full one: enough for a common multiple of a few thresholds.
constexpr std::size_t kMaxSums = 12;
constexpr int kMultiples = 4;
constexpr std::int64_t kMaxPieces = 12;
constexpr Effort kEffort{.nodes = 20'000};

// One order of `pieces` of the item and goods of another for `filler`.
struct Order {
  std::int64_t pieces = 1;
  Money filler{};
};

class Seller {
 public:
  Seller(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
         const std::vector<std::string>& audience)
      : item_(item), price_(floor_to(item.price, item.step)) {
    basket_.promotions.assign(promotions.begin(), promotions.end());
    basket_.rules.step = item.step;
    basket_.at = at;
    basket_.audience = audience;
    if (item.shipping > Money{}) {
      basket_.rules.shipping = {.fee = floor_to(item.shipping, item.step),
                                .free_from = kMaxBasketAmount,
                                .basis = Basis::Activity};
    }
  }

  // What one piece bears, list price and shipping included as far as they are not taken off.
  Money borne(const Order& order) {
    fill(order);
    const NetPrice net = cheapest_net_price(basket_, kEffort);
    const PricedOrder& paid = net.orders.front();
    Money lines;
    Money items;
    for (std::size_t at = 0; at < paid.lines.size(); ++at) {
      lines += paid.lines[at];
      if (paid.units[at] < static_cast<std::size_t>(order.pieces)) items += paid.lines[at];
    }
    const Money piece = share_of_one(items, order.pieces);
    const Money fee = paid.net - lines;
    const Money taken_off = price_ + floor_to(item_.shipping, item_.step) - piece - fee;
    return item_.price + item_.shipping - taken_off;
  }

 private:
  void fill(const Order& order) {
    const BasketUnit piece{.sku = kItemSku, .list = price_, .price = price_};
    basket_.units.assign(static_cast<std::size_t>(order.pieces), piece);
    if (order.filler > Money{}) {
      basket_.units.push_back({.sku = kOtherSku, .list = order.filler, .price = order.filler});
    }
  }

  // Rounded up to the step: a share is never told lower than it is.
  [[nodiscard]] Money share_of_one(Money amount, std::int64_t pieces) const {
    if (pieces == 1) return amount;
    return ceil_to({(amount.micros + pieces - 1) / pieces}, item_.step);
  }

  const ItemPrice& item_;  // outlives the seller, who lives in one call
  Money price_;
  Basket basket_;
};

// Sums at which a threshold is just met, from the price on: with "every" each multiple is one.
std::set<Money> sums_worth_trying(Money price, std::span<const Promotion> promotions) {
  std::set<Money> sums;
  for (const Promotion& promotion : promotions) {
    if (!promotion.gate.amount || *promotion.gate.amount <= Money{}) continue;
    const std::int64_t gate = promotion.gate.amount->micros;
    const std::int64_t first = std::max<std::int64_t>(1, (price.micros + gate - 1) / gate);
    for (std::int64_t times = first; times < first + kMultiples; ++times) {
      const Money sum = times_count({gate}, times);
      if (sum > price && sum <= kMaxBasketAmount) sums.insert(sum);
    }
  }
  while (sums.size() > kMaxSums) sums.erase(std::prev(sums.end()));
  return sums;
}

std::int64_t group_size(const Benefit& benefit) {
  if (const auto* n_for_m = std::get_if<NForM>(&benefit)) return n_for_m->size;
  if (const auto* nth = std::get_if<NthOff>(&benefit)) return nth->size;
  if (const auto* group = std::get_if<GroupPrice>(&benefit)) return group->size;
  return 1;
}

std::set<std::int64_t> pieces_worth_trying(std::span<const Promotion> promotions) {
  std::set<std::int64_t> pieces;
  for (const Promotion& promotion : promotions) {
    for (const std::int64_t count :
         {group_size(promotion.benefit), promotion.gate.count.value_or(1)}) {
      if (count > 1 && count <= kMaxPieces) pieces.insert(count);
    }
  }
  return pieces;
}

bool is_priced(const ItemPrice& item) {
  return floor_to(item.price, item.step) > Money{} && item.price <= kMaxBasketAmount;
}

std::vector<std::string> with_everybody(Audiences audiences) {
  std::vector<std::string> all(audiences.begin(), audiences.end());
  all.emplace_back(kPublic);
  return all;
}

Money alone_for(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
                const std::vector<std::string>& audience) {
  return Seller(item, promotions, at, audience).borne({});
}

Money full_for(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
               const std::vector<std::string>& audience, Money alone) {
  Seller seller(item, promotions, at, audience);
  Money least = alone;
  const Money price = floor_to(item.price, item.step);
  for (const Money sum : sums_worth_trying(price, promotions)) {
    least = std::min(least, seller.borne({.pieces = 1, .filler = sum - price}));
  }
  for (const std::int64_t pieces : pieces_worth_trying(promotions)) {
    if (times_count(price, pieces) > kMaxBasketAmount) continue;
    least = std::min(least, seller.borne({.pieces = pieces, .filler = {}}));
  }
  return least;
}

bool is_for(const Promotion& promotion, const std::vector<std::string>& audience) {
  return std::ranges::find(audience, promotion.audience) != audience.end();
}

std::uint8_t unused_of(const Promotion& promotion, Instant at,
                       const std::vector<std::string>& audience) {
  std::uint8_t unused = 0;
  if (!is_for(promotion, audience)) unused |= kUnusedAudience;
  const bool runs =
      (!promotion.from || *promotion.from <= at) && (!promotion.to || at < *promotion.to);
  if (!runs) unused |= kUnusedWindow;
  if (std::holds_alternative<Bundle>(promotion.benefit)) unused |= kUnusedOtherItems;
  return unused;
}

}  // namespace

OfferNets plain_nets(Money list) {
  return {.list = list, .alone = list, .full = list, .withheld = list};
}

Money net_alone(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
                Audiences audiences) {
  if (promotions.empty() || !is_priced(item)) return item.price + item.shipping;
  return alone_for(item, promotions, at, with_everybody(audiences));
}

OfferNets offer_nets(const ItemPrice& item, std::span<const Promotion> promotions, Instant at,
                     Audiences audiences) {
  INVARIANT(promotions.size() <= kMaxOfferPromotions);
  OfferNets nets = plain_nets(item.price + item.shipping);
  if (promotions.empty() || !is_priced(item)) return nets;
  const std::vector<std::string> audience = with_everybody(audiences);
  std::vector<std::string> everyone = audience;
  for (const Promotion& promotion : promotions) {
    nets.unused |= unused_of(promotion, at, audience);
    if (!is_for(promotion, everyone)) everyone.push_back(promotion.audience);
  }
  nets.alone = alone_for(item, promotions, at, audience);
  nets.full = full_for(item, promotions, at, audience, nets.alone);
  nets.withheld =
      everyone.size() == audience.size() ? nets.alone : alone_for(item, promotions, at, everyone);
  return nets;
}

std::vector<NetSpan> net_spans(const ItemPrice& item, std::span<const Promotion> promotions,
                               Instant from, Instant until, Audiences audiences) {
  if (promotions.empty()) return {};
  std::set<Instant> changes;
  for (const Promotion& promotion : promotions) {
    for (const auto& change : {promotion.from, promotion.to}) {
      if (change && *change > from && *change <= until) changes.insert(*change);
    }
  }
  std::vector<NetSpan> spans = {
      {.from = from, .nets = offer_nets(item, promotions, from, audiences)}};
  for (const Instant change : changes) {
    if (spans.size() == kMaxNetSpans) break;
    const OfferNets nets = offer_nets(item, promotions, change, audiences);
    if (nets != spans.back().nets) spans.push_back({.from = change, .nets = nets});
  }
  return spans;
}

}  // namespace shelfd::pricing
