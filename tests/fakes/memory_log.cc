// The ports on vectors and maps. A visitor runs on a copy, outside the lock: it may call back.
#include "tests/fakes/memory_log.h"

#include <algorithm>

#include "base/check.h"

namespace shelfd::fakes {

using connectors::AppendedRecord;
using connectors::Family;
using connectors::Heads;
using connectors::NewRecord;
using connectors::OutputRecord;
using connectors::OutputTopic;
using connectors::RawRecord;
using connectors::SealedEpoch;
using connectors::StateWrite;

namespace {

template <typename Enum>
std::size_t index_of(Enum value) {
  return static_cast<std::size_t>(value);
}

}  // namespace

std::optional<Fault> MemoryLog::count_call() {
  ++calls_;
  if (!fault_ || fault_->call != calls_) return std::nullopt;
  if (fault_->error.reaction == Reaction::Stop) broken_ = true;
  return std::exchange(fault_, std::nullopt);
}

template <typename Act>
Status MemoryLog::write(Act act) {
  const std::scoped_lock lock(mutex_);
  if (broken_) {
    ++calls_;
    return stop("memory log: an earlier write failed; open it anew");
  }
  const auto fault = count_call();
  if (!fault || fault->takes_effect) act();
  if (fault) return std::unexpected(fault->error);
  return {};
}

void MemoryLog::apply(const std::vector<StateWrite>& writes) {
  for (const StateWrite& write : writes) {
    Table& table = state_.at(index_of(write.family));
    if (write.value) {
      table[write.key] = *write.value;
    } else {
      table.erase(write.key);
    }
  }
}

void MemoryLog::apply(const OutputRecord& output) {
  const std::size_t index = index_of(output.topic);
  if (!is_compacted(output.topic)) {
    auto& records = appended_.at(index);
    records.push_back({.offset = static_cast<std::int64_t>(records.size()),
                       .key = output.key,
                       .value = output.value});
  } else if (output.value.empty()) {
    latest_.at(index).erase(output.key);
  } else {
    latest_.at(index)[output.key] = output.value;
  }
}

Result<std::vector<RawRecord>> MemoryLog::poll(engine::Topic topic, std::int64_t offset,
                                               std::size_t max_records, std::size_t max_bytes) {
  const std::scoped_lock lock(mutex_);
  if (const auto fault = count_call()) return std::unexpected(fault->error);
  const auto& all = inputs_.at(index_of(topic));
  std::vector<RawRecord> records;
  std::size_t bytes = 0;
  for (auto at = static_cast<std::size_t>(std::max<std::int64_t>(offset, 0)); at < all.size();
       ++at) {
    const std::size_t size = all[at].key.size() + all[at].value.size();
    const bool full = records.size() >= max_records || bytes + size > max_bytes;
    if (!records.empty() && full) break;
    bytes += size;
    records.push_back(all[at]);
  }
  return records;
}

Result<Heads> MemoryLog::heads() {
  const std::scoped_lock lock(mutex_);
  if (const auto fault = count_call()) return std::unexpected(fault->error);
  Heads heads{};
  for (std::size_t rank = 0; rank < heads.size(); ++rank) {
    heads.at(rank) = static_cast<std::int64_t>(inputs_.at(rank).size());
  }
  return heads;
}

Status MemoryLog::append(const std::vector<NewRecord>& records,
                         const std::vector<StateWrite>& beside, Instant at) {
  return write([&] {
    for (const NewRecord& record : records) {
      auto& topic = inputs_.at(index_of(record.topic));
      topic.push_back({.topic = record.topic,
                       .offset = static_cast<std::int64_t>(topic.size()),
                       .appended_at = record.appended_at.value_or(at),
                       .key = record.key,
                       .value = record.value});
    }
    apply(beside);
  });
}

Status MemoryLog::commit(const SealedEpoch& epoch) {
  return write([&] {
    for (const OutputRecord& output : epoch.outputs) apply(output);
    apply(epoch.writes);
  });
}

Result<std::optional<std::string>> MemoryLog::get(Family family, std::string_view key) {
  const std::scoped_lock lock(mutex_);
  if (const auto fault = count_call()) return std::unexpected(fault->error);
  const Table& table = state_.at(index_of(family));
  const auto found = table.find(key);
  return found == table.end() ? std::nullopt : std::optional(found->second);
}

Status MemoryLog::scan(Family family, std::string_view prefix, std::string_view from,
                       const Visit& visit) {
  {
    const std::scoped_lock lock(mutex_);
    if (const auto fault = count_call()) return std::unexpected(fault->error);
  }
  return visit_table(state_.at(index_of(family)), prefix, from, visit);
}

Status MemoryLog::visit_table(const Table& table, std::string_view prefix, std::string_view from,
                              const Visit& visit) {
  std::vector<std::pair<std::string, std::string>> rows;
  {
    const std::scoped_lock lock(mutex_);
    for (auto row = table.lower_bound(std::max(prefix, from));
         row != table.end() && row->first.starts_with(prefix); ++row) {
      rows.emplace_back(*row);
    }
  }
  for (const auto& [key, value] : rows) {
    if (!visit(key, value)) break;
  }
  return {};
}

Result<std::optional<std::string>> MemoryLog::latest(OutputTopic topic, std::string_view key) {
  INVARIANT(is_compacted(topic));
  const std::scoped_lock lock(mutex_);
  const Table& table = latest_.at(index_of(topic));
  const auto found = table.find(key);
  return found == table.end() ? std::nullopt : std::optional(found->second);
}

Status MemoryLog::scan_latest(OutputTopic topic, std::string_view prefix, std::string_view from,
                              const Visit& visit) {
  INVARIANT(is_compacted(topic));
  return visit_table(latest_.at(index_of(topic)), prefix, from, visit);
}

Status MemoryLog::scan_appended(OutputTopic topic, std::int64_t from_offset,
                                const std::function<bool(const AppendedRecord&)>& visit) {
  const auto records = tail_appended(topic, SIZE_MAX);
  for (const AppendedRecord& record : *records) {
    if (record.offset >= from_offset && !visit(record)) break;
  }
  return {};
}

Result<std::vector<AppendedRecord>> MemoryLog::tail_appended(OutputTopic topic, std::size_t limit) {
  INVARIANT(!is_compacted(topic));
  const std::scoped_lock lock(mutex_);
  const auto& all = appended_.at(index_of(topic));
  const auto first = all.end() - static_cast<std::ptrdiff_t>(std::min(limit, all.size()));
  return std::vector<AppendedRecord>(first, all.end());
}

void MemoryLog::order(Fault fault) {
  const std::scoped_lock lock(mutex_);
  fault_ = std::move(fault);
}

void MemoryLog::reopen() {
  const std::scoped_lock lock(mutex_);
  broken_ = false;
}

std::int64_t MemoryLog::calls() const {
  const std::scoped_lock lock(mutex_);
  return calls_;
}

}  // namespace shelfd::fakes
