// Backup taker: `backup_taker take DATA TO` or `backup_taker restore FROM DATA`, in a process of
// its own, so that a test can have it killed at a crash point.
#include <span>
#include <string_view>

#include "connectors/embedded/backup_set.h"

int main(int count, char** arguments) {
  if (count != 4) return 2;
  const std::span words(arguments, 4);
  const auto silent = [](double, const std::string&) {};
  if (std::string_view(words[1]) == "take") {
    return shelfd::connectors::take_backup({.data = words[2], .to = words[3]}, silent) ? 0 : 1;
  }
  return shelfd::connectors::restore_backup({.from = words[2], .data = words[3], .replace = true},
                                            silent)
             ? 0
             : 1;
}
