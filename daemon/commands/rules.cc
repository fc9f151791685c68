#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "connectors/embedded/embedded_log.h"
#include "connectors/embedded/folder.h"
#include "connectors/formats/event_codec.h"
#include "connectors/query/service.h"
#include "connectors/system_clock.h"
#include "connectors/time_zones.h"
#include "daemon/commands/commands.h"
#include "daemon/rules_file.h"

// shelfd rules show | apply: what steers decisions, as a record.

namespace shelfd::daemon {
namespace {

int show(Invocation& invocation, const std::string& merchant) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const auto reply =
      ask(settings->settings.data,
          {.method = "GET", .path = "/api/v1/rules", .params = {{"merchant", merchant}}});
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  fmt::print("{}\n", nlohmann::ordered_json::parse(reply->body).dump(2));
  return kOk;
}

// A file that says nothing of what was trained does not take it away. All are objects; text is put
// into text, so that no amount passes through a double.
std::string with_trained(const std::string& data, std::string record) {
  const auto written = nlohmann::json::parse(record);
  const auto reply = ask(data, {.method = "GET",
                                .path = "/api/v1/rules",
                                .params = {{"merchant", written.value("merchant", "")}}});
  if (!reply || reply->status != 200) return record;
  const auto own = nlohmann::json::parse(reply->body).value("own", nlohmann::json());
  for (const std::string field : {"demand_head", "demand_priors"}) {
    if (written.contains(field) || !own.is_object() || !own.contains(field)) continue;
    record.resize(record.rfind('}'));
    record += ",\"" + field + "\":" + own[field].dump() + "}";
  }
  return record;
}

int apply_file(Invocation& invocation, const std::string& file) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  connectors::SystemClock clock;
  const auto record = read_rules_file(file, clock.now());
  if (!record) return fail(kBadSettings, record.error().message);
  const std::string& data = settings->settings.data;
  const auto opened = connectors::open_folder(data);
  if (!opened) return fail(kUnavailable, opened.error().message);
  const auto reply =
      ask(data, {.method = "POST", .path = "/api/v1/rules", .body = with_trained(data, *record)});
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 202) return fail_reply(*reply);
  fmt::print("applied; every item is judged again within 30 minutes of shelfd running\n");
  return kOk;
}

}  // namespace

void add_rules(CLI::App& app, Invocation& invocation) {
  CLI::App* rules = app.add_subcommand("rules", "show or change what steers decisions");
  rules->require_subcommand(1);
  rules->footer("Example: shelfd rules show --merchant demo");
  CLI::App* shown = rules->add_subcommand("show", "a merchant's rules, and what is in force");
  shown->footer("Example: shelfd rules show --merchant demo");
  const auto merchant = std::make_shared<std::string>("*");
  shown->add_option("--merchant", *merchant, "whose (default: * for all)");
  shown->callback([&invocation, merchant] {
    invocation.work = [merchant](Invocation& given) { return show(given, *merchant); };
  });
  CLI::App* applied = rules->add_subcommand("apply", "a YAML or JSON file of rules");
  applied->footer(
      "Example: shelfd rules apply rules.yaml\n"
      "with     merchant: demo\n"
      "         version: 2026-11-25\n"
      "         time_zone: Europe/Berlin\n"
      "         min_margin_ratio: 0.08\n"
      "         price_endings: [\"0.99\"]");
  const auto file = std::make_shared<std::string>();
  applied->add_option("FILE", *file, "the rules")->required();
  applied->callback([&invocation, file] {
    invocation.work = [file](Invocation& given) { return apply_file(given, *file); };
  });
}

}  // namespace shelfd::daemon
