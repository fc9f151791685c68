#include "tests/faults/drawn_inputs.h"

#include "connectors/formats/event_codec.h"
#include "connectors/partitioning.h"

namespace shelfd::faults {
namespace {

using simulator::Random;

constexpr std::int64_t kSkus = 4;

std::string pick(Random& random, std::string_view letters) {
  const auto size = static_cast<std::int64_t>(letters.size());
  return {1, letters.at(static_cast<std::size_t>(random.below(size)))};
}

Amount amount(Random& random, std::int64_t low, std::int64_t high) {
  return {.money = round_money(static_cast<double>(low + random.below(high - low + 1)))};
}

ItemId item_of(std::int64_t number) {
  const std::string merchant = number % 2 == 0 ? "ada" : "bob";
  return {.merchant = MerchantId(merchant), .sku = Sku("s" + std::to_string(number / 2))};
}

engine::CatalogEntry catalog(Random& random, const ItemId& item) {
  engine::CatalogEntry entry;
  entry.item = item;
  entry.currency = Currency{{'E', 'U', 'R'}};
  entry.category = Category(random.chance(0.5) ? "mugs" : "pots");
  entry.unit_cost = amount(random, 10, 20);
  entry.price = amount(random, 25, 40);
  entry.suppliers.push_back({.supplier = SupplierId("north"), .lead_days = 7.0});
  return entry;
}

engine::Event prices(Random& random, const ItemId& item) {
  engine::PriceFact fact;
  fact.item = item;
  fact.price = amount(random, 20, 40);
  return fact;
}

engine::Event count(Random& random, const ItemId& item) {
  engine::StockCount event;
  event.item = item;
  event.on_hand = {random.below(30)};
  return event;
}

engine::Event shipment(Random& random, const ItemId& item) {
  engine::Shipment event;
  event.item = item;
  event.shipment_id = pick(random, "123");
  event.supplier = SupplierId("north");
  event.quantity = {1 + random.below(20)};
  event.stage = static_cast<engine::ShipmentStage>(random.below(4));
  return event;
}

engine::Event offer(Random& random, const ItemId& item) {
  engine::CompetitorOffer event;
  event.item = item;
  event.competitor = "rival " + pick(random, "abcde");
  event.price = amount(random, 20, 40);
  event.in_stock = random.chance(0.9);
  return event;
}

engine::Event demand(Random& random, const ItemId& item, std::int64_t number) {
  engine::DemandEvent event;
  event.item = item;
  event.quantity = {1 + random.below(3)};
  event.event_id = "e" + std::to_string(random.chance(0.1) ? number / 2 : number);
  return event;
}

engine::Event response(Random& random, const ItemId& item) {
  engine::Response event;
  event.item = item;
  event.suggestion_id =
      item.key() + (random.chance(0.5) ? ":price:" : ":plan:") + pick(random, "123");
  event.action =
      random.chance(0.5) ? engine::ResponseAction::Accept : engine::ResponseAction::Reject;
  return event;
}

engine::Event rules(Random& random, std::int64_t number) {
  engine::Rules event;
  event.merchant = MerchantId(random.chance(0.3) ? "*" : item_of(number).merchant.value);
  event.version = std::to_string(number);
  event.min_margin_ratio = 0.05 * static_cast<double>(random.below(5));
  if (random.chance(0.05)) event.left_at = from_unix_millis(1'700'000'000'000);
  return event;
}

engine::Event draw_event(Random& random, std::int64_t number) {
  const ItemId item = item_of(random.below(2 * kSkus));
  switch (random.below(20)) {
    case 0:
      return rules(random, number);
    case 1:
    case 2:
    case 3:
      return catalog(random, item);
    case 4:
      return prices(random, item);
    case 5:
      return count(random, item);
    case 6:
      return shipment(random, item);
    case 7:
      return response(random, item);
    case 8:
    case 9:
    case 10:
    case 11:
    case 12:
      return offer(random, item);
    default:
      return demand(random, item, number);
  }
}

std::vector<DrawnRecord> placed(connectors::NewRecord record, std::int32_t partitions) {
  if (record.topic != engine::Topic::Rules) {
    const std::int32_t home = connectors::partition_of(record.key, partitions);
    return {{.partition = home, .record = std::move(record)}};
  }
  std::vector<DrawnRecord> copies;
  copies.reserve(static_cast<std::size_t>(partitions));
  for (std::int32_t partition = 0; partition < partitions; ++partition) {
    copies.push_back({.partition = partition, .record = record});
  }
  return copies;
}

connectors::NewRecord record_of(const engine::Event& event) {
  return {.topic = static_cast<engine::Topic>(event.index()),
          .key = connectors::event_key(event),
          .value = connectors::encode_event(event)};
}

}  // namespace

std::vector<DrawnRecord> draw_records(Random& random, std::int32_t partitions,
                                      std::int64_t number) {
  connectors::NewRecord record = record_of(draw_event(random, number));
  if (random.chance(0.02) && record.topic != engine::Topic::Rules) record.value = "{no record";
  if (random.chance(0.1) && record.topic == engine::Topic::Catalog) record.value.clear();
  const bool is_lost = random.chance(0.02) && record.topic != engine::Topic::Rules;
  auto drawn = placed(std::move(record), partitions);
  if (is_lost) drawn.front().partition = static_cast<std::int32_t>(random.below(partitions));
  return drawn;
}

std::vector<DrawnRecord> draw_catalogs(Random& random, std::int32_t partitions) {
  std::vector<DrawnRecord> all;
  for (std::int64_t number = 0; number < 2 * kSkus; ++number) {
    auto one = placed(record_of(catalog(random, item_of(number))), partitions);
    all.push_back(std::move(one.front()));
  }
  return all;
}

}  // namespace shelfd::faults
