// The drain of a backlog: see `drain` in phases.h.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "bench/pipeline/phases.h"

namespace shelfd::bench {
namespace {

// What comes before is for starting, joining the group and warming caches.
constexpr double kCountedFrom = 0.2;
constexpr std::chrono::seconds kPatience{1'800};
constexpr std::chrono::seconds kTellEvery{5};
constexpr int kLookAtClockEvery = 256;

Status fill(Stage& stage) {
  auto sender = Sender::open(stage.settings, kPartitions, Sender::Manner::Bulk);
  if (!sender) return std::unexpected(sender.error());
  Instant at = wall_now();
  for (std::int64_t count = 0; count < stage.scale.drained_events; ++count) {
    if (count % kLookAtClockEvery == 0) at = wall_now();
    if (auto status = (*sender)->send(stage.market->next(at)); !status) return status;
  }
  auto status = (*sender)->flush();
  extend(stage.ends, (*sender)->ends());
  return status;
}

struct Sample {
  ProcessorUse use{};
  std::int64_t covered = 0;
  std::int64_t cuts = 0;
  double suggestions = 0;
  std::int64_t changelog = 0;  // records and markers
};

Result<Sample> sample(Stage& stage) {
  Sample taken{.use = processor_use(stage),
               .covered = stage.watch->covered_records(),
               .cuts = stage.watch->totals().cuts,
               .suggestions = stage.subject->metric("shelfd_suggestions_total")};
  const auto changelog = changelog_ends(stage);
  if (!changelog) return std::unexpected(changelog.error());
  taken.changelog = std::accumulate(changelog->begin(), changelog->end(), std::int64_t{0});
  return taken;
}

// As soon as so many records are covered.
Result<Sample> sample_at(Stage& stage, std::int64_t records) {
  auto told = std::chrono::steady_clock::now();
  const auto is_there = [&] {
    const std::int64_t covered = stage.watch->covered_records();
    if (std::chrono::steady_clock::now() - told > kTellEvery) {
      told += kTellEvery;
      tell(fmt::format("  {} records to go", sum(stage.ends) - covered));
    }
    return covered >= records;
  };
  auto status = stage.subject->process().wait("shelfd run: draining", is_there, kPatience);
  if (!status) return std::unexpected(status.error());
  return sample(stage);
}

// From the program's start to its first cut seen.
double first_cut_seconds(const CutWatch& watch, SteadyTime started) {
  SteadyTime first = SteadyTime::max();
  for (const auto& cuts : watch.cuts_since(started)) {
    if (!cuts.empty()) first = std::min(first, cuts.front().at);
  }
  return std::chrono::duration<double>(first - started).count();
}

// Share of the records that lie in cuts that were judged.
double judged_ratio(const CutWatch& watch, SteadyTime since, const Ends& before) {
  double judged = 0;
  double all = 0;
  const auto cuts = watch.cuts_since(since);
  for (std::size_t partition = 0; partition < cuts.size(); ++partition) {
    connectors::Heads last = before[partition];
    for (const SeenCut& cut : cuts[partition]) {
      const auto records =
          static_cast<double>(std::accumulate(cut.next.begin(), cut.next.end(), std::int64_t{0}) -
                              std::accumulate(last.begin(), last.end(), std::int64_t{0}));
      all += records;
      if (cut.judging) judged += records;
      last = cut.next;
    }
  }
  return all > 0 ? judged / all : 0;
}

void keep(Figures& figures, const Sample& first, const Sample& last) {
  const auto events = static_cast<double>(last.covered - first.covered);
  const std::chrono::duration<double> took = last.use.at - first.use.at;
  const auto each = [events](double seconds) { return seconds * 1e6 / events; };
  figures["events_per_second"] = events / took.count();
  figures["cpu_us_per_event"] = each(last.use.subject - first.use.subject);
  figures["broker_cpu_us_per_event"] = each(last.use.broker - first.use.broker);
  figures["suggestions_per_event"] = (last.suggestions - first.suggestions) / events;
  figures["changelog_records_per_event"] =
      static_cast<double>(last.changelog - first.changelog) / events;
  figures["events_per_cut"] = events / static_cast<double>(last.cuts - first.cuts);
  figures["drain_cpu_others_ratio"] = others_between(first.use, last.use);
}

}  // namespace

Status drain(Stage& stage) {
  tell(fmt::format("sending {} events while it is stopped", stage.scale.drained_events));
  const Ends before = stage.watch->covered();
  if (auto status = fill(stage); !status) return status;
  const std::int64_t from = sum(before);
  const std::int64_t until = sum(stage.ends);
  tell("draining them");
  const SteadyTime began = std::chrono::steady_clock::now();
  if (auto status = stage.subject->start(); !status) return status;
  const auto counted =
      from + static_cast<std::int64_t>(kCountedFrom * static_cast<double>(until - from));
  const auto first = sample_at(stage, counted);
  if (!first) return std::unexpected(first.error());
  const auto last = sample_at(stage, until);
  if (!last) return std::unexpected(last.error());
  keep(stage.figures, *first, *last);
  stage.figures["drain_judged_ratio"] = judged_ratio(*stage.watch, began, before);
  stage.figures["drain_first_cut_seconds"] = first_cut_seconds(*stage.watch, began);
  stage.figures["rss_after_drain_mib"] = stage.subject->peak_mebibytes();
  return stage.watch->status();
}

}  // namespace shelfd::bench
