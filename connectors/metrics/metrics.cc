// The registry: one series for each combination of label values, made at the start, found by
// position.
#include "connectors/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>

#include "base/check.h"

namespace shelfd::connectors {
namespace {

using LabelSet = prometheus::Labels;

// Every combination, the last label changing fastest.
std::vector<LabelSet> combinations(const std::vector<MetricLabel>& labels) {
  std::vector<LabelSet> sets{{}};
  for (const MetricLabel& label : labels) {
    std::vector<LabelSet> longer;
    longer.reserve(sets.size() * label.values.size());
    for (const LabelSet& set : sets) {
      for (const std::string_view value : label.values) {
        longer.push_back(set);
        longer.back().emplace(label.name, value);
      }
    }
    sets = std::move(longer);
  }
  return sets;
}

std::size_t position(const MetricLabel& label, std::string_view value) {
  const auto found = std::ranges::find(label.values, value);
  return static_cast<std::size_t>(found - label.values.begin());
}

// A row and its series, in the order of `combinations`; one of the three lists is filled, or none
// where a label's values come and go.
struct Series {
  MetricRow row{};
  std::vector<prometheus::Counter*> counters{};  // owned by the registry
  std::vector<prometheus::Gauge*> gauges{};
  std::vector<prometheus::Histogram*> histograms{};
  prometheus::Family<prometheus::Gauge>* coming = nullptr;
};

Series make_series(prometheus::Registry& registry, const MetricRow& row) {
  Series series{.row = row};
  const std::string name(row.name);
  const std::string help(row.help);
  const std::vector<LabelSet> sets = combinations(row.labels);
  if (row.type == MetricType::Counter) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    for (const LabelSet& set : sets) series.counters.push_back(&family.Add(set));
  } else if (row.type == MetricType::Gauge) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    if (std::ranges::any_of(row.labels, [](const MetricLabel& label) { return label.most > 0; })) {
      series.coming = &family;
      return series;
    }
    for (const LabelSet& set : sets) series.gauges.push_back(&family.Add(set));
  } else {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
    for (const LabelSet& set : sets) series.histograms.push_back(&family.Add(set, row.edges));
  }
  return series;
}

std::vector<Series> make_all(prometheus::Registry& registry, std::string_view version,
                             std::string_view arithmetic) {
  std::vector<Series> all;
  for (MetricRow& row : metric_table()) {
    for (MetricLabel& label : row.labels) {
      if (label.values.empty() && label.most == 0)
        label.values = {label.name == "version" ? version : arithmetic};
    }
    all.push_back(make_series(registry, row));
  }
  return all;
}

Series& named(std::vector<Series>& all, std::string_view name) {
  const auto found =
      std::ranges::find_if(all, [&](const Series& series) { return series.row.name == name; });
  INVARIANT(found != all.end());
  return *found;
}

void count(Series& series, std::size_t first, std::size_t second, std::size_t times = 1) {
  const std::size_t width = series.row.labels.at(1).values.size();
  series.counters.at(first * width + second)->Increment(static_cast<double>(times));
}

LabelSet partition_label(std::int32_t partition) {
  return {{"partition", std::to_string(partition)}};
}

// Of one client, by worker and role.
using ClientGauges = std::map<std::pair<std::size_t, ClientRole>, ClientFigures>;

// A clock that was set may give a time below zero: it counts as none.
void observe(Series& series, std::size_t position, double seconds) {
  if (std::isfinite(seconds)) series.histograms.at(position)->Observe(std::max(seconds, 0.0));
}

// A bucket holds what is at most its edge; the last one all else.
void observe(Series& series, std::size_t position, const std::vector<double>& all) {
  const auto& edges = series.row.edges;
  std::vector<double> counts(edges.size() + 1);
  double sum = 0;
  for (const double seconds : all) {
    if (!std::isfinite(seconds)) continue;
    const double counted = std::max(seconds, 0.0);
    const auto edge = std::ranges::lower_bound(edges, counted);
    counts[static_cast<std::size_t>(edge - edges.begin())] += 1;
    sum += counted;
  }
  series.histograms.at(position)->ObserveMultiple(counts, sum);
}

}  // namespace

