// Routes to the functions that answer them.
#include "connectors/query/service.h"

#include <algorithm>
#include <array>
#include <exception>

#include "connectors/query/alerts.h"
#include "connectors/query/copies.h"
#include "connectors/query/dead_letters.h"
#include "connectors/query/items.h"
#include "connectors/query/json_reply.h"
#include "connectors/query/published.h"
#include "connectors/query/rules.h"
#include "connectors/query/suggestions.h"

namespace shelfd::connectors {
namespace {

constexpr std::string_view kPrefix = "/api/v1/";
constexpr std::string_view kItems = "items/";
constexpr std::string_view kPublished = "published/";
constexpr std::string_view kRecords = "records/";

constexpr auto kGetRoutes =
    std::to_array<std::string_view>({"suggestions", "alerts", "dead-letters", "rules", "status"});
constexpr auto kPostRoutes =
    std::to_array<std::string_view>({"responses", "import", "rules", "copies"});

bool is_get_route(std::string_view route) {
  return route.starts_with(kItems) || route.starts_with(kPublished) ||
         std::ranges::find(kGetRoutes, route) != kGetRoutes.end();
}

bool is_post_route(std::string_view route) {
  return route.starts_with(kRecords) || std::ranges::find(kPostRoutes, route) != kPostRoutes.end();
}

Reply no_route(const std::string& path) {
  return problem_reply(404, {.field = "path", .value = path, .message = "no such path"});
}

Reply wrong_method(const Request& request, const char* allowed) {
  return problem_reply(405, {.field = "method",
                             .value = request.method,
                             .message = "must be " + std::string(allowed) + " here"});
}

}  // namespace

Service::Service(Partitions& log, Clock& clock, Door door)
    : log_(log), inbox_(log, clock, std::move(door)), items_(log, clock) {}

Reply Service::answer(const Request& request) {
  const std::string_view path = request.path;
  if (!path.starts_with(kPrefix)) return no_route(request.path);
  const std::string_view route = path.substr(kPrefix.size());
  const bool gets = is_get_route(route);
  const bool posts = is_post_route(route);
  if (!gets && !posts) return no_route(request.path);
  try {
    if (gets && (request.method == "GET" || request.method == "HEAD")) {
      return answer_get(route, request);
    }
    if (posts && request.method == "POST") return answer_post(route, request);
  } catch (const std::exception& error) {
    // Of the JSON library, or out of memory: this request fails, the process does not.
    return failed_reply({.message = error.what(), .reaction = Reaction::Retry});
  }
  if (gets && posts) return wrong_method(request, "GET or POST");
  return wrong_method(request, gets ? "GET" : "POST");
}

Reply Service::answer_get(std::string_view route, const Request& request) {
  if (route == "suggestions") return list_suggestions(log_, request);
  if (route == "alerts") return list_alerts(log_, request);
  if (route == "dead-letters") return list_dead_letters(log_, request);
  if (route == "rules") return show_rules(log_, request);
  if (route == "status") return show_status(log_, items_);
  if (route.starts_with(kPublished)) {
    return list_published(log_, route.substr(kPublished.size()), request);
  }
  return show_item(log_, route.substr(kItems.size()));
}

Reply Service::answer_post(std::string_view route, const Request& request) {
  if (route == "responses") return inbox_.take_response(request.body);
  if (route == "import") return inbox_.take_import(request.body);
  if (route == "rules") return inbox_.take_rules(request.body);
  if (route == "copies") return make_copy(log_);
  return inbox_.take_records(route.substr(kRecords.size()), request.body);
}

}  // namespace shelfd::connectors
