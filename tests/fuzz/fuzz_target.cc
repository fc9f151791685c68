#include "tests/fuzz/fuzz_target.h"

#include <cstdio>
#include <cstdlib>

namespace shelfd::fuzz {

void promise(bool kept, const char* what, std::string_view input) {
  if (kept) return;
  std::fprintf(stderr, "broken promise: %s\n%.*s\n", what, static_cast<int>(input.size()),
               input.data());
  std::abort();
}

}  // namespace shelfd::fuzz
