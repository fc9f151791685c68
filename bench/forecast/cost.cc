#include "bench/forecast/cost.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/pipeline/process.h"

namespace shelfd::bench {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kPatience{3'600};
constexpr double kMicros = 1e6;

// User and system time of all children that have ended.
double seconds_of_children() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / kMicros;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Result<Json> parsed(const std::string& text, const std::string& whose) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return stop(whose + " told no JSON: " + text.substr(0, 200));
  return json;
}

// The protocol's scripts read their data beside themselves, and one thread is one thread.
Program script(const Protocol& protocol, const std::string& name,
               const std::vector<std::string>& arguments) {
  Program program{.words = {protocol.python, "-B", protocol.scripts + "/" + name},
                  .variables = {"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"},
                  .log = protocol.folder + "/" + name};
  program.words.insert(program.words.end(), arguments.begin(), arguments.end());
  return program;
}

Result<Cost> scored(const Protocol& protocol, const std::string& csv, double seconds_each) {
  const auto said = run(script(protocol, "score.py", {csv, "--json"}), kPatience);
  if (!said) return std::unexpected(said.error());
  const auto row = parsed(said->substr(0, said->find('\n')), "score.py");
  if (!row) return std::unexpected(row.error());
  const double loss = row->value("wql", 0.0);
  const double forecasts = row->value("n", 0.0);
  if (!(forecasts > 0)) return stop("score.py told no figures of " + csv);
  return Cost{.loss = loss, .processor_us = seconds_each * kMicros, .forecasts = forecasts};
}

}  // namespace

Status export_sets(const Protocol& protocol, const std::vector<std::string>& sets) {
  std::vector<std::string> arguments{protocol.folder + "/data"};
  arguments.insert(arguments.end(), sets.begin(), sets.end());
  const auto said = run(script(protocol, "export.py", arguments), kPatience);
  if (!said) return std::unexpected(said.error());
  return {};
}

Result<Cost> cost_of_shelfd(const Protocol& protocol, const std::string& set) {
  const std::string csv = protocol.folder + "/" + set + ".csv";
  const double before = seconds_of_children();
  const auto said =
      run({.words = {SHELFD_PROGRAM, "backtest", "forecast", "--data", protocol.folder + "/data",
                     "--set", set, "--out", csv, "--output", "json"},
           .log = protocol.folder + "/shelfd"},
          kPatience);
  if (!said) return std::unexpected(said.error());
  const double seconds = seconds_of_children() - before;
  const auto told = parsed(*said, "shelfd backtest forecast");
  if (!told) return std::unexpected(told.error());
  // A set with planned prices is walked once more without them.
  double forecasts = 0;
  for (const Json& walked : told->value("sets", Json::array())) {
    forecasts += walked.value("tasks", 0.0);
  }
  return scored(protocol, csv, seconds / forecasts);
}

bool has_pybats(const Protocol& protocol, const std::string& set) {
  return !protocol.pybats.empty() && (set == "b2w" || set == "black_friday");
}

Result<Cost> cost_of_pybats(const Protocol& protocol, const std::string& set, double forecasts) {
  constexpr std::string_view kDiscount = "1";  // its rho: the best of those that the notes tried
  const std::string csv = protocol.folder + "/" + set + ".pybats.csv";
  Program program = script(protocol, "pybats_run.py", {set, csv, std::string(kDiscount)});
  program.words.front() = protocol.pybats;
  const double before = seconds_of_children();
  const auto said = run(program, kPatience);
  if (!said) return std::unexpected(said.error());
  return scored(protocol, csv, (seconds_of_children() - before) / forecasts);
}

Result<std::map<std::string, Cost>> cost_of_peers(const Protocol& protocol, const std::string& set,
                                                  const std::string& peers) {
  const std::string lines = protocol.folder + "/" + set + ".jsonl";
  const auto said = run(
      script(protocol, "bench.py", {"--sets", set, "--models", peers, "--out", lines}), kPatience);
  if (!said) return std::unexpected(said.error());
  std::map<std::string, Cost> costs;
  std::ifstream file(lines);
  for (std::string line; std::getline(file, line);) {
    const auto row = parsed(line, "bench.py");
    if (!row) return std::unexpected(row.error());
    if (row->value("dataset", "") != set) continue;  // of a set's events alone
    try {
      costs[row->at("model")] = {.loss = row->at("wql"), .processor_us = row->at("cpu_us")};
    } catch (const Json::exception& wrong) {
      return stop(fmt::format("the peers' figures of {}: {}", set, wrong.what()));
    }
  }
  return costs;
}

}  // namespace shelfd::bench
