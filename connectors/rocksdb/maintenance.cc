// Calls of Database that work on its files: compaction, copies.
#include <rocksdb/utilities/checkpoint.h>

#include "connectors/rocksdb/database_parts.h"

namespace shelfd::connectors {

Status Database::compact(KeyRange range) {
  if (auto status = parts_->check_writable(); !status) return status;
  const rocksdb::Slice from(range.from.data(), range.from.size());
  const rocksdb::Slice until(range.until.data(), range.until.size());
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  // Memtables are flushed first, and their log goes.
  for (rocksdb::ColumnFamilyHandle* family : {parts_->overwritten, parts_->sequential}) {
    const auto compacted = parts_->db->CompactRange(options, family, &from, &until);
    if (!compacted.ok()) return parts_->error(compacted);
  }
  return {};
}

const std::string& Database::folder() const { return parts_->folder; }

Status Database::copy_to(const std::string& folder) {
  if (auto status = parts_->check_writable(); !status) return status;
  rocksdb::Checkpoint* made = nullptr;
  auto copied = rocksdb::Checkpoint::Create(parts_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (copied.ok()) copied = checkpoint->CreateCheckpoint(folder);
  if (!copied.ok()) return parts_->error(copied);
  return {};
}

}  // namespace shelfd::connectors
