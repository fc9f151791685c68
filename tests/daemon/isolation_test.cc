// Shows that nothing crosses merchants: given the same instants, a merchant's answers are the same
// bytes with and without another merchant's items, records and rules beside; epochs in `basis`
// apart, for the other's midnight has epochs of its own.
#include <algorithm>
#include <set>

#include "simulator/market.h"
#include "tests/daemon/shop.h"

namespace shelfd::daemon {
namespace {

constexpr int kDays = 12;

// After ten days, when every category has learnt what its items sell, each item gets a twin in its
// category, which begins with what the category knows.
void add_newcomers(std::vector<simulator::TimedEvent>& events) {
  const Instant at = kStart + 10 * kDay + std::chrono::hours{9};
  std::vector<simulator::TimedEvent> newcomers;
  for (const simulator::TimedEvent& timed : events) {
    const auto* known = engine::content_if<engine::CatalogEntry>(timed.event);
    if (known == nullptr || known->withdrawn) continue;
    engine::CatalogEntry entry = *known;
    entry.item.sku = Sku("twin-of-" + known->item.sku.value);
    entry.category = Category("all alike");
    entry.updated_at = at;
    engine::StockCount count;
    count.item = entry.item;
    count.on_hand = {3};
    count.as_of = at;
    newcomers.push_back({.arrives_at = at, .event = entry});
    newcomers.push_back({.arrives_at = at, .event = count});
  }
  for (simulator::TimedEvent& timed : events) {
    if (auto* entry = engine::content_if<engine::CatalogEntry>(timed.event)) {
      entry->category = Category("all alike");
    }
  }
  std::ranges::move(newcomers, std::back_inserter(events));
  std::ranges::stable_sort(events, {}, &simulator::TimedEvent::arrives_at);
}

std::vector<simulator::TimedEvent> events_of(std::uint64_t seed) {
  const simulator::MarketSettings settings{
      .seed = seed, .items = 8, .merchants = 2, .start = kStart, .days = kDays};
  simulator::Market market(settings);
  std::vector<simulator::TimedEvent> all;
  for (engine::Event& event : market.opening()) {
    all.push_back({.arrives_at = kStart, .event = std::move(event)});
  }
  for (simulator::TimedEvent& timed : market.advance(kStart + kDays * kDay)) {
    all.push_back(std::move(timed));
  }
  add_newcomers(all);
  return all;
}

std::string merchant_of(const engine::Event& event) {
  if (const ItemId* item = engine::item_of(event)) return item->merchant.value;
  return engine::content_if<engine::Rules>(event)->merchant.value;
}

// Outputs of one merchant, with the epoch taken out of `basis`.
Outputs answers_of(Shop& shop, const std::string& merchant) {
  Outputs kept;
  for (auto& [place, value] : shop.outputs()) {
    if (!place.second.starts_with(merchant + "/")) continue;
    std::string text = value;
    if (place.first == connectors::OutputTopic::ReferencePrices) {
      auto price = *connectors::decode_price(value);
      price.basis.epoch = 0;
      text = connectors::encode_price(price);
    } else if (place.first == connectors::OutputTopic::RestockPlans) {
      auto plan = *connectors::decode_plan(value);
      plan.basis.epoch = 0;
      text = connectors::encode_plan(plan);
    }
    kept[place] = text;
  }
  return kept;
}

// Half an hour at a time, so that both shops judge at the same instants; every minute after
// midnight, when days close one after another.
void live(Shop& shop, const std::vector<simulator::TimedEvent>& events,
          const std::set<std::string>& merchants) {
  std::size_t next = 0;
  while (shop.clock.now() < kStart + kDays * kDay) {
    std::vector<engine::Event> arrived;
    for (; next < events.size() && events[next].arrives_at <= shop.clock.now(); ++next) {
      const std::string merchant = merchant_of(events[next].event);
      if (merchant == "*" || merchants.contains(merchant)) arrived.push_back(events[next].event);
    }
    ASSERT_TRUE(shop.put(arrived));
    shop.settle();
    const Duration into_day =
        shop.clock.now() - std::chrono::floor<std::chrono::days>(shop.clock.now());
    shop.clock.advance(into_day < std::chrono::hours{1} ? Duration{std::chrono::minutes{1}}
                                                        : Duration{std::chrono::minutes{30}});
  }
}

class Isolation : public testing::TestWithParam<std::uint64_t> {};

TEST_P(Isolation, gives_a_merchant_the_same_bytes_with_and_without_the_others) {
  const auto events = events_of(GetParam());
  std::set<std::string> merchants;
  for (const auto& timed : events) merchants.insert(merchant_of(timed.event));
  merchants.erase("*");
  ASSERT_EQ(merchants.size(), 2U);
  Shop together;
  live(together, events, merchants);
  for (const std::string& merchant : merchants) {
    Shop alone;
    live(alone, events, {merchant});
    const Outputs answers = answers_of(alone, merchant);
    EXPECT_GE(answers.size(), 16U);  // a price and a plan of each of 4 items and their twins
    EXPECT_EQ(answers_of(together, merchant), answers);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Isolation, testing::Values(1, 2, 3, 4, 5));

}  // namespace
}  // namespace shelfd::daemon
