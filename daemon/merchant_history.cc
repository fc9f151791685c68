#include "daemon/merchant_history.h"

#include <algorithm>
#include <filesystem>

#include "base/hash.h"
#include "connectors/embedded/folder.h"
#include "connectors/formats/event_codec.h"
#include "connectors/partitioning.h"
#include "connectors/system_clock.h"
#include "daemon/invocation.h"
#include "daemon/kafka_options.h"
#include "daemon/whole_mirror.h"

namespace shelfd::daemon {
namespace {

using connectors::RawRecord;
using engine::Topic;

constexpr std::size_t kPollRecords = 1'000;
constexpr std::size_t kPollBytes = 4'000'000;
constexpr auto kRead = {Topic::Rules,     Topic::Catalog,          Topic::Prices,
                        Topic::Inventory, Topic::CompetitorOffers, Topic::Demand};

// What a pass over all records has done of what it has to do.
struct Passed {
  double records = 0;
  double all = 0;
};

class Taker {
 public:
  Taker(connectors::Partitions& partitions, backtest::History& history)
      : partitions_(partitions), history_(history) {}

  void take(const RawRecord& raw, std::int32_t partition) {
    if (raw.erased) return;
    const bool rules = raw.topic == Topic::Rules;
    if (!rules && connectors::partition_of(raw.key, partitions_.count()) != partition) return;
    auto event = decoder_.decode(raw.topic, raw.key, raw.value);
    if (!event) return;
    const Instant own_time = engine::stated_time(*event).value_or(raw.appended_at);
    history_.take({.topic = raw.topic,
                   .offset = raw.offset,
                   .appended_at = raw.appended_at,
                   .own_time = own_time,
                   .content = sip_hash({}, raw.value),
                   .event = std::move(*event)});
  }

 private:
  connectors::Partitions& partitions_;
  backtest::History& history_;
  connectors::EventDecoder decoder_;
};

Status take_topic(connectors::Partitions& partitions, std::int32_t partition, Topic topic,
                  Taker& taker, const std::function<void(std::size_t)>& passed) {
  std::int64_t offset = 0;
  for (;;) {
    const auto records =
        partitions.partition(partition).poll(topic, offset, kPollRecords, kPollBytes);
    if (!records) return std::unexpected(records.error());
    if (records->empty()) return {};
    for (const RawRecord& raw : *records) taker.take(raw, partition);
    offset = records->back().offset + 1;
    passed(records->size());
  }
}

Result<double> records_in(connectors::Partitions& partitions) {
  double records = 0;
  for (std::int32_t number = 0; number < partitions.count(); ++number) {
    const auto heads = partitions.partition(number).heads();
    if (!heads) return std::unexpected(heads.error());
    for (const Topic topic : kRead) {
      records += static_cast<double>((*heads)[static_cast<std::size_t>(topic)]);
    }
  }
  return records;
}

Result<backtest::History> history_of_folder(const Settings& settings,
                                            const HistoryProgress& progress) {
  const connectors::Folder folder = connectors::folder_at(settings.data);
  if (!std::filesystem::exists(folder.database)) {
    return reject("there is no data in " + settings.data);
  }
  const auto opened = connectors::Partitions::open(
      folder.database, {.log = {.opened_at = connectors::SystemClock().now()}});
  if (!opened && opened.error().reaction == Reaction::Retry) {
    return retry(opened.error().message + "; stop the daemon, or take a restored backup");
  }
  if (!opened) return std::unexpected(opened.error());
  return history_in(**opened, progress);
}

Result<backtest::History> history_of_cluster(const Settings& settings,
                                             const HistoryProgress& progress) {
  const auto kafka = kafka_of(settings, read_variable);
  if (!kafka) return std::unexpected(kafka.error());
  const auto mirror = WholeMirror::read(*kafka, settings.data, [](std::size_t) {});
  if (!mirror) return std::unexpected(mirror.error());
  return history_in((*mirror)->partitions(), progress);
}

}  // namespace

Result<backtest::History> history_in(connectors::Partitions& partitions,
                                     const HistoryProgress& progress) {
  const auto all = records_in(partitions);
  if (!all) return std::unexpected(all.error());
  backtest::History history;
  Taker taker(partitions, history);
  Passed passed{.all = std::max(1.0, *all)};
  for (std::int32_t number = 0; number < partitions.count(); ++number) {
    for (const Topic topic : kRead) {
      auto status = take_topic(partitions, number, topic, taker, [&](std::size_t records) {
        passed.records += static_cast<double>(records);
        progress(passed.records / passed.all);
      });
      if (!status) return std::unexpected(status.error());
    }
  }
  return history;
}

Result<backtest::History> merchant_history(const Settings& settings,
                                           const HistoryProgress& progress) {
  return settings.source == "kafka" ? history_of_cluster(settings, progress)
                                    : history_of_folder(settings, progress);
}

}  // namespace shelfd::daemon
