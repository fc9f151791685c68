#include "tests/faults/sabotage.h"

#include "connectors/rocksdb/layout.h"

namespace shelfd::faults {

using connectors::Heads;
using connectors::News;
using connectors::Outcome;
using connectors::SealedEpoch;
using connectors::Transacted;
using connectors::TransactionPart;

Result<News> SabotagedMember::poll(std::chrono::milliseconds longest) {
  auto news = member_.poll(longest);
  if (news && sabotage_ == Sabotage::SkipsRecords && !news->records.empty() &&
      fate_.random.chance(0.1)) {
    news->records.erase(news->records.begin());
  }
  return news;
}

Result<std::optional<Heads>> SabotagedMember::committed(std::int32_t partition) {
  if (sabotage_ != Sabotage::ReadsUncommitted) return member_.committed(partition);
  return cluster_.group().offsets(partition);
}

void SabotagedMember::apply_first(const std::vector<TransactionPart>& parts) {
  for (const TransactionPart& part : parts) {
    std::vector<connectors::ChangelogRecord> records;
    records.reserve(part.epoch->writes.size());
    for (const connectors::StateWrite& write : part.epoch->writes) {
      records.push_back(
          {.key = connectors::state_key(write.family, write.key), .value = write.value});
    }
    const std::int64_t next = cluster_.changelog(part.partition).end();
    disk_[part.partition].write(std::move(records), next);
  }
}

Result<Transacted> SabotagedMember::transact_old_offsets(
    const std::vector<TransactionPart>& parts) {
  std::vector<SealedEpoch> epochs;
  epochs.reserve(parts.size());
  std::vector<TransactionPart> changed;
  changed.reserve(parts.size());
  for (const TransactionPart& part : parts) {
    epochs.push_back(*part.epoch);
    const auto before = before_.find(part.partition);
    if (before != before_.end()) epochs.back().next_offsets = before->second;
    changed.push_back({.partition = part.partition, .epoch = &epochs.back()});
  }
  return member_.transact(changed);
}

Result<Transacted> SabotagedMember::transact(const std::vector<TransactionPart>& parts) {
  if (sabotage_ == Sabotage::LosesOffsets && fate_.random.chance(0.05)) {
    return transact_old_offsets(parts);
  }
  for (const TransactionPart& part : parts) before_[part.partition] = part.epoch->next_offsets;
  if (sabotage_ == Sabotage::AppliesFirst && !fate_.dead) apply_first(parts);
  auto transacted = member_.transact(parts);
  if (sabotage_ == Sabotage::TrustsUnknown && transacted &&
      transacted->outcome == Outcome::Unknown) {
    if (!member_.renew()) return transacted;
    transacted->outcome = Outcome::Committed;
    for (const TransactionPart& part : parts) {
      transacted->changelog_next.push_back(cluster_.changelog(part.partition).end());
    }
  }
  return transacted;
}

}  // namespace shelfd::faults
