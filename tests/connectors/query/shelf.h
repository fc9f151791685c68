// Shelf: a service over real partitions in a folder of its own, with suggestions put there by
// commits of hand-made epochs: each thing in the partition where the daemon would have it. For the
// tests of connectors/query and connectors/http.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "connectors/embedded/partitions.h"
#include "connectors/query/service.h"
#include "engine/item_state.h"
#include "engine/suggestion.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/temporary_folder.h"

namespace shelfd::connectors {

using Json = nlohmann::ordered_json;

// A price suggestion in CNY from `current_micros` to `suggested_micros`, worth `gain_micros`.
struct PriceMade {
  std::string item = "shop/a";
  std::int64_t counter = 1;
  engine::Status status = engine::Status::Open;
  std::int64_t current_micros = 10'000'000;
  std::int64_t suggested_micros = 11'000'000;
  std::int64_t gain_micros = 0;
};

struct PlanMade {
  std::string item = "shop/a";
  std::int64_t counter = 1;
  engine::Status status = engine::Status::Open;
  std::int64_t quantity = 24;
  std::int64_t saved_micros = 0;  // cost_now - cost_then
};

// The first slash parts merchant and sku.
[[nodiscard]] ItemId item_named(const std::string& key);

class Shelf {
 public:
  explicit Shelf(std::int32_t partitions = 1);

  void put(const PriceMade& made);
  void put(const PlanMade& made);
  // The situation that goes with it: a title, and a price in force of 10 CNY.
  void put_item(const std::string& key, const std::string& title);
  void put_catalog(const engine::CatalogEntry& catalog);
  void put_rules(const engine::Rules& rules);
  void put_alert(const engine::Alert& alert);
  void put_dead_letter(const std::string& topic, std::int64_t offset,
                       const std::string& item = "shop/a");
  // Parts an epoch by the items in its keys; what has none goes to partition 0, rules to all.
  void commit(std::vector<OutputRecord> outputs, std::vector<StateWrite> writes);

  [[nodiscard]] Reply get(const std::string& path, const decltype(Request::params)& params = {});
  [[nodiscard]] Reply post(const std::string& path, const std::string& body);
  // The title as the store gives it back.
  [[nodiscard]] std::string title(const std::string& key);
  // The records of an input topic, partition after partition.
  [[nodiscard]] std::vector<RawRecord> records(engine::Topic topic);

  fakes::TemporaryFolder folder;
  fakes::ManualClock clock{from_unix_millis(1'764'000'000'000)};
  std::unique_ptr<Partitions> log;
  int wakes = 0;  // calls of on_append
  std::unique_ptr<Service> service;
  std::int64_t epoch = 0;
};

[[nodiscard]] Json json_of(const Reply& reply);

}  // namespace shelfd::connectors
