// Kills, stops and a lost folder: see `kill_and_restart` and `lose_state` in phases.h.
#include <fmt/format.h>

#include <algorithm>

#include "bench/pipeline/load.h"
#include "bench/pipeline/phases.h"
#include "connectors/kafka/database_state.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::seconds kReady{120};
constexpr std::chrono::seconds kFills{90};  // a partition's unflushed records
constexpr std::chrono::milliseconds kLookEvery{50};

Status stop_and_start(Stage& stage) {
  if (auto status = stage.subject->stop(); !status) return status;
  const auto ready = stage.subject->start_until_ready(kReady);
  if (!ready) return std::unexpected(ready.error());
  stage.figures["ready_after_stop_seconds"] =
      std::max(stage.figures["ready_after_stop_seconds"], *ready);
  return {};
}

// Until the fullest partition has grown by so many records since it was flushed: a stop flushes.
Status wait_for_growth(Stage& stage, const std::vector<std::int64_t>& flushed, double records) {
  auto looked = std::chrono::steady_clock::now();
  Status asked;
  const auto has_grown = [&] {
    if (std::chrono::steady_clock::now() - looked < kLookEvery) return false;
    looked = std::chrono::steady_clock::now();
    const auto ends = changelog_ends(stage);
    if (!ends) asked = std::unexpected(ends.error());
    if (!ends) return true;
    for (std::size_t at = 0; at < ends->size(); ++at) {
      if (static_cast<double>((*ends)[at] - flushed[at]) >= records) return true;
    }
    return false;
  };
  auto status = stage.subject->process().wait("shelfd run: its changelog grows", has_grown, kFills);
  return status ? asked : status;
}

// Killed, started again while events go on coming, and the seconds until it is ready kept.
Status kill_once(Stage& stage, const std::string& moment) {
  stage.subject->kill();
  const auto ready = stage.subject->start_until_ready(kReady);
  if (!ready) return std::unexpected(ready.error());
  const double restored = stage.subject->metric("shelfd_restored_records_total");
  tell(fmt::format("  killed {}: ready after {:.2f} s, {:.0f} records restored", moment, *ready,
                   restored));
  Figures& figures = stage.figures;
  figures["ready_after_kill_seconds"] = std::max(figures["ready_after_kill_seconds"], *ready);
  figures["restored_after_kill_records"] =
      std::max(figures["restored_after_kill_records"], restored);
  return {};
}

Status kill_when_grown(Stage& stage, double share) {
  if (auto status = stop_and_start(stage); !status) return status;
  const auto flushed = changelog_ends(stage);
  if (!flushed) return std::unexpected(flushed.error());
  const double records = share * static_cast<double>(connectors::kFlushRecords);
  if (auto status = wait_for_growth(stage, *flushed, records); !status) return status;
  return kill_once(stage, fmt::format("with {:.0f} records of a partition unflushed", records));
}

Status kill_after(Stage& stage, std::chrono::seconds time) {
  const auto due = std::chrono::steady_clock::now() + time;
  const auto is_due = [due] { return std::chrono::steady_clock::now() >= due; };
  if (auto status = stage.subject->process().wait("shelfd run", is_due, time + kReady); !status) {
    return status;
  }
  return kill_once(stage, fmt::format("{} s after it was ready", time.count()));
}

Status kill_each(Stage& stage) {
  for (const double share : stage.scale.kill_shares) {
    if (auto status = kill_when_grown(stage, share); !status) return status;
  }
  for (const auto time : stage.scale.kill_seconds) {
    if (auto status = kill_after(stage, time); !status) return status;
  }
  return {};
}

}  // namespace

Status kill_and_restart(Stage& stage) {
  tell(fmt::format("killing it under {} events a second", stage.scale.kill_rate));
  constexpr std::int64_t kNoEnd = std::int64_t{1} << 40U;
  PacedLoad load(stage, stage.scale.kill_rate, kNoEnd);
  auto status = kill_each(stage);
  if (auto sent = load.stop(); status) status = sent;
  if (status) status = wait_until_covered(stage, kReady);
  return status;
}

Status lose_state(Stage& stage) {
  tell("stopping it in order, and starting it");
  stage.figures.erase("ready_after_stop_seconds");  // those under load
  if (auto status = stop_and_start(stage); !status) return status;
  tell("losing its state folder");
  if (auto status = stage.subject->stop(); !status) return status;
  stage.subject->lose_state();
  const auto ready = stage.subject->start_until_ready(kReady);
  if (!ready) return std::unexpected(ready.error());
  const double restored = stage.subject->metric("shelfd_restored_records_total");
  const double took = stage.subject->restore_seconds();
  Figures& figures = stage.figures;
  figures["ready_after_state_loss_seconds"] = *ready;
  figures["restored_records"] = restored;
  if (took > 0) figures["restore_records_per_second"] = restored / took;
  figures["restore_cpu_us_per_record"] =
      processor_seconds(stage.subject->process().id()) * 1e6 / std::max(restored, 1.0);
  return {};
}

}  // namespace shelfd::bench
