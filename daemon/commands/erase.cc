#include "daemon/erase.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "connectors/embedded/folder.h"
#include "daemon/commands/commands.h"
#include "daemon/items.h"
#include "daemon/terminal.h"

// shelfd erase ITEM, erase --merchant M: everything of it goes, and that nothing is left is shown.

namespace shelfd::daemon {
namespace {

struct Chosen {
  std::string item{};
  std::string merchant{};
  bool yes = false;
};

nlohmann::ordered_json json_of(const connectors::Traces& traces) {
  return {{"inputs", traces.inputs},
          {"dead_letters", traces.dead_letters},
          {"suggestions_and_alerts", traces.outputs},
          {"state", traces.state},
          {"timers", traces.timers},
          {"bytes", traces.bytes}};
}

std::string text_of(const connectors::Traces& traces) {
  return fmt::format(
      "{} input records, {} dead letters, {} suggestions and alerts, {} records of state, {} "
      "timers; {} bytes",
      traces.inputs, traces.dead_letters, traces.outputs, traces.state, traces.timers,
      traces.bytes);
}

// "demo/KETTLE-3", "merchant demo".
std::string called(const connectors::Whose& whose) {
  return whose.sku.empty() ? "merchant " + whose.merchant : whose.name();
}

void print_report(const connectors::Whose& whose, const EraseReport& report) {
  fmt::print("erased {}: {}\n", called(whose), text_of(report.before));
  if (!report.is_clean()) {
    fmt::print("left: {}; in {} files: {}\n", text_of(report.left), report.naming.size(),
               fmt::join(report.naming, ", "));
  } else if (report.files > 0) {
    fmt::print("nothing is left: no key names it, nor do the bytes of {} files\n", report.files);
  } else {
    fmt::print("nothing is left: no key names it; it is too short to search files for\n");
  }
  fmt::print("kept: hashes of imported rows, so that a repeated import does not bring it back\n");
  fmt::print("not touched: backups{}{}\n", report.untouched.empty() ? "" : ", ",
             fmt::join(report.untouched, ", "));
}

void print_json(const connectors::Whose& whose, const EraseReport& report) {
  fmt::print("{}\n", nlohmann::ordered_json{{"erased", called(whose)},
                                            {"before", json_of(report.before)},
                                            {"left", json_of(report.left)},
                                            {"files_searched", report.files},
                                            {"files_naming_it", report.naming},
                                            {"not_touched", report.untouched},
                                            {"nothing_left", report.is_clean()}}
                         .dump(2));
}

bool confirmed(const connectors::Whose& whose, const connectors::Traces& traces) {
  fmt::print(stderr, "{} has {}.\nThis cannot be undone. Erase it? Type yes: ", called(whose),
             text_of(traces));
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "yes";
}

// Absent, with the problem printed, where nothing or nobody is named.
std::optional<connectors::Whose> whose_of(const Chosen& chosen, const std::string& data) {
  if (chosen.item.empty() == chosen.merchant.empty()) {
    fail(kUsage, "name one ITEM, or a --merchant");
    return std::nullopt;
  }
  if (!chosen.merchant.empty()) return connectors::Whose{.merchant = chosen.merchant};
  const auto item = item_named(data, chosen.item);
  if (!item) {
    fail(kBadInput, item.error().message);
    return std::nullopt;
  }
  const std::size_t slash = item->find('/');
  return connectors::Whose{.merchant = item->substr(0, slash), .sku = item->substr(slash + 1)};
}

int erase_asked(Invocation& invocation, const EraseTask& task, bool yes) {
  const auto found = look_for(task);
  if (!found) return fail_with(found.error());
  if (found->traces.records() == 0 && !found->cut_off) {
    return fail(kBadInput,
                fmt::format("{} is unknown here: nothing was erased", called(task.whose)));
  }
  if (!yes && isatty(STDIN_FILENO) == 0) {
    return fail(kUsage, "--yes is needed where nobody can be asked");
  }
  if (!yes && !confirmed(task.whose, found->traces)) return fail(kFailed, "nothing was erased");
  ProgressBar bar("erase");
  const auto report =
      erase(task, [&bar](double ratio, const std::string& what) { bar.show(ratio, what); });
  bar.finish();
  if (!report) return fail_with(report.error());
  if (invocation.json()) {
    print_json(task.whose, *report);
  } else {
    print_report(task.whose, *report);
  }
  return report->is_clean() ? kOk : fail(kFailed, "something is left");
}

int erase_chosen(Invocation& invocation, const Chosen& chosen) {
  const auto settings = settings_of(invocation);
  if (!settings) return kBadSettings;
  const std::string data = connectors::folder_at(settings->settings.data).path;
  if (connectors::databases_of(data).empty()) {
    return fail(kUnavailable, "there is no data in " + data);
  }
  if (daemon_runs(data)) {
    return fail(kUnavailable, "shelfd runs on " + data + ": stop it first, then erase");
  }
  const auto whose = whose_of(chosen, data);
  if (!whose) return chosen.item.empty() == chosen.merchant.empty() ? kUsage : kBadInput;
  return erase_asked(
      invocation,
      {.whose = *whose, .data = data, .partitions = node_of(settings->settings).partitions},
      chosen.yes);
}

}  // namespace

void add_erase(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("erase", "erase an item or a merchant, with proof");
  verb->footer(
      "Stop shelfd first. Backups are not touched. What was erased cannot be replayed.\n"
      "Example: shelfd erase demo/KETTLE-3\n"
      "         shelfd erase --merchant demo --yes");
  const auto chosen = std::make_shared<Chosen>();
  verb->add_option("ITEM", chosen->item, "merchant/sku, or the sku alone");
  verb->add_option("--merchant", chosen->merchant, "all of a merchant, for good");
  verb->add_flag("--yes", chosen->yes, "do not ask");
  verb->callback([&invocation, chosen] {
    invocation.work = [chosen](Invocation& given) { return erase_chosen(given, *chosen); };
  });
}

}  // namespace shelfd::daemon
