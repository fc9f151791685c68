// Random promotions of one item, as the decoders give them: for events and for states. `Draw` has
// whole(least, most) and chance-like flag().
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "pricing/offer_net.h"

namespace shelfd::connectors {

template <typename Draw>
pricing::Scope random_scope(Draw& draw, bool item) {
  (void)draw;
  pricing::Scope scope;
  if (item) scope.skus = {pricing::kItemSku};
  return scope;
}

template <typename Draw>
Money random_amount(Draw& draw) {
  return {draw.whole(0, 99'999'999) * (draw.whole(0, 1) == 0 ? 1 : 10'000)};
}

template <typename Draw>
pricing::Benefit random_benefit(Draw& draw, bool gated) {
  using pricing::AmountOff;
  using pricing::Basis;
  using pricing::Bundle;
  using pricing::DepositGrows;
  using pricing::FixedPrice;
  using pricing::FreeShipping;
  using pricing::GroupPrice;
  using pricing::NForM;
  using pricing::NthOff;
  using pricing::PercentOff;
  using pricing::Scope;
  switch (draw.whole(0, 8)) {
    case 0: {
      AmountOff off{.off = random_amount(draw), .every = gated && draw.whole(0, 1) == 1};
      if (off.every && draw.whole(0, 1) == 1) off.max_times = draw.whole(1, 9);
      return off;
    }
    case 1: {
      PercentOff off{.basis_points = draw.whole(0, 10'000),
                     .of = static_cast<Basis>(draw.whole(0, 2)),
                     .each = draw.whole(0, 1) == 1};
      if (draw.whole(0, 1) == 1) off.cap = random_amount(draw);
      return off;
    }
    case 2:
      return NForM{.size = draw.whole(3, 9), .paid = draw.whole(0, 2)};
    case 3:
      return NthOff{.size = draw.whole(1, 9), .basis_points = draw.whole(0, 10'000)};
    case 4:
      return GroupPrice{.size = draw.whole(1, 9), .price = random_amount(draw)};
    case 5: {
      Bundle bundle{.parts = {random_scope(draw, true)}, .price = random_amount(draw)};
      Scope other;
      other.skus = {"another"};
      for (auto left = draw.whole(0, 3); left > 0; --left) bundle.parts.push_back(other);
      return bundle;
    }
    case 6: {
      const Money paid = random_amount(draw);
      return DepositGrows{.paid = paid, .counts = paid + random_amount(draw)};
    }
    case 7:
      return FixedPrice{.price = random_amount(draw)};
    default: {
      FreeShipping free;
      if (draw.whole(0, 1) == 1) free.cap = random_amount(draw);
      return free;
    }
  }
}

template <typename Draw>
pricing::Promotion random_promotion(Draw& draw) {
  const auto flag = [&] { return draw.whole(0, 1) == 1; };
  pricing::Promotion promotion;
  if (flag()) promotion.id = "p" + std::to_string(draw.whole(0, 999));
  promotion.layer = static_cast<int>(draw.whole(0, 100));
  promotion.scope = random_scope(draw, flag());
  const std::int64_t gate = draw.whole(0, 2);
  if (gate == 1) {
    promotion.gate.amount = random_amount(draw) + Money{1};
    promotion.gate.basis = static_cast<pricing::Basis>(draw.whole(0, 2));
  }
  if (gate == 2) promotion.gate.count = draw.whole(1, 9);
  promotion.benefit = random_benefit(draw, gate != 0);
  if (flag()) promotion.order_groups = {"a", "b"};
  if (flag()) promotion.unit_groups = {"c"};
  promotion.automatic = flag();
  if (!promotion.automatic && flag()) promotion.copies = static_cast<int>(draw.whole(0, 9));
  promotion.per_order = static_cast<int>(draw.whole(1, 64));
  if (flag()) promotion.audience = "member";
  if (flag()) promotion.from = draw.instant();
  if (flag()) promotion.to = draw.instant();
  return promotion;
}

// Of a state's offer, at any instants.
template <typename Draw>
std::vector<pricing::NetSpan> random_spans(Draw& draw, Money listed) {
  std::vector<pricing::NetSpan> spans;
  for (std::int64_t left = std::max<std::int64_t>(0, draw.whole(-8, 4)); left > 0; --left) {
    spans.push_back({.from = draw.instant(),
                     .nets = {.list = listed,
                              .alone = draw.money(),
                              .full = draw.money(),
                              .withheld = draw.money(),
                              .unused = static_cast<std::uint8_t>(draw.whole(0, 7))}});
  }
  return spans;
}

template <typename Draw>
std::vector<pricing::Promotion> random_promotions(Draw& draw, std::int64_t count) {
  std::vector<pricing::Promotion> promotions;
  for (; count > 0; --count) promotions.push_back(random_promotion(draw));
  return promotions;
}

}  // namespace shelfd::connectors
