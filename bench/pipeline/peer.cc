#include "bench/pipeline/peer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/pipeline/process.h"

namespace shelfd::bench {
namespace {

using Json = nlohmann::json;

constexpr std::chrono::seconds kPatience{3'600};
constexpr std::chrono::seconds kCleansUp{60};
constexpr double kMillisPerSecond = 1'000;

enum class Better { Less, More };

void keep(Figures& figures, const std::string& name, double value, Better better) {
  const auto [kept, is_new] = figures.try_emplace("peer_" + name, value);
  if (is_new) return;
  kept->second =
      better == Better::Less ? std::min(kept->second, value) : std::max(kept->second, value);
}

void keep_drain(Figures& figures, const Json& run) {
  const Json& drain = run.at("drain");
  keep(figures, "events_per_second", drain.at("events_per_s"), Better::More);
  keep(figures, "cpu_us_per_event", drain.at("process_cpu_us"), Better::Less);
  keep(figures, "broker_cpu_us_per_event", drain.at("broker_cpu_us"), Better::Less);
  const double cores = static_cast<double>(::sysconf(_SC_NPROCESSORS_ONLN));
  keep(figures, "drain_cpu_others_ratio",
       std::max(0.0, drain.at("others_cores").get<double>()) / cores, Better::More);
}

void keep_loads(Figures& figures, const Json& run) {
  for (const Json& load : run.value("load", Json::array())) {
    const std::string at = fmt::format("_at_{}", load.at("rate").get<int>());
    keep(figures, "latency_ms_p50" + at, load.at("ms").at("p50"), Better::Less);
    keep(figures, "latency_ms_p99" + at, load.at("ms").at("p99"), Better::Less);
    keep(figures, "cpu_us_per_event" + at, load.at("process_cpu_us"), Better::Less);
    keep(figures, "broker_cpu_us_per_event" + at, load.at("broker_cpu_us"), Better::Less);
  }
  keep(figures, "rss_mib", run.at("memory_after_load").at("hwm_mib"), Better::Less);
}

// Only of its first run.
void keep_recovery(Figures& figures, const Json& run) {
  if (!run.contains("after_state_loss")) return;
  const auto seconds = [&run](const char* after) {
    return run.at(after).at("ready_ms").get<double>() / kMillisPerSecond;
  };
  keep(figures, "ready_after_kill_seconds", seconds("after_kill"), Better::Less);
  keep(figures, "ready_after_stop_seconds", seconds("after_clean_stop"), Better::Less);
  keep(figures, "ready_after_state_loss_seconds", seconds("after_state_loss"), Better::Less);
  keep(figures, "restore_records_per_second", run.at("after_state_loss").at("records_per_s"),
       Better::More);
}

// Python cleans up, with its own broker, when it is interrupted; not when it is killed.
Program program_of(const std::string& program, const std::string& folder, const Scale& scale) {
  return {.words = {"/usr/bin/env",
                    "python3",
                    program,
                    "--zipf",
                    "0.9",
                    "--events",
                    std::to_string(scale.drained_events),
                    "--rates",
                    fmt::format("{}", fmt::join(scale.rates, ",")),
                    "--seconds",
                    std::to_string(scale.load_time.count()),
                    "--partitions",
                    std::to_string(kPartitions),
                    "--intervals",
                    scale.peer_intervals,
                    "--only",
                    scale.peer_phases,
                    "--work",
                    folder,
                    "--out",
                    folder + "/figures.json"},
          .log = folder + "/peer",
          .signal_of_parent = SIGINT};
}

}  // namespace

std::optional<std::string> find_peer() {
  const char* shared = std::getenv("SHELFD_SHARED");  // NOLINT(concurrency-mt-unsafe): no writer
  if (shared == nullptr) return std::nullopt;
  std::string program = std::string(shared) + "/bench/streams/run";
  if (!std::filesystem::exists(program)) return std::nullopt;
  return program;
}

Status measure_peer(const std::string& program, const std::string& folder, const Scale& scale,
                    Figures& figures) {
  std::filesystem::create_directories(folder);
  tell("the Kafka Streams peer, on a broker of its own");
  auto process = Process::start(program_of(program, folder, scale));
  if (!process) return std::unexpected(process.error());
  const auto code = (*process)->wait_end("the peer", kPatience);
  if (!code) {
    (*process)->signal(SIGINT);
    (*process)->let_end(kCleansUp);
    return std::unexpected(code.error());
  }
  if (*code != 0) return stop("the peer failed:\n" + (*process)->err());
  std::ifstream file(folder + "/figures.json");
  const Json told = Json::parse(file, nullptr, false);
  if (!told.is_object()) return stop("the peer wrote no figures");
  try {
    for (const Json& run : told.at("runs")) {
      keep_drain(figures, run);
      keep_loads(figures, run);
      keep_recovery(figures, run);
    }
  } catch (const Json::exception& wrong) {
    return stop(std::string("the peer's figures: ") + wrong.what());
  }
  return {};
}

}  // namespace shelfd::bench
