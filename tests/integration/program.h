// Program: the test fixture of the real program on a temporary folder: runs it to its end, and
// names places in the folder.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fakes/temporary_folder.h"
#include "tests/integration/child.h"

namespace shelfd::integration {

class Program : public testing::Test {
 protected:
  [[nodiscard]] Ran run(const std::vector<std::string>& arguments) const {
    Child child(arguments, path("run"));
    const int code = child.code();
    return {.code = code, .out = child.out(), .err = child.err()};
  }
  [[nodiscard]] std::string path(const std::string& name) const {
    return folder_.path() + "/" + name;
  }

 private:
  fakes::TemporaryFolder folder_;
};

}  // namespace shelfd::integration
