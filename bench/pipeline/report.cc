#include "bench/pipeline/report.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <string_view>

namespace shelfd::bench {
namespace {

constexpr std::string_view kPeer = "peer_";

enum class Good { Low, High };

struct Row {
  const char* figure = "";
  const char* meaning = "";
  Good good = Good::Low;
  std::optional<double> floor{};  // what it must reach
  std::optional<double> goal{};
};

// Floors and goals: docs/benchmarks.md, "On Kafka".
constexpr std::array kRows = {
    Row{"events_per_second", "drained, judging on", Good::High, 40'000, 60'000},
    Row{"events_per_second_ratio", "by the peer's", Good::High, 1.3, 2},
    Row{"cpu_us_per_event", "of the program", Good::Low, 12.5, 8},
    Row{"cpu_us_per_event_ratio", "by the peer's"},
    Row{"broker_cpu_us_per_event", "of the broker"},
    Row{"suggestions_per_event", "prices and plans told"},
    Row{"changelog_records_per_event", "state written, with markers"},
    Row{"events_per_cut", ""},
    Row{"drain_first_cut_seconds", "from the start on a backlog"},
    Row{"drain_judged_ratio", "of the events drained", Good::High, 1, 1},
    Row{"drain_cpu_others_ratio", "of the machine, by others"},
    Row{"latency_ms_p50_at_2000", "every event", Good::Low, 40, 30},
    Row{"latency_ms_p99_at_2000", "", Good::Low, 110, 70},
    Row{"latency_ms_p50_at_2000_ratio", "by the peer's"},
    Row{"latency_ms_p99_at_2000_ratio", "by the peer's"},
    Row{"suggestion_latency_ms_p50_at_2000", "those that were told something"},
    Row{"suggestion_latency_ms_p99_at_2000", ""},
    Row{"generator_late_ms_at_2000", "the latest event"},
    Row{"latency_ms_p50_at_10000", "every event", Good::Low, 40, 30},
    Row{"latency_ms_p99_at_10000", "", Good::Low, 110, 70},
    Row{"latency_ms_p50_at_10000_ratio", "by the peer's"},
    Row{"latency_ms_p99_at_10000_ratio", "by the peer's"},
    Row{"suggestion_latency_ms_p50_at_10000", "those that were told something"},
    Row{"suggestion_latency_ms_p99_at_10000", ""},
    Row{"generator_late_ms_at_10000", "the latest event"},
    Row{"cpu_us_per_event_at_2000", "of the program"},
    Row{"cpu_us_per_event_at_10000", "of the program"},
    Row{"ready_after_kill_seconds", "the worst of all kills", Good::Low, 3, 1},
    Row{"ready_after_kill_seconds_ratio", "by the peer's"},
    Row{"restored_after_kill_records", "the most"},
    Row{"ready_after_stop_seconds", ""},
    Row{"ready_after_state_loss_seconds", ""},
    Row{"restored_records", "after the loss"},
    Row{"restore_records_per_second", "", Good::High, 150'000, 300'000},
    Row{"restore_records_per_second_ratio", "by the peer's", Good::High, 1, 2},
    Row{"rss_mib", "the most in all its lives", Good::Low, 512, 300},
    Row{"rss_mib_ratio", "by the peer's"},
    Row{"events_taken", "all inputs"},
    Row{"lost_events", "sent and not covered, or covered and not sent", Good::Low, 0, 0},
    Row{"cuts_out_of_order", "missing, twice, or going back", Good::Low, 0, 0},
    Row{"refused_events", "dead letters", Good::Low, 0, 0},
    Row{"replay_exact", "1: same bytes, same records", Good::High, 1, 1},
    Row{"replay_seconds", ""},
    Row{"cpu_others_ratio", "drain and loads, the worst", Good::Low, 0.075, 0.025},
};

std::optional<double> find(const Figures& figures, const std::string& name) {
  const auto found = figures.find(name);
  return found == figures.end() ? std::nullopt : std::optional(found->second);
}

std::string shown(std::optional<double> value) {
  if (!value) return "";
  if (*value >= 1'000) return fmt::format("{:.0f}", *value);
  return fmt::format("{:.4g}", *value);
}

std::string verdict(const Row& row, double value) {
  if (!row.floor || !row.goal) return "";
  const auto reaches = [&](double bound) {
    return row.good == Good::Low ? value <= bound : value >= bound;
  };
  if (reaches(*row.goal)) return "goal";
  return reaches(*row.floor) ? "floor" : "BELOW";
}

}  // namespace

void add_ratios(Figures& figures) {
  const Figures all = figures;
  for (const auto& [name, value] : all) {
    const auto peer = find(all, std::string(kPeer) + name);
    if (peer && *peer > 0) figures[name + "_ratio"] = value / *peer;
  }
}

std::string table(const Figures& figures) {
  std::string text = fmt::format("{:<36} {:>10} {:>8} {:>8} {:<6} {:>10}  {}\n", "figure", "value",
                                 "floor", "goal", "", "peer", "what it is");
  for (const Row& row : kRows) {
    const auto value = find(figures, row.figure);
    const auto peer = find(figures, std::string(kPeer) + row.figure);
    if (!value && !peer) continue;
    text += fmt::format("{:<36} {:>10} {:>8} {:>8} {:<6} {:>10}  {}\n", row.figure, shown(value),
                        shown(row.floor), shown(row.goal), value ? verdict(row, *value) : "",
                        shown(peer), row.meaning);
  }
  return text;
}

}  // namespace shelfd::bench
