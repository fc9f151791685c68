#include "tests/faults/simulated_group.h"

#include <algorithm>

namespace shelfd::faults {

std::int64_t SimulatedGroup::enter(const std::string& instance, Instant now) {
  const bool known = members_.contains(instance);
  Member& member = members_[instance];
  member.id = ++last_id_;
  member.seen = now;
  if (known && !deadline_) {
    member.generation = generation_;
  } else {
    rebalance(now);
    member.joined = true;
    complete_if_all_joined();
  }
  return last_id_;
}

GroupAnswer SimulatedGroup::check(const Membership& who) const {
  const auto found = members_.find(who.instance);
  if (found == members_.end()) return GroupAnswer::UnknownMember;
  return found->second.id == who.member ? GroupAnswer::Done : GroupAnswer::FencedInstance;
}

GroupAnswer SimulatedGroup::heartbeat(const Membership& who, Instant now) {
  const GroupAnswer answer = check(who);
  if (answer != GroupAnswer::Done) return answer;
  Member& member = members_.at(who.instance);
  member.seen = now;
  if (deadline_) return member.joined ? GroupAnswer::Done : GroupAnswer::Rebalancing;
  return who.generation == generation_ ? GroupAnswer::Done : GroupAnswer::IllegalGeneration;
}

GroupAnswer SimulatedGroup::join(const Membership& who, Instant now) {
  const GroupAnswer answer = check(who);
  if (answer != GroupAnswer::Done) return answer;
  Member& member = members_.at(who.instance);
  member.seen = now;
  if (deadline_) {
    member.joined = true;
    complete_if_all_joined();
  } else {
    member.generation = generation_;
  }
  return GroupAnswer::Done;
}

std::optional<Assignment> SimulatedGroup::assignment(const Membership& who) const {
  if (check(who) != GroupAnswer::Done || deadline_) return std::nullopt;
  const Member& member = members_.at(who.instance);
  if (member.generation != generation_) return std::nullopt;
  return Assignment{.generation = generation_, .partitions = member.partitions};
}

void SimulatedGroup::leave(const Membership& who, Instant now) {
  if (check(who) != GroupAnswer::Done) return;
  members_.erase(who.instance);
  rebalance(now);
  complete_if_all_joined();
}

void SimulatedGroup::advance(Instant now) {
  const auto gone = std::erase_if(members_, [&](const auto& entry) {
    return now - entry.second.seen > settings_.session_timeout;
  });
  if (gone > 0) rebalance(now);
  if (deadline_ && now >= *deadline_) complete();
  complete_if_all_joined();
}

void SimulatedGroup::rebalance(Instant now) {
  if (deadline_) return;
  deadline_ = now + settings_.rebalance_timeout;
  for (auto& [instance, member] : members_) member.joined = false;
}

void SimulatedGroup::complete_if_all_joined() {
  if (!deadline_) return;
  if (std::ranges::all_of(members_, [](const auto& entry) { return entry.second.joined; })) {
    complete();
  }
}

// Range: the first ones get one more where it does not come out even.
void SimulatedGroup::complete() {
  deadline_.reset();
  ++generation_;
  const auto count = static_cast<std::int32_t>(members_.size());
  std::int32_t next = 0;
  std::int32_t index = 0;
  for (auto& [instance, member] : members_) {
    const std::int32_t share =
        settings_.partitions / count + (index++ < settings_.partitions % count ? 1 : 0);
    if (member.joined) member.generation = generation_;
    member.joined = false;
    member.partitions.clear();
    for (std::int32_t taken = 0; taken < share; ++taken) {
      owners_[generation_][next] = instance;
      member.partitions.push_back(next++);
    }
  }
}

GroupAnswer SimulatedGroup::hold(std::int64_t transaction, const Membership& who,
                                 const PartitionOffsets& offsets) {
  const GroupAnswer answer = check(who);
  if (answer != GroupAnswer::Done) return answer;
  if (who.generation != generation_) return GroupAnswer::IllegalGeneration;
  for (const auto& [partition, heads] : offsets) held_[transaction][partition] = heads;
  return GroupAnswer::Done;
}

void SimulatedGroup::end_transaction(std::int64_t transaction, bool commits) {
  const auto held = held_.find(transaction);
  if (held == held_.end()) return;
  if (commits) {
    for (const auto& [partition, heads] : held->second) offsets_[partition] = heads;
  }
  held_.erase(held);
}

bool SimulatedGroup::is_held(std::int32_t partition) const {
  return std::ranges::any_of(held_,
                             [&](const auto& entry) { return entry.second.contains(partition); });
}

std::optional<connectors::Heads> SimulatedGroup::offsets(std::int32_t partition) const {
  const auto found = offsets_.find(partition);
  if (found == offsets_.end()) return std::nullopt;
  return found->second;
}

std::string SimulatedGroup::owner(std::int64_t generation, std::int32_t partition) const {
  const auto of_generation = owners_.find(generation);
  if (of_generation == owners_.end()) return "";
  const auto found = of_generation->second.find(partition);
  return found == of_generation->second.end() ? "" : found->second;
}

}  // namespace shelfd::faults
