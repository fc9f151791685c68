// RocksDB behind Database: calls, and what each of its answers means to the caller.
#include "connectors/rocksdb/database.h"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "connectors/rocksdb/database_parts.h"
#include "connectors/rocksdb/witness.h"

namespace shelfd::connectors {

namespace {

constexpr const char* kSequential = "sequential";
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20U;

constexpr const char* kWhatToDo =
    "; the folder is damaged: `shelfd restore` a backup, or import the inputs into a fresh folder";

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const rocksdb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

// The first key after every key that starts with `prefix`; "" where there is none.
std::string end_of(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && static_cast<unsigned char>(end.back()) == 0xff) end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(end.back() + 1);
  return end;
}

// A table file that is missing is named by its name of old, .ldb, which was tried last.
std::string one_line(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  if (const std::size_t old = text.find(".ldb"); old != std::string::npos) {
    text.replace(old, 4, ".sst");
  }
  return text;
}

std::shared_ptr<rocksdb::FileSystem> files_of(const DatabaseOptions& options) {
  return options.files ? options.files->files : rocksdb::FileSystem::Default();
}

rocksdb::Status ask_free(const DatabaseOptions& options, const std::string& place,
                         std::uint64_t& free_bytes) {
  return files_of(options)->GetFreeSpace(place, rocksdb::IOOptions(), &free_bytes, nullptr);
}

// RocksDB blames the manifest for a table whose footer is damaged. Which table does not open; ""
// for none.
std::string damaged_table(const rocksdb::Options& options, const std::string& folder) {
  std::vector<std::string> names;
  static_cast<void>(options.env->GetChildren(folder, &names));
  for (const std::string& name : names) {
    if (!name.ends_with(".sst")) continue;
    rocksdb::SstFileReader reader(options);
    if (!reader.Open(std::string(folder).append("/").append(name)).ok()) return name;
  }
  return "";
}

}  // namespace

struct Batch::Parts {
  const Database::Parts* into;
  rocksdb::WriteBatch writes;
};

Batch::Batch(const Database& into, std::size_t bytes)
    : parts_(std::make_unique<Parts>(into.parts_.get(), rocksdb::WriteBatch(bytes))) {}
Batch::~Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;

// WriteBatch::Put fails only past 4 GiB, which the limits on records keep away.
void Batch::put(std::string_view key, std::string_view value) {
  static_cast<void>(parts_->writes.Put(parts_->into->family_of(key), slice(key), slice(value)));
}

void Batch::erase(std::string_view key) {
  static_cast<void>(parts_->writes.Delete(parts_->into->family_of(key), slice(key)));
}

std::size_t Batch::count() const { return parts_->writes.Count(); }

std::unexpected<Error> Database::Parts::full(std::uint64_t free_bytes) const {
  return retry("database " + folder + ": the disk is full, " +
               std::to_string(free_bytes / kMebibyte) + " MiB free, " +
               std::to_string(options.reserve_bytes / kMebibyte) + " MiB needed");
}

// The disk said so itself, whatever it counts as free (a quota, another user's reserve).
std::unexpected<Error> Database::Parts::full_now() const {
  std::uint64_t free_bytes = 0;
  static_cast<void>(ask_free(options, folder, free_bytes));
  return full(free_bytes);
}

// Only corruption lacks the file's name at times; then the warning before it has it.
std::unexpected<Error> Database::Parts::error(const rocksdb::Status& status) const {
  std::string text = "database " + folder + ": " + one_line(status.ToString());
  if (status.IsCorruption() && status.ToString().find(folder) == std::string::npos) {
    text += " (" + one_line(attendants.warnings->text()) + ")";
  }
  if (status.IsNoSpace()) return full_now();
  if (status.IsCorruption() || status.IsPathNotFound()) text += kWhatToDo;
  if (status.IsBusy() || status.IsTimedOut()) return retry(std::move(text));
  return stop(std::move(text));
}

