// Market feed: a small market brought into a cluster's topics by kcat, a client that nobody here
// wrote: first a shop, then a stream of offers, orders, counts and prices as they happen, with
// records that are broken or lie in a partition of others among them.
//
// kcat's producers are patient, and not idempotent: after a broker's kill -9 those ended, or lost
// two records of six thousand, once each in 150 runs. What is there is the topics' to say.
// Threads: one.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <random>
#include <string>

namespace shelfd::integration {

class MarketFeed {
 public:
  // `prefix` of topics, which exist with so many partitions. The same seed, the same market.
  MarketFeed(std::string brokers, std::string prefix, int partitions, unsigned seed);
  MarketFeed(const MarketFeed&) = delete;
  MarketFeed& operator=(const MarketFeed&) = delete;

  // Rules in every partition, and so many items with price and stock.
  void open_shop(int items);
  // So many records, all at once.
  void send(int records);
  // So many offers, by their keys (-1) or all in partition 0.
  void send_offers(int records, int partition);
  // One record that a reader is to refuse, into a partition (-1: by its key), and waits for it.
  void send_bad(const std::string& topic, int partition, const std::string& key,
                const std::string& value);
  // Waits until the broker has all of them. Whether it took them.
  [[nodiscard]] bool end();

  // In all topics, copies of rules counted; of them refused by whoever reads them.
  [[nodiscard]] std::int64_t sent() const { return sent_; }
  [[nodiscard]] std::int64_t bad() const { return bad_; }

 private:
  struct Close {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
  };
  using Pipe = std::unique_ptr<FILE, Close>;

  // `partition` -1: by the key.
  [[nodiscard]] Pipe producer(const std::string& topic, int partition) const;
  void put(const Pipe& into, const std::string& key, const std::string& value);
  [[nodiscard]] int below(int bound);
  [[nodiscard]] std::string sku();
  [[nodiscard]] std::string offer_of(const std::string& sku, const std::string& at);
  void put_stray(const std::string& key, const std::string& value);

  std::string brokers_;
  std::string prefix_;
  int partitions_;
  std::mt19937_64 random_;
  int items_ = 0;
  std::int64_t sent_ = 0;
  std::int64_t bad_ = 0;
  std::int64_t orders_ = 0;
  Pipe offers_{};
  Pipe demand_{};
  Pipe inventory_{};
  Pipe prices_{};
  Pipe strays_{};  // offers, all in partition 0
};

}  // namespace shelfd::integration
