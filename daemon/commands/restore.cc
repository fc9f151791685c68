#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "connectors/embedded/backup_set.h"
#include "connectors/embedded/folder.h"
#include "connectors/system_clock.h"
#include "daemon/commands/commands.h"
#include "daemon/terminal.h"

// shelfd restore: a backup put into a data folder, what is there set aside.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string from{};
  std::uint32_t id = 0;
  bool replace = false;
};

int restore(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string data = connectors::folder_at(settings->settings.data).path;
  connectors::SystemClock clock;
  ProgressBar bar("restore");
  const auto restored = connectors::restore_backup(
      {.from = chosen.from,
       .id = chosen.id,
       .data = data,
       .replace = chosen.replace,
       .now = clock.now()},
      [&bar](double ratio, const std::string& what) { bar.show(ratio, what); });
  bar.finish();
  if (!restored) return fail_with(restored.error());
  const std::string made_at = utc_text(restored->made_at);
  if (invocation.json()) {
    fmt::print("{{\"id\": {}, \"made_at\": \"{}\"}}\n", restored->id, made_at);
  } else {
    fmt::print("{} is as backup {} of {}; `shelfd run --data {}` goes on from there\n", data,
               restored->id, made_at, data);
  }
  return kOk;
}

}  // namespace

void add_restore(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("restore", "put a backup into a data folder");
  verb->footer(
      "Example: shelfd restore --from /mnt/backups --data ./new\n"
      "         shelfd restore --from /mnt/backups --id 3 --data ./shop --replace");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("--from", chosen->from, "the folder of the backups")->required();
  verb->add_option("--id", chosen->id, "which (default: the newest)")
      ->check(CLI::Range(std::uint32_t{1}, std::uint32_t{1'000'000'000}));
  verb->add_flag("--replace", chosen->replace,
                 "set aside what is there, as db.damaged-<UTC time>; nothing is deleted");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return restore(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
