// Metrics: every metric of the program in one table. Plain functions and enums; the library
// (prometheus-cpp, registry and text format) stays in the source file.
//
// Names are shelfd_<noun>_<unit>[_total], base units; label values come from enums, never an item
// id.
//   shelfd_events_total{topic,outcome}        accepted, duplicate, refused, aside
//   shelfd_suggestions_total{kind,status}     price or plan; keep, open, needs_person, ...
//   shelfd_reasons_total{kind,reason}         the biggest reason of each open suggestion
//   shelfd_alerts_total{kind,state}
//   shelfd_dead_letters_total{topic,reason}
//   shelfd_reaction_seconds{kind}             live: append to commit, for every record; an edge at
//                                             the objective, 0.25 s. catch_up and timer apart
//   shelfd_event_age_seconds                  own time to commit
//   shelfd_commit_seconds, shelfd_step_seconds
//   shelfd_state_bytes, shelfd_items, shelfd_epoch, shelfd_input_records{topic} (unread)
//   shelfd_limit_reached_total{limit}
//   shelfd_item_reads_total{from}         cache, store
//   shelfd_clock_held                     1 while the wall clock is not believed
//   shelfd_store_full                     1 while the disk has less than its reserve free
//   shelfd_reader_behind_seconds          `serve`: since when it has not seen the topics' end
//   shelfd_memory_bytes{part}             items, blocks, memtables
//   shelfd_memory_budget_bytes            what the settings allow all three together
//   shelfd_build_info{version,arithmetic}
//
// Of a worker on a cluster:
//
//   shelfd_partitions, shelfd_rebalances_total, shelfd_restored_records_total
//   shelfd_retries_total, shelfd_transaction_age_seconds
//   shelfd_lag_records{partition}, shelfd_lag_seconds{partition}
//   shelfd_misrouted_ratio{topic}, shelfd_stable_offset_age_seconds{topic}
//   shelfd_kafka_*{role}                  of its clients: client_figures.h
//
// Threads: any (counters are atomic).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "connectors/metrics/client_figures.h"
#include "engine/event.h"
#include "engine/suggestion.h"

namespace shelfd::connectors {

enum class EventOutcome { Accepted, Duplicate, Refused, Aside };
inline constexpr std::size_t kEventOutcomes = 4;
enum class ReactionKind { Live, CatchUp, Timer };
enum class SuggestionKind { Price, Plan };
// Limits that were met (DESIGN 7.5): each has a constant beside the code that keeps it. All of
// them, and those that need no count, are in docs/operations.md.
enum class Limit {
  AsideItem,        // kAsideRecords
  AsidePartition,   // kAsideBytes
  AsideAge,         // kAsideAge
  RecordBytes,      // kMaxRecordBytes: the record is a dead letter
  HttpConnections,  // ServerLimits
  HttpBody,         // ServerLimits: of one request, or of all at once
  PoolDays,         // kMaxWaitingDays: the oldest no longer waits
  OpenOrders,       // kMaxOpenOrders, kMaxReceipts: the record is a dead letter
  Rivals,           // kMaxRivals: the least credible is let go
  PlannedPrices,    // kMaxPlannedPrices: the last to begin is let go
  DeadLetterBytes,  // kDeadLetterBytes: the rest is not kept
  EpochTimers,      // kEpochTimers: the others wait for the next epoch
  SpreadItems       // kSpreadItems: so too
};
inline constexpr std::size_t kLimitCount = static_cast<std::size_t>(Limit::SpreadItems) + 1;

// Of the process' memory that has a budget.
enum class MemoryPart { Items, Blocks, Memtables };

enum class MetricType { Counter, Gauge, Histogram };

struct MetricLabel {
  std::string_view name{};
  std::vector<std::string_view> values{};  // all it can have; empty: one value, given at the start
  std::size_t most = 0;                    // above 0: so many at most, which come and go
};

// A metric as it is declared: docs/operations.md, dashboards and alerts are held to these rows.
struct MetricRow {
  std::string_view name{};
  MetricType type = MetricType::Counter;
  std::vector<MetricLabel> labels{};
  std::string_view help{};
  std::vector<double> edges{};  // of a histogram, ascending; +Inf is added
};

// Partitions of a topic that have series of their own; those above have none.
inline constexpr std::size_t kMaxLagPartitions = 1'024;

// Every metric of the program. `Metrics::text` writes these and no others, with every combination
// of label values from the start; a series of a label that comes and goes once it is set.
[[nodiscard]] std::vector<MetricRow> metric_table();

class Metrics {
 public:
  Metrics(std::string_view version, std::string_view arithmetic);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  Metrics(Metrics&&) = delete;
  Metrics& operator=(Metrics&&) = delete;

  void count_events(engine::Topic topic, EventOutcome outcome, std::size_t times);
  void count_suggestion(SuggestionKind kind, engine::Status status);
  // The biggest reason behind an open suggestion.
  void count_reason(SuggestionKind kind, engine::ReasonCode reason);
  void count_alert(engine::AlertKind kind, bool open);
  // `reason` must be one of the fixed codes; anything else is counted as "other".
  void count_dead_letter(std::string_view topic, std::string_view reason);
  void count_limit(Limit limit);
  // Items that an epoch touches were in the cache, or were read from the store.
  void count_item_reads(std::size_t from_cache, std::size_t from_store);
  void observe_reaction(ReactionKind kind, double seconds);
  void observe_event_age(double seconds);
  // All records of an epoch at once: each by itself takes a lock.
  void observe_reactions(ReactionKind kind, const std::vector<double>& seconds);
  void observe_event_ages(const std::vector<double>& seconds);
  void observe_commit(double seconds);
  void observe_step(double seconds);
  void set_state_bytes(double bytes);
  void set_items(double count);
  void set_epoch(double epoch);
  void set_state_format(std::uint32_t oldest);
  void set_unread(engine::Topic topic, double records);
  void set_partitions(double count);
  void count_rebalance();
  void count_restored(double records);
  void count_retry();
  void set_transaction_age(double seconds);
  // Of a partition's inputs, what no commit covers.
  void set_lag(std::int32_t partition, double records, double seconds);
  void forget_lag(std::int32_t partition);  // it is another's
  void set_misrouted(engine::Topic topic, double ratio);
  // What was counted so far: records of the topic, and of them dead letters of that reason.
  [[nodiscard]] double counted_events(engine::Topic topic) const;
  [[nodiscard]] double counted_dead_letters(engine::Topic topic, std::string_view reason) const;
  void set_stable_offset_age(engine::Topic topic, double seconds);
  // Of that worker's client. Round trips: the worst of the workers; messages: of all together.
  void set_client(std::size_t worker, ClientRole role, const ClientFigures& figures);
  void count_client_trouble(ClientRole role, ClientTrouble trouble);
  void set_clock_held(bool held);
  void set_store_full(bool full);
  void set_reader_behind(double seconds);
  void set_memory(MemoryPart part, double bytes);
  void set_memory_budget(double bytes);

  // Prometheus text format 0.0.4.
  [[nodiscard]] std::string text() const;

 private:
  struct Registry;
  std::unique_ptr<Registry> registry_;
};

}  // namespace shelfd::connectors
