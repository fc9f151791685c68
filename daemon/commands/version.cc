#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "base/arithmetic.h"
#include "connectors/formats/state_formats.h"
#include "daemon/commands/commands.h"
#include "daemon/node.h"

// shelfd version: the build, the arithmetic of this machine, and the state formats it knows.

namespace shelfd::daemon {

void add_version(CLI::App& app, Invocation& invocation) {
  CLI::App* version = app.add_subcommand(
      "version", "the build, this machine's arithmetic, and the state formats it knows");
  version->footer("Example: shelfd version --output json");
  version->callback([&] {
    invocation.work = [](Invocation& chosen) {
      const char* form =
          chosen.json() ? "{{\"version\":\"{}\",\"arithmetic\":\"{}\",\"state_formats\":\"{}\"}}\n"
                        : "shelfd {}\narithmetic {}\nstate formats {}\n";
      fmt::print(fmt::runtime(form), build_name(), arithmetic_fingerprint(),
                 connectors::text_of(connectors::state_formats()));
      return kOk;
    };
  });
}

}  // namespace shelfd::daemon
