// The processes of a world: how they begin, take a turn and end; and how all settles.
#include <algorithm>

#include "tests/faults/world.h"

namespace shelfd::faults {

using connectors::LocalState;

namespace {

constexpr int kSettleRounds = 600;
constexpr Duration kSettlePause = std::chrono::seconds{1};

bool contains(const std::string& text, std::string_view words) {
  return text.find(words) != std::string::npos;
}

}  // namespace

std::unique_ptr<daemon::KafkaWorker> World::make_worker(Process& process) {
  const auto open = [&process](std::int32_t partition) -> Result<std::unique_ptr<LocalState>> {
    if (auto status = process.fate.call("disk"); !status) return std::unexpected(status.error());
    return std::make_unique<SimulatedState>((*process.disk)[partition], process.fate);
  };
  const auto tell = [&process](const char* event, const std::string& text) {
    if (!process.fate.dead) process.fate.note(std::string(event) + " " + text);
  };
  return std::make_unique<daemon::KafkaWorker>(
      daemon::KafkaWorkerParts{.member = process.cheat.get(),
                               .clock = &cluster_->clock(),
                               .metrics = &metrics_,
                               .open_state = open,
                               .tell = tell,
                               .build = "test",
                               .arithmetic = "test",
                               .partitions = cluster_->settings().partitions,
                               .commits = commits_,
                               .cut_every = {},
                               .believes_clock = true});
}

void World::start(Machine& machine) {
  trace_.push_back(machine.name + " starts");
  machine.process = std::make_unique<Process>();
  Process& process = *machine.process;
  process.fate.random = simulator::Random(simulator::stream_seed(seed_, ++processes_));
  process.fate.chances = chances_;
  process.fate.trace = &trace_;
  process.fate.broken = &broken_;
  process.fate.name = machine.name;
  process.fate.sleep = [this] { go_on_without_sleeper(); };
  process.disk = machine.disk;
  process.member = std::make_unique<SimulatedMember>(*cluster_, process.fate);
  process.cheat = std::make_unique<SabotagedMember>(*process.member, sabotage_, *process.disk,
                                                    *cluster_, process.fate);
  process.worker = make_worker(process);
}

bool World::turn(Process& process) {
  process.busy = true;
  const auto status = process.worker->turn(std::chrono::milliseconds{0});
  process.busy = false;
  if (process.fate.dead) return false;
  if (status) return true;
  trace_.push_back(process.fate.name + " ends: " + status.error().message);
  if (!may_end(process, status.error().message)) {
    broken_.push_back(process.fate.name + " ends without need: " + status.error().message);
  }
  return false;
}

// Nobody moves offsets here, and no topic is lost: there is nothing to refuse.
bool World::may_end(const Process& process, const std::string& why) {
  if (process.worker->is_refusal()) return false;
  if (contains(why, "three times within a minute")) return process.fate.unknown_outcomes >= 3;
  if (contains(why, "does not match its sum")) return process.fate.damages >= 2;
  return contains(why, "another process has this instance id") || contains(why, "failed locally");
}

// Whatever it still does leaves no trace.
void World::die(std::unique_ptr<Process>& process) {
  const bool crashed = process->fate.dead;
  process->worker.reset();
  if (crashed) crash_disk(*process->disk, random_);
  process.reset();
}

void World::end(std::unique_ptr<Process>& process, bool leaves) {
  trace_.push_back(process->fate.name + (leaves ? " leaves" : " stops"));
  process->busy = true;
  const auto stopped = process->worker->stop();
  process->busy = false;
  if (!stopped) trace_.push_back("with: " + stopped.error().message);
  if (leaves) process->member->leave();
  die(process);
}

void World::usurp(Machine& machine) {
  trace_.push_back(machine.name + " is begun a second time");
  ghosts_.push_back(std::move(machine.process));
  machine.disk = std::make_shared<Disk>();
  start(machine);
}

// Nothing fails any more, and who is down is started.
void World::settle() {
  trace_.emplace_back("all settles");
  for (auto& ghost : ghosts_) {
    ghost->fate.dead = true;
    die(ghost);
  }
  ghosts_.clear();
  chances_ = {};
  for (Machine& machine : machines_) {
    if (!machine.process) start(machine);
    machine.process->fate.chances = {};
  }
  for (int round = 0; round < kSettleRounds && broken_.empty(); ++round) {
    while (cluster_->late() > 0) cluster_->deliver_late(0);
    cluster_->transactions().write_all_markers();
    for (Machine& machine : machines_) {
      if (!machine.process) start(machine);
      if (!turn(*machine.process)) die(machine.process);
    }
    look();
    if (is_settled()) return;
    advance(kSettlePause);
  }
  if (broken_.empty()) broken_.emplace_back("it does not settle");
}

bool World::is_settled() {
  const bool ready = std::ranges::all_of(machines_, [](const Machine& machine) {
    return machine.process && machine.process->worker->ready();
  });
  if (!ready || cluster_->group().rebalancing()) return false;
  if (cluster_->transactions().waiting_markers() > 0) return false;
  for (std::int32_t partition = 0; partition < cluster_->settings().partitions; ++partition) {
    if (!is_consumed(partition)) return false;
  }
  return true;
}

bool World::is_consumed(std::int32_t partition) {
  const auto offsets = cluster_->group().offsets(partition);
  if (!offsets) return false;
  for (std::size_t rank = 0; rank < offsets->size(); ++rank) {
    const auto& records = cluster_->input(partition, static_cast<engine::Topic>(rank)).records();
    if (!records.empty() && offsets->at(rank) <= records.back().offset) return false;
  }
  return true;
}

void World::make_all_again() {
  checks_.look_at_history();
  for (std::int32_t partition = 0; partition < cluster_->settings().partitions; ++partition) {
    checks_.make_again(partition, metrics_);
  }
}

}  // namespace shelfd::faults
