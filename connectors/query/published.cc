#include "connectors/query/published.h"

#include <algorithm>

#include "connectors/query/json_reply.h"

namespace shelfd::connectors {
namespace {

std::optional<OutputTopic> suggestions_named(std::string_view name) {
  for (const OutputTopic topic : {OutputTopic::ReferencePrices, OutputTopic::RestockPlans}) {
    if (name == output_topic_name(topic)) return topic;
  }
  return std::nullopt;
}

// The first key that comes behind `key`; every key where it is empty.
std::string behind(std::string_view key) {
  return key.empty() ? std::string() : std::string(key) + '\0';
}

}  // namespace

Reply list_published(Partitions& log, std::string_view topic, const Request& request) {
  const auto suggestions = suggestions_named(topic);
  if (!suggestions) {
    return problem_reply(404, {.field = "topic",
                               .value = std::string(topic),
                               .message = "must be reference-prices or restock-plans"});
  }
  const auto limit = whole_param(request, "limit", kDefaultPage, kMaxPage);
  if (!limit) return limit.error();
  Json json;
  Json records = Json::array();
  std::string last;
  const auto visit = [&](std::string_view key, std::string_view value) {
    if (records.size() == static_cast<std::size_t>(*limit)) {
      json["next"] = last;
      return false;
    }
    records.emplace_back(std::string(value));
    last = key;
    return true;
  };
  const auto status = log.scan_latest(*suggestions, "", behind(param(request, "after")), visit);
  if (!status) return failed_reply(status.error());
  json["records"] = std::move(records);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
