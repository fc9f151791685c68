// Commands: one file a verb. Each adds itself to the command line, with an example in its help, and
// sets the invocation's work when it is chosen.
#pragma once

#include "daemon/invocation.h"

namespace shelfd::daemon {

void add_demo(CLI::App& app, Invocation& invocation);
void add_run(CLI::App& app, Invocation& invocation);
void add_serve(CLI::App& app, Invocation& invocation);
void add_compare(CLI::App& app, Invocation& invocation);
void add_import(CLI::App& app, Invocation& invocation);
void add_simulate(CLI::App& app, Invocation& invocation);
void add_suggestions(CLI::App& app, Invocation& invocation);
void add_explain(CLI::App& app, Invocation& invocation);
void add_respond(CLI::App& app, Invocation& invocation);
void add_net_price(CLI::App& app, Invocation& invocation);
void add_dead_letters(CLI::App& app, Invocation& invocation);
void add_rules(CLI::App& app, Invocation& invocation);
void add_topics(CLI::App& app, Invocation& invocation);
void add_rekey(CLI::App& app, Invocation& invocation);
void add_doctor(CLI::App& app, Invocation& invocation);
void add_config(CLI::App& app, Invocation& invocation);
void add_verify(CLI::App& app, Invocation& invocation);
void add_replay(CLI::App& app, Invocation& invocation);
void add_backtest(CLI::App& app, Invocation& invocation);
void add_train(CLI::App& app, Invocation& invocation);
void add_erase(CLI::App& app, Invocation& invocation);
void add_backup(CLI::App& app, Invocation& invocation);
void add_restore(CLI::App& app, Invocation& invocation);
void add_version(CLI::App& app, Invocation& invocation);

}  // namespace shelfd::daemon
