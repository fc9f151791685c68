// shelfd_forecast_peers --python PROGRAM [--pybats PROGRAM] [--json FILE] [--sets a,b]
// [--peers x,y]: what a forecast costs and loses, by shelfd and by peers, on the sets of the shared
// protocol (SHELFD_SHARED); prints a table and writes one flat JSON object. Exit codes: 0 measured;
// 1 failed; 2 not understood; 69 no protocol to be had.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>

#include "bench/figures.h"
#include "bench/forecast/cost.h"
#include "bench/scratch.h"

namespace shelfd::bench {
namespace {

constexpr int kFailed = 1;
constexpr int kNotUnderstood = 2;
constexpr int kUnavailable = 69;

struct Arguments {
  std::string python{};
  std::string pybats{};
  std::optional<std::string> json{};
  std::string sets = "carparts,online_retail,b2w,black_friday";
  std::string peers = "ewma_nb,imapa,lgbm";
};

std::optional<Arguments> read(std::span<char*> given) {
  Arguments arguments;
  for (std::size_t at = 0; at + 1 < given.size(); at += 2) {
    const std::string_view word = given[at];
    const std::string value = given[at + 1];
    if (word == "--python") {
      arguments.python = value;
    } else if (word == "--pybats") {
      arguments.pybats = value;
    } else if (word == "--json") {
      arguments.json = value;
    } else if (word == "--sets") {
      arguments.sets = value;
    } else if (word == "--peers") {
      arguments.peers = value;
    } else {
      return std::nullopt;
    }
  }
  if (given.size() % 2 != 0 || arguments.python.empty()) return std::nullopt;
  return arguments;
}

std::vector<std::string> listed(const std::string& names) {
  std::vector<std::string> list;
  std::istringstream in(names);
  for (std::string name; std::getline(in, name, ',');) list.push_back(name);
  return list;
}

void tell(const std::string& set, const std::string& who, const Cost& cost, const Cost& own) {
  fmt::print("{:<16}{:<12}{:>8.4f}{:>12.1f}{:>12.4f}\n", set, who, cost.loss, cost.processor_us,
             own.processor_us / cost.processor_us);
  std::fflush(stdout);
}

Status measure(const Protocol& protocol, const Arguments& arguments, Figures& figures) {
  const std::vector<std::string> sets = listed(arguments.sets);
  if (const Status exported = export_sets(protocol, sets); !exported) return exported;
  fmt::print("{:<16}{:<12}{:>8}{:>12}{:>12}\n", "set", "", "wql", "us each", "shelfd/it");
  for (const std::string& set : sets) {
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

int run(std::span<char*> given) {
  const auto arguments = read(given);
  if (!arguments) {
    fmt::print(stderr,
               "usage: shelfd_forecast_peers --python PROGRAM [--pybats PROGRAM] [--json FILE] "
               "[--sets a,b] [--peers x,y]\n");
    return kNotUnderstood;
  }
  const char* shared = std::getenv("SHELFD_SHARED");  // NOLINT(concurrency-mt-unsafe): no writer
  const std::string scripts =
      shared == nullptr ? std::string() : std::string(shared) + "/bench/forecast";
  if (shared == nullptr || !std::filesystem::exists(scripts + "/bench.py")) {
    fmt::print(stderr, "dev: no protocol: SHELFD_SHARED names no folder with bench/forecast\n");
    return kUnavailable;
  }
  const Scratch scratch;
  Figures figures;
  Status done = measure({.python = arguments->python,
                         .pybats = arguments->pybats,
                         .scripts = scripts,
                         .folder = scratch.path()},
                        *arguments, figures);
  if (done && arguments->json) done = write_figures(*arguments->json, figures);
  if (!done) {
    fmt::print(stderr, "dev: {}\n", done.error().message);
    return kFailed;
  }
  return 0;
}

}  // namespace
}  // namespace shelfd::bench

int main(int argc, char** argv) {
  return shelfd::bench::run(std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
}
