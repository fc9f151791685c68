#include "tests/faults/topic_log.h"

#include <algorithm>

namespace shelfd::faults {

std::int64_t TopicLog::append(Stored record) {
  record.offset = end_++;
  if (record.transaction != kNoTransaction) open_.try_emplace(record.transaction, record.offset);
  records_.push_back(std::move(record));
  return records_.back().offset;
}

void TopicLog::mark(std::int64_t transaction, bool commits) {
  open_.erase(transaction);
  if (!commits) aborted_.insert(transaction);
  ++end_;
}

std::int64_t TopicLog::first() const { return first_; }

std::int64_t TopicLog::stable_end() const {
  std::int64_t stable = end_;
  for (const auto& [transaction, offset] : open_) stable = std::min(stable, offset);
  return stable;
}

std::vector<const Stored*> TopicLog::committed(std::int64_t from, std::size_t limit) const {
  std::vector<const Stored*> found;
  const std::int64_t stable = stable_end();
  auto record = std::ranges::lower_bound(records_, from, {}, &Stored::offset);
  for (; record != records_.end() && record->offset < stable && found.size() < limit; ++record) {
    if (!aborted_.contains(record->transaction)) found.push_back(&*record);
  }
  return found;
}

void TopicLog::compact() {
  const std::int64_t stable = stable_end();
  std::map<std::string, std::int64_t> newest;
  for (const Stored* record : committed(first_, records_.size())) {
    newest[record->key] = record->offset;
  }
  std::erase_if(records_, [&](const Stored& record) {
    if (record.offset >= stable) return false;
    return aborted_.contains(record.transaction) || newest.at(record.key) != record.offset;
  });
}

void TopicLog::forget_before(std::int64_t offset) {
  first_ = std::max(first_, offset);
  std::erase_if(records_, [&](const Stored& record) { return record.offset < first_; });
}

}  // namespace shelfd::faults
