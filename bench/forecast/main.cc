// shelfd_forecast_peers: what a forecast costs and loses, by shelfd and by peers, on the sets of
// the shared protocol (SHELFD_SHARED); prints a table and writes one flat JSON object. Exit codes:
// 0 measured; 1 failed; 2 not understood; 69 no protocol to be had.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bench/command_line.h"
#include "bench/figures.h"
#include "bench/forecast/cost.h"
#include "bench/scratch.h"

namespace shelfd::bench {
namespace {

struct Arguments {
  std::string python{};
  std::string pybats{};
  std::optional<std::string> json{};
  std::vector<std::string> sets{"carparts", "online_retail", "b2w", "black_friday"};
  std::string peers = "ewma_nb,imapa,lgbm";
};

void describe(CLI::App& app, Arguments& arguments) {
  app.add_option("--python", arguments.python, "of the peers")->required();
  app.add_option("--pybats", arguments.pybats, "the Python that PyBATS needs");
  app.add_option("--json", arguments.json, "write the figures as one flat JSON object");
  app.add_option("--sets", arguments.sets, "of the protocol")->delimiter(',');
  app.add_option("--peers", arguments.peers, "as the protocol's bench.py names them");
}

void tell(const std::string& set, const std::string& who, const Cost& cost, const Cost& own) {
  fmt::print("{:<16}{:<12}{:>8.4f}{:>12.1f}{:>12.4f}\n", set, who, cost.loss, cost.processor_us,
             own.processor_us / cost.processor_us);
  std::fflush(stdout);
}

Status measure(const Protocol& protocol, const Arguments& arguments, Figures& figures) {
  if (const Status exported = export_sets(protocol, arguments.sets); !exported) return exported;
  fmt::print("{:<16}{:<12}{:>8}{:>12}{:>12}\n", "set", "", "wql", "us each", "shelfd/it");
  for (const std::string& set : arguments.sets) {
    const auto own = cost_of_shelfd(protocol, set);
    if (!own) return std::unexpected(own.error());
    tell(set, "shelfd", *own, *own);
    figures["forecast_us_" + set] = own->processor_us;
    figures["forecast_wql_" + set] = own->loss;
    auto peers = cost_of_peers(protocol, set, arguments.peers);
    if (!peers) return std::unexpected(peers.error());
    if (has_pybats(protocol, set)) {
      const auto pybats = cost_of_pybats(protocol, set, own->forecasts);
      if (!pybats) return std::unexpected(pybats.error());
      peers->emplace("pybats", *pybats);
    }
    for (const auto& [peer, cost] : *peers) {
      tell(set, peer, cost, *own);
      figures[fmt::format("peer_{}_us_{}", peer, set)] = cost.processor_us;
      figures[fmt::format("peer_{}_wql_{}", peer, set)] = cost.loss;
      figures[fmt::format("forecast_by_{}_ratio_{}", peer, set)] =
          own->processor_us / cost.processor_us;
    }
  }
  return {};
}

int run(int count, char** words) {
  CLI::App app("what a forecast costs and loses, by shelfd and by its peers");
  Arguments arguments;
  describe(app, arguments);
  if (const auto ends = read_words(app, count, words)) return *ends;
  const char* shared = std::getenv("SHELFD_SHARED");  // NOLINT(concurrency-mt-unsafe): no writer
  const std::string scripts =
      shared == nullptr ? std::string() : std::string(shared) + "/bench/forecast";
  if (shared == nullptr || !std::filesystem::exists(scripts + "/bench.py")) {
    fmt::print(stderr, "dev: no protocol: SHELFD_SHARED names no folder with bench/forecast\n");
    return kUnavailable;
  }
  const Scratch scratch;
  Figures figures;
  Status done = measure({.python = arguments.python,
                         .pybats = arguments.pybats,
                         .scripts = scripts,
                         .folder = scratch.path()},
                        arguments, figures);
  if (done && arguments.json) done = write_figures(*arguments.json, figures);
  if (!done) {
    fmt::print(stderr, "dev: {}\n", done.error().message);
    return kFailed;
  }
  return 0;
}

}  // namespace
}  // namespace shelfd::bench

int main(int count, char** words) {
  return shelfd::bench::exit_code([&] { return shelfd::bench::run(count, words); });
}
