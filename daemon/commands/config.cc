#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "daemon/commands/commands.h"
#include "daemon/terminal.h"

// shelfd config check | show: the settings in force, each with its origin.

namespace shelfd::daemon {
namespace {

int show(Invocation& invocation) {
  const auto loaded = settings_of(invocation);
  if (!loaded) return kBadSettings;
  if (invocation.json()) {
    auto rows = nlohmann::ordered_json::array();
    for (const SettingRow& row : loaded->rows) {
      rows.push_back({{"key", row.key}, {"value", row.value}, {"origin", row.origin}});
    }
    fmt::print("{}\n", rows.dump(2));
    return kOk;
  }
  std::vector<std::vector<std::string>> table = {{"key", "value", "from"}};
  for (const SettingRow& row : loaded->rows) table.push_back({row.key, row.value, row.origin});
  print_table(table);
  return kOk;
}

int check(Invocation& invocation) {
  if (!settings_of(invocation)) return kBadSettings;
  fmt::print("settings are good\n");
  return kOk;
}

}  // namespace

void add_config(CLI::App& app, Invocation& invocation) {
  CLI::App* config = app.add_subcommand("config", "check the settings, or show where each is from");
  config->require_subcommand(1);
  config->footer("Example: shelfd config check --settings shelfd.yaml");
  CLI::App* shown = config->add_subcommand("show", "the settings in force and their origin");
  shown->footer("Example: SHELFD_LOG__LEVEL=debug shelfd config show --output json");
  shown->callback([&] { invocation.work = show; });
  CLI::App* checked = config->add_subcommand("check", "say every problem at once; exit 78 if any");
  checked->footer("Example: shelfd config check --settings shelfd.yaml");
  checked->callback([&] { invocation.work = check; });
}

}  // namespace shelfd::daemon
