// Shop: the loop on the log, the store and the clock in memory, and the records that most tests
// need. `reopen` is a restart: the loop is made anew on what is durable.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/output_codec.h"
#include "connectors/metrics/metrics.h"
#include "daemon/loop.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_log.h"

namespace shelfd::daemon {

inline constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
inline constexpr Duration kDay = std::chrono::days{1};

// Latest outputs, by topic and key.
using Outputs = std::map<std::pair<connectors::OutputTopic, std::string>, std::string>;

inline ItemId item(const std::string& sku) {
  return {.merchant = MerchantId("m"), .sku = Sku(sku)};
}

// Cost 20, price 30 EUR, one supplier with a stated lead time of 7 days.
inline engine::CatalogEntry catalog(const std::string& sku) {
  engine::CatalogEntry entry;
  entry.item = item(sku);
  entry.currency = Currency{{'E', 'U', 'R'}};
  entry.unit_cost = Amount{.money = round_money(20)};
  entry.price = Amount{.money = round_money(30)};
  entry.suppliers.push_back({.supplier = SupplierId("north"), .lead_days = 7.0});
  return entry;
}

inline engine::CompetitorOffer offer(const std::string& sku, const std::string& rival,
                                     double price) {
  engine::CompetitorOffer event;
  event.item = item(sku);
  event.competitor = rival;
  event.price = Amount{.money = round_money(price)};
  return event;
}

inline engine::StockCount count(const std::string& sku, std::int64_t units) {
  engine::StockCount event;
  event.item = item(sku);
  event.on_hand = {units};
  return event;
}

inline engine::DemandEvent order(const std::string& sku, const std::string& id) {
  engine::DemandEvent event;
  event.item = item(sku);
  event.quantity = {2};
  event.event_id = id;
  return event;
}

struct Shop {
  // By default commits are on call and items stay decoded.
  explicit Shop(connectors::HandOff::Commits commits_on = connectors::HandOff::Commits::OnCall,
                std::size_t cache = kDefaultCacheBytes)
      : commits(commits_on), cache_bytes(cache) {
    reopen();
  }

  void reopen() {
    loop.reset();
    log.reopen();
    auto opened = Loop::open({.log = &log,
                              .store = &log,
                              .clock = &clock,
                              .metrics = &metrics,
                              .build = "test",
                              .arithmetic = "test",
                              .cache_bytes = cache_bytes,
                              .commits = commits,
                              .cut_every = cut_every,
                              .state_format = state_format});
    refusal = opened ? "" : opened.error().message;
    if (opened) loop = std::move(*opened);
  }

  [[nodiscard]] Status put(const std::vector<engine::Event>& events) {
    std::vector<connectors::NewRecord> records;
    records.reserve(events.size());
    for (const engine::Event& event : events) {
      records.push_back({.topic = static_cast<engine::Topic>(event.index()),
                         .key = connectors::event_key(event),
                         .value = connectors::encode_event(event)});
    }
    return log.append(records, {}, clock.now());
  }

  void put_bytes(engine::Topic topic, const std::string& key, const std::string& value) {
    ASSERT_TRUE(log.append({{.topic = topic, .key = key, .value = value}}, {}, clock.now()));
  }

  // Turns until nothing is left; gives the turns that were not idle.
  [[nodiscard]] Result<std::vector<Turn>> turns() const {
    std::vector<Turn> done;
    while (done.size() < 100'000) {
      auto turn = loop->turn();
      if (!turn) return std::unexpected(turn.error());
      if (turn->idle) return done;
      done.push_back(std::move(*turn));
      if (was_feeding && !loop->feeding()) return done;
    }
    return stop("the loop never rests");
  }

  std::vector<Turn> settle() {
    was_feeding = loop->feeding();
    auto done = turns();
    was_feeding = false;
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
    return done ? std::move(*done) : std::vector<Turn>{};
  }

  [[nodiscard]] Outputs outputs() {
    Outputs all;
    for (const auto topic :
         {connectors::OutputTopic::ReferencePrices, connectors::OutputTopic::RestockPlans,
          connectors::OutputTopic::Alerts}) {
      EXPECT_TRUE(log.scan_latest(topic, "", "", [&](std::string_view key, std::string_view value) {
        all[{topic, std::string(key)}] = value;
        return true;
      }));
    }
    return all;
  }

  [[nodiscard]] std::vector<connectors::DeadLetter> dead_letters() {
    std::vector<connectors::DeadLetter> letters;
    const auto visit = [&](const connectors::AppendedRecord& record) {
      letters.push_back(*connectors::decode_dead_letter(record.value));
      return true;
    };
    EXPECT_TRUE(log.scan_appended(connectors::OutputTopic::DeadLetters, 0, visit));
    return letters;
  }

  [[nodiscard]] std::optional<engine::PriceSuggestion> price_of(const std::string& sku) {
    const auto text = log.latest(connectors::OutputTopic::ReferencePrices, item(sku).key());
    if (!text || !*text) return std::nullopt;
    auto price = connectors::decode_price(**text);
    EXPECT_TRUE(price);
    return price ? std::optional(std::move(*price)) : std::nullopt;
  }

  [[nodiscard]] std::size_t stored(connectors::Family family) {
    std::size_t found = 0;
    EXPECT_TRUE(log.scan(family, "", "", [&](std::string_view, std::string_view) {
      ++found;
      return true;
    }));
    return found;
  }

  // Events counted with `outcome`, over all topics.
  [[nodiscard]] std::int64_t counted(const std::string& outcome) const {
    const std::string text = metrics.text();
    const std::string mark = "outcome=\"" + outcome + "\"";
    std::int64_t sum = 0;
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
      sum += std::stoll(text.substr(text.find("} ", at) + 2));
    }
    return sum;
  }

  fakes::MemoryLog log;
  fakes::ManualClock clock{kStart};
  connectors::Metrics metrics{"test", "test"};
  std::chrono::nanoseconds cut_every{};
  std::optional<connectors::StateFormat> state_format{};
  std::string refusal{};  // of the newest `reopen`; "": none
  connectors::HandOff::Commits commits;
  std::size_t cache_bytes;
  bool was_feeding = false;
  std::unique_ptr<Loop> loop;  // last: it uses all of the above
};

}  // namespace shelfd::daemon
