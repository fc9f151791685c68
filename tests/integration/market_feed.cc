#include "tests/integration/market_feed.h"

#include <chrono>

#include "connectors/formats/event_codec.h"
#include "connectors/partitioning.h"

namespace shelfd::integration {
namespace {

std::string now_text() {
  return connectors::format_instant(std::chrono::floor<Duration>(std::chrono::system_clock::now()));
}

std::string quoted(const std::string& name, const std::string& value) {
  return "\"" + name + "\":\"" + value + "\"";
}

std::string record_of(const std::string& sku, const std::string& fields) {
  return "{" + quoted("merchant", "shop") + "," + quoted("sku", sku) + "," + fields + "}";
}

std::string money(int cents) {
  std::string text = std::to_string(cents % 100);
  if (text.size() < 2) text.insert(0, "0");
  return std::to_string(cents / 100) + "." + text;
}

}  // namespace

MarketFeed::MarketFeed(std::string brokers, std::string prefix, int partitions, unsigned seed)
    : brokers_(std::move(brokers)),
      prefix_(std::move(prefix)),
      partitions_(partitions),
      random_(seed) {}

MarketFeed::Pipe MarketFeed::producer(const std::string& topic, int partition) const {
  const std::string where =
      partition < 0 ? "-X topic.partitioner=murmur2_random" : "-p " + std::to_string(partition);
  const std::string command = "kcat -P -E -b " + brokers_ + " -t " + prefix_ + topic + " -K '\t' " +
                              where +
                              " -X acks=all -X message.timeout.ms=120000"
                              " -X linger.ms=5 2>/dev/null";
  // Closed in children, which would keep it open for kcat.
  return Pipe(::popen(command.c_str(), "we"));  // NOLINT(cert-env33-c): kcat is a program
}

void MarketFeed::put(const Pipe& into, const std::string& key, const std::string& value) {
  const std::string line = key + "\t" + value + "\n";
  std::fwrite(line.data(), 1, line.size(), into.get());
  ++sent_;
}

int MarketFeed::below(int bound) {
  return static_cast<int>(random_() % static_cast<unsigned>(bound));
}

std::string MarketFeed::sku() { return "item-" + std::to_string(below(items_)); }

void MarketFeed::open_shop(int items) {
  items_ = items;
  const std::string rules = "{" + quoted("merchant", "shop") + "," + quoted("version", "1") + "," +
                            quoted("issued_at", now_text()) + "," + quoted("time_zone", "UTC") +
                            "," + quoted("currency", "EUR") + "}";
  for (int partition = 0; partition < partitions_; ++partition) {
    put(producer("rules", partition), "shop", rules);
  }
  const Pipe catalog = producer("catalog", -1);
  offers_ = producer("competitor-offers", -1);
  demand_ = producer("demand", -1);
  inventory_ = producer("inventory", -1);
  prices_ = producer("prices", -1);
  strays_ = producer("competitor-offers", 0);
  for (int item = 0; item < items; ++item) {
    const std::string name = "item-" + std::to_string(item);
    const std::string at = now_text();
    put(catalog, "shop/" + name,
        record_of(name, quoted("title", "Item") + "," + quoted("category", "kettles") + "," +
                            quoted("currency", "EUR") + "," + quoted("unit_cost", "12.00") + "," +
                            quoted("price", "30.00") + "," + quoted("updated_at", at)));
    put(inventory_, "shop/" + name,
        record_of(name, "\"on_hand\":" + std::to_string(below(200)) + "," + quoted("as_of", at)));
  }
}

std::string MarketFeed::offer_of(const std::string& sku, const std::string& at) {
  return record_of(sku, quoted("competitor", "rival-" + std::to_string(below(4))) + "," +
                            quoted("price", money(2'000 + below(2'000))) + "," +
                            quoted("currency", "EUR") + ",\"in_stock\":true," +
                            quoted("observed_at", at));
}

void MarketFeed::put_stray(const std::string& key, const std::string& value) {
  put(strays_, key, value);
  if (connectors::partition_of(key, partitions_) != 0) ++bad_;
}

void MarketFeed::send_offers(int records, int partition) {
  for (int record = 0; record < records; ++record) {
    const std::string name = sku();
    const std::string offer = offer_of(name, now_text());
    if (partition < 0) {
      put(offers_, "shop/" + name, offer);
    } else {
      put_stray("shop/" + name, offer);
    }
  }
  std::fflush(offers_.get());
  std::fflush(strays_.get());
}

void MarketFeed::send_bad(const std::string& topic, int partition, const std::string& key,
                          const std::string& value) {
  put(producer(topic, partition), key, value);
  ++bad_;
}

// Of a hundred: 60 offers, 30 orders, 5 counts, 3 prices, 1 broken, 1 that is another partition's.
void MarketFeed::send(int records) {
  for (int record = 0; record < records; ++record) {
    const std::string name = sku();
    const std::string key = "shop/" + name;
    const std::string at = now_text();
    const std::string offer = offer_of(name, at);
    const int kind = below(100);
    if (kind < 60) {
      put(offers_, key, offer);
    } else if (kind < 90) {
      put(demand_, key,
          record_of(name, quoted("type", "order") + ",\"quantity\":1," +
                              quoted("unit_price", "30.00") + "," + quoted("currency", "EUR") +
                              "," + quoted("occurred_at", at) + "," +
                              quoted("event_id", "e" + std::to_string(++orders_))));
    } else if (kind < 95) {
      put(inventory_, key,
          record_of(name, "\"on_hand\":" + std::to_string(below(200)) + "," + quoted("as_of", at)));
    } else if (kind < 98) {
      put(prices_, key,
          record_of(name, quoted("price", money(2'500 + below(1'000))) + "," +
                              quoted("currency", "EUR") + "," + quoted("kind", "regular") + "," +
                              quoted("cause", "cost") + "," + quoted("at", at)));
    } else if (kind < 99) {
      put(demand_, key, R"({"merchant":"shop","sku":)");
      ++bad_;
    } else {
      put_stray(key, offer);
    }
  }
  for (const Pipe* pipe : {&offers_, &demand_, &inventory_, &prices_, &strays_}) {
    std::fflush(pipe->get());
  }
}

bool MarketFeed::end() {
  bool taken = true;
  for (Pipe* pipe : {&offers_, &demand_, &inventory_, &prices_, &strays_}) {
    FILE* open = pipe->release();  // none: it is ended already
    taken = (open == nullptr || ::pclose(open) == 0) && taken;
  }
  return taken;
}

}  // namespace shelfd::integration
