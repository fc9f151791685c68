#include <fmt/core.h>

#include <CLI/CLI.hpp>

#include "base/arithmetic.h"
#include "daemon/commands/commands.h"
#include "daemon/node.h"

// shelfd version: the build, and the arithmetic of this machine.

namespace shelfd::daemon {

void add_version(CLI::App& app, Invocation& invocation) {
  CLI::App* version = app.add_subcommand("version", "the build, and this machine's arithmetic");
  version->footer("Example: shelfd version --output json");
  version->callback([&] {
    invocation.work = [](Invocation& chosen) {
      const char* form = chosen.json() ? "{{\"version\":\"{}\",\"arithmetic\":\"{}\"}}\n"
                                       : "shelfd {}\narithmetic {}\n";
      fmt::print(fmt::runtime(form), build_name(), arithmetic_fingerprint());
      return kOk;
    };
  });
}

}  // namespace shelfd::daemon