Status Database::Parts::check_open() const {
  if (db) return {};
  return stop("database " + folder + ": closed");
}

// `place` is the folder, or where it will be.
Status Database::Parts::check_space(const std::string& place) const {
  std::uint64_t free_bytes = 0;
  const auto asked = ask_free(options, place, free_bytes);
  if (!asked.ok()) return error(asked);
  if (free_bytes >= options.reserve_bytes) return {};
  return full(free_bytes);
}

Status Database::Parts::check_writable() const {
  if (auto status = check_open(); !status) return status;
  if (!broken) return check_space(folder);
  const std::string text = "database " + folder +
                           ": an earlier write failed on its way to the disk; open the folder anew";
  return was_full ? Status(retry(text)) : Status(stop(text));
}

rocksdb::Status Database::Parts::open_families(const rocksdb::Options& tuned) {
  rocksdb::DB* opened = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  auto status = rocksdb::DB::Open(
      tuned, folder,
      {{rocksdb::kDefaultColumnFamilyName, tuned}, {kSequential, sequential_options(tuned)}},
      &handles, &opened);
  db.reset(opened);
  if (status.ok()) {
    overwritten = handles.at(0);
    sequential = handles.at(1);
  }
  return status;
}

rocksdb::Status Database::Parts::close() {
  for (rocksdb::ColumnFamilyHandle** family : {&overwritten, &sequential}) {
    static_cast<void>(db->DestroyColumnFamilyHandle(std::exchange(*family, nullptr)));
  }
  const auto closed = db->Close();
  db.reset();
  return closed;
}

Result<bool> Database::Parts::scan(rocksdb::ColumnFamilyHandle* family, std::string_view prefix,
                                   std::string_view from, const Visit& visit) const {
  const std::string end = end_of(prefix);
  const rocksdb::Slice bound = slice(end);
  rocksdb::ReadOptions reading;
  if (!end.empty()) reading.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(db->NewIterator(reading, family));
  at->Seek(slice(std::max(prefix, from)));
  while (at->Valid()) {
    if (!visit(view(at->key()), view(at->value()))) return false;
    at->Next();
  }
  if (!at->status().ok()) return error(at->status());
  return true;
}

Database::Database(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Database::~Database() {
  if (parts_ && parts_->db) static_cast<void>(close());
}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&& other) noexcept {
  if (parts_ && parts_->db) static_cast<void>(close());
  parts_ = std::move(other.parts_);
  return *this;
}

Result<Database> Database::open(const std::string& folder, const DatabaseOptions& options) {
  auto parts = std::make_unique<Parts>();
  parts->folder = folder;
  parts->attendants = {.warnings = std::make_shared<LastWarning>(folder),
                       .watch = std::make_shared<FileWatch>(folder)};
  parts->options = options;
  const std::string parent = folder.substr(0, folder.find_last_of('/') + 1);
  if (auto status = parts->check_space(parent.empty() ? "." : parent); !status) {
    return std::unexpected(status.error());
  }
  const auto is_whole = check_files(*files_of(options), folder);
  if (!is_whole) {
    return std::unexpected(
        Error{.message = is_whole.error().message + kWhatToDo, .reaction = Reaction::Stop});
  }
  rocksdb::Options tuned = tuned_options(options, parts->attendants);
  if (*is_whole) tuned.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
  const auto opened = parts->open_families(tuned);
  if (opened.ok()) {
    parts->attendants.watch->begin(*parts->db);
    return Database(std::move(parts));
  }
  const std::string text = opened.ToString();
  // Its two texts: "While lock file: .../LOCK: ..." (another process), "lock hold by current ...".
  if (text.find("While lock file") != std::string::npos ||
      text.find("lock hold by current process") != std::string::npos) {
    return retry("database " + folder + ": folder is in use by another shelfd");
  }
  auto error = parts->error(opened);
  if (const std::string table = opened.IsCorruption() ? damaged_table(tuned, folder) : "";
      !table.empty()) {
    error.error().message += " (" + table + ")";
  }
  return error;
}

