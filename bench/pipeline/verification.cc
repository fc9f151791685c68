// What was lost, doubled or judged otherwise: see `verify` in phases.h.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/pipeline/phases.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::seconds kPatience{120};

// Records of input that the newest cuts do not cover, or cover though nobody sent them.
std::int64_t uncovered(const Ends& sent, const Ends& covered) {
  std::int64_t records = 0;
  for (std::size_t partition = 0; partition < sent.size(); ++partition) {
    // That of rules is their version, which counts the records of a partition, too.
    for (std::size_t rank = 0; rank < sent[partition].size(); ++rank) {
      records += std::abs(sent[partition].at(rank) - covered[partition].at(rank));
    }
  }
  return records;
}

// Every cut made again from what was read: same bytes, and as many records as were sent.
Status replay(Stage& stage) {
  tell("replaying all of it");
  const auto began = std::chrono::steady_clock::now();
  const auto printed =
      stage.subject->verb({"replay", "--output", "json"}, stage.scale.replay_patience);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  stage.figures["replay_seconds"] = took.count();
  stage.figures["replay_exact"] = 0;
  if (!printed) return std::unexpected(printed.error());
  const auto told = nlohmann::json::parse(*printed, nullptr, false);
  if (!told.is_object()) return stop("replay printed " + *printed);
  bool same = true;
  std::int64_t records = 0;
  for (const auto& partition : told["partitions"]) {
    same = same && partition["same"].get<bool>();
    records += partition["records"].get<std::int64_t>();
  }
  stage.figures["replayed_records"] = static_cast<double>(records);
  stage.figures["replay_exact"] = same && records == sum(stage.ends) ? 1 : 0;
  return {};
}

}  // namespace

Status verify(Stage& stage) {
  if (auto status = wait_until_covered(stage, kPatience); !status) return status;
  stage.figures["rss_mib"] = stage.subject->peak_mebibytes();
  if (auto status = stage.subject->stop(); !status) return status;
  const CutTotals totals = stage.watch->totals();
  stage.figures["events_taken"] = static_cast<double>(sum(stage.watch->covered()));
  stage.figures["lost_events"] = static_cast<double>(uncovered(stage.ends, stage.watch->covered()));
  stage.figures["cuts_out_of_order"] = static_cast<double>(totals.cuts_out_of_order);
  stage.figures["refused_events"] = static_cast<double>(totals.dead_letters);
  if (totals.dead_letters > 0) tell("  the first dead letter: " + totals.first_dead_letter);
  return replay(stage);
}

}  // namespace shelfd::bench
