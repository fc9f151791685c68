#include "engine/item_state.h"

#include <algorithm>

#include "base/hash.h"

namespace shelfd::engine {

pricing::OfferNets nets_at(const OfferState& offer, Instant at) {
  const auto after = std::ranges::upper_bound(offer.nets, at, {}, &pricing::NetSpan::from);
  if (offer.nets.empty()) return pricing::plain_nets(offer.price);
  return after == offer.nets.begin() ? after->nets : std::prev(after)->nets;
}

DayTally tally_on(const Situation& situation, std::int32_t day) {
  const auto found = std::ranges::find(situation.tallies, day, &DayTally::day);
  return found == situation.tallies.end() ? DayTally{.day = day} : *found;
}

std::uint64_t name_hash(std::string_view name) {
  const std::uint64_t hash = sip_hash({}, name);
  return hash == 0 ? 1 : hash;
}

}  // namespace shelfd::engine
