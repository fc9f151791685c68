#include "connectors/query/suggestions.h"

#include <algorithm>
#include <tuple>

#include "base/money.h"
#include "connectors/query/json_reply.h"
#include "connectors/query/rim_check.h"

namespace shelfd::connectors {
namespace {

struct Asked {
  std::string kind{};
  std::string status{};
  std::string merchant{};  // "": all
  std::size_t limit = 0;
};

struct Ranked {
  Money worth{};
  std::string item{};  // the record's key
  OutputTopic topic = OutputTopic::ReferencePrices;
};

struct Found {
  std::vector<Ranked> ranked{};
  std::int64_t open_prices = 0;
  std::int64_t open_plans = 0;
};

bool is_price(OutputTopic topic) { return topic == OutputTopic::ReferencePrices; }

std::expected<Asked, Reply> asked(const Request& request, PolicyReader& policies) {
  const auto kind = choice_param(request, "kind", {"all", "price", "plan"});
  if (!kind) return std::unexpected(kind.error());
  const auto status = choice_param(request, "status", {"open", "needs_person", "keep", "all"});
  if (!status) return std::unexpected(status.error());
  const auto merchant = merchant_param(request);
  if (!merchant) return std::unexpected(merchant.error());
  const auto policy = policies.policy_of(*merchant);
  if (!policy) return std::unexpected(failed_reply(policy.error()));
  const auto limit = whole_param(request, "limit", (*policy)->daily_suggestions, kMaxSuggestions);
  if (!limit) return std::unexpected(limit.error());
  return Asked{.kind = *kind,
               .status = *status,
               .merchant = *merchant,
               .limit = static_cast<std::size_t>(*limit)};
}

Money money_of(const Json& record, const char* name) {
  const auto expected = record.find("expected");
  if (expected == record.end()) return {};
  return parse_money(text_of(*expected, name)).value_or(Money{});
}

Money worth_of(const Json& record, OutputTopic topic) {
  if (is_price(topic)) return money_of(record, "profit_gain");
  return money_of(record, "cost_now") - money_of(record, "cost_then");
}

// Whether the record's text may hold the status: most records say "keep", and reading JSON is the
// dear part of the walk. A quote inside a text is escaped, so no text can look like the field.
bool may_have_status(std::string_view record, const std::string& status) {
  return record.find(R"("status":")" + status + '"') != std::string_view::npos;
}

void take(Found& found, const Asked& asked, OutputTopic topic, std::string_view key,
          std::string_view value) {
  const bool open = may_have_status(value, "open");
  const bool matches = asked.status == "all" || may_have_status(value, asked.status);
  if (!open && !matches) return;
  const Json record = stored_json(value);
  const std::string status = text_of(record, "status");
  if (status == "open") ++(is_price(topic) ? found.open_prices : found.open_plans);
  const bool wanted_kind = asked.kind == "all" || (asked.kind == "price") == is_price(topic);
  if (!wanted_kind || (asked.status != "all" && asked.status != status)) return;
  found.ranked.push_back(
      {.worth = worth_of(record, topic), .item = std::string(key), .topic = topic});
}

Result<Found> find(Partitions& log, const Asked& asked) {
  Found found;
  const std::string prefix = asked.merchant.empty() ? "" : asked.merchant + "/";
  for (const OutputTopic topic : {OutputTopic::ReferencePrices, OutputTopic::RestockPlans}) {
    const auto status =
        log.scan_latest(topic, prefix, prefix, [&](std::string_view key, std::string_view value) {
          take(found, asked, topic, key, value);
          return true;
        });
    if (!status) return std::unexpected(status.error());
  }
  std::ranges::sort(found.ranked, [](const Ranked& a, const Ranked& b) {
    return std::tie(b.worth, a.item, a.topic) < std::tie(a.worth, b.item, b.topic);
  });
  return found;
}

Json shown_record(OutputTopic topic, const std::string& title, const Json& record) {
  Json json;
  json["kind"] = is_price(topic) ? "price" : "plan";
  json["title"] = title;
  json.update(record);
  return json;
}

// Walks down the ranking.
class Shelf {
 public:
  Shelf(Partitions& log, PolicyReader& policies) : log_(log), check_(log, policies) {}

  Status take(const Ranked& ranked);

  Json shown = Json::array();
  std::int64_t held_back = 0;

 private:
  Partitions& log_;
  RimCheck check_;
};

Status Shelf::take(const Ranked& ranked) {
  const auto value = log_.latest(ranked.topic, ranked.item);
  if (!value) return std::unexpected(value.error());
  if (!*value) return {};  // erased since the walk
  const Json record = stored_json(**value);
  if (text_of(record, "status") == "open") {
    const auto may_show =
        is_price(ranked.topic) ? check_.price_may_show(**value) : check_.plan_may_show(**value);
    if (!may_show) return std::unexpected(may_show.error());
    if (!*may_show) {
      ++held_back;
      return {};
    }
  }
  const auto situation = situation_of(log_, ranked.item);
  if (!situation) return std::unexpected(situation.error());
  shown.push_back(
      shown_record(ranked.topic, *situation ? (*situation)->catalog.title : "", record));
  return {};
}

}  // namespace

Reply list_suggestions(Partitions& log, const Request& request) {
  PolicyReader policies(log);
  const auto wanted = asked(request, policies);
  if (!wanted) return wanted.error();
  const auto found = find(log, *wanted);
  if (!found) return failed_reply(found.error());
  Shelf shelf(log, policies);
  for (const Ranked& ranked : found->ranked) {
    if (shelf.shown.size() >= wanted->limit) break;
    if (const auto status = shelf.take(ranked); !status) return failed_reply(status.error());
  }
  Json json;
  json["shown"] = shelf.shown.size();
  json["open_prices"] = found->open_prices;
  json["open_plans"] = found->open_plans;
  json["held_back"] = shelf.held_back;
  json["suggestions"] = std::move(shelf.shown);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
