#include "tests/faults/fault_plan.h"

#include <array>

namespace shelfd::faults {

const char* fault_name(TransactionFault fault) {
  static constexpr std::array<const char*, kTransactionFaults> kNames = {
      "no fault",        "not begun",       "produce fails", "abort lost", "end lost", "end late",
      "end answer lost", "committed stops", "taken back",    "crash",      "pause"};
  return kNames.at(static_cast<std::size_t>(fault));
}

void ProcessFate::fall_asleep() {
  if (!sleep) return;
  paused = true;
  sleep();
  paused = false;
}

Status ProcessFate::call(const char* what) {
  if (dead) return stop(name + " died");
  if (happens(chances.nap)) {
    note(std::string("naps before ") + what);
    fall_asleep();
  }
  if (!happens(chances.away)) return {};
  note(std::string(what) + " is away");
  return retry(std::string(what) + ": the other side is away");
}

}  // namespace shelfd::faults