struct Metrics::Registry {
  prometheus::Registry registry{};
  std::vector<Series> all;  // in the order of metric_table
  Series& events = named(all, "shelfd_events_total");
  Series& suggestions = named(all, "shelfd_suggestions_total");
  Series& reasons = named(all, "shelfd_reasons_total");
  Series& alerts = named(all, "shelfd_alerts_total");
  Series& dead_letters = named(all, "shelfd_dead_letters_total");
  Series& limits = named(all, "shelfd_limit_reached_total");
  Series& reaction = named(all, "shelfd_reaction_seconds");
  Series& event_age = named(all, "shelfd_event_age_seconds");
  Series& commit = named(all, "shelfd_commit_seconds");
  Series& step = named(all, "shelfd_step_seconds");
  Series& state_bytes = named(all, "shelfd_state_bytes");
  Series& items = named(all, "shelfd_items");
  Series& epoch = named(all, "shelfd_epoch");
  Series& state_format = named(all, "shelfd_state_format");
  Series& unread = named(all, "shelfd_input_records");
  Series& item_reads = named(all, "shelfd_item_reads_total");
  Series& partitions = named(all, "shelfd_partitions");
  Series& rebalances = named(all, "shelfd_rebalances_total");
  Series& restored = named(all, "shelfd_restored_records_total");
  Series& retries = named(all, "shelfd_retries_total");
  Series& transaction_age = named(all, "shelfd_transaction_age_seconds");
  Series& lag_records = named(all, "shelfd_lag_records");
  Series& lag_seconds = named(all, "shelfd_lag_seconds");
  Series& misrouted = named(all, "shelfd_misrouted_ratio");
  Series& stable_offset_age = named(all, "shelfd_stable_offset_age_seconds");
  Series& round_trip = named(all, "shelfd_kafka_round_trip_seconds");
  Series& queued = named(all, "shelfd_kafka_queued_messages");
  Series& timeouts = named(all, "shelfd_kafka_request_timeouts_total");
  Series& connections_lost = named(all, "shelfd_kafka_connections_lost_total");
  Series& transmit_errors = named(all, "shelfd_kafka_transmit_errors_total");
  Series& client_bytes = named(all, "shelfd_kafka_bytes_total");
  std::mutex mutex{};  // held where series come and go, and for what follows
  ClientGauges clients{};
  Series& clock_held = named(all, "shelfd_clock_held");
  Series& store_full = named(all, "shelfd_store_full");
  Series& reader_behind = named(all, "shelfd_reader_behind_seconds");
  Series& memory = named(all, "shelfd_memory_bytes");
  Series& memory_budget = named(all, "shelfd_memory_budget_bytes");

  Registry(std::string_view version, std::string_view arithmetic)
      : all(make_all(registry, version, arithmetic)) {
    named(all, "shelfd_build_info").gauges.front()->Set(1);
  }
};

Metrics::Metrics(std::string_view version, std::string_view arithmetic)
    : registry_(std::make_unique<Registry>(version, arithmetic)) {}

Metrics::~Metrics() = default;

void Metrics::count_events(engine::Topic topic, EventOutcome outcome, std::size_t times) {
  if (times == 0) return;
  count(registry_->events, static_cast<std::size_t>(topic), static_cast<std::size_t>(outcome),
        times);
}

void Metrics::count_suggestion(SuggestionKind kind, engine::Status status) {
  count(registry_->suggestions, static_cast<std::size_t>(kind), static_cast<std::size_t>(status));
}

void Metrics::count_reason(SuggestionKind kind, engine::ReasonCode reason) {
  count(registry_->reasons, static_cast<std::size_t>(kind), static_cast<std::size_t>(reason));
}

void Metrics::count_alert(engine::AlertKind kind, bool open) {
  count(registry_->alerts, static_cast<std::size_t>(kind), open ? 0 : 1);
}

void Metrics::count_dead_letter(std::string_view topic, std::string_view reason) {
  const std::vector<MetricLabel>& labels = registry_->dead_letters.row.labels;
  const std::size_t topic_at = position(labels.at(0), topic);
  const std::size_t reason_at = position(labels.at(1), reason);
  if (topic_at == labels.at(0).values.size()) return;
  count(registry_->dead_letters, topic_at, std::min(reason_at, labels.at(1).values.size() - 1));
}

void Metrics::count_limit(Limit limit) {
  registry_->limits.counters.at(static_cast<std::size_t>(limit))->Increment();
}

void Metrics::count_item_reads(std::size_t from_cache, std::size_t from_store) {
  registry_->item_reads.counters.at(0)->Increment(static_cast<double>(from_cache));
  registry_->item_reads.counters.at(1)->Increment(static_cast<double>(from_store));
}

void Metrics::set_clock_held(bool held) { registry_->clock_held.gauges.front()->Set(held ? 1 : 0); }

void Metrics::set_store_full(bool full) { registry_->store_full.gauges.front()->Set(full ? 1 : 0); }

void Metrics::set_reader_behind(double seconds) {
  registry_->reader_behind.gauges.front()->Set(seconds);
}

void Metrics::set_memory(MemoryPart part, double bytes) {
  registry_->memory.gauges.at(static_cast<std::size_t>(part))->Set(bytes);
}

void Metrics::set_memory_budget(double bytes) {
  registry_->memory_budget.gauges.front()->Set(bytes);
}

void Metrics::observe_reaction(ReactionKind kind, double seconds) {
  observe(registry_->reaction, static_cast<std::size_t>(kind), seconds);
}

void Metrics::observe_event_age(double seconds) { observe(registry_->event_age, 0, seconds); }

void Metrics::observe_reactions(ReactionKind kind, const std::vector<double>& seconds) {
  observe(registry_->reaction, static_cast<std::size_t>(kind), seconds);
}

