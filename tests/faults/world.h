// World: a cluster, two or three machines with a disk each, a worker as a process on each, and what
// happens to them, drawn from one seed: records come, workers take turns, processes die at any
// step, sleep through their session, are replaced under their own name, stop and start; time
// passes, markers and late requests arrive when they do, the changelog is compacted.
//
// After each step the checks look at all of it (checks.h); in the end nothing fails any more, all
// settles, and each partition is made again from its inputs and its epochs.
// Threads: one. The same seed gives the same world.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "daemon/kafka_worker.h"
#include "tests/faults/checks.h"
#include "tests/faults/drawn_inputs.h"
#include "tests/faults/sabotage.h"
#include "tests/faults/simulated_member.h"

namespace shelfd::faults {

class World {
 public:
  // `metrics` outlives it.
  World(std::uint64_t seed, Sabotage sabotage, connectors::Metrics& metrics);

  // Until something is broken, at most its whole life.
  void live();

  [[nodiscard]] const std::vector<std::string>& broken() const { return broken_; }
  [[nodiscard]] const std::vector<std::string>& trace() const { return trace_; }
  [[nodiscard]] std::int64_t epochs() const { return checks_.epochs(); }

 private:
  struct Process {
    ProcessFate fate{};
    std::shared_ptr<Disk> disk{};
    std::unique_ptr<SimulatedMember> member{};
    std::unique_ptr<SabotagedMember> cheat{};
    std::unique_ptr<daemon::KafkaWorker> worker{};  // last: it uses all of the above
    bool busy = false;                              // a call of it is under way
  };
  struct Machine {
    std::string name{};
    std::shared_ptr<Disk> disk{};
    std::unique_ptr<Process> process{};
  };

  void step();
  void feed();
  void turn_some();
  void happen_to_machine();
  void pass_time();
  void broker_step();

  void start(Machine& machine);
  [[nodiscard]] std::unique_ptr<daemon::KafkaWorker> make_worker(Process& process);
  // False: it is gone.
  [[nodiscard]] bool turn(Process& process);
  [[nodiscard]] static bool may_end(const Process& process, const std::string& why);
  void die(std::unique_ptr<Process>& process);
  void end(std::unique_ptr<Process>& process, bool leaves);
  // The name is taken by a new process, the old one lives on.
  void usurp(Machine& machine);
  void sleep_long(Process& process);
  void go_on_without_sleeper();
  void advance(Duration by);
  void look();
  void look_at(const Process& process);

  void settle();
  [[nodiscard]] bool is_settled();
  [[nodiscard]] bool is_consumed(std::int32_t partition);
  void make_all_again();

  [[nodiscard]] Machine& any_machine();
  [[nodiscard]] FaultChances draw_chances();

  std::uint64_t seed_;
  Sabotage sabotage_;
  connectors::Metrics& metrics_;
  simulator::Random random_;
  std::vector<std::string> broken_;
  std::vector<std::string> trace_;
  std::unique_ptr<SimulatedCluster> cluster_;
  Checks checks_;
  FaultChances chances_;
  bool compacts_ = false;
  connectors::HandOff::Commits commits_;
  std::vector<Machine> machines_;
  std::vector<std::unique_ptr<Process>> ghosts_;  // whose name another has
  std::int64_t records_ = 0;
  std::uint64_t processes_ = 0;
  int sleepers_ = 0;
};

}  // namespace shelfd::faults
