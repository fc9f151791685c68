#include "connectors/kafka/partition_log.h"

#include <algorithm>

namespace shelfd::connectors {
namespace {

std::size_t size_of(const RawRecord& record) { return record.key.size() + record.value.size(); }

}  // namespace

void PartitionLog::add(RawRecord record) {
  Input& input = inputs_.at(static_cast<std::size_t>(record.topic));
  if (record.offset < input.next) return;
  input.next = record.offset + 1;
  input.at_end = false;
  input.newest = std::max(input.newest, record.appended_at);
  bytes_ += size_of(record);
  input.waiting.push_back(std::move(record));
}

void PartitionLog::reach_end(const InputEnd& end) {
  Input& input = inputs_.at(static_cast<std::size_t>(end.topic));
  if (end.offset < input.next) return;  // of a fetch before the newest record
  input.next = end.offset;
  input.at_end = true;
}

bool PartitionLog::is_heard() const {
  return std::ranges::all_of(
      inputs_, [](const Input& input) { return input.at_end || input.newest > Instant::min(); });
}

Result<std::vector<RawRecord>> PartitionLog::poll(engine::Topic topic, std::int64_t offset,
                                                  std::size_t max_records, std::size_t max_bytes) {
  Input& input = inputs_.at(static_cast<std::size_t>(topic));
  std::vector<RawRecord> records;
  std::size_t bytes = 0;
  while (!input.waiting.empty() && records.size() < max_records) {
    RawRecord& first = input.waiting.front();
    const std::size_t size = size_of(first);
    const bool is_new = first.offset >= offset;
    if (is_new && !records.empty() && bytes + size > max_bytes) break;
    bytes_ -= size;
    if (is_new) {
      bytes += size;
      records.push_back(std::move(first));
    }
    input.waiting.pop_front();
  }
  return records;
}

std::size_t PartitionLog::unread(engine::Topic topic) const {
  const Input& input = inputs_.at(static_cast<std::size_t>(topic));
  return input.waiting.size() + (input.at_end ? 0 : 1);
}

Result<Heads> PartitionLog::heads() {
  Heads heads{};
  for (std::size_t rank = 0; rank < heads.size(); ++rank) heads[rank] = inputs_[rank].next;
  return heads;
}

// Append times of a topic's partition do not go back where the broker gives them; where a producer
// does, a record that lies before the newest one is late, and not waited for.
Instant PartitionLog::read_until(engine::Topic topic, Instant now) {
  const Input& input = inputs_.at(static_cast<std::size_t>(topic));
  return input.at_end ? now : std::min(now, input.newest);
}

Status PartitionLog::append(const std::vector<NewRecord>& /*records*/,
                            const std::vector<StateWrite>& /*beside*/, Instant /*at*/) {
  return stop("a worker on a cluster takes no records: hand them to Kafka");
}

Status PartitionLog::commit(const SealedEpoch& epoch) {
  give(epoch);
  const auto committed = wait();
  return committed ? Status() : std::unexpected(committed.error());
}

}  // namespace shelfd::connectors