void Metrics::observe_event_ages(const std::vector<double>& seconds) {
  observe(registry_->event_age, 0, seconds);
}

void Metrics::observe_commit(double seconds) { observe(registry_->commit, 0, seconds); }

void Metrics::observe_step(double seconds) { observe(registry_->step, 0, seconds); }

void Metrics::set_state_bytes(double bytes) { registry_->state_bytes.gauges.front()->Set(bytes); }

void Metrics::set_items(double count) { registry_->items.gauges.front()->Set(count); }

void Metrics::set_epoch(double epoch) { registry_->epoch.gauges.front()->Set(epoch); }

void Metrics::set_state_format(std::uint32_t oldest) {
  registry_->state_format.gauges.front()->Set(oldest);
}

void Metrics::set_partitions(double count) { registry_->partitions.gauges.front()->Set(count); }
void Metrics::count_rebalance() { registry_->rebalances.counters.front()->Increment(); }
void Metrics::count_restored(double records) {
  registry_->restored.counters.front()->Increment(records);
}
void Metrics::count_retry() { registry_->retries.counters.front()->Increment(); }
void Metrics::set_transaction_age(double seconds) {
  registry_->transaction_age.gauges.front()->Set(seconds);
}

void Metrics::set_lag(std::int32_t partition, double records, double seconds) {
  if (partition < 0 || static_cast<std::size_t>(partition) >= kMaxLagPartitions) return;
  const std::scoped_lock lock(registry_->mutex);
  registry_->lag_records.coming->Add(partition_label(partition)).Set(records);
  registry_->lag_seconds.coming->Add(partition_label(partition)).Set(seconds);
}

void Metrics::forget_lag(std::int32_t partition) {
  if (partition < 0 || static_cast<std::size_t>(partition) >= kMaxLagPartitions) return;
  const std::scoped_lock lock(registry_->mutex);
  for (auto* family : {registry_->lag_records.coming, registry_->lag_seconds.coming}) {
    family->Remove(&family->Add(partition_label(partition)));
  }
}

void Metrics::set_misrouted(engine::Topic topic, double ratio) {
  registry_->misrouted.gauges.at(static_cast<std::size_t>(topic))->Set(ratio);
}

double Metrics::counted_events(engine::Topic topic) const {
  const Series& events = registry_->events;
  const std::size_t width = events.row.labels.at(1).values.size();
  double sum = 0;
  for (std::size_t outcome = 0; outcome < width; ++outcome) {
    sum += events.counters.at(static_cast<std::size_t>(topic) * width + outcome)->Value();
  }
  return sum;
}

double Metrics::counted_dead_letters(engine::Topic topic, std::string_view reason) const {
  const Series& letters = registry_->dead_letters;
  const MetricLabel& reasons = letters.row.labels.at(1);
  const std::size_t at = position(reasons, reason);
  INVARIANT(at < reasons.values.size());
  return letters.counters.at(static_cast<std::size_t>(topic) * reasons.values.size() + at)->Value();
}

void Metrics::set_stable_offset_age(engine::Topic topic, double seconds) {
  registry_->stable_offset_age.gauges.at(static_cast<std::size_t>(topic))->Set(seconds);
}

void Metrics::set_client(std::size_t worker, ClientRole role, const ClientFigures& figures) {
  const auto at = static_cast<std::size_t>(role);
  const auto grow = [](prometheus::Counter* counter, std::int64_t by) {
    counter->Increment(static_cast<double>(by));
  };
  grow(registry_->transmit_errors.counters.at(at), figures.transmit_errors);
  grow(registry_->client_bytes.counters.at(2 * at), figures.bytes_in);
  grow(registry_->client_bytes.counters.at(2 * at + 1), figures.bytes_out);
  const std::scoped_lock lock(registry_->mutex);
  registry_->clients.insert_or_assign({worker, role}, figures);
  ClientFigures all;
  for (const auto& [who, told] : registry_->clients) {
    all.queued_messages += told.queued_messages;
    if (who.second != role) continue;
    all.round_trip_p50_seconds = std::max(all.round_trip_p50_seconds, told.round_trip_p50_seconds);
    all.round_trip_p99_seconds = std::max(all.round_trip_p99_seconds, told.round_trip_p99_seconds);
  }
  registry_->round_trip.gauges.at(2 * at)->Set(all.round_trip_p50_seconds);
  registry_->round_trip.gauges.at(2 * at + 1)->Set(all.round_trip_p99_seconds);
  registry_->queued.gauges.front()->Set(static_cast<double>(all.queued_messages));
}

void Metrics::count_client_trouble(ClientRole role, ClientTrouble trouble) {
  Series& series =
      trouble == ClientTrouble::Timeout ? registry_->timeouts : registry_->connections_lost;
  series.counters.at(static_cast<std::size_t>(role))->Increment();
}

void Metrics::set_unread(engine::Topic topic, double records) {
  registry_->unread.gauges.at(static_cast<std::size_t>(topic))->Set(records);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(registry_->registry.Collect());
}

}  // namespace shelfd::connectors
