#include "connectors/kafka/partition_log.h"

#include <algorithm>

namespace shelfd::connectors {
namespace {

std::size_t size_of(const RawRecord& record) { return record.key.size() + record.value.size(); }

}  // namespace

void PartitionLog::begin(const Heads& next, LocalState& state) {
  state_ = &state;
  records_ = bytes_ = 0;
  for (std::size_t rank = 0; rank < inputs_.size(); ++rank) {
    Input& input = inputs_.at(rank);
    drop_before(input, next.at(rank));
    input.polled = 0;
    records_ += input.records.size();
    for (const RawRecord& record : input.records) bytes_ += size_of(record);
  }
}

// What is dropped was polled, or is not wanted by the loop to come.
void PartitionLog::drop_before(Input& input, std::int64_t offset) {
  while (!input.records.empty() && input.records.front().offset < offset) {
    input.records.pop_front();
    if (input.polled > 0) --input.polled;
  }
  input.first = std::max(input.first, offset);
  input.next = std::max(input.next, offset);
}

bool PartitionLog::reaches_back_to(const Heads& next) const {
  return std::ranges::equal(inputs_, next, std::ranges::less_equal{}, &Input::first);
}

void PartitionLog::add(RawRecord record) {
  Input& input = inputs_.at(static_cast<std::size_t>(record.topic));
  if (record.offset < input.next) return;
  input.next = record.offset + 1;
  input.at_end = false;
  input.newest = std::max(input.newest, record.appended_at);
  ++records_;
  bytes_ += size_of(record);
  input.records.push_back(std::move(record));
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
  while (input.polled < input.records.size() && records.size() < max_records) {
    const RawRecord& first = input.records.at(input.polled);
    const std::size_t size = size_of(first);
    const bool is_new = first.offset >= offset;
    if (is_new && !records.empty() && bytes + size > max_bytes) break;
    --records_;
    bytes_ -= size;
    ++input.polled;
    if (!is_new) continue;
    bytes += size;
    records.push_back(first);
  }
  return records;
}

std::size_t PartitionLog::unread(engine::Topic topic) const {
  const Input& input = inputs_.at(static_cast<std::size_t>(topic));
  return input.records.size() - input.polled + (input.at_end ? 0 : 1);
}

void PartitionLog::note(const InputMark& mark, std::chrono::nanoseconds monotonic) {
  Input& input = inputs_.at(static_cast<std::size_t>(mark.topic));
  const bool stands = input.held_since && mark.stable == input.stable;
  input.end = mark.end;
  input.stable = mark.stable;
  if (mark.stable >= mark.end) {
    input.held_since.reset();
  } else if (!stands) {
    input.held_since = monotonic;
  }
}

// Records are kept until they are committed, so the first of them is the oldest. One that is not
// fetched yet is not older than the newest that came.
PartitionLog::Lag PartitionLog::lag(Instant now) const {
  Lag all;
  for (const Input& input : inputs_) {
    const bool has_any = !input.records.empty();
    const std::int64_t first = has_any ? input.records.front().offset : input.next;
    all.records += std::max<std::int64_t>(std::ssize(input.records), input.end - first);
    const Instant oldest = has_any ? input.records.front().appended_at : input.newest;
    const bool is_late = has_any || (!input.at_end && input.end > first);
    if (is_late && oldest > Instant::min()) all.age = std::max(all.age, now - oldest);
  }
  return all;
}

std::chrono::nanoseconds PartitionLog::held_for(engine::Topic topic,
                                                std::chrono::nanoseconds monotonic) const {
  const auto& since = inputs_.at(static_cast<std::size_t>(topic)).held_since;
  return since ? monotonic - *since : std::chrono::nanoseconds{};
}

void PartitionLog::give(const SealedEpoch& epoch) {
  given_ = epoch.next_offsets;
  group_.give(partition_, epoch, *state_);
}

Result<Committed> PartitionLog::wait() {
  auto committed = group_.wait(partition_);
  if (!committed) return committed;
  for (std::size_t rank = 0; rank < inputs_.size(); ++rank) {
    drop_before(inputs_.at(rank), given_.at(rank));
  }
  return committed;
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
