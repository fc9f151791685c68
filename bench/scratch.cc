#include "bench/scratch.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/check.h"

namespace shelfd::bench {

Scratch::Scratch() {
  const auto program = std::filesystem::read_symlink("/proc/self/exe");
  path_ = (program.parent_path() / "scratch-XXXXXX").string();
  INVARIANT(::mkdtemp(path_.data()) != nullptr);
}

Scratch::~Scratch() {
  std::error_code ignored;  // a folder left behind is no reason to fail
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shelfd::bench
