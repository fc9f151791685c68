// Faulty files: RocksDB's file system with faults that a test chooses, for a database in one
// folder.
//
// Calls are counted from `fail_at` on: appends (to files) or syncs (of files and folders), and the
// n-th fails. A failed append writes half of its bytes. `PowerOff` fails every change from the n-th
// append, sync, creation or renaming on; then `drop_unsynced` leaves on the disk what may be left
// after the power went: of each file the bytes that were synced and, as `kept` says, a part of
// those behind them; new names and renamings whose folder was not synced never happened.
// A sync that passes is only noted: what the disk holds is known here, and tests end sooner.
// Not modelled: a deletion that comes undone (the file would be an obsolete one).
// Threads: any.
#pragma once

#include <rocksdb/file_system.h>

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace shelfd::fakes {

enum class Fault { None, Sync, Append, NoSpace, PowerOff };

class FaultyFiles final : public rocksdb::FileSystemWrapper {
 public:
  FaultyFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
  [[nodiscard]] const char* Name() const override { return "FaultyFiles"; }

  // From now on; n from 1. Sync and Append: that call alone. NoSpace, PowerOff: from it on.
  void fail_at(Fault fault, int n);
  // Nothing fails any more. Whether something did.
  bool heal();
  // None: what the disk says.
  void set_free_bytes(std::optional<std::uint64_t> bytes) { free_bytes_ = bytes; }
  // `kept`: how many of so many unsynced bytes at a file's end are left.
  void drop_unsynced(const std::function<std::uint64_t(std::uint64_t)>& kept);

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* folder,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                 std::uint64_t* free_bytes,
                                 rocksdb::IODebugContext* debug) override;

 private:
  friend class FaultyFile;
  friend class FaultyFolder;
  struct Written {
    std::uint64_t size = 0;
    std::uint64_t synced = 0;
  };
  enum class Change { Append, Sync, Name };

  // OK, or the error that this call meets.
  rocksdb::IOStatus meet(Change change);
  void appended(const std::string& name, std::uint64_t bytes);
  void synced(const std::string& name);
  void folder_synced();

  std::mutex mutex_;
  Fault fault_ = Fault::None;
  int left_ = 0;  // calls before the one that fails
  bool failed_ = false;
  std::optional<std::uint64_t> free_bytes_;
  std::map<std::string, Written> written_;
  // What a name held before a change whose folder is not synced; none: it was not there.
  std::map<std::string, std::optional<std::string>> before_;
};

}  // namespace shelfd::fakes
