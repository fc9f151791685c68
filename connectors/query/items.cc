#include "connectors/query/items.h"

#include "connectors/formats/event_codec.h"
#include "connectors/formats/outlook_codec.h"
#include "connectors/query/json_reply.h"
#include "connectors/query/nearest_keys.h"
#include "connectors/query/outlook.h"
#include "connectors/query/percent.h"
#include "connectors/query/rim_check.h"

namespace shelfd::connectors {
namespace {

struct ItemView {
  Json price{};
  Json plan{};
  Json alerts = Json::array();
  Json outlook{};
  std::optional<engine::Situation> situation{};

  [[nodiscard]] bool known() const { return situation || !price.is_null() || !plan.is_null(); }
};

// The key, or nothing where the path is no item's.
std::optional<std::string> item_key(std::string_view encoded) {
  const std::size_t slash = encoded.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto merchant = percent_decode(encoded.substr(0, slash));
  const auto sku = percent_decode(encoded.substr(slash + 1));
  if (!merchant || !sku || !is_merchant(*merchant) || !is_sku(*sku)) return std::nullopt;
  return *merchant + "/" + *sku;
}

Result<Json> latest_of(Partitions& log, OutputTopic topic, const std::string& key) {
  const auto value = log.latest(topic, key);
  if (!value) return std::unexpected(value.error());
  return *value ? stored_json(**value) : Json();
}

// Alert ids begin with the item's key and a colon, and so may those of another item whose sku
// holds a colon: the record's own fields decide.
Status read_alerts(Partitions& log, const std::string& key, Json& alerts) {
  const std::string prefix = key + ":";
  return log.partition_of(key).scan_latest(
      OutputTopic::Alerts, prefix, prefix, [&](std::string_view, std::string_view value) {
        Json alert = stored_json(value);
        const std::string item = text_of(alert, "merchant") + "/" + text_of(alert, "sku");
        if (item == key && text_of(alert, "state") == "open") alerts.push_back(std::move(alert));
        return true;
      });
}

Result<Json> read_outlook(Partitions& log, const std::string& key,
                          const std::optional<engine::Situation>& situation) {
  if (!situation) return Json();
  const auto outlook = outlook_of(log, key, *situation);
  if (!outlook) return std::unexpected(outlook.error());
  return *outlook ? stored_json(encode_outlook(**outlook)) : Json();
}

Result<ItemView> read_view(Partitions& log, const std::string& key) {
  ItemView view;
  auto situation = situation_of(log, key);
  if (!situation) return std::unexpected(situation.error());
  view.situation = *std::move(situation);
  auto price = latest_of(log, OutputTopic::ReferencePrices, key);
  if (!price) return std::unexpected(price.error());
  view.price = *std::move(price);
  auto plan = latest_of(log, OutputTopic::RestockPlans, key);
  if (!plan) return std::unexpected(plan.error());
  view.plan = *std::move(plan);
  if (auto status = read_alerts(log, key, view.alerts); !status) {
    return std::unexpected(status.error());
  }
  auto outlook = read_outlook(log, key, view.situation);
  if (!outlook) return std::unexpected(outlook.error());
  view.outlook = *std::move(outlook);
  return view;
}

// The merchant's own keys, or those of all where it has none.
Result<std::vector<std::string>> comparable_keys(Partitions& log, const std::string& key) {
  std::vector<std::string> keys;
  for (const std::string& prefix : {key.substr(0, key.find('/') + 1), std::string()}) {
    const auto status =
        log.scan(Family::Situation, prefix, prefix, [&](std::string_view found, std::string_view) {
          keys.emplace_back(found);
          return keys.size() < kComparedKeys;
        });
    if (!status) return std::unexpected(status.error());
    if (!keys.empty()) break;
  }
  return keys;
}

Reply unknown_item(Partitions& log, const std::string& key) {
  const auto keys = comparable_keys(log, key);
  if (!keys) return failed_reply(keys.error());
  Json json;
  json["error"]["field"] = "item";
  json["error"]["value"] = key;
  json["error"]["message"] = "not known";
  json["error"]["nearest"] = nearest_keys(key, *keys, kToldKeys);
  return json_reply(404, json);
}

}  // namespace

Reply show_item(Partitions& log, std::string_view encoded) {
  const auto key = item_key(encoded);
  if (!key) {
    return problem_reply(400, {.field = "item",
                               .value = std::string(encoded),
                               .message = "must be merchant/sku, percent-encoded"});
  }
  auto view = read_view(log, *key);
  if (!view) return failed_reply(view.error());
  if (!view->known()) return unknown_item(log, *key);
  Json json;
  json["item"] = *key;
  json["title"] = view->situation ? view->situation->catalog.title : "";
  json["price"] = std::move(view->price);
  json["plan"] = std::move(view->plan);
  json["alerts"] = std::move(view->alerts);
  json["outlook"] = std::move(view->outlook);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
