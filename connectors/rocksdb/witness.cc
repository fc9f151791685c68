// The line of WITNESS, to the disk and back.
#include "connectors/rocksdb/witness.h"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/transaction_log.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <vector>

#include "base/hash.h"

namespace shelfd::connectors {

namespace {

constexpr const char* kName = "/WITNESS";
constexpr const char* kUnfinished = "/WITNESS.unfinished";
constexpr int kFormat = 2;
constexpr std::string_view kManifest = "MANIFEST-";
constexpr std::string_view kLog = ".log";

struct Witness {
  std::string manifest{};
  std::uint64_t manifest_bytes = 0;
  std::optional<std::uint64_t> manifest_hash{};  // none in format 1
  std::uint64_t log = 0;
  std::uint64_t log_bytes = 0;
};

std::unexpected<Error> damaged(const std::string& folder, const std::string& what) {
  return stop("database " + folder + ": " + what);
}

std::uint64_t number_in(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::uint64_t manifest_number(const std::string& manifest) {
  return number_in(std::string_view(manifest).substr(std::min(kManifest.size(), manifest.size())));
}

std::optional<Witness> parse(const std::string& line) {
  std::istringstream words(line);
  Witness witness;
  int format = 0;
  words >> format >> witness.manifest >> witness.manifest_bytes;
  if (format == kFormat) words >> witness.manifest_hash.emplace();
  words >> witness.log >> witness.log_bytes;
  const bool is_known = format == kFormat || format == 1;
  if (!words || !is_known || !witness.manifest.starts_with(kManifest)) return std::nullopt;
  return witness;
}

// None where there is no such file.
std::optional<std::uint64_t> size_of(rocksdb::FileSystem& files, const std::string& path) {
  std::uint64_t bytes = 0;
  if (!files.GetFileSize(path, rocksdb::IOOptions(), &bytes, nullptr).ok()) return std::nullopt;
  return bytes;
}

std::string cut_off(const std::string& name, std::uint64_t bytes, std::uint64_t synced) {
  return name + ": cut off, " + std::to_string(bytes) + " bytes of " + std::to_string(synced);
}

// Of the first `bytes` of a file; none where it cannot be read or is shorter.
std::optional<std::uint64_t> hash_of(rocksdb::FileSystem& files, const std::string& path,
                                     std::uint64_t bytes) {
  std::string text;
  if (!rocksdb::ReadFileToString(&files, path, &text).ok() || text.size() < bytes) {
    return std::nullopt;
  }
  return sip_hash({}, std::string_view(text).substr(0, bytes));
}

Status check_manifest(rocksdb::FileSystem& files, const std::string& folder,
                      const Witness& witness) {
  std::string current;
  if (!rocksdb::ReadFileToString(&files, folder + "/CURRENT", &current).ok()) {
    return damaged(folder, "CURRENT: missing");
  }
  if (!current.empty() && current.back() == '\n') current.pop_back();
  if (!current.starts_with(kManifest)) return {};  // RocksDB says what is wrong with it
  if (manifest_number(current) < manifest_number(witness.manifest)) {
    return damaged(folder, "CURRENT: names " + current + ", older than " + witness.manifest);
  }
  if (current != witness.manifest) return {};
  const std::string path = std::string(folder).append("/").append(current);
  const auto bytes = size_of(files, path);
  if (!bytes) return {};
  if (*bytes < witness.manifest_bytes) {
    return damaged(folder, cut_off(current, *bytes, witness.manifest_bytes));
  }
  if (!witness.manifest_hash) return {};
  if (hash_of(files, path, witness.manifest_bytes) == witness.manifest_hash) return {};
  return damaged(folder, current + ": not as it was written");
}

Result<bool> check_log(rocksdb::FileSystem& files, const std::string& folder,
                       const Witness& witness) {
  std::vector<std::string> names;
  if (!files.GetChildren(folder, rocksdb::IOOptions(), &names, nullptr).ok()) return false;
  bool there = false;
  bool is_whole = witness.log_bytes > 0;
  for (const std::string& name : names) {
    if (!name.ends_with(kLog) || number_in(name) < witness.log) continue;
    there = true;
    const auto bytes = size_of(files, std::string(folder).append("/").append(name));
    if (number_in(name) == witness.log && bytes && *bytes < witness.log_bytes) {
      return damaged(folder, cut_off(name, *bytes, witness.log_bytes));
    }
    is_whole = is_whole && number_in(name) == witness.log && bytes == witness.log_bytes;
  }
  if (there) return is_whole;
  return damaged(folder, "log file number " + std::to_string(witness.log) + " (.log): missing");
}

}  // namespace

void note_files(rocksdb::DB& db, const std::string& folder, LogBytes log_bytes) {
  std::vector<std::string> live;
  std::uint64_t manifest_bytes = 0;  // of the synced part
  std::unique_ptr<rocksdb::LogFile> log;
  if (!db.GetLiveFiles(live, &manifest_bytes, false).ok()) return;
  if (!db.GetCurrentWalFile(&log).ok()) return;
  const auto manifest = std::ranges::find_if(
      live, [](const std::string& name) { return name.find(kManifest) != std::string::npos; });
  if (manifest == live.end()) return;
  const auto hash = hash_of(*db.GetFileSystem(), folder + *manifest, manifest_bytes);
  if (!hash) return;
  const std::uint64_t synced = log_bytes == LogBytes::AllSynced ? log->SizeFileBytes() : 0;
  std::ostringstream line;
  line << kFormat << ' ' << manifest->substr(manifest->find(kManifest)) << ' ' << manifest_bytes
       << ' ' << *hash << ' ' << log->LogNumber() << ' ' << synced << '\n';
  rocksdb::Env& env = *db.GetEnv();
  const std::string unfinished = folder + kUnfinished;
  if (!rocksdb::WriteStringToFile(&env, line.str(), unfinished, true).ok()) return;
  if (!env.RenameFile(unfinished, folder + kName).ok()) return;
  std::unique_ptr<rocksdb::Directory> directory;
  if (env.NewDirectory(folder, &directory).ok()) static_cast<void>(directory->Fsync());
}

Result<bool> check_files(rocksdb::FileSystem& files, const std::string& folder) {
  std::string line;
  if (!size_of(files, folder + kName)) return false;
  const auto read = rocksdb::ReadFileToString(&files, folder + kName, &line);
  const auto witness = read.ok() ? parse(line) : std::nullopt;
  if (!witness) return damaged(folder, "WITNESS: damaged");
  if (auto status = check_manifest(files, folder, *witness); !status) {
    return std::unexpected(status.error());
  }
  return check_log(files, folder, *witness);
}

}  // namespace shelfd::connectors
