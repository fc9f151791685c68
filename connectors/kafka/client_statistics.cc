#include "connectors/kafka/client_statistics.h"

#include <simdjson.h>

#include <algorithm>

namespace shelfd::connectors {
namespace {

using Value = simdjson::dom::element;
using Members = simdjson::dom::object;

constexpr double kMicrosASecond = 1e6;

std::int64_t number(const Members& members, const char* name) {
  std::int64_t value = 0;
  return members[name].get(value) == simdjson::SUCCESS ? value : 0;
}

std::optional<Members> members_of(const Members& members, const char* name) {
  Members found;
  return members[name].get(found) == simdjson::SUCCESS ? std::optional(found) : std::nullopt;
}

// Sums and worst of all brokers.
struct BrokerFigures {
  std::int64_t transmit_errors = 0;
  std::int64_t answers = 0;  // in the window
  std::int64_t round_trip_p50_micros = 0;
  std::int64_t round_trip_p99_micros = 0;
};

BrokerFigures read_brokers(const Members& root) {
  BrokerFigures all;
  const auto brokers = members_of(root, "brokers");
  if (!brokers) return all;
  for (const auto& [name, value] : *brokers) {
    Members broker;
    if (value.get(broker) != simdjson::SUCCESS) continue;
    all.transmit_errors += number(broker, "txerrs");
    const auto round_trip = members_of(broker, "rtt");
    if (!round_trip || number(*round_trip, "cnt") <= 0) continue;
    all.answers += number(*round_trip, "cnt");
    all.round_trip_p50_micros = std::max(all.round_trip_p50_micros, number(*round_trip, "p50"));
    all.round_trip_p99_micros = std::max(all.round_trip_p99_micros, number(*round_trip, "p99"));
  }
  return all;
}

// An offset that is not known yet is below 0.
void read_topic(const std::string& topic, const Members& members,
                std::vector<StatisticsMark>& marks) {
  const auto partitions = members_of(members, "partitions");
  if (!partitions) return;
  for (const auto& [name, value] : *partitions) {
    Members partition;
    if (value.get(partition) != simdjson::SUCCESS) continue;
    const StatisticsMark mark{
        .topic = topic,
        .partition = static_cast<std::int32_t>(number(partition, "partition")),
        .end = number(partition, "hi_offset"),
        .stable = number(partition, "ls_offset")};
    std::string_view state;
    const bool is_fetched =
        partition["fetch_state"].get(state) == simdjson::SUCCESS && state == "active";
    if (is_fetched && mark.end >= 0 && mark.stable >= 0) marks.push_back(mark);
  }
}

}  // namespace

std::optional<ClientStatistics> StatisticsReader::read(const std::string& json) {
  simdjson::dom::parser parser;
  Value value;
  Members root;
  if (parser.parse(json).get(value) != simdjson::SUCCESS) return std::nullopt;
  if (value.get(root) != simdjson::SUCCESS) return std::nullopt;
  const BrokerFigures brokers = read_brokers(root);
  if (brokers.answers > 0) {
    round_trip_p50_seconds_ = static_cast<double>(brokers.round_trip_p50_micros) / kMicrosASecond;
    round_trip_p99_seconds_ = static_cast<double>(brokers.round_trip_p99_micros) / kMicrosASecond;
  }
  const auto growth = [](std::int64_t& total, std::int64_t now) {
    const std::int64_t before = std::exchange(total, now);
    return std::max<std::int64_t>(0, now - before);
  };
  ClientStatistics read{
      .figures = {.round_trip_p50_seconds = round_trip_p50_seconds_,
                  .round_trip_p99_seconds = round_trip_p99_seconds_,
                  .queued_messages = number(root, "msg_cnt"),
                  .transmit_errors = growth(totals_.transmit_errors, brokers.transmit_errors),
                  .bytes_in = growth(totals_.bytes_in, number(root, "rx_bytes")),
                  .bytes_out = growth(totals_.bytes_out, number(root, "tx_bytes"))}};
  const auto topics = members_of(root, "topics");
  if (!topics) return read;
  for (const auto& [name, topic] : *topics) {
    Members members;
    if (topic.get(members) == simdjson::SUCCESS) read_topic(std::string(name), members, read.marks);
  }
  return read;
}

}  // namespace shelfd::connectors
