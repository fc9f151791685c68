// A partition made again from its inputs and its epochs, beside what is committed.
#include "daemon/replay.h"
#include "tests/daemon/store_text.h"
#include "tests/fakes/memory_log.h"
#include "tests/faults/checks.h"

namespace shelfd::faults {

using connectors::Family;
using connectors::Heads;
using connectors::OutputTopic;
using connectors::RawRecord;

namespace {

constexpr std::size_t kAll = SIZE_MAX;

// The inputs of one partition of the cluster, to read only.
class ClusterInputs final : public connectors::Log {
 public:
  ClusterInputs(SimulatedCluster& cluster, std::int32_t partition)
      : cluster_(cluster), partition_(partition) {}

  [[nodiscard]] Result<std::vector<RawRecord>> poll(engine::Topic topic, std::int64_t offset,
                                                    std::size_t max_records,
                                                    std::size_t /*max_bytes*/) override {
    std::vector<RawRecord> records;
    for (const Stored* stored : cluster_.input(partition_, topic).committed(offset, max_records)) {
      records.push_back({.topic = topic,
                         .offset = stored->offset,
                         .appended_at = stored->appended_at,
                         .key = stored->key,
                         .value = stored->value.value_or("")});
    }
    return records;
  }
  [[nodiscard]] Result<Heads> heads() override { return Heads{}; }
  [[nodiscard]] Status append(const std::vector<connectors::NewRecord>& /*records*/,
                              const std::vector<connectors::StateWrite>& /*beside*/,
                              Instant /*at*/) override {
    return stop("to read only");
  }
  [[nodiscard]] Status commit(const connectors::SealedEpoch& /*epoch*/) override {
    return stop("to read only");
  }

 private:
  SimulatedCluster& cluster_;
  std::int32_t partition_;
};

// All that is committed of a partition, as one epoch of a log in memory.
connectors::SealedEpoch committed_of(SimulatedCluster& cluster, std::int32_t partition) {
  connectors::SealedEpoch all;
  for (std::size_t index = 0; index < connectors::kOutputTopicCount; ++index) {
    const auto topic = static_cast<OutputTopic>(index);
    for (const Stored* record : cluster.output(partition, topic).committed(0, kAll)) {
      all.outputs.push_back(
          {.topic = topic, .key = record->key, .value = record->value.value_or("")});
    }
  }
  for (const Stored* record : cluster.changelog(partition).committed(0, kAll)) {
    all.writes.push_back({.family = static_cast<Family>(record->key.at(0) - 0x10),
                          .key = record->key.substr(1),
                          .value = record->value});
  }
  return all;
}

Status replay(fakes::MemoryLog& live, ClusterInputs& inputs, fakes::MemoryLog& target,
              const daemon::ReplayParts& parts) {
  daemon::ReplayParts own = parts;
  own.inputs = &inputs;
  own.live = &live;
  own.target = &target;
  own.made = &target;
  auto replay = daemon::Replay::open(own);
  if (!replay) return std::unexpected(replay.error());
  Status taken;
  const auto take = [&](const connectors::AppendedRecord& record) {
    taken = (*replay)->take(record.value);
    return taken.has_value();
  };
  if (auto status = live.scan_appended(OutputTopic::Epochs, 0, take); !status) return status;
  return taken;
}

}  // namespace

void Checks::make_again(std::int32_t partition, connectors::Metrics& metrics) {
  fakes::MemoryLog live;
  if (!live.commit(committed_of(cluster_, partition))) return blame(partition, "cannot be kept");
  fakes::MemoryLog target;
  ClusterInputs inputs(cluster_, partition);
  const auto status = replay(live, inputs, target,
                             {.clock = &cluster_.clock(),
                              .metrics = &metrics,
                              .partition = partition,
                              .partitions = cluster_.settings().partitions});
  if (!status) return blame(partition, "cannot be made again: " + status.error().message);
  const std::string difference = daemon::first_difference(live, target);
  if (!difference.empty()) blame(partition, "committed and made again differ:\n" + difference);
}

}  // namespace shelfd::faults
