// Market: what the pipeline is measured on: the items' first records, and an endless stream of
// offers and demand.
//
//   items     drawn by Zipf 0.9, about 80:20, ranks shuffled
//   events    60 of 100 offers of 20 rivals about the item's own price; else demand: 3 of 4 views,
//             1 of 4 orders
//
// The items, kinds and amounts are drawn as kbench.cpp of the Kafka Streams peer draws them, from
// the same seed in the same order, so that both get the same stream; the records are shelfd's.
// Pure. Times are parameters.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "engine/event.h"

namespace shelfd::bench {

inline constexpr const char* kMerchant = "acme";

// Borrowed from the market until its next call.
struct MarketRecord {
  engine::Topic topic = engine::Topic::Rules;
  std::int32_t partition = 0;
  std::string_view key{};
  std::string_view value{};
};

class Market {
 public:
  // Both >= 1.
  Market(std::size_t items, std::int32_t partitions);

  [[nodiscard]] std::size_t items() const { return items_.size(); }
  [[nodiscard]] std::int32_t partitions() const { return partitions_; }
  // The same for every partition.
  [[nodiscard]] MarketRecord rules(std::int32_t partition, Instant at);
  [[nodiscard]] MarketRecord catalog(std::size_t item, Instant at);
  [[nodiscard]] MarketRecord stock(std::size_t item, Instant at);
  [[nodiscard]] MarketRecord next(Instant at);

 private:
  struct Item {
    std::string key{};  // "acme/SKU-0000007"
    std::int32_t partition = 0;
    std::int64_t price_cents = 0;
  };

  [[nodiscard]] double uniform();
  void write_offer(const Item& item, Instant at);
  void write_demand(const Item& item, Instant at);
  [[nodiscard]] MarketRecord record(engine::Topic topic, const Item& item) const;

  std::int32_t partitions_;
  std::vector<Item> items_;
  std::vector<double> shares_;  // cumulative, by rank
  std::vector<std::uint32_t> item_of_rank_;
  std::mt19937_64 random_;
  std::uint64_t number_ = 0;  // of the next event
  std::string value_;
};

}  // namespace shelfd::bench
