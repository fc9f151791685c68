// Events of one stream, each drawn afresh.
#include "simulator/event_stream.h"

#include "simulator/item_birth.h"
#include "simulator/names.h"
#include "simulator/response.h"

namespace shelfd::simulator {
namespace {

constexpr std::uint64_t kStream = 7'777;
constexpr std::int64_t kRivalsOfAnItem = 6;

}  // namespace

EventStream::EventStream(const MarketSettings& settings, Instant from, Duration gap)
    : settings_(settings),
      ranks_(settings.items),
      random_(stream_seed(settings.seed, kStream)),
      at_(from),
      gap_(gap) {}

TimedEvent EventStream::next() {
  const std::size_t index = ranks_.draw(random_) - 1;
  const double kind = random_.uniform();
  engine::Event event = kind < 0.7 ? offer(index) : kind < 0.96 ? order(index) : count(index);
  TimedEvent timed{at_, std::move(event)};
  at_ += gap_;
  ++number_;
  return timed;
}

engine::Event EventStream::offer(std::size_t index) {
  engine::CompetitorOffer offer;
  offer.item = item_id(index, settings_.merchants);
  const auto rival = index + static_cast<std::size_t>(random_.below(kRivalsOfAnItem));
  offer.competitor = rival_name(rival % kRivalNames);
  const double price = reference_price(settings_, index) * random_.between(0.9, 1.1);
  offer.price = {.money = shop_price(price), .currency = settings_.currency};
  offer.in_stock = !random_.chance(0.03);
  offer.match_confidence = 0.95;
  offer.observed_at = at_;
  return offer;
}

engine::Event EventStream::order(std::size_t index) {
  engine::DemandEvent event;
  event.item = item_id(index, settings_.merchants);
  event.quantity = Quantity{1 + (random_.chance(0.2) ? 1 : 0)};
  event.unit_price = Amount{.money = shop_price(reference_price(settings_, index)),
                            .currency = settings_.currency};
  event.event_id = "s" + std::to_string(number_);
  event.order_ref = event.event_id;
  event.occurred_at = at_;
  return event;
}

engine::Event EventStream::count(std::size_t index) {
  engine::StockCount count;
  count.item = item_id(index, settings_.merchants);
  count.on_hand = Quantity{random_.below(60)};
  count.as_of = at_;
  return count;
}

}  // namespace shelfd::simulator
