#include "tests/engine/any_order.h"

#include <algorithm>

#include "connectors/formats/state_codec.h"
#include "tests/engine/fixture.h"

namespace shelfd::engine {
namespace {

constexpr Duration kMinute = std::chrono::minutes{1};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}

  std::int64_t whole(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return whole(1, 100) <= percent; }
  Money money() { return cents(whole(2'000, 4'000)); }
  static Money cents(std::int64_t count) { return {count * 10'000}; }
  std::mt19937_64& engine() { return random_; }

 private:
  std::mt19937_64 random_;
};

// Berlin's summer time of 2026 begins on 29 March and ends on 25 October, at 01:00 UTC.
LocalTime berlin() {
  using std::chrono::hours;
  const auto utc = [](unsigned month, unsigned date) {
    return Instant{Day{std::chrono::year{2026} / static_cast<int>(month) / static_cast<int>(date)}};
  };
  return {{.from = Instant{}, .offset = hours{1}},
          {.from = utc(3, 29) + hours{1}, .offset = hours{2}},
          {.from = utc(10, 25) + hours{1}, .offset = hours{1}}};
}

CatalogEntry draw_catalog(Draw& draw) {
  CatalogEntry entry = Shop::catalog();
  entry.price.reset();
  if (draw.chance(60)) entry.price = Amount{.money = draw.money()};
  entry.unit_cost = Amount{.money = Draw::cents(draw.whole(1'000, 2'000))};
  return entry;
}

PriceFact draw_price(Draw& draw, const DrawnDay& day, Instant at) {
  PriceFact fact = Shop::price(0);
  fact.price.money = draw.money();
  if (draw.chance(50)) fact.kind = PriceKind::Promotion;
  if (draw.chance(40)) fact.from = at + kMinute * draw.whole(-300, 300);
  if (draw.chance(60)) fact.until = fact.from.value_or(at) + kMinute * draw.whole(10, 900);
  if (fact.from && *fact.from > day.ends) fact.from.reset();
  return fact;
}

StockCount draw_count(Draw& draw) {
  StockCount count = Shop::count(draw.chance(35) ? 0 : draw.whole(1, 80));
  count.reserved = {draw.whole(0, 3)};
  count.backorders = {draw.whole(0, 2)};
  return count;
}

Shipment draw_shipment(Draw& draw, Instant at) {
  Shipment shipment;
  shipment.item = Shop::item();
  shipment.shipment_id = "p" + std::to_string(draw.whole(1, 4));
  if (draw.chance(70)) shipment.supplier = SupplierId(draw.chance(60) ? "north" : "south");
  shipment.stage =
      draw.chance(50) ? ShipmentStage::Received : static_cast<ShipmentStage>(draw.whole(0, 3));
  shipment.quantity = {draw.whole(0, 40)};
  if (draw.chance(40)) shipment.expected_at = at + std::chrono::hours{draw.whole(1, 200)};
  return shipment;
}

CompetitorOffer draw_offer(Draw& draw) {
  CompetitorOffer offer = Shop::offer("rival" + std::to_string(draw.whole(1, 3)), 0);
  offer.price.money = draw.money();
  offer.in_stock = draw.chance(80);
  offer.rating_count = draw.whole(0, 900);
  return offer;
}

DemandEvent draw_demand(Draw& draw, std::int64_t number) {
  DemandEvent event =
      Shop::order(draw.whole(1, 5), draw.chance(80) ? "e" + std::to_string(number) : "");
  if (draw.chance(40)) event.type = static_cast<DemandType>(draw.whole(0, 5));
  return event;
}

Response draw_response(Draw& draw) {
  Response response = Shop::response("m/s:price:" + std::to_string(draw.whole(1, 3)),
                                     static_cast<ResponseAction>(draw.whole(0, 3)));
  response.price = Amount{.money = draw.money()};
  response.applied = draw.chance(60);
  response.reason = static_cast<RejectReason>(draw.whole(0, 7));
  return response;
}

Event draw_event(Draw& draw, const DrawnDay& day, Instant at, std::int64_t number) {
  switch (draw.whole(0, 11)) {
    case 0:
      return draw_catalog(draw);
    case 1:
    case 2:
      return draw_price(draw, day, at);
    case 3:
    case 4:
      return draw_count(draw);
    case 5:
    case 6:
      return draw_shipment(draw, at);
    case 7:
    case 8:
      return draw_offer(draw);
    case 9:
      return draw_response(draw);
    default:
      return draw_demand(draw, number);
  }
}

// Within the day; one in five up to three days late. Half on a quarter of an hour or on one of
// four hours, so that own times meet.
Instant draw_own_time(Draw& draw, const DrawnDay& day) {
  const Instant from = day.ends - std::chrono::hours{draw.chance(20) ? 96 : 26};
  const std::int64_t minutes = (day.ends - from) / kMinute;
  const std::int64_t minute = draw.whole(0, minutes - 1);
  if (draw.chance(50)) {
    const std::int64_t step = draw.chance(50) ? 15 : 240;
    return from + kMinute * (minute / step * step);
  }
  return from + kMinute * minute + Duration{draw.whole(0, 59'999)};
}

class Life {
 public:
  explicit Life(const DrawnDay& day) : day_(day) {
    context_.item = Shop::item();
    context_.policy = &day.policy;
    context_.pools = &pools_;
    context_.names = &names_;
    context_.judging = day.judging;
    context_.now = day.opens - std::chrono::days{3};
  }

  void step_to(Instant now, std::vector<Record> records) {
    for (Record& record : records) record.offset = ++offset_;
    context_.previous_now = context_.now;
    context_.now = now;
    ++context_.epoch;
    StepOutcome outcome = step(state, context_, records);
    std::ranges::move(outcome.pool_changes, std::back_inserter(told));
  }

  void be_born() {
    const auto at = [&](const Event& event, Instant own_time) {
      return Record{
          .topic = static_cast<Topic>(event.index()), .own_time = own_time, .event = event};
    };
    const Instant born = context_.now;
    if (day_.first) {
      context_.judging = false;  // the day must begin with its records
      step_to(day_.opens, {at(Shop::catalog(), born)});
      context_.judging = day_.judging;
      return;
    }
    Shipment ordered;
    ordered.item = Shop::item();
    ordered.shipment_id = "p1";
    ordered.quantity = {40};
    step_to(born + kMinute, {at(Shop::catalog(), born), at(Shop::order(3, "before"), born)});
    step_to(day_.opens, {at(Shop::count(20), born + kMinute * 2), at(ordered, born)});
  }

  ItemState state;
  std::vector<PoolChange> told;

 private:
  const DrawnDay& day_;
  StepContext context_;
  Pools pools_;
  Names names_;
  std::int64_t offset_ = 0;
};

}  // namespace

DrawnDay draw_day(std::uint64_t seed) {
  Draw draw(seed);
  DrawnDay drawn;
  Day date = local_day({}, kStart);
  if (draw.chance(60)) {
    drawn.policy.zone = berlin();
    if (draw.chance(70)) date = Day{std::chrono::year{2026} / 3 / 29};
    if (draw.chance(40)) date = Day{std::chrono::year{2026} / 10 / 25};
  }
  drawn.opens = day_start(drawn.policy.zone, date) + std::chrono::minutes{30};
  drawn.ends = day_start(drawn.policy.zone, date + std::chrono::days{1}) - Duration{1};
  drawn.first = draw.chance(30);
  drawn.judging = draw.chance(50);
  const std::int64_t count = draw.whole(2, 60);
  for (std::int64_t number = 1; number <= count; ++number) {
    const Instant own_time = draw_own_time(draw, drawn);
    const Event event = draw_event(draw, drawn, own_time, number);
    drawn.records.push_back({.topic = static_cast<Topic>(event.index()),
                             .own_time = own_time,
                             .content = draw.engine()(),
                             .event = event});
    if (draw.chance(15)) drawn.records.push_back(drawn.records.back());
  }
  return drawn;
}

Lived take_in(const DrawnDay& day, std::uint64_t order) {
  Draw draw(order);
  Life life(day);
  life.be_born();
  std::vector<Record> records = day.records;
  std::ranges::shuffle(records, draw.engine());
  const int size = static_cast<int>(draw.whole(1, 20));
  Instant now = day.opens;
  for (auto next = records.begin(); next != records.end();) {
    const auto left = records.end() - next;
    const auto end = next + std::min<std::ptrdiff_t>(left, draw.whole(1, size));
    // Nothing comes before it happened.
    for (auto record = next; record != end; ++record) now = std::max(now, record->own_time);
    if (draw.chance(30)) now += (day.ends - now) / draw.whole(2, 20);
    life.step_to(now, {next, end});
    next = end;
  }
  life.step_to(day.ends, {});
  Lived lived{.open = life.state};
  life.step_to(day.ends + std::chrono::days{2}, {});
  lived.closed = life.state;
  lived.told = life.told;
  return lived;
}

std::string bytes_of(const ItemState& state) {
  Situation situation = state.situation;
  situation.anchor_price.reset();
  situation.anchor_cost.reset();
  situation.anchor_at = {};
  for (OfferState& offer : situation.offers) {
    offer.anchor_price = {};
    offer.ignored_until.reset();
  }
  situation.open_price = {};
  situation.open_plan = {};
  situation.accepted_price.reset();
  situation.accepted_plans.clear();
  situation.rejections.clear();
  situation.price_quiet_until.reset();
  situation.plan_quiet_until.reset();
  situation.alerts.clear();
  situation.due.reset();
  return connectors::encode_situation(situation) + connectors::encode_belief(state.belief) +
         connectors::encode_recent(state.recent);
}

std::string text_of(const std::vector<PoolChange>& told) {
  std::string text;
  for (const PoolChange& change : told) {
    text += std::to_string(change.day) + " " + change.category.value + " " +
            std::to_string(change.demand.rate.items) + " " +
            std::to_string(change.demand.rate.sum) + " " +
            std::to_string(change.elasticity.micro_sum) + " " +
            std::to_string(change.control.milli_units) + " " +
            std::to_string(change.control.milli_expected) + " " + std::to_string(change.supplier) +
            " " + std::to_string(change.leads.promised_gain);
    for (const forecasting::LeadTable* table :
         {&change.leads.ordered, &change.leads.shipped, &change.leads.promised}) {
      for (const forecasting::LeadRow& row : table->rows) {
        text += " " + std::to_string(row.bin) + ":" + std::to_string(row.arrived) + "/" +
                std::to_string(row.at_risk);
      }
      text += ";";
    }
    text += "\n";
  }
  return text;
}

}  // namespace shelfd::engine
