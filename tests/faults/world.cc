#include "tests/faults/world.h"

#include <algorithm>

namespace shelfd::faults {

using simulator::Random;
using Commits = connectors::HandOff::Commits;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr Instant kStart{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};
constexpr int kSteps = 150;
constexpr Duration kHeartbeatEvery = seconds{3};
constexpr int kSleepDepth = 2;  // a sleeper may see another fall asleep, and no more

std::unique_ptr<SimulatedCluster> draw_cluster(Random& random) {
  SimulatedCluster::Settings settings;
  settings.partitions = static_cast<std::int32_t>(1 + random.below(4));
  settings.start = kStart + hours{random.below(48)};
  settings.session_timeout = seconds{random.chance(0.5) ? 20 : 6};
  settings.rebalance_timeout = seconds{random.chance(0.5) ? 60 : 10};
  settings.transaction_timeout = seconds{random.chance(0.5) ? 10 : 60};
  return std::make_unique<SimulatedCluster>(settings);
}

}  // namespace

World::World(std::uint64_t seed, Sabotage sabotage, connectors::Metrics& metrics)
    : seed_(seed),
      sabotage_(sabotage),
      metrics_(metrics),
      random_(simulator::stream_seed(seed, 0)),
      cluster_(draw_cluster(random_)),
      checks_(*cluster_, broken_),
      chances_(draw_chances()),
      compacts_(random_.chance(0.3)),
      commits_(random_.chance(0.5) ? Commits::OnCall : Commits::WhenAsked) {
  const std::int64_t count = 2 + random_.below(2);
  for (std::int64_t number = 0; number < count; ++number) {
    machines_.push_back(
        {.name = "worker-" + std::to_string(number), .disk = std::make_shared<Disk>()});
  }
}

// A tenth of the worlds are kind.
FaultChances World::draw_chances() {
  if (random_.chance(0.1)) return {};
  const auto one = [&](double most) { return random_.chance(0.3) ? 0 : random_.between(0, most); };
  return {.away = one(0.05),
          .again = one(0.1),
          .odd_batch = one(0.4),
          .transaction = one(0.3),
          .disk = one(0.02),
          .slow_marker = one(0.6),
          .nap = one(0.03)};
}

World::Machine& World::any_machine() {
  const auto count = static_cast<std::int64_t>(machines_.size());
  return machines_.at(static_cast<std::size_t>(random_.below(count)));
}

void World::live() {
  for (DrawnRecord& drawn : draw_catalogs(random_, cluster_->settings().partitions)) {
    cluster_->feed(drawn.partition, drawn.record.topic, std::move(drawn.record.key),
                   std::move(drawn.record.value));
  }
  for (Machine& machine : machines_) {
    if (random_.chance(0.7)) start(machine);
  }
  for (int at = 0; at < kSteps && broken_.empty(); ++at) {
    step();
    look();
  }
  if (broken_.empty()) settle();
  if (broken_.empty()) make_all_again();
}

void World::step() {
  const std::int64_t what = random_.below(100);
  if (what < 25) {
    feed();
  } else if (what < 75) {
    turn_some();
  } else if (what < 86) {
    pass_time();
  } else if (what < 96) {
    broker_step();
  } else {
    happen_to_machine();
  }
}

void World::feed() {
  for (std::int64_t count = 1 + random_.below(4); count > 0; --count) {
    for (DrawnRecord& drawn : draw_records(random_, cluster_->settings().partitions, ++records_)) {
      cluster_->feed(drawn.partition, drawn.record.topic, std::move(drawn.record.key),
                     std::move(drawn.record.value));
      if (random_.chance(0.05)) {
        cluster_->input(drawn.partition, drawn.record.topic).leave_gap();
      }
    }
  }
}

