#include "daemon/kafka_worker.h"

#include <algorithm>

namespace shelfd::daemon {
namespace {

using connectors::Outcome;
using std::chrono::milliseconds;

// However much is fetched and not stepped, the group hears of us so often.
constexpr std::chrono::seconds kPollAtLeast{4};

}  // namespace

KafkaWorker::KafkaWorker(KafkaWorkerParts parts)
    : parts_(std::move(parts)), group_(*parts_.member, *parts_.clock, parts_.commits) {}

KafkaWorker::~KafkaWorker() { drop_loops(); }

void KafkaWorker::tell(const char* event, const std::string& text) const {
  if (parts_.tell) parts_.tell(event, text);
}

milliseconds KafkaWorker::wait_for(milliseconds longest) const {
  if (worked_ || (!started_ && !owned_.empty())) return milliseconds{0};
  if (rest_ > std::chrono::nanoseconds::zero())
    return std::min(longest, std::chrono::ceil<milliseconds>(rest_));
  return longest;
}

Status KafkaWorker::turn(milliseconds longest) {
  view_.turned = parts_.clock->monotonic();
  view_.restoring = needs_renewal_ || !started_;
  const std::chrono::nanoseconds pause = not_before_ - parts_.clock->monotonic();
  const bool pauses = pause > std::chrono::nanoseconds::zero();
  auto status = hear_news(pauses ? std::min(longest, std::chrono::ceil<milliseconds>(pause))
                                 : wait_for(longest));
  if (!status || pauses) return status;
  rest_ = {};
  status = renew_producer();
  if (status) status = started_ ? step_all() : start_some();
  group_.round_over();
  if (status && started_) status = look_back();
  show();
  return status ? status : recover(status.error());
}

bool KafkaWorker::has_enough() const {
  std::size_t records = 0;
  std::size_t bytes = 0;
  for (const auto& [partition, owned] : owned_) {
    records += owned.log ? owned.log->records() : 0;
    bytes += owned.log ? owned.log->bytes() : 0;
  }
  const bool are_heard = std::ranges::all_of(
      owned_, [](const auto& owned) { return !owned.second.log || owned.second.log->is_heard(); });
  const std::size_t most = parts_.round_records * (are_heard ? 2 : 2 + owned_.size()) / 2;
  return (records > most || bytes > most * kFetchedBytesOfRecord) &&
         parts_.clock->monotonic() - polled_ < kPollAtLeast;
}

// All that was fetched, in small polls: the library holds a record three times as large as we do.
Status KafkaWorker::hear_news(milliseconds longest) {
  if (has_enough()) return {};
  worked_ = false;
  for (bool has_more = true; has_more && !has_enough();) {
    polled_ = parts_.clock->monotonic();
    auto news = parts_.member->poll(longest);
    if (!news && news.error().reaction == Reaction::Stop) return std::unexpected(news.error());
    if (!news) return try_again_later(news.error());
    has_more = news->has_more;
    if (auto status = hear(std::move(*news)); !status) return status;
    longest = {};
  }
  return {};
}

// Before anything is read that the one before may still change.
Status KafkaWorker::renew_producer() {
  damaged_.reset();
  if (!needs_renewal_) return {};
  auto status = parts_.member->renew();
  if (!status) return status;
  needs_renewal_ = false;
  group_.begin_anew();
  return {};
}

Status KafkaWorker::hear(connectors::News news) {
  if (news.revoked || news.lost) {
    if (auto status = let_go(news.lost); !status) return status;
  }
  if (news.assigned) own(*news.assigned);
  // What comes before `fetch` is of an older one, which was further: it would hide what is between.
  if (!fetched_) return {};
  for (connectors::InputRecord& record : news.records) {
    const auto owned = owned_.find(record.partition);
    if (owned == owned_.end()) continue;
    owned->second.log->add(std::move(record.record));
    worked_ = true;
  }
  for (const connectors::InputEnd& end : news.ends) {
    const auto owned = owned_.find(end.partition);
    if (owned != owned_.end()) owned->second.log->reach_end(end);
  }
  for (const connectors::InputMark& mark : news.marks) {
    const auto owned = owned_.find(mark.partition);
    if (owned != owned_.end()) owned->second.log->note(mark, parts_.clock->monotonic());
  }
  return {};
}

void KafkaWorker::own(const std::vector<std::int32_t>& partitions) {
  assigned_ = true;
  fetched_ = false;
  started_ = false;
  not_before_ = {};
  parts_.metrics->count_rebalance();
  for (const std::int32_t partition : partitions) owned_.try_emplace(partition);
  std::string names;
  for (const std::int32_t partition : partitions) {
    names += (names.empty() ? "" : ",") + std::to_string(partition);
  }
  tell("partitions_assigned", names);
}

// What is stepped and not committed is committed first, where the group still counts us in; what
// does not commit was never there, and is the next owner's.
Status KafkaWorker::let_go(bool lost) {
  if (!lost && started_) {
    for (auto& [partition, owned] : owned_) {
      if (!owned.loop->finish()) break;
    }
  }
  drop_loops();
  needs_renewal_ = needs_renewal_ || group_.failure();
  tell(lost ? "partitions_lost" : "partitions_revoked", std::to_string(owned_.size()));
  let_all_go();
  assigned_ = false;
  started_ = false;
  return parts_.member->release();
}

void KafkaWorker::let_all_go() {
  for (const auto& [partition, owned] : owned_) parts_.metrics->forget_lag(partition);
  owned_.clear();
}

void KafkaWorker::drop_loops() {
  group_.settle();
  for (auto& [partition, owned] : owned_) {
    owned.loop.reset();
    owned.start.reset();
    owned.is_started = false;
  }
}

Status KafkaWorker::start_one(std::int32_t partition, Owned& owned) {
  if (!owned.state) {
    auto state = parts_.open_state(partition);
    if (!state) return std::unexpected(state.error());
    owned.state = std::move(*state);
  }
  if (!owned.start) {
    owned.start = std::make_unique<connectors::PartitionStart>(
        *parts_.member, *owned.state, *parts_.clock,
        connectors::StartSettings{.partition = partition,
                                  .first = parts_.first,
                                  .skips_lost_inputs = parts_.skips_lost_inputs,
                                  .state_format = parts_.state_format});
  }
  auto ready = owned.start->step();
  if (!ready) {
    is_refusal_ = owned.start->is_refusal();
    if (owned.start->is_damage()) damaged_ = partition;
    return std::unexpected(ready.error());
  }
  owned.is_started = *ready;
  return {};
}

// One page of the first partition that is not started; once all are, they are stepped.
Status KafkaWorker::start_some() {
  for (auto& [partition, owned] : owned_) {
    if (owned.is_started) continue;
    if (auto status = start_one(partition, owned); !status || !owned.is_started) return status;
    parts_.metrics->count_restored(static_cast<double>(owned.start->restored_records()));
    tell("partition_started", std::to_string(partition) + ", restored records " +
                                  std::to_string(owned.start->restored_records()));
  }
  if (!assigned_) return {};
  const bool has_all = fetched_ && std::ranges::all_of(owned_, [](const auto& owned) {
                         return owned.second.log->reaches_back_to(owned.second.start->next());
                       });
  if (!has_all) {
    if (auto status = fetch(); !status) return status;
  }
  return open_loops();
}

// Once for what the group gave: a partition that is started again has what it needs in its log;
// unless a commit was taken back that it had been told of (docs/decisions/0020).
Status KafkaWorker::fetch() {
  std::vector<connectors::FetchFrom> from;
  fetched_ = false;  // where it fails, too: the logs begin anew, and what comes for them would not
  for (auto& [partition, owned] : owned_) {
    const connectors::Heads& next = owned.start->next();
    from.push_back({.partition = partition, .next = next});
    owned.log = std::make_unique<connectors::PartitionLog>(partition, next, group_);
  }
  if (auto status = parts_.member->fetch(from); !status) return status;
  fetched_ = true;
  return {};
}

Status KafkaWorker::open_loops() {
  for (auto& [partition, owned] : owned_) {
    owned.log->begin(owned.start->next(), *owned.state);
    auto loop = Loop::open({.log = owned.log.get(),
                            .store = owned.state.get(),
                            .clock = parts_.clock,
                            .metrics = parts_.metrics,
                            .build = parts_.build,
                            .arithmetic = parts_.arithmetic,
                            .partition = partition,
                            .partitions = parts_.partitions,
                            .first_offsets = owned.start->next(),
                            .cache_bytes = parts_.cache_bytes / owned_.size(),
                            .committer = owned.log.get(),
                            .cut_every = parts_.cut_every,
                            .believes_clock = parts_.believes_clock,
                            .state_format = parts_.state_format,
                            .keeps_judgements = false});
    if (!loop) damaged_ = partition;
    if (!loop) return std::unexpected(loop.error());
    owned.loop = std::move(*loop);
    owned.start.reset();
  }
  started_ = true;
  rests_since_ = parts_.clock->monotonic();
  looked_back_ = false;
  pause_ = kFirstPause;
  tell("partitions_started", std::to_string(owned_.size()));
  return {};
}

// With a backlog a round is one large cut rather than a small one of each partition: an item that
// has several records in a cut is judged and written once. The others have the next rounds.
Status KafkaWorker::step_all() {
  group_.begin_round();
  if (auto status = finish_committed(); !status) return status;
  std::size_t room = parts_.round_records;
  auto next = owned_.lower_bound(next_partition_);
  for (std::size_t count = owned_.size(); count > 0 && 2 * room >= parts_.round_records;
       --count, ++next) {
    if (next == owned_.end()) next = owned_.begin();
    auto& [partition, owned] = *next;
    next_partition_ = partition + 1;
    if (!owned.log->is_heard()) continue;
    const auto stepped = step_one(partition, owned, room);
    if (!stepped) return std::unexpected(stepped.error());
    room -= std::min(room, *stepped);
  }
  return {};
}

// What an epoch holds is let go as soon as it is committed, not when its partition is stepped next:
// in a backlog that is some large cuts later.
Status KafkaWorker::finish_committed() {
  for (auto& [partition, owned] : owned_) {
    if (!group_.has_ended(partition)) continue;
    auto turn = owned.loop->finish();
    if (!turn) damaged_ = partition;
    if (!turn) return std::unexpected(turn.error());
    count(*turn);
  }
  return {};
}

void KafkaWorker::count(const Turn& turn) {
  counts_.records += turn.records;
  counts_.refused += turn.refused;
  counts_.prices += turn.prices;
  counts_.plans += turn.plans;
}

Result<std::size_t> KafkaWorker::step_one(std::int32_t partition, Owned& owned, std::size_t most) {
  auto turn = owned.loop->turn(most);
  if (!turn) damaged_ = partition;
  if (!turn) return std::unexpected(turn.error());
  worked_ = worked_ || !turn->idle;
  if (turn->rest > std::chrono::nanoseconds::zero()) {
    rest_ = rest_ > std::chrono::nanoseconds::zero() ? std::min(rest_, turn->rest) : turn->rest;
  }
  count(*turn);
  return turn->stepped;
}

bool KafkaWorker::is_one_too_many() {
  const std::chrono::nanoseconds now = parts_.clock->monotonic();
  std::erase_if(unknown_at_, [&](std::chrono::nanoseconds at) { return now - at >= kPatience; });
  unknown_at_.push_back(now);
  return unknown_at_.size() > kMostUnknown;
}

bool KafkaWorker::happened_before(std::optional<std::chrono::nanoseconds>& last) const {
  const std::chrono::nanoseconds now = parts_.clock->monotonic();
  const bool before = last && now - *last < kPatience;
  last = now;
  return before;
}

// Nothing else would find it before the next commit. An answer that does not come may be held by
// what that crash left open, which a renewal ends.
Status KafkaWorker::look_back() {
  const std::chrono::nanoseconds now = parts_.clock->monotonic();
  if (worked_ || group_.under_way_for()) {
    rests_since_ = now;
    looked_back_ = false;
  }
  if (looked_back_ || now - rests_since_ < kDoubtAfter) return {};
  looked_back_ = true;
  for (const auto& [partition, owned] : owned_) {
    const auto told = parts_.member->committed(partition);
    if (told && (!*told || **told == owned.loop->control().next_offsets)) continue;
    needs_renewal_ = true;
    drop_loops();
    started_ = false;
    if (!told) return try_again_later(told.error());
    tell("commit_taken_back", std::to_string(partition));
    return {};
  }
  return {};
}

Status KafkaWorker::try_again_later(const Error& error) {
  tell("retrying", error.message);
  parts_.metrics->count_retry();
  not_before_ = parts_.clock->monotonic() + pause_;
  pause_ = std::min(2 * pause_, kLongestPause);
  return {};
}

// All partitions are started again: whatever the transaction came to, the changelog knows it.
Status KafkaWorker::recover(const Error& error) {
  const auto failure = group_.failure();
  drop_loops();
  started_ = false;
  const bool is_known = needs_renewal_;  // it is a renewal that failed, not one more transaction
  needs_renewal_ = needs_renewal_ || failure;
  const bool stops = error.reaction != Reaction::Retry;
  if (failure && failure->outcome) {
    if (stops) return std::unexpected(error);
    if (*failure->outcome == Outcome::Unknown && !is_known && is_one_too_many()) {
      return shelfd::stop("three times within a minute: " + error.message);
    }
    return try_again_later(error);
  }
  if (is_refusal_ || (stops && !damaged_)) return std::unexpected(error);
  if (stops && happened_before(damaged_at_)) return std::unexpected(error);
  return drop_states(error);
}

// Full: opened anew until there is room. Damaged: read anew from Kafka.
Status KafkaWorker::drop_states(const Error& error) {
  for (auto& [partition, owned] : owned_) {
    if (error.reaction == Reaction::Stop && damaged_ == partition && owned.state) {
      if (auto status = owned.state->set_aside(error.message); !status) return status;
    }
    owned.state.reset();
  }
  return try_again_later(error);
}

Status KafkaWorker::stop() {
  Status ended;
  if (started_) {
    for (auto& [partition, owned] : owned_) {
      auto turn = owned.loop->finish();
      if (!turn) ended = std::unexpected(turn.error());
    }
  }
  drop_loops();
  let_all_go();
  started_ = false;
  return ended;
}

}  // namespace shelfd::daemon
