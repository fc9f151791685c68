// The data folder on a POSIX file system.
#include "connectors/embedded/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <optional>
#include <system_error>

#include "connectors/crash_point.h"

namespace shelfd::connectors {

namespace {

constexpr mode_t kOwnerOnly = 0700;
const std::string kRebuilt = "/rebuilt";
const std::string kMovingIn = "/moving-in";

std::unexpected<Error> failed(const std::string& path, const char* act, int code) {
  std::string text =
      "data folder " + path + ": " + act + ": " + std::generic_category().message(code);
  if (code == ENOSPC || code == EDQUOT) return retry(std::move(text));
  return stop(std::move(text));
}

bool is_folder(const std::string& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

Status create_one(const std::string& path) {
  if (::mkdir(path.c_str(), kOwnerOnly) == 0) return {};
  const int code = errno;
  if (code != EEXIST) return failed(path, "cannot be created", code);
  if (is_folder(path)) return {};
  return stop("data folder " + path + ": is a file, not a folder");
}

Status create_with_parents(const std::string& path) {
  for (std::size_t slash = path.find('/', 1); slash != std::string::npos;
       slash = path.find('/', slash + 1)) {
    const std::string parent = path.substr(0, slash);
    if (is_folder(parent)) continue;
    if (auto status = create_one(parent); !status) return status;
  }
  return create_one(path);
}

Status check_access(const std::string& path) {
  if (::faccessat(AT_FDCWD, path.c_str(), R_OK | W_OK | X_OK, AT_EACCESS) == 0) return {};
  return failed(path, "cannot be written", errno);
}

// 0 of "db", 7 of "db-7".
std::optional<int> number_of(std::string_view name) {
  if (name == "db") return 0;
  constexpr std::string_view kPrefix = "db-";
  int number = 0;
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size()) return std::nullopt;
  const char* const end = name.data() + name.size();
  const auto parsed = std::from_chars(name.data() + kPrefix.size(), end, number);
  return parsed.ptr == end && number > 0 ? std::optional(number) : std::nullopt;
}

// Whether another process holds the lock that RocksDB takes on its file LOCK.
bool is_open(const std::string& database) {
  const int file = ::open((database + "/LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  struct flock asked{};
  asked.l_type = F_WRLCK;
  asked.l_whence = SEEK_SET;
  const bool held = ::fcntl(file, F_GETLK, &asked) == 0 && asked.l_type != F_UNLCK;
  ::close(file);
  return held;
}

// 20261125T181010Z
std::string time_text(Instant now) {
  const std::time_t seconds = unix_millis(now) / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return {text.data(), size};
}

// `label` says why.
Result<std::string> set_aside(const std::string& path, const std::string& name,
                              const std::string& label, Instant now) {
  const std::string from = path + "/" + name;
  if (is_open(from)) return retry("database " + from + ": folder is in use by another shelfd");
  std::string first = from;
  first.append(".").append(label).append("-").append(time_text(now));
  std::string to = first;
  for (int copy = 2; std::filesystem::exists(to); ++copy) to = first + "-" + std::to_string(copy);
  if (std::rename(from.c_str(), to.c_str()) != 0) return failed(from, "cannot be renamed", errno);
  return to;
}

Status move(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) == 0) return {};
  return failed(from, "cannot be renamed", errno);
}

// Two steps, each repeated until nothing of it is left; which one it is stands in a folder's name.
Result<std::vector<std::string>> finish_swap(const std::string& path, Instant now) {
  std::vector<std::string> old;
  if (is_folder(path + kRebuilt)) {
    for (const std::string& name : databases_of(path)) {
      auto aside = set_aside(path, name, "before", now);
      if (!aside) return std::unexpected(aside.error());
      old.push_back(std::move(*aside));
      crash_point(CrashPoint::RebuildSwapped);
    }
    if (auto status = move(path + kRebuilt, path + kMovingIn); !status) {
      return std::unexpected(status.error());
    }
  }
  for (const std::string& name : databases_of(path + kMovingIn)) {
    auto status = move(path + kMovingIn + "/" + name, path + "/" + name);
    if (!status) return std::unexpected(status.error());
    crash_point(CrashPoint::RebuildSwapped);
  }
  std::error_code none;
  std::filesystem::remove_all(path + kMovingIn, none);
  return old;
}

}  // namespace

Folder folder_at(const std::string& path) {
  std::string whole = path;
  while (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  const std::string within = whole == "/" ? whole : whole + "/";
  return {.path = whole, .database = within + "db", .socket = within + "shelfd.sock"};
}

Result<Folder> open_folder(const std::string& path) {
  if (path.empty()) return stop("data folder: its path is empty");
  Folder folder = folder_at(path);
  if (auto status = create_with_parents(folder.path); !status) {
    return std::unexpected(status.error());
  }
  if (auto status = check_access(folder.path); !status) return std::unexpected(status.error());
  if (is_folder(folder.path + "/restoring")) {
    return stop("data folder " + folder.path +
                ": a restore was cut off; repeat `shelfd restore` with --replace");
  }
  const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  if (auto swapped = finish_swap(folder.path, now); !swapped) {
    return std::unexpected(swapped.error());
  }
  if (auto status = create_one(folder.database); !status) return std::unexpected(status.error());
  if (auto status = check_access(folder.database); !status) {
    return std::unexpected(status.error());
  }
  return folder;
}

std::vector<std::string> databases_of(const std::string& path) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(path, none)) {
    const std::string name = entry.path().filename();
    if (number_of(name) && entry.is_directory(none)) names.push_back(name);
  }
  std::ranges::sort(names, {}, [](const std::string& name) { return number_of(name); });
  return names;
}

bool is_in_use(const std::string& path) {
  return std::ranges::any_of(databases_of(path),
                             [&](const std::string& name) { return is_open(path + "/" + name); });
}

Result<std::string> quarantine(const std::string& path, const std::string& name, Instant now) {
  return set_aside(path, name, "damaged", now);
}

std::string rebuilding_path(const std::string& path) { return path + "/rebuilding"; }

Result<std::vector<std::string>> swap_rebuilt(const std::string& path, Instant now) {
  if (is_in_use(path)) return retry("data folder " + path + ": is in use by another shelfd");
  if (auto status = move(rebuilding_path(path), path + kRebuilt); !status) {
    return std::unexpected(status.error());
  }
  crash_point(CrashPoint::RebuildSwapped);
  return finish_swap(path, now);
}

}  // namespace shelfd::connectors
