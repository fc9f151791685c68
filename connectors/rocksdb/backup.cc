// BackupEngine behind BackupFolder.
#include "connectors/rocksdb/backup.h"

#include <rocksdb/utilities/backup_engine.h>

#include "connectors/rocksdb/database_parts.h"

namespace shelfd::connectors {

namespace {

constexpr std::uint64_t kCopiedEvery = std::uint64_t{4} << 20U;

}  // namespace

struct BackupFolder::Parts {
  std::string folder;
  std::unique_ptr<rocksdb::BackupEngineReadOnly> reading;  // one of the two
  std::unique_ptr<rocksdb::BackupEngine> writing;

  [[nodiscard]] const rocksdb::BackupEngineReadOnlyBase& reader() const {
    if (writing) return *writing;
    return *reading;
  }
  [[nodiscard]] Status check(const rocksdb::Status& status, const std::string& what) const {
    if (status.ok()) return {};
    const std::string text = "backups " + folder + ": " + what + ": " + status.ToString();
    return status.IsNoSpace() ? Status(retry(text)) : Status(stop(text));
  }
};

BackupFolder::BackupFolder(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
BackupFolder::~BackupFolder() = default;
BackupFolder::BackupFolder(BackupFolder&&) noexcept = default;
BackupFolder& BackupFolder::operator=(BackupFolder&&) noexcept = default;

Result<BackupFolder> BackupFolder::open(const std::string& folder, Access access) {
  auto parts = std::make_unique<Parts>();
  parts->folder = folder;
  rocksdb::BackupEngineOptions options(folder);
  options.callback_trigger_interval_size = kCopiedEvery;
  rocksdb::Status opened;
  if (access == Access::Write) {
    rocksdb::BackupEngine* engine = nullptr;
    opened = rocksdb::BackupEngine::Open(rocksdb::Env::Default(), options, &engine);
    parts->writing.reset(engine);
  } else {
    rocksdb::BackupEngineReadOnly* engine = nullptr;
    opened = rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), options, &engine);
    parts->reading.reset(engine);
  }
  if (auto status = parts->check(opened, "cannot be opened"); !status) {
    return std::unexpected(status.error());
  }
  return BackupFolder(std::move(parts));
}

std::vector<Backup> BackupFolder::list() const {
  std::vector<rocksdb::BackupInfo> known;
  parts_->reader().GetBackupInfo(&known);
  std::vector<Backup> backups;
  backups.reserve(known.size());
  for (const rocksdb::BackupInfo& one : known) {
    backups.push_back({.id = one.backup_id,
                       .made_at = from_unix_millis(one.timestamp * 1000),
                       .bytes = one.size,
                       .label = one.app_metadata});
  }
  return backups;
}

Result<std::uint32_t> BackupFolder::take(Database& from, const std::string& label,
                                         const Copied& copied) {
  if (auto status = from.parts_->check_open(); !status) return std::unexpected(status.error());
  std::uint64_t bytes = 0;
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;  // the log is short then
  options.progress_callback = [&] { copied(bytes += kCopiedEvery); };
  rocksdb::BackupID id = 0;
  const auto made =
      parts_->writing->CreateNewBackupWithMetadata(options, from.parts_->db.get(), label, &id);
  if (auto status = parts_->check(made, "not made"); !status) {
    return std::unexpected(status.error());
  }
  return id;
}

Status BackupFolder::verify(std::uint32_t id) const {
  return parts_->check(parts_->reader().VerifyBackup(id, true),
                       "backup " + std::to_string(id) + " is damaged");
}

Status BackupFolder::restore(std::uint32_t id, const std::string& to) const {
  return parts_->check(parts_->reader().RestoreDBFromBackup(id, to, to),
                       "backup " + std::to_string(id) + " cannot be restored");
}

Status BackupFolder::erase(std::uint32_t id) {
  return parts_->check(parts_->writing->DeleteBackup(id),
                       "backup " + std::to_string(id) + " cannot be erased");
}

}  // namespace shelfd::connectors
