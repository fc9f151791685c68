#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "daemon/commands/commands.h"
#include "daemon/terminal.h"

// shelfd dead-letters: what was refused, and why, newest first.

namespace shelfd::daemon {
namespace {

int show(Invocation& invocation, const std::string& topic, int limit) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  connectors::Request request{.method = "GET",
                              .path = "/api/v1/dead-letters",
                              .params = {{"limit", std::to_string(limit)}}};
  if (!topic.empty()) request.params["topic"] = topic;
  const auto reply = ask(settings->settings.data, request);
  if (!reply) return fail(kUnavailable, reply.error().message);
  if (reply->status != 200) return fail_reply(*reply);
  if (invocation.json()) {
    fmt::print("{}\n", reply->body);
    return kOk;
  }
  const auto body = nlohmann::json::parse(reply->body);
  std::vector<std::vector<std::string>> table = {
      {"at", "topic", "offset", "field", "reason", "value"}};
  for (const auto& letter : body["dead_letters"]) {
    table.push_back({letter.value("at", ""), letter.value("topic", ""),
                     std::to_string(letter.value("offset", std::int64_t{0})),
                     letter.value("field", ""), letter.value("reason", ""),
                     cut_to(letter.value("value", ""), 40)});
  }
  if (table.size() == 1) {
    fmt::print("nothing was refused\n");
  } else {
    print_table(table);
  }
  return kOk;
}

}  // namespace

void add_dead_letters(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("dead-letters", "what was refused, and why, newest first");
  verb->footer("Example: shelfd dead-letters --topic demand --limit 20");
  const auto topic = std::make_shared<std::string>();
  const auto limit = std::make_shared<int>(20);
  verb->add_option("--topic", *topic, "only of this input topic");
  verb->add_option("--limit", *limit, "at most this many")->check(CLI::Range(1, 1'000));
  verb->callback([&invocation, topic, limit] {
    invocation.work = [topic, limit](Invocation& given) { return show(given, *topic, *limit); };
  });
}

}  // namespace shelfd::daemon
