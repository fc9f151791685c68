// Temporary folder: made empty for one test, gone with all that is in it at the end.
// Threads: one. Errors: a folder that cannot be made ends the test program.
#pragma once

#include <string>

namespace shelfd::fakes {

class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace shelfd::fakes
