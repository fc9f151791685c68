// The data folder on a POSIX file system.
#include "connectors/embedded/folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace shelfd::connectors {

namespace {

constexpr mode_t kOwnerOnly = 0700;

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
  if (auto status = create_one(folder.database); !status) return std::unexpected(status.error());
  if (auto status = check_access(folder.database); !status) {
    return std::unexpected(status.error());
  }
  return folder;
}

}  // namespace shelfd::connectors
