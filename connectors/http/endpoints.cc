#include "connectors/http/endpoints.h"

#include <algorithm>
#include <vector>

#include "connectors/formats/json_writer.h"

namespace shelfd::connectors {
namespace {

struct Check {
  std::string_view name{};
  bool good = false;
  std::string why{};  // "" where it is good
};

Check loop_check(const EndpointParts& parts) {
  const Health& health = *parts.health;
  if (parts.standstill) {
    std::string why = parts.standstill();
    return {.name = "loop", .good = why.empty(), .why = std::move(why)};
  }
  const auto stood = parts.clock->monotonic() - health.last_turn();
  if (!health.started() || stood < kStandstill) return {.name = "loop", .good = true};
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(stood).count();
  return {.name = "loop", .why = "stands still for " + std::to_string(seconds) + " s"};
}

std::vector<Check> all_checks(const EndpointParts& parts) {
  const Health& health = *parts.health;
  const std::string problem = health.store_problem();
  const bool held = health.clock_held();
  return {{.name = "started",
           .good = health.started(),
           .why = health.started() ? "" : "the loop has not begun"},
          loop_check(parts),
          {.name = "caught_up",
           .good = health.caught_up(),
           .why = health.caught_up() ? "" : "reading what came before"},
          {.name = "store", .good = problem.empty(), .why = problem},
          {.name = "clock",
           .good = !held,
           .why = held ? "the wall clock jumped; nothing is judged until it is back" : ""}};
}

Reply checks_reply(const std::vector<Check>& checks) {
  const bool good = std::ranges::all_of(checks, &Check::good);
  JsonWriter json;
  json.begin_object();
  json.field("ok", good);
  json.begin_list("checks");
  for (const Check& check : checks) {
    json.begin_object();
    json.field("name", check.name);
    json.field("ok", check.good);
    json.filled("why", check.why);
    json.end_object();
  }
  json.end_list();
  json.end_object();
  return {.status = good ? 200 : 503, .content_type = "application/json", .body = json.take()};
}

}  // namespace

Handler endpoints(const EndpointParts& parts) {
  return [parts](const Request& request) -> Reply {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (reads && request.path == "/livez") {
      return checks_reply({loop_check(parts)});
    }
    if (reads && request.path == "/readyz") {
      return checks_reply(all_checks(parts));
    }
    if (reads && request.path == "/metrics") {
      if (parts.look) parts.look();
      return {.status = 200,
              .content_type = "text/plain; version=0.0.4; charset=utf-8",
              .body = parts.metrics->text()};
    }
    if (parts.service == nullptr) {
      return {.status = 404,
              .content_type = "application/json",
              .body = R"({"error":{"field":"path","value":"","message":"a worker on a cluster has )"
                      R"(probes and figures alone"}})"};
    }
    return parts.service->answer(request);
  };
}

}  // namespace shelfd::connectors
