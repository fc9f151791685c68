#include "daemon/invocation.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "connectors/embedded/folder.h"
#include "connectors/embedded/partitions.h"
#include "connectors/http/client.h"
#include "connectors/system_clock.h"
#include "daemon/mirror.h"

namespace shelfd::daemon {

const char* read_variable(const char* name) {
  return std::getenv(name);  // NOLINT(concurrency-mt-unsafe): before any thread is started
}

int fail(int code, const std::string& message) {
  fmt::print(stderr, "error: {}\n", message);
  return code;
}

int fail_with(const Error& error) {
  if (error.reaction == Reaction::Reject) return fail(kBadInput, error.message);
  return fail(error.reaction == Reaction::Retry ? kUnavailable : kFailed, error.message);
}

std::string utc_text(Instant at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(unix_millis(at) / 1000));
}

std::optional<LoadedSettings> settings_of(const Invocation& invocation) {
  std::vector<std::pair<std::string, std::string>> flags;
  if (!invocation.data.empty()) flags.emplace_back("data", invocation.data);
  if (invocation.listen != "\n") flags.emplace_back("http.listen", invocation.listen);
  auto loaded = load_settings(invocation.settings_file, read_variable, flags);
  if (loaded) return std::move(*loaded);
  fail(kBadSettings, loaded.error().message);
  return std::nullopt;
}

NodeSettings node_of(const Settings& settings) {
  NodeSettings node{.data = settings.data, .listen = settings.http_listen};
  if (!settings.partitions.empty()) node.partitions = std::stoi(settings.partitions);
  node.workers = std::stoul(settings.workers);
  node.state_format = state_format_of(settings);
  node.memory_bytes = std::stoull(settings.memory) << 20U;
  return node;
}

std::optional<wording::Language> language_of(const Invocation& invocation) {
  if (!invocation.language.empty()) {
    const auto asked = wording::language_named(invocation.language);
    if (!asked) {
      fail(kUsage, fmt::format("--language: \"{}\" is not one of en, zh-Hans, zh-Hant",
                               invocation.language));
    }
    return asked;
  }
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = read_variable(variable);
    if (value == nullptr || *value == '\0') continue;
    return wording::language_named(value).value_or(wording::Language::English);
  }
  return wording::Language::English;
}

Result<connectors::Reply> ask(const std::string& data, const connectors::Request& request) {
  const connectors::Folder folder = connectors::folder_at(data);
  if (!std::filesystem::exists(folder.database)) {
    return reject("there is no data in " + data +
                  "; `shelfd demo` makes some, `shelfd import` brings yours, --data names another");
  }
  auto reply = connectors::call(folder.socket, request, std::chrono::seconds{60});
  if (reply || reply.error().reaction != Reaction::Retry) return reply;
  connectors::SystemClock clock;
  auto log = connectors::Partitions::open(folder.database,
                                          {.log = {.app_id = "", .opened_at = clock.now()}});
  if (!log) return std::unexpected(log.error());
  const auto mirrors = is_mirror(**log);
  if (!mirrors) return std::unexpected(mirrors.error());
  if (*mirrors && request.method == "POST") {
    return retry("the folder mirrors a cluster and no `shelfd serve` runs there to hand this in");
  }
  connectors::Service service(**log, clock, [] {});
  return service.answer(request);
}

bool daemon_runs(const std::string& data) {
  const connectors::Folder folder = connectors::folder_at(data);
  return connectors::call(folder.socket, {.method = "GET", .path = "/livez"},
                          std::chrono::seconds{5})
      .has_value();
}

int fail_reply(const connectors::Reply& reply) {
  const auto body = nlohmann::json::parse(reply.body, nullptr, false);
  std::string message = "status " + std::to_string(reply.status);
  if (body.is_object() && body.contains("error")) {
    message = body["error"].value("message", message);
  }
  const bool theirs = reply.status >= 400 && reply.status < 500;
  return fail(theirs ? kBadInput : kFailed, message);
}

}  // namespace shelfd::daemon