void World::turn_some() {
  Machine& machine = any_machine();
  for (std::int64_t turns = 1 + random_.below(8); turns > 0; --turns) {
    if (!machine.process || machine.process->busy) return;
    if (!turn(*machine.process)) die(machine.process);
  }
  if (ghosts_.empty() || ghosts_.back()->busy) return;
  if (!turn(*ghosts_.back())) {
    die(ghosts_.back());
    ghosts_.pop_back();
  }
}

void World::pass_time() {
  const std::int64_t what = random_.below(20);
  if (what < 10) return advance(milliseconds{1 + random_.below(200)});
  if (what < 14) return advance(seconds{1 + random_.below(8)});
  if (what < 16) return advance(seconds{11 + random_.below(60)});
  // Hours or days: too many heartbeats to play each. After a week items tell their categories.
  cluster_->clock().advance(hours{1 + random_.below(random_.chance(0.3) ? 240 : 20)});
  advance(milliseconds{0});
}

// Those that live say so in time.
void World::advance(Duration by) {
  for (bool first = true; first || by > Duration{0}; first = false) {
    for (const Machine& machine : machines_) {
      if (machine.process) machine.process->member->heartbeat();
    }
    const Duration slice = std::min(by, kHeartbeatEvery);
    cluster_->advance(slice);
    by -= slice;
  }
}

void World::broker_step() {
  Transactions& transactions = cluster_->transactions();
  const auto markers = static_cast<std::int64_t>(transactions.waiting_markers());
  if (markers > 0 && random_.chance(0.6)) {
    return transactions.write_marker(static_cast<std::size_t>(random_.below(markers)));
  }
  const auto late = static_cast<std::int64_t>(cluster_->late());
  if (late > 0 && random_.chance(0.5)) {
    trace_.emplace_back("a late request arrives");
    return cluster_->deliver_late(static_cast<std::size_t>(random_.below(late)));
  }
  if (compacts_) {
    checks_.look();  // what goes is still needed to know what a state that is behind must be
    const std::int64_t partitions = cluster_->settings().partitions;
    cluster_->changelog(static_cast<std::int32_t>(random_.below(partitions))).compact();
  }
}

void World::happen_to_machine() {
  Machine& machine = any_machine();
  if (!machine.process) return start(machine);
  if (machine.process->busy) return;
  const std::int64_t what = random_.below(10);
  if (what < 4) {
    trace_.push_back(machine.name + " is killed");
    machine.process->fate.dead = true;
    die(machine.process);
  } else if (what < 6) {
    end(machine.process, random_.chance(0.5));
  } else if (what < 9) {
    sleep_long(*machine.process);
  } else {
    usurp(machine);
  }
}

// Between two of its turns: it knows nothing of it, and others have its partitions.
void World::sleep_long(Process& process) {
  trace_.push_back(process.fate.name + " sleeps");
  process.fate.paused = true;
  process.busy = true;
  go_on_without_sleeper();
  process.busy = false;
  process.fate.paused = false;
  trace_.push_back(process.fate.name + " wakes");
}

void World::go_on_without_sleeper() {
  if (sleepers_ >= kSleepDepth) return;
  ++sleepers_;
  for (std::int64_t steps = 1 + random_.below(16); steps > 0; --steps) {
    const std::int64_t what = random_.below(10);
    if (what < 2) {
      advance(seconds{1 + random_.below(30)});
    } else if (what < 3) {
      feed();
    } else if (what < 5) {
      broker_step();
    } else {
      turn_some();
    }
  }
  --sleepers_;
}

void World::look() {
  checks_.look();
  for (const Machine& machine : machines_) {
    if (machine.process) look_at(*machine.process);
  }
  for (const auto& ghost : ghosts_) look_at(*ghost);
}

void World::look_at(const Process& process) {
  for (const auto& [partition, owned] : process.worker->partitions()) {
    const auto folder = process.disk->find(partition);
    if (owned.loop && folder != process.disk->end()) {
      checks_.look_at(process.fate.name, partition, folder->second);
    }
  }
}

}  // namespace shelfd::faults
