#include "connectors/query/alerts.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "base/money.h"
#include "connectors/query/json_reply.h"

// Alerts of the log, ranked, the swings of a day cut to the dearest.

namespace shelfd::connectors {
namespace {

constexpr const char* kSwing = "demand_swing";

struct Asked {
  std::string state{};
  std::string kind{};
  std::string merchant{};  // "": all
  std::size_t limit = 0;
};

struct Ranked {
  Money worth{};
  std::string id{};
  Json record{};
};

std::expected<Asked, Reply> asked(const Request& request) {
  const auto state = choice_param(request, "state", {"open", "closed", "all"});
  if (!state) return std::unexpected(state.error());
  const auto kind = choice_param(
      request, "kind",
      {"all", "stockout_risk", "overstock", kSwing, "late_shipment", "supplier_silent", "undercut",
       "price_war", "guardrail", "data_stale", "order_not_placed", "price_not_applied"});
  if (!kind) return std::unexpected(kind.error());
  const auto merchant = merchant_param(request);
  if (!merchant) return std::unexpected(merchant.error());
  const auto limit = whole_param(request, "limit", kUsualAlerts, kMaxAlerts);
  if (!limit) return std::unexpected(limit.error());
  return Asked{.state = *state,
               .kind = *kind,
               .merchant = *merchant,
               .limit = static_cast<std::size_t>(*limit)};
}

// Ranked, whatever their state: what is held back of a day does not hang on it.
Result<std::vector<Ranked>> find(Partitions& log, const Asked& asked) {
  std::vector<Ranked> found;
  const std::string prefix = asked.merchant.empty() ? "" : asked.merchant + "/";
  const auto status = log.scan_latest(
      OutputTopic::Alerts, prefix, prefix, [&](std::string_view id, std::string_view value) {
        Json record = stored_json(value);
        if (record.is_null() || (asked.kind != "all" && text_of(record, "kind") != asked.kind)) {
          return true;
        }
        const Money worth = parse_money(text_of(record, "worth")).value_or(Money{});
        found.push_back({.worth = worth, .id = std::string(id), .record = std::move(record)});
        return true;
      });
  if (!status) return std::unexpected(status.error());
  std::ranges::sort(found, [](const Ranked& a, const Ranked& b) {
    return std::tie(b.worth, a.id) < std::tie(a.worth, b.id);
  });
  return found;
}

// Counts the swings of each merchant and day, dearest first.
class Days {
 public:
  [[nodiscard]] bool holds_back(const Json& record) {
    if (text_of(record, "kind") != kSwing) return false;
    constexpr std::size_t kDate = 10;  // 2026-11-26
    const std::string day = text_of(record, "opened_at").substr(0, kDate);
    return ++swings_[{text_of(record, "merchant"), day}] > kDailySwings;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::size_t> swings_;
};

}  // namespace

Reply list_alerts(Partitions& log, const Request& request) {
  const auto wanted = asked(request);
  if (!wanted) return wanted.error();
  auto found = find(log, *wanted);
  if (!found) return failed_reply(found.error());
  Days days;
  Json shown = Json::array();
  std::int64_t held_back = 0;
  std::int64_t matching = 0;
  for (Ranked& ranked : *found) {
    const bool held = days.holds_back(ranked.record);
    if (wanted->state != "all" && text_of(ranked.record, "state") != wanted->state) continue;
    ++matching;
    if (held) {
      ++held_back;
    } else if (shown.size() < wanted->limit) {
      shown.push_back(std::move(ranked.record));
    }
  }
  Json json;
  json["shown"] = shown.size();
  json["matching"] = matching;
  json["held_back"] = held_back;
  json["alerts"] = std::move(shown);
  return json_reply(200, json);
}

}  // namespace shelfd::connectors
