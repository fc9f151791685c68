#include "tests/faults/checks.h"

#include <algorithm>

#include "connectors/formats/event_codec.h"
#include "connectors/formats/output_codec.h"

namespace shelfd::faults {

using connectors::Heads;
using connectors::OutputTopic;

namespace {

bool goes_back(const Heads& from, const Heads& to) {
  return !std::ranges::equal(from, to, std::ranges::less_equal{});
}

}  // namespace

void ChangelogFold::advance(const TopicLog& log, const Transactions& transactions) {
  const auto& records = log.records();
  auto record = std::ranges::lower_bound(records, position_, {}, &Stored::offset);
  for (; record != records.end(); ++record) {
    const Decision decision = transactions.decision(record->transaction);
    position_ = record->offset;
    if (decision == Decision::Open) return;
    ++position_;
    if (decision == Decision::Aborted) continue;
    table_.set(record->key, record->value);
    digests_[position_] = table_.digest();
  }
  position_ = log.end();
}

std::optional<std::uint64_t> ChangelogFold::digest_at(std::int64_t next, const TopicLog& log,
                                                      const Transactions& transactions) const {
  if (next <= position_) return std::prev(digests_.upper_bound(next))->second;
  StateTable table = table_;
  bool reached = false;
  for (const Stored& record : log.records()) {
    if (record.offset < position_ || record.offset >= next) continue;
    if (transactions.decision(record.transaction) != Decision::Committed) continue;
    table.set(record.key, record.value);
    reached = record.offset + 1 == next;
  }
  if (!reached) return std::nullopt;
  return table.digest();
}

Checks::Checks(SimulatedCluster& cluster, std::vector<std::string>& broken)
    : cluster_(cluster),
      broken_(broken),
      seen_(static_cast<std::size_t>(cluster.settings().partitions),
            {.now = cluster.settings().start}) {}

void Checks::blame(std::int32_t partition, const std::string& what) {
  broken_.push_back("partition " + std::to_string(partition) + ": " + what);
}

void Checks::look() {
  for (std::int32_t partition = 0; partition < cluster_.settings().partitions; ++partition) {
    look_at_epochs(partition);
    look_at_offsets(partition);
    seen_.at(static_cast<std::size_t>(partition))
        .fold.advance(cluster_.changelog(partition), cluster_.transactions());
  }
}

void Checks::look_at_offsets(std::int32_t partition) {
  const auto offsets = cluster_.group().offsets(partition);
  if (!offsets) return;
  Seen& seen = seen_.at(static_cast<std::size_t>(partition));
  if (goes_back(seen.group, *offsets)) blame(partition, "the group's offsets go back");
  seen.group = *offsets;
}

// In the order of the log, up to the first that is not decided.
void Checks::look_at_epochs(std::int32_t partition) {
  Seen& seen = seen_.at(static_cast<std::size_t>(partition));
  const auto& records = cluster_.output(partition, OutputTopic::Epochs).records();
  auto record = std::ranges::lower_bound(records, seen.epochs_next, {}, &Stored::offset);
  for (; record != records.end(); ++record) {
    const Decision decision = cluster_.transactions().decision(record->transaction);
    if (decision == Decision::Open) return;
    seen.epochs_next = record->offset + 1;
    if (decision == Decision::Committed) look_at_epoch(partition, *record);
  }
}

void Checks::look_at_epoch(std::int32_t partition, const Stored& record) {
  Seen& seen = seen_.at(static_cast<std::size_t>(partition));
  ++epochs_;
  const auto epoch = connectors::decode_epoch(record.value.value_or(""));
  if (!epoch) return blame(partition, "an epoch's record cannot be read");
  const std::string name = "epoch " + std::to_string(epoch->epoch);
  if (epoch->epoch != seen.epoch + 1) {
    blame(partition, name + " follows " + std::to_string(seen.epoch));
  }
  seen.epoch = epoch->epoch;
  if (epoch->now < seen.now) {
    blame(partition, name + " is of " + connectors::format_instant(epoch->now));
  }
  seen.now = epoch->now;
  const auto& transaction =
      cluster_.transactions().history().at(static_cast<std::size_t>(record.transaction - 1));
  const auto sent = transaction.offsets.find(partition);
  if (sent == transaction.offsets.end()) return blame(partition, name + " has no offsets");
  if (goes_back(seen.offsets, sent->second)) blame(partition, name + ": its offsets go back");
  seen.offsets = sent->second;
  if (!std::ranges::equal(epoch->next_offsets, sent->second)) {
    blame(partition, name + " says other offsets than it commits");
  }
  const Membership& who = transaction.sent_by;
  if (cluster_.group().owner(who.generation, partition) != who.instance) {
    blame(partition, name + " is of " + who.instance + ", who did not own it in generation " +
                         std::to_string(who.generation));
  }
}

void Checks::look_at(const std::string& whose, std::int32_t partition, const DiskPartition& disk) {
  const DiskPartition::Contents& contents = disk.now();
  if (!contents.next) {
    if (!contents.table.rows().empty()) blame(partition, whose + "'s state is of no offset");
    return;
  }
  const auto digest =
      seen_.at(static_cast<std::size_t>(partition))
          .fold.digest_at(*contents.next, cluster_.changelog(partition), cluster_.transactions());
  const std::string name = whose + "'s state at " + std::to_string(*contents.next);
  if (cluster_.transactions().was_taken_back(cluster_.changelog(partition), *contents.next)) {
    return;  // it gives way at the next start
  }
  if (!digest) return blame(partition, name + " is past what is committed");
  if (*digest != contents.table.digest()) blame(partition, name + " is not the changelog's");
}

// Whatever is visible of a partition came with its offsets.
void Checks::look_at_history() {
  const auto& history = cluster_.transactions().history();
  const auto check = [&](std::int32_t partition, const TopicLog& log) {
    for (const Stored* record : log.committed(0, log.records().size())) {
      const auto& transaction = history.at(static_cast<std::size_t>(record->transaction - 1));
      if (!transaction.offsets.contains(partition)) {
        blame(partition, "a record is committed without offsets");
      }
    }
  };
  for (std::int32_t partition = 0; partition < cluster_.settings().partitions; ++partition) {
    for (std::size_t topic = 0; topic < connectors::kOutputTopicCount; ++topic) {
      check(partition, cluster_.output(partition, static_cast<OutputTopic>(topic)));
    }
    check(partition, cluster_.changelog(partition));
  }
}

}  // namespace shelfd::faults
