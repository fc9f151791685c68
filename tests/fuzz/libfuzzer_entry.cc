// Entry of libFuzzer (SHELFD_FUZZ): one input of its own, and the built-in inputs as seeds in the
// folder that SHELFD_SEEDS names, before it reads its corpus.
#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "tests/fuzz/fuzz_target.h"

extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
  const char* folder = std::getenv("SHELFD_SEEDS");
  if (folder == nullptr) return 0;
  int number = 0;
  for (const std::string& input : shelfd::fuzz::built_in_inputs()) {
    std::ofstream(std::string(folder) + "/built-in-" + std::to_string(number++), std::ios::binary)
        << input;
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string input(bytes, bytes + size);
  return shelfd::fuzz::outcome_of(input).empty() ? 1 : 0;
}
