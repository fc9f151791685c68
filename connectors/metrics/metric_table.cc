// The table of all metrics: names, labels with every value, help and edges.
#include <algorithm>
#include <iterator>

#include "connectors/formats/output_parts.h"
#include "connectors/formats/refusal.h"
#include "connectors/metrics/metrics.h"

namespace shelfd::connectors {
namespace {

using Words = std::vector<std::string_view>;

Words topics() {
  Words words;
  for (std::size_t rank = 0; rank < engine::kTopicCount; ++rank) {
    words.emplace_back(engine::topic_name(static_cast<engine::Topic>(rank)));
  }
  return words;
}

Words reason_codes() {
  Words words;
  for (std::size_t code = 0; code < engine::kReasonCodes; ++code) {
    words.emplace_back(engine::reason_name(static_cast<engine::ReasonCode>(code)));
  }
  return words;
}

// The codec's, the engine's and the loop's; "other" last, for a code that is missing here.
Words refusal_reasons() {
  return {kNotJson,          kNotUtf8,
          kTooLarge,         kTooDeep,
          kMissing,          kWrongType,
          kUnknownValue,     kOutOfRange,
          kTooLong,          kTooMany,
          kNotAnInstant,     kNotMoney,
          kNotACurrency,     kKeyMismatch,
          kPersonalData,     kUnsupported,
          "from_the_future", "too_late",
          "misrouted",       "unknown_item",
          "no_rate",         "unknown_suggestion",
          "superseded",      "no_limit_left",
          "merchant_left",   "other"};
}

// In the order of `Limit`.
constexpr std::array<std::string_view, kLimitCount> kLimitNames = {
    "aside_item",        "aside_partition", "aside_age",   "record_bytes", "http_connections",
    "http_body",         "pool_days",       "open_orders", "rivals",       "planned_prices",
    "dead_letter_bytes", "epoch_timers",    "spread_items"};

template <std::size_t count>
Words words_of(const std::array<std::string_view, count>& words) {
  return {words.begin(), words.end()};
}

// In the order of `ClientRole`.
constexpr std::array<std::string_view, kClientRoles> kRoleNames = {"group", "producer", "changelog",
                                                                   "questions"};

MetricLabel all_roles() {
  return {.name = "role", .values = {kRoleNames.begin(), kRoleNames.end()}};
}
// Those that tell figures.
MetricLabel busy_roles() { return {.name = "role", .values = {"group", "producer"}}; }
MetricLabel owned_partitions() { return {.name = "partition", .most = kMaxLagPartitions}; }

MetricLabel suggestion_kinds() { return {.name = "kind", .values = {"price", "plan"}}; }

// Seconds. 0.25 is the objective of DESIGN 7.6.
std::vector<double> latency_edges() {
  return {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

// Seconds: 1 s, 10 s, 1 min, 10 min, 1 h, 6 h, 1 day, 7 days, 30 days.
std::vector<double> age_edges() {
  return {1, 10, 60, 600, 3'600, 21'600, 86'400, 604'800, 2'592'000};
}

// Of a worker on a cluster.
std::vector<MetricRow> cluster_rows() {
  using enum MetricType;
  return {
      {.name = "shelfd_partitions",
       .type = Gauge,
       .help = "On a cluster: partitions that this process owns, restored and stepped."},
      {.name = "shelfd_rebalances_total",
       .type = Counter,
       .help = "On a cluster: times that the group gave this process its partitions anew."},
      {.name = "shelfd_restored_records_total",
       .type = Counter,
       .help = "On a cluster: records of the changelog read into local state."},
      {.name = "shelfd_retries_total",
       .type = Counter,
       .help = "On a cluster: times that something was away and partitions were tried again."},
      {.name = "shelfd_transaction_age_seconds",
       .type = Gauge,
       .help = "On a cluster: how long the oldest transaction has been under way; 0: none is."},
      {.name = "shelfd_lag_records",
       .type = Gauge,
       .labels = {owned_partitions()},
       .help = "On a cluster: records of a partition's inputs that no commit covers."},
      {.name = "shelfd_lag_seconds",
       .type = Gauge,
       .labels = {owned_partitions()},
       .help = "On a cluster: age of the oldest of these, by its append; 0: there is none."},
      {.name = "shelfd_misrouted_ratio",
       .type = Gauge,
       .labels = {{.name = "topic", .values = topics()}},
       .help =
           "On a cluster: of an input's newest records, those that lie in another's partition."},
      {.name = "shelfd_stable_offset_age_seconds",
       .type = Gauge,
       .labels = {{.name = "topic", .values = topics()}},
       .help = "On a cluster: how long an open transaction has held back an input's records."},
      {.name = "shelfd_kafka_round_trip_seconds",
       .type = Gauge,
       .labels = {busy_roles(), {.name = "quantile", .values = {"0.5", "0.99"}}},
       .help = "Time until the slowest broker answered, in the newest five seconds."},
      {.name = "shelfd_kafka_queued_messages",
       .type = Gauge,
       .help = "Messages of producers that no broker has acknowledged."},
      {.name = "shelfd_kafka_request_timeouts_total",
       .labels = {all_roles()},
       .help = "Times that a broker left requests without an answer."},
      {.name = "shelfd_kafka_connections_lost_total",
       .labels = {all_roles()},
       .help = "Connections to brokers that broke or could not be made."},
      {.name = "shelfd_kafka_transmit_errors_total",
       .labels = {busy_roles()},
       .help = "Requests that could not be sent."},
      {.name = "shelfd_kafka_bytes_total",
       .labels = {busy_roles(), {.name = "direction", .values = {"in", "out"}}},
       .help = "Bytes from and to brokers."},
  };
}

// Of what came in and what became of it.
std::vector<MetricRow> outcome_rows() {
  return {
      {.name = "shelfd_events_total",
       .labels = {{.name = "topic", .values = topics()},
                  {.name = "outcome", .values = {"accepted", "duplicate", "refused", "aside"}}},
       .help = "Records taken in, by what became of them."},
      {.name = "shelfd_suggestions_total",
       .labels = {suggestion_kinds(), {.name = "status", .values = words_of(kStatuses)}},
       .help = "Judgements published: those that changed materially."},
      {.name = "shelfd_reasons_total",
       .labels = {suggestion_kinds(), {.name = "reason", .values = reason_codes()}},
       .help = "The biggest reason behind each open suggestion."},
      {.name = "shelfd_alerts_total",
       .labels = {{.name = "kind", .values = words_of(kAlertNames)},
                  {.name = "state", .values = {"open", "closed"}}},
       .help = "Alerts opened and closed."},
      {.name = "shelfd_dead_letters_total",
       .labels = {{.name = "topic", .values = topics()},
                  {.name = "reason", .values = refusal_reasons()}},
       .help = "Records refused for ever, by why."},
      {.name = "shelfd_limit_reached_total",
       .labels = {{.name = "limit", .values = words_of(kLimitNames)}},
       .help = "Times that a limit of the program was met."},
      {.name = "shelfd_item_reads_total",
       .labels = {{.name = "from", .values = {"cache", "store"}}},
       .help = "Items that epochs touched, by where they were found."},
  };
}

}  // namespace

std::vector<MetricRow> metric_table() {
  using enum MetricType;
  std::vector<MetricRow> table = outcome_rows();
  std::vector<MetricRow> of_process = {
      {.name = "shelfd_reaction_seconds",
       .type = Histogram,
       .labels = {{.name = "kind", .values = {"live", "catch_up", "timer"}}},
       .help = "From a record's append to the commit that carries its outcome; timers: the epoch.",
       .edges = latency_edges()},
      {.name = "shelfd_event_age_seconds",
       .type = Histogram,
       .help = "From a record's own time to the commit that carries its outcome.",
       .edges = age_edges()},
      {.name = "shelfd_commit_seconds",
       .type = Histogram,
       .help = "Time that a commit took, synced.",
       .edges = latency_edges()},
      {.name = "shelfd_step_seconds",
       .type = Histogram,
       .help = "Time from a cut to its sealed epoch.",
       .edges = latency_edges()},
      {.name = "shelfd_state_bytes", .type = Gauge, .help = "Size of the database on disk."},
      {.name = "shelfd_items", .type = Gauge, .help = "Items known by their catalog."},
      {.name = "shelfd_state_format",
       .type = Gauge,
       .help = "Oldest format that a state record of this process's partitions may be in."},
      {.name = "shelfd_epoch", .type = Gauge, .help = "Number of the newest epoch committed."},
      {.name = "shelfd_input_records",
       .type = Gauge,
       .labels = {{.name = "topic", .values = topics()}},
       .help = "Records in the log that no epoch covers yet."},
      {.name = "shelfd_clock_held",
       .type = Gauge,
       .help = "1 while the wall clock jumped and nothing is judged by it."},
      {.name = "shelfd_store_full",
       .type = Gauge,
       .help = "1 while the disk has less than its reserve free and nothing is taken in."},
      {.name = "shelfd_reader_behind_seconds",
       .type = Gauge,
       .help = "Since when a reader of topics has not seen their end; 0 where nothing is read."},
      {.name = "shelfd_memory_bytes",
       .type = Gauge,
       .labels = {{.name = "part", .values = {"items", "blocks", "memtables"}}},
       .help = "Memory in use of what the budget bounds."},
      {.name = "shelfd_memory_budget_bytes",
       .type = Gauge,
       .help = "What the settings allow items, blocks and memtables together."},
      {.name = "shelfd_build_info",
       .type = Gauge,
       .labels = {{.name = "version"}, {.name = "arithmetic"}},
       .help = "1, with the build's version and the arithmetic's fingerprint as labels."},
  };
  std::ranges::move(of_process, std::back_inserter(table));
  std::ranges::move(cluster_rows(), std::back_inserter(table));
  return table;
}

}  // namespace shelfd::connectors
