// Latency at a steady rate: see `load` in phases.h.
#include <fmt/format.h>

#include <algorithm>

#include "bench/machine.h"
#include "bench/pipeline/load.h"
#include "bench/pipeline/phases.h"
#include "bench/pipeline/suggestion_watch.h"

namespace shelfd::bench {
namespace {

constexpr std::chrono::seconds kPatience{60};
constexpr std::chrono::milliseconds kLook{20};

double millis(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

// The first cut that passes the event; the end where none does.
std::vector<SeenCut>::const_iterator covering(const std::vector<SeenCut>& cuts,
                                              const SentEvent& event) {
  const auto rank = static_cast<std::size_t>(event.is_offer ? engine::Topic::CompetitorOffers
                                                            : engine::Topic::Demand);
  return std::ranges::upper_bound(cuts, event.offset, {},
                                  [rank](const SeenCut& cut) { return cut.next.at(rank); });
}

// Milliseconds of the events that were due from `from` on. Errors: Stop for one without an outcome.
Result<std::vector<double>> latencies(const PacedLoad& load,
                                      const std::vector<std::vector<SeenCut>>& cuts,
                                      SteadyTime from) {
  std::vector<double> all;
  all.reserve(load.events().size());
  for (const SentEvent& event : load.events()) {
    if (event.offset < 0) return stop("an event was not delivered");
    const auto& of_partition = cuts[static_cast<std::size_t>(event.partition)];
    const auto cut = covering(of_partition, event);
    if (cut == of_partition.end()) return stop("an event has no outcome");
    if (event.due >= from) all.push_back(millis(cut->at - event.due));
  }
  return all;
}

// Of those whose cause was due from `from` on.
std::vector<double> latencies(const SuggestionWatch& watch, Instant from) {
  std::vector<double> all;
  for (const SeenSuggestion& suggestion : watch.seen()) {
    if (suggestion.caused_at < from) continue;
    all.push_back(static_cast<double>((suggestion.seen_at - suggestion.caused_at).count()));
  }
  return all;
}

struct Measured {
  std::vector<double> of_events{};
  std::vector<double> of_suggestions{};
  double events = 0;
  std::chrono::nanoseconds most_late{};
  ProcessorUse before{};
  ProcessorUse after{};
};

Result<Measured> measure(Stage& stage, int per_second) {
  const Scale& scale = stage.scale;
  auto suggestions = SuggestionWatch::open(stage);
  if (!suggestions) return std::unexpected(suggestions.error());
  const SteadyTime began = std::chrono::steady_clock::now();
  const Instant counted_from = wall_now() + scale.load_warm_time;
  Measured measured{.before = processor_use(stage)};
  PacedLoad load(stage, per_second, per_second * scale.load_time.count());
  auto status = stage.subject->process().wait(
      "shelfd run: under load", [&load] { return load.done(); }, scale.load_time + kPatience);
  if (auto sent = load.stop(); status) status = sent;
  measured.after = processor_use(stage);
  if (status) status = wait_until_covered(stage, kPatience);
  std::this_thread::sleep_for(kLook);  // suggestions of the last cut are of other topics
  if (auto read = (*suggestions)->stop(); status) status = read;
  if (!status) return std::unexpected(status.error());
  auto of_events = latencies(load, stage.watch->cuts_since(began),
                             load.events().front().due + scale.load_warm_time);
  if (!of_events) return std::unexpected(of_events.error());
  measured.of_events = std::move(*of_events);
  measured.of_suggestions = latencies(**suggestions, counted_from);
  measured.events = static_cast<double>(load.events().size());
  measured.most_late = load.most_late();
  return measured;
}

}  // namespace

Status load(Stage& stage, int per_second) {
  tell(fmt::format("{} events a second for {} s", per_second, stage.scale.load_time.count()));
  const auto measured = measure(stage, per_second);
  if (!measured) return std::unexpected(measured.error());
  const auto each = [&](double seconds) { return seconds * 1e6 / measured->events; };
  const ProcessorUse& before = measured->before;
  const ProcessorUse& after = measured->after;
  const std::string at = fmt::format("_at_{}", per_second);
  Figures& figures = stage.figures;
  figures["latency_ms_p50" + at] = quantile(measured->of_events, 0.5);
  figures["latency_ms_p99" + at] = quantile(measured->of_events, 0.99);
  figures["latency_ms_max" + at] = quantile(measured->of_events, 1);
  figures["suggestion_latency_ms_p50" + at] = quantile(measured->of_suggestions, 0.5);
  figures["suggestion_latency_ms_p99" + at] = quantile(measured->of_suggestions, 0.99);
  figures["generator_late_ms" + at] = millis(measured->most_late);
  figures["cpu_us_per_event" + at] = each(after.subject - before.subject);
  figures["broker_cpu_us_per_event" + at] = each(after.broker - before.broker);
  figures["generator_cpu_us_per_event" + at] = each(after.machine.own - before.machine.own);
  figures["cpu_others_ratio" + at] = others_between(before, after);
  return {};
}

}  // namespace shelfd::bench
