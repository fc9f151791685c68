// mkdtemp under the system's folder for temporary files.
#include "tests/fakes/temporary_folder.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/check.h"

namespace shelfd::fakes {

TemporaryFolder::TemporaryFolder()
    : path_(std::filesystem::temp_directory_path() / "shelfd-test-XXXXXX") {
  INVARIANT(::mkdtemp(path_.data()) != nullptr);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shelfd::fakes
