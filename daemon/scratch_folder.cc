#include "daemon/scratch_folder.h"

#include <filesystem>
#include <system_error>
#include <utility>

namespace shelfd::daemon {

ScratchFolder::ScratchFolder(std::string path) : path_(std::move(path)) {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
  std::filesystem::create_directories(path_, ignored);
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shelfd::daemon