Result<std::optional<std::string>> Database::get(std::string_view key) const {
  if (auto status = parts_->check_open(); !status) return std::unexpected(status.error());
  std::string value;
  const auto found =
      parts_->db->Get(rocksdb::ReadOptions(), parts_->family_of(key), slice(key), &value);
  if (found.ok()) return std::optional(std::move(value));
  if (found.IsNotFound()) return std::optional<std::string>();
  return parts_->error(found);
}

Status Database::write(const Batch& batch, Durability durability) {
  if (auto status = parts_->check_writable(); !status) return status;
  if (batch.count() == 0) return {};
  rocksdb::WriteOptions options;
  options.sync = durability == Durability::Synced;
  options.disableWAL = durability == Durability::Unlogged;
  auto written = parts_->db->Write(options, &batch.parts_->writes);
  if (parts_->attendants.watch->log_failed()) written = rocksdb::Status::IOError("log not synced");
  if (written.ok()) return {};
  parts_->was_full = written.IsNoSpace();
  parts_->broken = true;
  if (written.IsNoSpace()) return parts_->full_now();
  return stop("database " + parts_->folder +
              ": write failed, open the folder anew: " + one_line(written.ToString()));
}

Status Database::flush() {
  if (auto status = parts_->check_writable(); !status) return status;
  rocksdb::FlushOptions options;
  options.wait = false;
  const auto begun = parts_->db->Flush(options, parts_->overwritten);
  if (!begun.ok()) return parts_->error(begun);
  return {};
}

Status Database::has_room() const {
  if (auto status = parts_->check_open(); !status) return status;
  return parts_->check_space(parts_->folder);
}

Status Database::can_write() const { return parts_->check_writable(); }

Status Database::scan(std::string_view prefix, std::string_view from, const Visit& visit) const {
  if (auto status = parts_->check_open(); !status) return status;
  auto goes_on = parts_->scan(parts_->family_of(prefix), prefix, from, visit);
  if (goes_on && *goes_on && prefix.empty()) {
    goes_on = parts_->scan(parts_->sequential, prefix, from, visit);
  }
  if (!goes_on) return std::unexpected(goes_on.error());
  return {};
}

Status Database::scan_back(std::string_view prefix, const Visit& visit) const {
  if (auto status = parts_->check_open(); !status) return status;
  const std::string end = end_of(prefix);
  const rocksdb::Slice lower = slice(prefix);
  const rocksdb::Slice bound = slice(end);
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &lower;
  if (!end.empty()) options.iterate_upper_bound = &bound;
  const std::unique_ptr<rocksdb::Iterator> at(
      parts_->db->NewIterator(options, parts_->family_of(prefix)));
  at->SeekToLast();
  while (at->Valid() && visit(view(at->key()), view(at->value()))) at->Prev();
  if (!at->status().ok()) return parts_->error(at->status());
  return {};
}

std::uint64_t Database::approximate_bytes(KeyRange range) const {
  if (!parts_->db) return 0;
  const rocksdb::Range bounds(slice(range.from), slice(range.until));
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = true;
  std::uint64_t all = 0;
  for (rocksdb::ColumnFamilyHandle* family : {parts_->overwritten, parts_->sequential}) {
    std::uint64_t bytes = 0;
    const auto answered = parts_->db->GetApproximateSizes(options, family, &bounds, 1, &bytes);
    if (answered.ok()) all += bytes;
  }
  return all;
}

Status Database::close() {
  if (auto status = parts_->check_open(); !status) return status;
  parts_->attendants.watch->end();
  if (!parts_->broken && parts_->db->SyncWAL().ok()) {
    note_files(*parts_->db, parts_->folder, LogBytes::AllSynced);
  }
  const auto closed = parts_->close();
  if (!closed.ok()) return parts_->error(closed);
  return {};
}

}  // namespace shelfd::connectors
