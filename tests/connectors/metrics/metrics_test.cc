// Metrics: the table holds every series that the text shows, no label leaves its list, and each
// function counts where it says. Shown by reading the text format back, line by line.
#include "connectors/metrics/metrics.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace shelfd::connectors {
namespace {

struct Sample {
  std::string name{};
  std::map<std::string, std::string> labels{};
  double value = 0;
};

// Prometheus text format 0.0.4: `name{label="value",...} number`.
std::vector<Sample> samples_of(const std::string& text) {
  static const std::regex kLine(R"(([a-z_]+)(?:\{(.*)\})? (\S+))");
  static const std::regex kLabel(R"#(([a-z]+)="([^"]*)",?)#");
  std::vector<Sample> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) continue;
    std::smatch parts;
    EXPECT_TRUE(std::regex_match(line, parts, kLine)) << line;
    Sample sample{.name = parts[1], .value = std::stod(parts[3])};
    const std::string labels = parts[2];
    for (std::sregex_iterator label(labels.begin(), labels.end(), kLabel), end; label != end;
         ++label) {
      sample.labels[(*label)[1]] = (*label)[2];
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

double value_of(const Metrics& metrics, const std::string& name,
                const std::map<std::string, std::string>& labels = {}) {
  for (const Sample& sample : samples_of(metrics.text())) {
    if (sample.name == name && sample.labels == labels) return sample.value;
  }
  ADD_FAILURE() << name << " is not there";
  return -1;
}

// A histogram's samples carry these endings.
std::string row_name(std::string name) {
  for (const std::string_view ending : {"_bucket", "_sum", "_count"}) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

TEST(Metrics, text_shows_the_rows_of_the_table_and_no_others) {
  Metrics metrics("0.1.0", "abc");
  metrics.set_lag(0, 0, 0);  // of a label that comes and goes
  std::set<std::string> shown;
  for (const Sample& sample : samples_of(metrics.text())) shown.insert(row_name(sample.name));
  std::set<std::string> declared;
  for (const MetricRow& row : metric_table()) declared.insert(std::string(row.name));
  EXPECT_EQ(shown, declared);
}

TEST(Metrics, text_says_type_and_help_of_each_row) {
  Metrics metrics("0.1.0", "abc");
  metrics.set_lag(0, 0, 0);
  const std::string text = metrics.text();
  for (const MetricRow& row : metric_table()) {
    const std::string name(row.name);
    constexpr std::array kTypes = {"counter", "gauge", "histogram"};
    const char* type = kTypes.at(static_cast<std::size_t>(row.type));
    EXPECT_NE(text.find("# HELP " + name + " " + std::string(row.help) + "\n"), std::string::npos);
    EXPECT_NE(text.find("# TYPE " + name + " " + type + "\n"), std::string::npos);
  }
}

TEST(Metrics, names_follow_the_house) {
  static const std::regex kName("shelfd_[a-z]+(_[a-z]+)*");
  std::set<std::string_view> names;
  for (const MetricRow& row : metric_table()) {
    EXPECT_TRUE(std::regex_match(std::string(row.name), kName)) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.name.ends_with("_total"), row.type == MetricType::Counter) << row.name;
    EXPECT_EQ(row.edges.empty(), row.type != MetricType::Histogram) << row.name;
    EXPECT_TRUE(std::ranges::is_sorted(row.edges)) << row.name;
    EXPECT_FALSE(row.help.empty()) << row.name;
  }
}

// Whatever is counted, also what no list knows: every label stays in its list.
TEST(Metrics, no_label_leaves_its_list) {
  Metrics metrics("0.1.0", "abc");
  metrics.count_dead_letter("prices", "a reason nobody wrote down");
  metrics.count_dead_letter("no topic of ours", "missing");
  std::map<std::string, MetricRow> rows;
  for (const MetricRow& row : metric_table()) rows[std::string(row.name)] = row;
  for (const Sample& sample : samples_of(metrics.text())) {
    const MetricRow& row = rows.at(row_name(sample.name));
    for (const auto& [name, value] : sample.labels) {
      if (name == "le" || row.name == "shelfd_build_info") continue;
      const auto label = std::ranges::find(row.labels, name, &MetricLabel::name);
      ASSERT_NE(label, row.labels.end()) << sample.name << " " << name;
      EXPECT_NE(std::ranges::find(label->values, value), label->values.end()) << value;
    }
  }
  EXPECT_EQ(
      value_of(metrics, "shelfd_dead_letters_total", {{"topic", "prices"}, {"reason", "other"}}),
      1);
}

TEST(Metrics, counts_where_it_says) {
  Metrics metrics("0.1.0", "abc");
  metrics.count_events(engine::Topic::Demand, EventOutcome::Duplicate, 2);
  metrics.count_suggestion(SuggestionKind::Plan, engine::Status::NeedsPerson);
  metrics.count_reason(SuggestionKind::Price, engine::ReasonCode::Rivals);
  metrics.count_alert(engine::AlertKind::PriceNotApplied, false);
  metrics.count_dead_letter("catalog", "personal_data");
  metrics.count_limit(Limit::HttpBody);
  const auto value = [&](const char* name, const std::map<std::string, std::string>& labels) {
    return value_of(metrics, name, labels);
  };
  EXPECT_EQ(value("shelfd_events_total", {{"topic", "demand"}, {"outcome", "duplicate"}}), 2);
  EXPECT_EQ(value("shelfd_events_total", {{"topic", "demand"}, {"outcome", "accepted"}}), 0);
  EXPECT_EQ(value("shelfd_suggestions_total", {{"kind", "plan"}, {"status", "needs_person"}}), 1);
  EXPECT_EQ(value("shelfd_reasons_total", {{"kind", "price"}, {"reason", "rivals"}}), 1);
  EXPECT_EQ(value("shelfd_alerts_total", {{"kind", "price_not_applied"}, {"state", "closed"}}), 1);
  EXPECT_EQ(value("shelfd_dead_letters_total", {{"topic", "catalog"}, {"reason", "personal_data"}}),
            1);
  EXPECT_EQ(value("shelfd_limit_reached_total", {{"limit", "http_body"}}), 1);
}

TEST(Metrics, gives_back_what_it_counted_of_a_topic) {
  Metrics metrics("0.1.0", "abc");
  metrics.count_events(engine::Topic::Demand, EventOutcome::Accepted, 1);
  metrics.count_events(engine::Topic::Demand, EventOutcome::Refused, 1);
  metrics.count_events(engine::Topic::Prices, EventOutcome::Refused, 1);
  metrics.count_dead_letter("demand", "misrouted");
  metrics.count_dead_letter("demand", "missing");
  EXPECT_EQ(metrics.counted_events(engine::Topic::Demand), 2);
  EXPECT_EQ(metrics.counted_dead_letters(engine::Topic::Demand, "misrouted"), 1);
  EXPECT_EQ(metrics.counted_dead_letters(engine::Topic::Prices, "misrouted"), 0);
  metrics.set_misrouted(engine::Topic::Demand, 0.5);
  EXPECT_EQ(value_of(metrics, "shelfd_misrouted_ratio", {{"topic", "demand"}}), 0.5);
}

// One label a value of the enum, in its order; docs/operations.md names each.
TEST(Metrics, every_limit_has_a_label_of_its_own_and_a_row_in_the_docs) {
  Metrics metrics("0.1.0", "abc");
  const auto rows = metric_table();
  const auto row = std::ranges::find(rows, "shelfd_limit_reached_total", &MetricRow::name);
  ASSERT_NE(row, rows.end());
  const auto& labels = row->labels.front().values;
  ASSERT_EQ(labels.size(), kLimitCount);
  std::ifstream file(SHELFD_SOURCE_FOLDER "/docs/operations.md");
  const std::string docs{std::istreambuf_iterator<char>(file), {}};
  for (std::size_t limit = 0; limit < kLimitCount; ++limit) {
    const std::string label(labels[limit]);
    metrics.count_limit(static_cast<Limit>(limit));
    EXPECT_EQ(value_of(metrics, "shelfd_limit_reached_total", {{"limit", label}}), 1) << label;
    EXPECT_NE(docs.find("| `" + label + "` |"), std::string::npos) << label;
  }
  EXPECT_EQ(labels[static_cast<std::size_t>(Limit::SpreadItems)], "spread_items");
}

TEST(Metrics, sets_figures) {
  Metrics metrics("0.1.0", "abc");
  metrics.set_state_bytes(1e9);
  metrics.set_items(12);
  metrics.set_epoch(34);
  metrics.set_state_format(2);
  metrics.set_unread(engine::Topic::Responses, 5);
  metrics.set_memory(MemoryPart::Blocks, 6);
  metrics.set_memory_budget(7);
  metrics.set_clock_held(true);
  metrics.set_store_full(true);
  EXPECT_EQ(value_of(metrics, "shelfd_state_bytes"), 1e9);
  EXPECT_EQ(value_of(metrics, "shelfd_items"), 12);
  EXPECT_EQ(value_of(metrics, "shelfd_epoch"), 34);
  EXPECT_EQ(value_of(metrics, "shelfd_state_format"), 2);
  metrics.set_partitions(3);
  metrics.count_rebalance();
  metrics.count_restored(8);
  metrics.count_retry();
  metrics.set_transaction_age(0.5);
  EXPECT_EQ(value_of(metrics, "shelfd_partitions"), 3);
  EXPECT_EQ(value_of(metrics, "shelfd_rebalances_total"), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_restored_records_total"), 8);
  EXPECT_EQ(value_of(metrics, "shelfd_retries_total"), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_transaction_age_seconds"), 0.5);
  EXPECT_EQ(value_of(metrics, "shelfd_input_records", {{"topic", "responses"}}), 5);
  EXPECT_EQ(value_of(metrics, "shelfd_memory_bytes", {{"part", "blocks"}}), 6);
  EXPECT_EQ(value_of(metrics, "shelfd_memory_budget_bytes"), 7);
  EXPECT_EQ(value_of(metrics, "shelfd_clock_held"), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_store_full"), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_build_info", {{"version", "0.1.0"}, {"arithmetic", "abc"}}),
            1);
}

// Only those that are owned; none beyond the limit.
TEST(Metrics, lag_comes_and_goes_with_its_partition) {
  Metrics metrics("0.1.0", "abc");
  metrics.set_lag(3, 12, 0.5);
  metrics.set_lag(4, 1, 2);
  metrics.set_lag(3, 13, 0.75);
  metrics.forget_lag(4);
  metrics.forget_lag(5);
  metrics.set_lag(kMaxLagPartitions, 1, 1);
  metrics.forget_lag(kMaxLagPartitions);
  EXPECT_EQ(value_of(metrics, "shelfd_lag_records", {{"partition", "3"}}), 13);
  EXPECT_EQ(value_of(metrics, "shelfd_lag_seconds", {{"partition", "3"}}), 0.75);
  std::size_t series = 0;
  for (const Sample& sample : samples_of(metrics.text())) {
    if (sample.name.starts_with("shelfd_lag_")) ++series;
  }
  EXPECT_EQ(series, 2U);
}

// Two workers' producers and a consumer: the worst round trip of a role, all queued messages, and
// counters that grow by what each told.
TEST(Metrics, of_clients_the_worst_and_the_sum) {
  Metrics metrics("0.1.0", "abc");
  metrics.set_client(0, ClientRole::Producer,
                     {.round_trip_p50_seconds = 0.001,
                      .round_trip_p99_seconds = 0.25,
                      .queued_messages = 5,
                      .transmit_errors = 1,
                      .bytes_in = 10,
                      .bytes_out = 100});
  metrics.set_client(1, ClientRole::Producer,
                     {.round_trip_p50_seconds = 0.002,
                      .round_trip_p99_seconds = 0.125,
                      .queued_messages = 7,
                      .transmit_errors = 2,
                      .bytes_in = 20,
                      .bytes_out = 200});
  metrics.set_client(0, ClientRole::Group, {.round_trip_p99_seconds = 9, .bytes_in = 1'000});
  const auto producer = [&](const char* name, std::map<std::string, std::string> labels = {}) {
    labels["role"] = "producer";
    return value_of(metrics, name, labels);
  };
  EXPECT_EQ(producer("shelfd_kafka_round_trip_seconds", {{"quantile", "0.5"}}), 0.002);
  EXPECT_EQ(producer("shelfd_kafka_round_trip_seconds", {{"quantile", "0.99"}}), 0.25);
  EXPECT_EQ(producer("shelfd_kafka_transmit_errors_total"), 3);
  EXPECT_EQ(producer("shelfd_kafka_bytes_total", {{"direction", "in"}}), 30);
  EXPECT_EQ(producer("shelfd_kafka_bytes_total", {{"direction", "out"}}), 300);
  EXPECT_EQ(value_of(metrics, "shelfd_kafka_queued_messages"), 12);
  metrics.count_client_trouble(ClientRole::Questions, ClientTrouble::Connection);
  metrics.count_client_trouble(ClientRole::Changelog, ClientTrouble::Timeout);
  metrics.set_stable_offset_age(engine::Topic::Demand, 4);
  EXPECT_EQ(value_of(metrics, "shelfd_kafka_connections_lost_total", {{"role", "questions"}}), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_kafka_request_timeouts_total", {{"role", "changelog"}}), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_stable_offset_age_seconds", {{"topic", "demand"}}), 4);
}

// 0.25 s keeps the objective: it falls into the bucket that ends there. 0.2501 s does not.
TEST(Metrics, an_edge_stands_at_the_objective) {
  Metrics metrics("0.1.0", "abc");
  metrics.observe_reaction(ReactionKind::Live, 0.25);
  metrics.observe_reaction(ReactionKind::Live, 0.2501);
  metrics.observe_reaction(ReactionKind::CatchUp, 3);
  const auto bucket = [&](const char* edge) {
    return value_of(metrics, "shelfd_reaction_seconds_bucket", {{"kind", "live"}, {"le", edge}});
  };
  EXPECT_EQ(bucket("0.1"), 0);
  EXPECT_EQ(bucket("0.25"), 1);
  EXPECT_EQ(bucket("0.5"), 2);
  EXPECT_EQ(bucket("+Inf"), 2);
  EXPECT_EQ(value_of(metrics, "shelfd_reaction_seconds_count", {{"kind", "catch_up"}}), 1);
}

TEST(Metrics, counts_many_at_once_as_one_by_one) {
  Metrics metrics("0.1.0", "abc");
  Metrics apart("0.1.0", "abc");
  const std::vector<double> seconds = {
      0.25, 0.2501, -5, 1e9, 0.001, 3, std::numeric_limits<double>::quiet_NaN()};
  metrics.observe_reactions(ReactionKind::Live, seconds);
  metrics.observe_event_ages(seconds);
  for (const double each : seconds) {
    apart.observe_reaction(ReactionKind::Live, each);
    apart.observe_event_age(each);
  }
  EXPECT_EQ(metrics.text(), apart.text());
}

// A wall clock that was set back gives times below zero; a model's NaN must not poison a sum.
TEST(Metrics, times_below_zero_count_as_none_and_no_number_is_dropped) {
  Metrics metrics("0.1.0", "abc");
  metrics.observe_event_age(-5);
  metrics.observe_event_age(std::numeric_limits<double>::quiet_NaN());
  metrics.observe_event_age(90'000);
  EXPECT_EQ(value_of(metrics, "shelfd_event_age_seconds_sum"), 90'000);
  EXPECT_EQ(value_of(metrics, "shelfd_event_age_seconds_count"), 2);
  metrics.observe_commit(0.003);
  metrics.observe_step(0.004);
  EXPECT_EQ(value_of(metrics, "shelfd_commit_seconds_count"), 1);
  EXPECT_EQ(value_of(metrics, "shelfd_step_seconds_count"), 1);
}

}  // namespace
}  // namespace shelfd::connectors
