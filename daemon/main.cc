// The command line: arguments, wiring, exit codes.

#include <CLI/CLI.hpp>
#include <exception>

#include "daemon/commands/commands.h"

namespace {

void add_globals(CLI::App& app, shelfd::daemon::Invocation& invocation) {
  app.add_option("--data", invocation.data, "the data folder (default ./shelfd-data)");
  app.add_option("--settings", invocation.settings_file, "a YAML file with settings");
  app.add_option("--output", invocation.output, "table or json")
      ->check(CLI::IsMember({"table", "json"}));
  app.add_option("--language", invocation.language,
                 "of words: en, zh-Hans, zh-Hant (default: the terminal's)");
}

int run(int argc, char** argv) {
  namespace daemon = shelfd::daemon;
  daemon::Invocation invocation;
  if (argc > 0) invocation.program = *argv;
  CLI::App app{"shelfd suggests prices and restock plans, and says why", "shelfd"};
  app.require_subcommand(1);
  app.fallthrough();
  app.footer("Example: shelfd demo\n         shelfd suggestions --data DIR");
  add_globals(app, invocation);
  daemon::add_demo(app, invocation);
  daemon::add_run(app, invocation);
  daemon::add_serve(app, invocation);
  daemon::add_import(app, invocation);
  daemon::add_simulate(app, invocation);
  daemon::add_suggestions(app, invocation);
  daemon::add_explain(app, invocation);
  daemon::add_respond(app, invocation);
  daemon::add_net_price(app, invocation);
  daemon::add_dead_letters(app, invocation);
  daemon::add_rules(app, invocation);
  daemon::add_topics(app, invocation);
  daemon::add_rekey(app, invocation);
  daemon::add_doctor(app, invocation);
  daemon::add_config(app, invocation);
  daemon::add_verify(app, invocation);
  daemon::add_compare(app, invocation);
  daemon::add_replay(app, invocation);
  daemon::add_backtest(app, invocation);
  daemon::add_train(app, invocation);
  daemon::add_erase(app, invocation);
  daemon::add_backup(app, invocation);
  daemon::add_restore(app, invocation);
  daemon::add_version(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? daemon::kOk : daemon::kUsage;
  }
  return invocation.work(invocation);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& exception) {
    return shelfd::daemon::fail(shelfd::daemon::kFailed, exception.what());
  }
}
