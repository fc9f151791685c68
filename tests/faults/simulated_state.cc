#include "tests/faults/simulated_state.h"

#include <functional>

#include "connectors/rocksdb/layout.h"

namespace shelfd::faults {

using connectors::ChangelogRecord;
using connectors::StateWrite;

namespace {

// Of one record, well mixed: the sum over all must tell whose value is whose.
std::uint64_t digest_of(std::string_view key, std::string_view value) {
  const std::hash<std::string_view> hash;
  return simulator::stream_seed(hash(key), hash(value));
}

}  // namespace

void StateTable::set(const std::string& key, const std::optional<std::string>& value) {
  const auto found = rows_.find(key);
  if (found != rows_.end()) digest_ -= digest_of(key, found->second);
  if (value) {
    digest_ += digest_of(key, *value);
    rows_.insert_or_assign(key, *value);
  } else if (found != rows_.end()) {
    rows_.erase(found);
  }
}

void DiskPartition::put(Contents& contents, const Write& write) {
  for (const ChangelogRecord& record : write.records) contents.table.set(record.key, record.value);
  contents.next = write.next;
}

void DiskPartition::write(std::vector<ChangelogRecord> records, std::int64_t next) {
  unflushed_.push_back({.records = std::move(records), .next = next});
  put(now_, unflushed_.back());
}

void DiskPartition::flush() { lose_all_but(unflushed_.size()); }

void DiskPartition::wipe() { *this = {}; }

void DiskPartition::lose_all_but(std::size_t kept) {
  const bool all = kept == unflushed_.size();
  for (std::size_t at = 0; at < kept; ++at) put(durable_, unflushed_.at(at));
  unflushed_.clear();
  if (!all) now_ = durable_;
}

void crash_disk(Disk& disk, simulator::Random& random) {
  for (auto& [partition, folder] : disk) {
    const auto writes = static_cast<std::int64_t>(folder.unflushed());
    folder.lose_all_but(static_cast<std::size_t>(random.below(writes + 1)));
    if (random.chance(0.05)) folder.damage();
    if (random.chance(0.05)) folder.wipe();
  }
}

// A close need not write what waits.
SimulatedState::~SimulatedState() {
  const auto writes = static_cast<std::int64_t>(disk_.unflushed());
  if (fate_.dead || writes == 0 || fate_.random.chance(0.5)) return;
  disk_.lose_all_but(static_cast<std::size_t>(fate_.random.below(writes + 1)));
}

Status SimulatedState::check(bool writes) {
  if (fate_.dead) return stop(fate_.name + " died");
  if (disk_.is_damaged()) {
    ++fate_.damages;
    return stop("local state: a block does not match its sum");
  }
  if (!writes || !fate_.happens(fate_.chances.disk)) return {};
  fate_.note("the disk is full");
  return retry("local state: no space left");
}

Result<std::optional<std::string>> SimulatedState::get(connectors::Family family,
                                                       std::string_view key) {
  if (auto status = check(false); !status) return std::unexpected(status.error());
  const auto& rows = disk_.now().table.rows();
  const auto found = rows.find(connectors::state_key(family, key));
  return found == rows.end() ? std::nullopt : std::optional(found->second);
}

Status SimulatedState::scan(connectors::Family family, std::string_view prefix,
                            std::string_view from,
                            const std::function<bool(std::string_view, std::string_view)>& visit) {
  if (auto status = check(false); !status) return status;
  const auto& rows = disk_.now().table.rows();
  const std::string wanted = connectors::state_key(family, prefix);
  auto row = rows.lower_bound(std::max(wanted, connectors::state_key(family, from)));
  for (; row != rows.end() && row->first.starts_with(wanted); ++row) {
    if (!visit(std::string_view(row->first).substr(1), row->second)) break;
  }
  return {};
}

Result<std::optional<std::int64_t>> SimulatedState::changelog_next() {
  if (auto status = check(false); !status) return std::unexpected(status.error());
  return disk_.now().next;
}

Status SimulatedState::apply(const std::vector<StateWrite>& writes, std::int64_t changelog_next) {
  if (auto status = check(true); !status) return status;
  std::vector<ChangelogRecord> records;
  records.reserve(writes.size());
  for (const StateWrite& write : writes) {
    records.push_back(
        {.key = connectors::state_key(write.family, write.key), .value = write.value});
  }
  disk_.write(std::move(records), changelog_next);
  if (fate_.random.chance(0.1)) disk_.flush();
  return {};
}

Status SimulatedState::restore(const std::vector<ChangelogRecord>& records,
                               std::int64_t changelog_next) {
  if (auto status = check(true); !status) return status;
  disk_.write(records, changelog_next);
  return {};
}

Status SimulatedState::flush() {
  if (auto status = check(true); !status) return status;
  disk_.flush();
  return {};
}

Status SimulatedState::wipe() {
  if (fate_.dead) return stop(fate_.name + " died");
  disk_.wipe();
  return {};
}

}  // namespace shelfd::faults
