#include "tests/connectors/query/shelf.h"

#include <algorithm>
#include <iterator>

#include "connectors/embedded/folder.h"
#include "connectors/formats/event_codec.h"
#include "connectors/formats/output_codec.h"
#include "connectors/formats/state_codec.h"
#include "connectors/partitioning.h"

namespace shelfd::connectors {

ItemId item_named(const std::string& key) {
  const std::size_t slash = key.find('/');
  return {.merchant = MerchantId(key.substr(0, slash)), .sku = Sku(key.substr(slash + 1))};
}

Shelf::Shelf(std::int32_t partitions) {
  const auto opened_folder = open_folder(folder.path());
  EXPECT_TRUE(opened_folder.has_value());
  auto opened = Partitions::open(opened_folder->database, {.count = partitions});
  EXPECT_TRUE(opened.has_value()) << opened.error().message;
  log = *std::move(opened);
  service = std::make_unique<Service>(*log, clock, [this] { ++wakes; });
}

void Shelf::commit(std::vector<OutputRecord> outputs, std::vector<StateWrite> writes) {
  const std::int32_t count = log->count();
  std::vector<SealedEpoch> epochs(static_cast<std::size_t>(count));
  ++epoch;
  for (OutputRecord& output : outputs) {
    const bool is_letter = output.topic == OutputTopic::DeadLetters;
    const auto item =
        is_letter ? std::optional<std::string_view>(output.key) : item_in(output.topic, output.key);
    const std::int32_t number = item ? partition_of(*item, count) : 0;
    epochs.at(static_cast<std::size_t>(number)).outputs.push_back(std::move(output));
  }
  for (StateWrite& write : writes) {
    if (write.family == Family::Rules) {
      for (SealedEpoch& part : epochs) part.writes.push_back(write);
      continue;
    }
    const auto item = item_in(write.family, write.key);
    const std::int32_t number = item ? partition_of(*item, count) : 0;
    epochs.at(static_cast<std::size_t>(number)).writes.push_back(std::move(write));
  }
  for (std::int32_t number = 0; number < count; ++number) {
    SealedEpoch& part = epochs.at(static_cast<std::size_t>(number));
    part.epoch = epoch;
    EXPECT_TRUE(log->partition(number).commit(part).has_value());
  }
}

void Shelf::put(const PriceMade& made) {
  engine::PriceSuggestion suggestion;
  suggestion.suggestion_id = made.item + ":price:" + std::to_string(made.counter);
  suggestion.item = item_named(made.item);
  suggestion.status = made.status;
  suggestion.current_price = Money{made.current_micros};
  suggestion.suggested_price = Money{made.suggested_micros};
  suggestion.currency = {{'C', 'N', 'Y'}};
  suggestion.expected = engine::ExpectedGain{.profit_gain = {made.gain_micros}};
  suggestion.judged_at = clock.now();
  suggestion.caused_at = clock.now();
  suggestion.valid_until = clock.now() + std::chrono::days{7};
  commit({{.topic = OutputTopic::ReferencePrices,
           .key = made.item,
           .value = encode_price(suggestion)}},
         {});
}

void Shelf::put(const PlanMade& made) {
  engine::RestockPlan plan;
  plan.suggestion_id = made.item + ":plan:" + std::to_string(made.counter);
  plan.item = item_named(made.item);
  plan.status = made.status;
  plan.action = engine::PlanAction::Order;
  plan.quantity = {made.quantity};
  plan.supplier = SupplierId("mill");
  plan.currency = {{'C', 'N', 'Y'}};
  plan.cost_now = Money{made.saved_micros + 1'000'000};
  plan.cost_then = Money{1'000'000};
  plan.judged_at = clock.now();
  plan.caused_at = clock.now();
  plan.valid_until = clock.now() + std::chrono::days{7};
  commit({{.topic = OutputTopic::RestockPlans, .key = made.item, .value = encode_plan(plan)}}, {});
}

void Shelf::put_item(const std::string& key, const std::string& title) {
  engine::CatalogEntry catalog;
  catalog.item = item_named(key);
  catalog.title = title;
  put_catalog(catalog);
}

void Shelf::put_catalog(const engine::CatalogEntry& catalog) {
  engine::Situation situation;
  situation.catalog = catalog;
  situation.catalog.currency = {{'C', 'N', 'Y'}};
  situation.price = Money{10'000'000};
  commit({}, {{.family = Family::Situation,
               .key = catalog.item.key(),
               .value = encode_situation(situation)}});
}

void Shelf::put_rules(const engine::Rules& rules) {
  commit({}, {{.family = Family::Rules,
               .key = rules.merchant.value,
               .value = encode_event(engine::Event(rules))}});
}

void Shelf::put_alert(const engine::Alert& alert) {
  commit({{.topic = OutputTopic::Alerts, .key = alert.alert_id, .value = encode_alert(alert)}}, {});
}

void Shelf::put_dead_letter(const std::string& topic, std::int64_t offset,
                            const std::string& item) {
  const DeadLetter letter{.topic = topic,
                          .partition = 0,
                          .offset = offset,
                          .field = "price",
                          .reason = "not_money",
                          .value = "cheap",
                          .size = 5,
                          .sha256 = std::string(64, '0'),
                          .bytes = "cheap",
                          .at = clock.now()};
  commit({{.topic = OutputTopic::DeadLetters, .key = item, .value = encode_dead_letter(letter)}},
         {});
}

Reply Shelf::get(const std::string& path, const decltype(Request::params)& params) {
  return service->answer({.method = "GET", .path = path, .params = params, .body = ""});
}

Reply Shelf::post(const std::string& path, const std::string& body) {
  return service->answer({.method = "POST", .path = path, .params = {}, .body = body});
}

std::string Shelf::title(const std::string& key) {
  const auto bytes = log->get(Family::Situation, key);
  if (!bytes || !*bytes) return "";
  const auto situation = decode_situation(**bytes);
  return situation ? situation->catalog.title : "";
}

std::vector<RawRecord> Shelf::records(engine::Topic topic) {
  std::vector<RawRecord> all;
  for (std::int32_t number = 0; number < log->count(); ++number) {
    auto records = log->partition(number).poll(topic, 0, 1'000, std::size_t{64} << 20U);
    EXPECT_TRUE(records.has_value());
    if (records) std::ranges::move(*records, std::back_inserter(all));
  }
  return all;
}

Json json_of(const Reply& reply) {
  Json json = Json::parse(reply.body, nullptr, false);
  EXPECT_FALSE(json.is_discarded()) << reply.body;
  return json;
}

}  // namespace shelfd::connectors
