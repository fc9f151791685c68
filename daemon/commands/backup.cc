#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "connectors/embedded/backup_set.h"
#include "connectors/embedded/folder.h"
#include "connectors/http/client.h"
#include "daemon/commands/commands.h"
#include "daemon/terminal.h"

// shelfd backup: a verified copy of the data folder, also while a process runs on it.

namespace shelfd::daemon {
namespace {

using connectors::BackupSet;

constexpr std::chrono::seconds kCopyTimeout{60};
constexpr double kMebibyte = 1024.0 * 1024.0;

struct Chosen {
  std::string to{};
  std::size_t keep = 7;
  bool list = false;
};

nlohmann::ordered_json json_of(const BackupSet& set) {
  return {{"id", set.id},
          {"made_at", utc_text(set.made_at)},
          {"bytes", set.bytes},
          {"databases", set.databases}};
}

int list(const Invocation& invocation, const std::string& to) {
  const auto sets = connectors::list_backups(to);
  if (!sets) return fail(kFailed, sets.error().message);
  if (invocation.json()) {
    auto rows = nlohmann::ordered_json::array();
    for (const BackupSet& set : *sets) rows.push_back(json_of(set));
    fmt::print("{}\n", rows.dump(2));
    return kOk;
  }
  std::vector<std::vector<std::string>> table = {{"id", "made at", "MiB"}};
  for (const BackupSet& set : *sets) {
    table.push_back({std::to_string(set.id), utc_text(set.made_at),
                     fmt::format("{:.1f}", static_cast<double>(set.bytes) / kMebibyte)});
  }
  print_table(table);
  return kOk;
}

// The running process copies; nothing to ask where none runs.
std::function<Status()> copy_by(const std::string& data) {
  const std::string socket = connectors::folder_at(data).socket;
  const auto alive = connectors::call(socket, {.path = "/livez"}, kCopyTimeout);
  if (!alive && alive.error().reaction == Reaction::Retry) return {};
  return [socket]() -> Status {
    const auto reply =
        connectors::call(socket, {.method = "POST", .path = "/api/v1/copies"}, kCopyTimeout);
    if (!reply) return std::unexpected(reply.error());
    if (reply->status == 200) return {};
    return retry("the running shelfd cannot copy its data: " + reply->body);
  };
}

int backup(Invocation& invocation, const Chosen& chosen) {
  if (chosen.list) return list(invocation, chosen.to);
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string data = connectors::folder_at(settings->settings.data).path;
  ProgressBar bar("backup");
  const auto made = connectors::take_backup(
      {.data = data, .to = chosen.to, .keep = chosen.keep, .copy = copy_by(data)},
      [&bar](double ratio, const std::string& what) { bar.show(ratio, what); });
  bar.finish();
  if (!made) return fail_with(made.error());
  if (invocation.json()) {
    fmt::print("{}\n", json_of(*made).dump(2));
  } else {
    fmt::print("backup {} of {} is in {}, {:.1f} MiB, verified\n", made->id, data, chosen.to,
               static_cast<double>(made->bytes) / kMebibyte);
  }
  return kOk;
}

}  // namespace

void add_backup(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("backup", "copy the data folder, also while shelfd runs");
  verb->footer(
      "Example: shelfd backup --data ./shop --to /mnt/backups --keep 7\n"
      "         shelfd backup --list --to /mnt/backups");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("--to", chosen->to, "the folder of the backups, outside the data folder")
      ->required();
  verb->add_option("--keep", chosen->keep, "so many of the newest stay (7)")
      ->check(CLI::Range(std::size_t{1}, std::size_t{10'000}));
  verb->add_flag("--list", chosen->list, "list what is there; take none");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return backup(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
