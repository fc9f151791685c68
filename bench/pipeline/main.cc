// shelfd_pipeline: `shelfd run` on a real Kafka, from a backlog to a lost folder, and the Kafka
// Streams peer on the same events; prints a table and writes one flat JSON object. Exit codes: 0
// measured, and nothing was lost; 1 failed; 2 not understood; 69 no broker to be had.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

#include "bench/command_line.h"
#include "bench/pipeline/peer.h"
#include "bench/pipeline/phases.h"
#include "bench/pipeline/report.h"
#include "bench/scratch.h"
#include "daemon/interrupt.h"

namespace shelfd::bench {
namespace {

struct Arguments {
  std::optional<std::string> json{};
  bool quick = false;
  bool no_peer = false;
  bool only_peer = false;
  bool only_drain = false;
};

void describe(CLI::App& app, Arguments& arguments) {
  app.add_option("--json", arguments.json, "write the figures as one flat JSON object");
  app.add_flag("--quick", arguments.quick, "a smoke test, whose figures mean little");
  auto* no_peer = app.add_flag("--no-peer", arguments.no_peer, "leave the peer out");
  auto* only_peer = app.add_flag("--only-peer", arguments.only_peer, "leave shelfd out");
  auto* only_drain = app.add_flag("--only-drain", arguments.only_drain,
                                  "end after the drain, without the peer: for tuning");
  only_peer->excludes(no_peer)->excludes(only_drain);
}

Scale scale_of(bool quick) {
  if (!quick) return {};
  return {.items = 20'000,
          .warm_records = 200'000,
          .drained_events = 200'000,
          .load_time = std::chrono::seconds{10},
          .kill_rate = 5'000,
          .kill_shares = {0.1},
          .kill_seconds = {std::chrono::seconds{1}},
          .peer_intervals = "50",
          .peer_phases = "drain,load"};
}

double worst_others(const Figures& figures) {
  double worst = 0;
  for (const auto& [name, value] : figures) {
    if (name.starts_with("peer_")) continue;
    if (name.find("cpu_others_ratio") != std::string::npos) worst = std::max(worst, value);
  }
  return worst;
}

Status measure_own(Stage& stage, bool only_drain) {
  if (auto status = open_market(stage); !status) return status;
  if (auto status = drain(stage); !status || only_drain) return status;
  for (const int rate : stage.scale.rates) {
    if (auto status = load(stage, rate); !status) return status;
  }
  if (auto status = kill_and_restart(stage); !status) return status;
  if (auto status = lose_state(stage); !status) return status;
  auto status = verify(stage);
  stage.figures["cpu_others_ratio"] = worst_others(stage.figures);
  return status;
}

// A broker of its own for each, one after the other.
Status measure(const Arguments& arguments, Figures& figures) {
  const Scratch scratch;
  const Scale scale = scale_of(arguments.quick);
  if (!arguments.only_peer) {
    Stage stage{.scale = scale, .folder = scratch.path()};
    auto status = measure_own(stage, arguments.only_drain);
    figures = stage.figures;
    if (!status) return status;
  }
  if (arguments.no_peer || arguments.only_drain) return {};
  const auto peer = find_peer();
  if (!peer) {
    tell("the Kafka Streams peer is skipped");
    return {};
  }
  return measure_peer(*peer, scratch.path() + "/peer", scale, figures);
}

bool is_exact(const Figures& figures) {
  const auto is = [&](const char* name, double wanted) {
    const auto found = figures.find(name);
    return found == figures.end() || found->second == wanted;
  };
  return is("lost_events", 0) && is("cuts_out_of_order", 0) && is("refused_events", 0) &&
         is("replay_exact", 1);
}

// Whether there are ratios, and why not.
void tell_peer(const Arguments& arguments) {
  if (arguments.no_peer || arguments.only_drain) {
    fmt::print("the Kafka Streams peer: left out, no ratios\n");
  } else if (!find_peer()) {
    fmt::print(
        "the Kafka Streams peer: SKIPPED, not beside this checkout (SHELFD_SHARED or "
        "../shared: bench/streams/run), no ratios\n");
  }
}

int measure_all(int count, char** words) {
  CLI::App app("`shelfd run` on a real Kafka, and the Kafka Streams peer on the same events");
  Arguments arguments;
  describe(app, arguments);
  if (const auto ends = read_words(app, count, words)) return *ends;
  daemon::watch_interrupts();
  Figures figures;
  const auto measured = measure(arguments, figures);
  add_ratios(figures);
  if (!figures.empty()) fmt::print("{}", table(figures));
  tell_peer(arguments);
  if (arguments.json) {
    const auto written = write_figures(*arguments.json, figures);
    if (!written) tell(written.error().message);
    if (!written) return kFailed;
  }
  if (!measured) {
    tell(measured.error().message);
    return measured.error().reaction == Reaction::Retry ? kUnavailable : kFailed;
  }
  if (!is_exact(figures)) tell("FAILED: something was lost, doubled, refused or judged otherwise");
  return is_exact(figures) ? 0 : kFailed;
}

}  // namespace
}  // namespace shelfd::bench

int main(int count, char** words) {
  return shelfd::bench::exit_code([&] { return shelfd::bench::measure_all(count, words); });
}
