// Fault plan: what goes wrong in a process, drawn from its seed: how often, and which.
//
// A process that died does nothing any more: each of its calls is refused and leaves no trace, so
// that whatever it still does before it is dropped is as if it had never run.
// Threads: one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "simulator/random.h"

namespace shelfd::faults {

// Chances of one call; all 0: nothing ever fails.
struct FaultChances {
  double away = 0;         // a call is refused with Retry and did nothing
  double again = 0;        // records come a second time
  double odd_batch = 0;    // poll brings fewer than there are
  double transaction = 0;  // a transaction meets one of TransactionFault
  double disk = 0;         // a write to the disk is refused with Retry
  double slow_marker = 0;  // nobody waits for a marker
  double nap = 0;          // before a call the process sleeps while the world goes on
};

enum class TransactionFault : std::uint8_t {
  None,
  NotBegun,        // Retry, nothing happened
  ProduceFails,    // aborted
  AbortLost,       // so, but the abort never arrived: it is left open
  EndLost,         // EndTxn never arrives: unknown, not committed
  EndLate,         // it arrives later, if at all: unknown
  EndAnswerLost,   // committed, unknown
  CommittedStops,  // committed on the broker, and the client gives up with Stop
  TakenBack,       // told as committed, and then aborted by the broker, which goes away
  Crash,           // the process dies at a step
  Pause            // the process sleeps at a step while the world goes on
};
inline constexpr int kTransactionFaults = 11;

[[nodiscard]] const char* fault_name(TransactionFault fault);

// What member and disk of one process share. The world outlives it.
struct ProcessFate {
  simulator::Random random{};
  FaultChances chances{};
  bool dead = false;
  bool paused = false;            // it sends no heartbeats
  std::function<void()> sleep{};  // the world goes on without it
  std::vector<std::string>* trace = nullptr;
  std::vector<std::string>* broken = nullptr;  // contracts it broke
  std::string name{};
  int unknown_outcomes = 0;  // that it was told of
  int damages = 0;           // that it met
  bool taken_back = false;   // a commit it was told of was; until it has fetched again

  [[nodiscard]] bool happens(double chance) { return chance > 0 && random.chance(chance); }
  void note(const std::string& what) const {
    if (trace != nullptr) trace->push_back(name + ": " + what);
  }
  void blame(const std::string& what) const {
    if (broken != nullptr) broken->push_back(name + " " + what);
  }
  void fall_asleep();
  // Errors: Stop of one that died, Retry of a fault.
  [[nodiscard]] Status call(const char* what);
};

}  // namespace shelfd::faults
