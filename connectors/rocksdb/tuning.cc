// Options, one group a function.
#include "connectors/rocksdb/tuning.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/file_checksum.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "connectors/rocksdb/witness.h"

namespace shelfd::connectors {

namespace {

constexpr std::size_t kBlockBytes = 4096;
constexpr double kFilterBitsPerKey = 10;
constexpr std::size_t kIndexPieceBytes = 4096;
constexpr int kMemtables = 3;
constexpr int kMergedRuns = 8;
constexpr int kBackgroundJobs = 2;
constexpr int kSlowdownFiles = 20;
constexpr std::size_t kWarningBytes = 512;
constexpr std::uint64_t kManifestBytes = std::uint64_t{4} << 20U;  // it is read for each witness

rocksdb::CompressionType best_of(std::initializer_list<rocksdb::CompressionType> wanted) {
  const auto built_in = rocksdb::GetSupportedCompressions();
  for (const auto type : wanted) {
    if (std::ranges::find(built_in, type) != built_in.end()) return type;
  }
  return rocksdb::kNoCompression;
}

rocksdb::BlockBasedTableOptions table_options(const DatabaseOptions& options) {
  rocksdb::BlockBasedTableOptions table;
  table.block_size = kBlockBytes;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  table.block_cache = options.memory ? options.memory->parts().cache
                                     : rocksdb::NewLRUCache(options.block_cache_bytes);
  table.cache_usage_options.options_overrides.insert(
      {rocksdb::CacheEntryRole::kBlockBasedTableReader,
       {.charged = rocksdb::CacheEntryRoleOptions::Decision::kEnabled}});
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = kIndexPieceBytes;
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  return table;
}

void set_memory(rocksdb::Options& tuned, const DatabaseOptions& options) {
  std::uint64_t memtable_bytes = options.write_buffer_bytes;
  if (options.memory) {
    memtable_bytes = options.memory->parts().memtable_bytes;
    tuned.write_buffer_manager = options.memory->parts().memtables;
  } else {
    tuned.db_write_buffer_size = memtable_bytes;
  }
  tuned.write_buffer_size = memtable_bytes / kMemtables;
  tuned.max_write_buffer_number = kMemtables;
  tuned.max_open_files = options.max_open_files;
}

// A damaged log stops the open; after a background error nothing is tried again behind our back.
void set_safety(rocksdb::Options& tuned) {
  tuned.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  tuned.paranoid_checks = true;
  tuned.file_checksum_gen_factory = rocksdb::GetFileChecksumGenCrc32cFactory();
  tuned.max_bgerror_resume_count = 0;
  tuned.max_manifest_file_size = kManifestBytes;
}

}  // namespace

void LastWarning::Logv(const char* format, va_list arguments) {
  Logv(rocksdb::InfoLogLevel::INFO_LEVEL, format, arguments);
}

void LastWarning::Logv(rocksdb::InfoLogLevel level, const char* format, va_list arguments) {
  if (level < rocksdb::InfoLogLevel::WARN_LEVEL || level > rocksdb::InfoLogLevel::FATAL_LEVEL) {
    return;
  }
  std::array<char, kWarningBytes> line{};
  static_cast<void>(std::vsnprintf(line.data(), line.size(), format, arguments));
  std::string text = line.data();
  if (text.find(folder_ + "/") == std::string::npos) return;
  if (text.starts_with('[')) text.erase(0, text.find("] ") + 2);  // its source file and line
  const std::scoped_lock lock(mutex_);
  text_ = std::move(text);
}

std::string LastWarning::text() const {
  const std::scoped_lock lock(mutex_);
  return text_;
}

void FileWatch::begin(rocksdb::DB& db) {
  const std::scoped_lock lock(mutex_);
  db_ = &db;
  note_files(db, folder_, LogBytes::Unknown);
}

void FileWatch::end() {
  const std::scoped_lock lock(mutex_);
  db_ = nullptr;
}

void FileWatch::note() {
  const std::scoped_lock lock(mutex_);
  if (db_ != nullptr) note_files(*db_, folder_, LogBytes::Unknown);
}

void FileWatch::OnMemTableSealed(const rocksdb::MemTableInfo& /*which*/) {
  const std::scoped_lock lock(mutex_);
  if (db_ == nullptr) return;
  if (!db_->SyncWAL().ok()) log_failed_ = true;
  note_files(*db_, folder_, LogBytes::Unknown);
}

void FileWatch::OnFlushCompleted(rocksdb::DB* /*db*/, const rocksdb::FlushJobInfo& /*what*/) {
  note();
}

void FileWatch::OnCompactionCompleted(rocksdb::DB* /*db*/,
                                      const rocksdb::CompactionJobInfo& /*what*/) {
  note();
}

rocksdb::Options tuned_options(const DatabaseOptions& options, const Attendants& attendants) {
  rocksdb::Options tuned;
  tuned.create_if_missing = true;
  tuned.create_missing_column_families = true;
  tuned.disable_auto_compactions = !options.compacts;
  if (options.files) tuned.env = options.files->env.get();
  tuned.info_log = attendants.warnings;
  tuned.listeners = {attendants.watch};
  tuned.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options(options)));
  tuned.compression = rocksdb::kNoCompression;
  tuned.bottommost_compression = best_of({rocksdb::kLZ4Compression});
  tuned.compaction_style = rocksdb::kCompactionStyleUniversal;
  tuned.level0_file_num_compaction_trigger = kMergedRuns;
  tuned.level_compaction_dynamic_level_bytes = true;
  tuned.max_background_jobs = kBackgroundJobs;
  tuned.level0_slowdown_writes_trigger = kSlowdownFiles;
  set_memory(tuned, options);
  set_safety(tuned);
  return tuned;
}

// Its memtable is flushed when all of them together are full, not by its own size: where a write
// fills both and the switch of the first fails, RocksDB 7.8.3 never lets go of the second
// (DBImpl::ScheduleFlushes), and the close fails an assertion (failing_disk_test.cc).
rocksdb::ColumnFamilyOptions sequential_options(const rocksdb::Options& tuned) {
  rocksdb::ColumnFamilyOptions sequential(tuned);
  sequential.write_buffer_size = tuned.write_buffer_size * kMemtables;
  auto table = *tuned.table_factory->GetOptions<rocksdb::BlockBasedTableOptions>();
  table.filter_policy.reset();
  table.partition_filters = false;
  sequential.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  sequential.compaction_style = rocksdb::kCompactionStyleLevel;
  sequential.level0_file_num_compaction_trigger =
      rocksdb::ColumnFamilyOptions().level0_file_num_compaction_trigger;
  return sequential;
}

}  // namespace shelfd::connectors
