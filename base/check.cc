#include "base/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace shelfd {

void invariant_broken(const char* text, const char* file, int line) {
  const std::string place = std::string(file) + ":" + std::to_string(line);
  const std::string message = std::string("invariant broken: ") + text + " at " + place + "\n";
  // Nothing can be done where even this fails: the process ends anyway.
  static_cast<void>(std::fputs(message.c_str(), stderr));
  std::abort();
}

}  // namespace shelfd
