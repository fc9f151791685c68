#include "bench/pipeline/market.h"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "connectors/partitioning.h"

namespace shelfd::bench {
namespace {

constexpr double kZipf = 0.9;
constexpr std::uint64_t kSeed = 20'260'101;  // kbench's, of draws and of the shuffle
constexpr std::uint64_t kShuffleSeed = 7;
constexpr int kRivals = 20;
constexpr double kCostShare = 0.6;  // of the price
constexpr int kCategories = 50;

std::int64_t millis(Instant at) { return at.time_since_epoch().count(); }

// Cents from 500 to 20,499, scattered over the items (Knuth's multiplicative hash).
std::int64_t price_of(std::uint32_t item) {
  return 500 + static_cast<std::int64_t>((item * 2'654'435'761U >> 8U) % 20'000U);
}

std::string_view sku_of(std::string_view key) { return key.substr(key.find('/') + 1); }

}  // namespace

Market::Market(std::size_t items, std::int32_t partitions)
    : partitions_(partitions), items_(items), shares_(items), item_of_rank_(items), random_(kSeed) {
  double sum = 0;
  for (std::size_t at = 0; at < items; ++at) {
    const auto number = static_cast<std::uint32_t>(at);
    items_[at].key = fmt::format("{}/SKU-{:07}", kMerchant, number);
    items_[at].partition = connectors::partition_of(items_[at].key, partitions);
    items_[at].price_cents = price_of(number);
    item_of_rank_[at] = number;
    sum += std::pow(static_cast<double>(at) + 1, -kZipf);
    shares_[at] = sum;
  }
  for (double& share : shares_) share /= sum;
  std::mt19937_64 shuffling(kShuffleSeed);
  std::ranges::shuffle(item_of_rank_, shuffling);
}

double Market::uniform() { return static_cast<double>(random_() >> 11U) * 0x1p-53; }

MarketRecord Market::record(engine::Topic topic, const Item& item) const {
  return {.topic = topic, .partition = item.partition, .key = item.key, .value = value_};
}

MarketRecord Market::rules(std::int32_t partition, Instant at) {
  value_ = fmt::format(
      R"({{"merchant":"{}","version":"1","issued_at":{},"time_zone":"UTC","currency":"EUR"}})",
      kMerchant, millis(at));
  return {.topic = engine::Topic::Rules, .partition = partition, .key = kMerchant, .value = value_};
}

MarketRecord Market::catalog(std::size_t item, Instant at) {
  const Item& of = items_[item];
  const double price = static_cast<double>(of.price_cents) / 100;
  value_.clear();
  fmt::format_to(
      std::back_inserter(value_),
      FMT_COMPILE(
          R"({{"merchant":"{}","sku":"{}","title":"Item {}","category":"category-{}",)"
          R"("currency":"EUR","updated_at":{},"unit_cost":{:.2f},"price":{:.2f},"suppliers":)"
          R"([{{"supplier":"supplier-{}","order_cost":5,"case_pack":6,"lead_days":7}}]}})"),
      kMerchant, sku_of(of.key), item, item % kCategories, millis(at), price * kCostShare, price,
      item % kCategories);
  return record(engine::Topic::Catalog, of);
}

MarketRecord Market::stock(std::size_t item, Instant at) {
  const Item& of = items_[item];
  value_.clear();
  fmt::format_to(std::back_inserter(value_),
                 FMT_COMPILE(R"({{"merchant":"{}","sku":"{}","on_hand":{},"as_of":{}}})"),
                 kMerchant, sku_of(of.key), 20 + (item * 31) % 200, millis(at));
  return record(engine::Topic::Inventory, of);
}

void Market::write_offer(const Item& item, Instant at) {
  const auto shop = static_cast<int>(random_() % kRivals);
  const double noise = (uniform() + uniform() + uniform() - 1.5) * 0.1;
  const double price = static_cast<double>(item.price_cents) / 100 * (1 + noise);
  const bool in_stock = random_() % 20 != 0;
  fmt::format_to(
      std::back_inserter(value_),
      FMT_COMPILE(R"({{"merchant":"{}","sku":"{}","competitor":"shop-{:02}","price":{:.2f},)"
                  R"("shipping":{}.00,"currency":"EUR","in_stock":{},"seller_rating":0.{},)"
                  R"("observed_at":{}}})"),
      kMerchant, sku_of(item.key), shop, price, shop % 5, in_stock ? "true" : "false",
      60 + 2 * (shop % kRivals), millis(at));
}

void Market::write_demand(const Item& item, Instant at) {
  const auto quantity = static_cast<int>(1 + random_() % 3);
  const bool is_order = random_() % 4 == 0;
  fmt::format_to(
      std::back_inserter(value_),
      FMT_COMPILE(R"({{"merchant":"{}","sku":"{}","type":"{}","quantity":{},"unit_price":{}.{:02},)"
                  R"("currency":"EUR","occurred_at":{},"event_id":"d-{:016}"}})"),
      kMerchant, sku_of(item.key), is_order ? "order" : "view", quantity, item.price_cents / 100,
      item.price_cents % 100, millis(at), number_);
}

MarketRecord Market::next(Instant at) {
  const auto rank = std::lower_bound(shares_.begin(), std::prev(shares_.end()), uniform());
  const Item& item = items_[item_of_rank_[static_cast<std::size_t>(rank - shares_.begin())]];
  const bool is_offer = random_() % 10 < 6;
  value_.clear();
  if (is_offer) {
    write_offer(item, at);
  } else {
    write_demand(item, at);
  }
  ++number_;
  return record(is_offer ? engine::Topic::CompetitorOffers : engine::Topic::Demand, item);
}

}  // namespace shelfd::bench
