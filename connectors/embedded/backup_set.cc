// Sets over backup folders, and the order in which a restore moves things.
#include "connectors/embedded/backup_set.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "connectors/crash_point.h"
#include "connectors/embedded/embedded_log.h"
#include "connectors/embedded/folder.h"
#include "connectors/rocksdb/backup.h"

namespace shelfd::connectors {

namespace {

namespace fs = std::filesystem;
using Access = BackupFolder::Access;

struct Label {
  std::uint32_t set = 0;
  std::size_t databases = 0;
};

std::string label_text(const Label& label) {
  return "set " + std::to_string(label.set) + " of " + std::to_string(label.databases);
}

// None of a label that is not ours.
std::optional<Label> read_label(const std::string& text) {
  constexpr std::string_view kSet = "set ";
  constexpr std::string_view kOf = " of ";
  Label label;
  const std::size_t of = text.find(kOf);
  if (!text.starts_with(kSet) || of == std::string::npos) return std::nullopt;
  std::from_chars(text.data() + kSet.size(), text.data() + of, label.set);
  std::from_chars(text.data() + of + kOf.size(), text.data() + text.size(), label.databases);
  if (label.set == 0 || label.databases == 0) return std::nullopt;
  return label;
}

// One database's backups.
struct Shelf {
  std::string name;
  BackupFolder backups;
};

Result<std::vector<Shelf>> open_shelves(const std::string& to,
                                        const std::vector<std::string>& names, Access access) {
  std::vector<Shelf> shelves;
  for (const std::string& name : names) {
    std::string path = to;
    path.append("/").append(name);
    auto backups = BackupFolder::open(path, access);
    if (!backups) return std::unexpected(backups.error());
    shelves.push_back({.name = name, .backups = std::move(*backups)});
  }
  return shelves;
}

// By number, complete or not; `databases` counts what is there.
struct Found {
  BackupSet set;
  std::size_t wanted = 0;
};

std::map<std::uint32_t, Found> sets_on(const std::vector<Shelf>& shelves) {
  std::map<std::uint32_t, Found> sets;
  for (const Shelf& shelf : shelves) {
    for (const Backup& backup : shelf.backups.list()) {
      const auto label = read_label(backup.label);
      if (!label) continue;
      Found& found = sets[label->set];
      found.wanted = label->databases;
      found.set.id = label->set;
      found.set.made_at = std::max(found.set.made_at, backup.made_at);
      found.set.bytes += backup.bytes;
      ++found.set.databases;
    }
  }
  return sets;
}

bool is_complete(const Found& found) { return found.set.databases == found.wanted; }

std::optional<std::uint32_t> backup_of(const Shelf& shelf, std::uint32_t set) {
  for (const Backup& backup : shelf.backups.list()) {
    const auto label = read_label(backup.label);
    if (label && label->set == set) return backup.id;
  }
  return std::nullopt;
}

Status erase_sets(std::vector<Shelf>& shelves, const std::function<bool(std::uint32_t)>& goes) {
  for (Shelf& shelf : shelves) {
    for (const Backup& backup : shelf.backups.list()) {
      const auto label = read_label(backup.label);
      if (!label || !goes(label->set)) continue;
      if (auto status = shelf.backups.erase(backup.id); !status) return status;
    }
  }
  return {};
}

std::uint64_t bytes_in(const std::string& folder) {
  std::uint64_t bytes = 0;
  std::error_code gone;
  for (const auto& entry : fs::recursive_directory_iterator(folder, gone)) {
    if (entry.is_regular_file(gone)) bytes += entry.file_size(gone);
  }
  return std::max<std::uint64_t>(bytes, 1);
}

bool is_within(const fs::path& path, const fs::path& folder) {
  std::error_code none;
  const fs::path inner = fs::weakly_canonical(path, none);
  const fs::path outer = fs::weakly_canonical(folder, none);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

// Held while a backup is taken; gone with the process.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : file_(::open((folder + "/lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {}
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  FolderLock(FolderLock&&) = delete;
  FolderLock& operator=(FolderLock&&) = delete;
  [[nodiscard]] bool held() const { return file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0; }

 private:
  int file_;
};

Status make_folder(const std::string& path) {
  std::error_code failure;
  const bool made = fs::create_directories(path, failure);
  if (made) fs::permissions(path, fs::perms::owner_all, failure);
  if (failure) return stop("folder " + path + ": cannot be made: " + failure.message());
  return {};
}

Status copy_and_verify(std::vector<Shelf>& shelves, const std::string& from, const Label& label,
                       const BackupProgress& progress) {
  for (Shelf& shelf : shelves) {
    std::string path = from;
    path.append("/").append(shelf.name);
    auto database = Database::open(path, {.compacts = false});
    if (!database) return std::unexpected(database.error());
    const auto all = static_cast<double>(bytes_in(path));
    const auto copied = shelf.backups.take(*database, label_text(label), [&](std::uint64_t bytes) {
      progress(std::min(1.0, static_cast<double>(bytes) / all), "copying " + shelf.name);
    });
    if (!copied) return std::unexpected(copied.error());
    crash_point(CrashPoint::BackupCopied);
    progress(1, "verifying " + shelf.name);
    if (auto status = shelf.backups.verify(*copied); !status) return status;
  }
  return {};
}

// Of the databases that the running process copies, without those that a kill left.
Status from_copy(std::vector<Shelf>& shelves, const TakeBackup& asked, const Label& label,
                 const BackupProgress& progress) {
  const std::string copy = asked.data + "/copy";
  if (auto status = make_folder(copy); !status) return status;
  const FolderLock lock(copy);
  if (!lock.held()) return retry("data folder " + asked.data + ": another backup is being taken");
  const auto clear = [&copy] {
    std::error_code left;
    for (const std::string& name : databases_of(copy)) fs::remove_all(fs::path(copy) / name, left);
  };
  clear();
  auto status = asked.copy();
  if (status) status = copy_and_verify(shelves, copy, label, progress);
  clear();
  return status;
}

// The newest complete sets, so many.
std::set<std::uint32_t> kept_of(const std::map<std::uint32_t, Found>& sets, std::size_t keep) {
  std::set<std::uint32_t> kept;
  for (auto found = sets.rbegin(); found != sets.rend() && kept.size() < keep; ++found) {
    if (is_complete(found->second)) kept.insert(found->first);
  }
  return kept;
}

// Errors: Reject where there is no such set.
Result<BackupSet> choose(const std::vector<Shelf>& shelves, const Restore& asked) {
  std::optional<BackupSet> chosen;
  for (const auto& [id, found] : sets_on(shelves)) {
    if (is_complete(found) && (asked.id == 0 || asked.id == id)) chosen = found.set;
  }
  if (chosen) return *chosen;
  return reject("backups " + asked.from + ": there is no backup" +
                (asked.id == 0 ? std::string() : " " + std::to_string(asked.id)) +
                " that is whole; `shelfd backup --list --to " + asked.from + "` lists them");
}

// Of the set's databases alone: a database that came later is not part of it.
Status copy_out(const std::vector<Shelf>& shelves, std::uint32_t set, const std::string& into,
                Instant now, const BackupProgress& progress) {
  double done = 0;
  for (const Shelf& shelf : shelves) {
    progress(done++ / static_cast<double>(shelves.size()), "restoring " + shelf.name);
    const auto id = backup_of(shelf, set);
    if (!id) continue;
    std::string path = into;
    path.append("/").append(shelf.name);
    if (auto status = shelf.backups.verify(*id); !status) return status;  // names the file
    if (auto status = make_folder(path); !status) return status;
    if (auto status = shelf.backups.restore(*id, path); !status) return status;
    EmbeddedLogOptions options;
    options.opened_at = now;
    const auto opened = EmbeddedLog::open(path, options);
    if (!opened) return std::unexpected(opened.error());
    if (auto status = (*opened)->close(); !status) return status;
  }
  return {};
}

Status move_in(const std::string& staged, const std::string& data, Instant now) {
  for (const std::string& name : databases_of(data)) {
    const auto aside = quarantine(data, name, now);
    if (!aside) return std::unexpected(aside.error());
  }
  for (const std::string& name : databases_of(staged)) {
    std::error_code failure;
    fs::rename(fs::path(staged) / name, fs::path(data) / name, failure);
    if (failure) return stop("data folder " + data + ": " + name + ": " + failure.message());
    crash_point(CrashPoint::RestoreSwapped);
  }
  return {};
}

}  // namespace

std::string copy_path(const std::string& data, const std::string& name) {
  return data + "/copy/" + name;
}

Result<std::vector<BackupSet>> list_backups(const std::string& to) {
  const auto shelves = open_shelves(to, databases_of(to), Access::Read);
  if (!shelves) return std::unexpected(shelves.error());
  std::vector<BackupSet> sets;
  for (const auto& [id, found] : sets_on(*shelves)) {
    if (is_complete(found)) sets.push_back(found.set);
  }
  return sets;
}

Result<BackupSet> take_backup(const TakeBackup& asked, const BackupProgress& progress) {
  if (is_within(asked.to, asked.data)) {
    return reject("backups " + asked.to + ": inside the data folder " + asked.data +
                  "; they must outlive it, choose another disk");
  }
  const auto names = databases_of(asked.data);
  if (names.empty()) return reject("there is no data in " + asked.data);
  for (const std::string& name : names) {
    if (auto status = make_folder(asked.to + "/" + name); !status) {
      return std::unexpected(status.error());
    }
  }
  const FolderLock lock(asked.to);
  if (!lock.held()) return retry("backups " + asked.to + ": another backup is being taken there");
  auto shelves = open_shelves(asked.to, names, Access::Write);
  if (!shelves) return std::unexpected(shelves.error());
  const auto before = sets_on(*shelves);
  const Label label{.set = before.empty() ? 1 : before.rbegin()->first + 1,
                    .databases = names.size()};
  auto status = asked.copy ? from_copy(*shelves, asked, label, progress)
                           : copy_and_verify(*shelves, asked.data, label, progress);
  const std::uint32_t newest = label.set;
  if (!status) {
    static_cast<void>(erase_sets(*shelves, [=](std::uint32_t set) { return set == newest; }));
    return std::unexpected(status.error());
  }
  const auto stays = kept_of(sets_on(*shelves), asked.keep);
  status = erase_sets(*shelves, [&](std::uint32_t set) { return !stays.contains(set); });
  if (!status) return std::unexpected(status.error());
  return sets_on(*shelves)[newest].set;
}

Result<BackupSet> restore_backup(const Restore& asked, const BackupProgress& progress) {
  const auto shelves = open_shelves(asked.from, databases_of(asked.from), Access::Read);
  if (!shelves) return std::unexpected(shelves.error());
  const auto set = choose(*shelves, asked);
  if (!set) return std::unexpected(set.error());
  if (!asked.replace && !databases_of(asked.data).empty()) {
    return reject("data folder " + asked.data +
                  ": is not empty; --replace sets its databases aside and restores");
  }
  if (is_in_use(asked.data)) {
    return retry("data folder " + asked.data + ": is in use by another shelfd; stop it first");
  }
  const std::string staged = asked.data + "/restoring";
  std::error_code failure;
  fs::remove_all(staged, failure);
  if (auto status = make_folder(asked.data); !status) return std::unexpected(status.error());
  const auto done = copy_out(*shelves, set->id, staged, asked.now, progress);
  if (!done) {
    fs::remove_all(staged, failure);  // nothing of the old was moved
    return std::unexpected(done.error());
  }
  crash_point(CrashPoint::RestoreCopied);
  if (auto status = move_in(staged, asked.data, asked.now); !status) {
    return std::unexpected(status.error());
  }
  fs::remove_all(staged, failure);
  return *set;
}

}  // namespace shelfd::connectors
