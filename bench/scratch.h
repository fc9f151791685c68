// Scratch: a folder for one benchmark, empty at first and gone at the end. It lies beside the
// program, because a temporary folder is often memory, where a sync costs nothing.
// Threads: one. Errors: a folder that cannot be made ends the program.
#pragma once

#include <string>

namespace shelfd::bench {

class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace shelfd::bench
