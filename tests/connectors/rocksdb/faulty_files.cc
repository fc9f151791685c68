// The counting, and wrappers that ask before they let a call through.
#include "tests/connectors/rocksdb/faulty_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace shelfd::fakes {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

class FaultyFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(FaultyFiles& files, std::string name, std::unique_ptr<rocksdb::FSWritableFile> file)
      : FSWritableFileOwnerWrapper(std::move(file)), files_(files), name_(std::move(name)) {}

  IOStatus Append(const Slice& bytes, const IOOptions& options, IODebugContext* debug) override {
    const IOStatus met = files_.meet(FaultyFiles::Change::Append);
    const Slice written(bytes.data(), met.ok() ? bytes.size() : bytes.size() / 2);
    if (files_.fault_ == Fault::PowerOff && !met.ok()) return met;
    IOStatus status = target()->Append(written, options, debug);
    if (status.ok()) files_.appended(name_, written.size());
    return met.ok() ? status : met;
  }
  IOStatus Append(const Slice& bytes, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& /*sums*/, IODebugContext* debug) override {
    return Append(bytes, options, debug);
  }
  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    const IOStatus met = files_.meet(FaultyFiles::Change::Sync);
    if (met.ok()) files_.synced(name_);
    return met;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    return Sync(options, debug);
  }
  IOStatus RangeSync(std::uint64_t /*from*/, std::uint64_t /*count*/, const IOOptions& /*options*/,
                     IODebugContext* /*debug*/) override {
    return files_.meet(FaultyFiles::Change::Sync);
  }

 private:
  FaultyFiles& files_;
  std::string name_;
};

class FaultyFolder final : public rocksdb::FSDirectoryWrapper {
 public:
  FaultyFolder(FaultyFiles& files, std::unique_ptr<rocksdb::FSDirectory> folder)
      : FSDirectoryWrapper(std::move(folder)), files_(files) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    const IOStatus met = files_.meet(FaultyFiles::Change::Sync);
    if (met.ok()) files_.folder_synced();
    return met;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*how*/) override {
    return Fsync(options, debug);
  }

 private:
  FaultyFiles& files_;
};

namespace {

std::optional<std::string> bytes_of(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace

void FaultyFiles::fail_at(Fault fault, int n) {
  const std::scoped_lock lock(mutex_);
  fault_ = fault;
  left_ = n - 1;
  failed_ = false;
}

bool FaultyFiles::heal() {
  const std::scoped_lock lock(mutex_);
  fault_ = Fault::None;
  return failed_;
}

IOStatus FaultyFiles::meet(Change change) {
  const std::scoped_lock lock(mutex_);
  const bool counts =
      fault_ == Fault::PowerOff || (fault_ == Fault::Sync && change == Change::Sync) ||
      ((fault_ == Fault::Append || fault_ == Fault::NoSpace) && change == Change::Append);
  if (!counts || left_-- > 0) return IOStatus::OK();
  if (left_ < -1 && (fault_ == Fault::Sync || fault_ == Fault::Append)) return IOStatus::OK();
  failed_ = true;
  return fault_ == Fault::NoSpace ? IOStatus::NoSpace("injected") : IOStatus::IOError("injected");
}

void FaultyFiles::appended(const std::string& name, std::uint64_t bytes) {
  const std::scoped_lock lock(mutex_);
  written_[name].size += bytes;
}

void FaultyFiles::synced(const std::string& name) {
  const std::scoped_lock lock(mutex_);
  written_[name].synced = written_[name].size;
}

void FaultyFiles::folder_synced() {
  const std::scoped_lock lock(mutex_);
  before_.clear();
}

void FaultyFiles::drop_unsynced(const std::function<std::uint64_t(std::uint64_t)>& kept) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, written] : written_) {
    if (!std::filesystem::exists(name)) continue;
    std::filesystem::resize_file(name, written.synced + kept(written.size - written.synced));
  }
  for (const auto& [name, bytes] : before_) {
    if (bytes) {
      std::ofstream(name, std::ios::binary) << *bytes;
    } else {
      std::filesystem::remove(name);
    }
  }
  written_.clear();
  before_.clear();
}

IOStatus FaultyFiles::NewWritableFile(const std::string& name, const FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      IODebugContext* debug) {
  const IOStatus met = meet(Change::Name);
  if (!met.ok()) return met;
  const auto held = bytes_of(name);
  IOStatus status = target()->NewWritableFile(name, options, file, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<FaultyFile>(*this, name, std::move(*file));
  const std::scoped_lock lock(mutex_);
  written_[name] = {};
  before_.try_emplace(name, held);
  return status;
}

IOStatus FaultyFiles::NewDirectory(const std::string& name, const IOOptions& options,
                                   std::unique_ptr<rocksdb::FSDirectory>* folder,
                                   IODebugContext* debug) {
  IOStatus status = target()->NewDirectory(name, options, folder, debug);
  if (status.ok()) *folder = std::make_unique<FaultyFolder>(*this, std::move(*folder));
  return status;
}

IOStatus FaultyFiles::RenameFile(const std::string& from, const std::string& to,
                                 const IOOptions& options, IODebugContext* debug) {
  const IOStatus met = meet(Change::Name);
  if (!met.ok()) return met;
  const auto held = bytes_of(to);
  IOStatus status = target()->RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  const std::scoped_lock lock(mutex_);
  written_[to] = written_[from];
  written_.erase(from);
  before_.erase(from);
  before_.try_emplace(to, held);
  return status;
}

IOStatus FaultyFiles::DeleteFile(const std::string& name, const IOOptions& options,
                                 IODebugContext* debug) {
  const IOStatus met = meet(Change::Name);
  if (!met.ok()) return met;
  IOStatus status = target()->DeleteFile(name, options, debug);
  const std::scoped_lock lock(mutex_);
  written_.erase(name);
  before_.erase(name);
  return status;
}

IOStatus FaultyFiles::GetFreeSpace(const std::string& path, const IOOptions& options,
                                   std::uint64_t* free_bytes, IODebugContext* debug) {
  if (!free_bytes_) return target()->GetFreeSpace(path, options, free_bytes, debug);
  *free_bytes = *free_bytes_;
  return IOStatus::OK();
}

}  // namespace shelfd::fakes
