// One transaction of the simulated member, step by step.
#include <algorithm>

#include "connectors/rocksdb/layout.h"
#include "tests/faults/simulated_member.h"

namespace shelfd::faults {

using connectors::Outcome;
using connectors::Transacted;
using connectors::TransactionPart;

namespace {

// Begin, send offsets, EndTxn, its answer: the steps beside the records.
constexpr std::int64_t kOtherSteps = 4;

std::int64_t steps_of(const std::vector<TransactionPart>& parts) {
  std::int64_t steps = kOtherSteps;
  for (const TransactionPart& part : parts) {
    steps += static_cast<std::int64_t>(part.epoch->outputs.size() + part.epoch->writes.size());
  }
  return steps;
}

Transacted unknown(ProcessFate& fate, const std::string& why) {
  ++fate.unknown_outcomes;
  return {.outcome = Outcome::Unknown, .why = why};
}

}  // namespace

void SimulatedMember::check_parts(const std::vector<TransactionPart>& parts) {
  if (parts.empty()) fate_.blame("transacts nothing");
  if (!session_) fate_.blame("transacts before renewing");
  if (stage_ == Stage::Joining) fate_.blame("transacts without an assignment");
  if (stage_ == Stage::Revoked && was_lost_) fate_.blame("transacts what it was told is lost");
  for (const TransactionPart& part : parts) {
    if (!owns(part.partition)) fate_.blame("transacts a partition of somebody else");
    const auto same = std::ranges::count(parts, part.partition, &TransactionPart::partition);
    if (same != 1) fate_.blame("transacts a partition twice");
  }
}

SimulatedMember::Attempt SimulatedMember::draw_attempt(const std::vector<TransactionPart>& parts) {
  Attempt attempt;
  if (!fate_.happens(fate_.chances.transaction)) return attempt;
  attempt.fault = static_cast<TransactionFault>(1 + fate_.random.below(kTransactionFaults - 1));
  attempt.at_step = fate_.random.below(steps_of(parts));
  fate_.note(std::string("transaction: ") + fault_name(attempt.fault) + " at step " +
             std::to_string(attempt.at_step));
  return attempt;
}

bool SimulatedMember::pass(Attempt& attempt) {
  const bool here = attempt.step++ == attempt.at_step;
  if (here && attempt.fault == TransactionFault::Crash) fate_.dead = true;
  if (here && attempt.fault == TransactionFault::Pause) fate_.fall_asleep();
  return !fate_.dead;
}

ProducerAnswer SimulatedMember::produce(Attempt& attempt, TopicLog& log, Stored record,
                                        std::int64_t& offset) {
  const bool here = attempt.step == attempt.at_step;
  const bool fails = attempt.fault == TransactionFault::ProduceFails ||
                     attempt.fault == TransactionFault::AbortLost;
  if (!pass(attempt)) return ProducerAnswer::Fenced;
  if (here && fails) return ProducerAnswer::Refused;
  for (;;) {
    Transactions& transactions = cluster_.transactions();
    const ProducerAnswer answer = transactions.write(*session_, log, record, cluster_.now());
    offset = record.offset;
    if (answer != ProducerAnswer::Busy) return answer;
    if (fate_.happens(fate_.chances.slow_marker / 10)) return answer;
    write_marker();
  }
}

ProducerAnswer SimulatedMember::produce_part(Attempt& attempt, const TransactionPart& part) {
  std::int64_t offset = 0;
  for (const connectors::OutputRecord& output : part.epoch->outputs) {
    Stored record{.key = output.key};
    if (!output.value.empty()) record.value = output.value;
    TopicLog& log = cluster_.output(part.partition, output.topic);
    const auto answer = produce(attempt, log, std::move(record), offset);
    if (answer != ProducerAnswer::Done) return answer;
  }
  for (const connectors::StateWrite& write : part.epoch->writes) {
    Stored record{.key = connectors::state_key(write.family, write.key), .value = write.value};
    TopicLog& log = cluster_.changelog(part.partition);
    const auto answer = produce(attempt, log, std::move(record), offset);
    if (answer != ProducerAnswer::Done) return answer;
  }
  attempt.changelog_next.push_back(offset + 1);
  attempt.offsets[part.partition] = part.epoch->next_offsets;
  return ProducerAnswer::Done;
}

ProducerAnswer SimulatedMember::produce_all(Attempt& attempt,
                                            const std::vector<TransactionPart>& parts) {
  for (const TransactionPart& part : parts) {
    const ProducerAnswer answer = produce_part(attempt, part);
    if (answer != ProducerAnswer::Done) return answer;
  }
  if (!pass(attempt)) return ProducerAnswer::Fenced;
  GroupAnswer why{};
  const auto answer = cluster_.transactions().send_offsets(*session_, who_, attempt.offsets, why);
  if (why == GroupAnswer::FencedInstance) fenced_ = true;
  if (why != GroupAnswer::Done) lost_ = true;
  return answer;
}

Result<Transacted> SimulatedMember::give_up(Attempt& attempt, const std::string& why) {
  if (fate_.dead) return stop(fate_.name + " died");
  if (attempt.fault != TransactionFault::AbortLost) {
    (void)cluster_.transactions().end(*session_, false);
  }
  session_.reset();
  fate_.note("does not commit: " + why);
  return Transacted{.outcome = Outcome::NotCommitted, .why = why};
}

Result<Transacted> SimulatedMember::end(Attempt& attempt) {
  if (!pass(attempt)) return stop(fate_.name + " died");
  Transactions& transactions = cluster_.transactions();
  const ProducerSession session = *session_;
  if (attempt.fault == TransactionFault::EndLost || attempt.fault == TransactionFault::EndLate) {
    session_.reset();
    if (attempt.fault == TransactionFault::EndLate) {
      cluster_.send_late([&transactions, session] { (void)transactions.end(session, true); });
    }
    return unknown(fate_, "no answer to EndTxn");
  }
  const ProducerAnswer answer = transactions.end(session, true);
  if (!pass(attempt)) return stop(fate_.name + " died");
  if (answer != ProducerAnswer::Done) {
    session_.reset();
    fate_.note("is fenced at the end of a transaction");
    if (fate_.random.chance(0.5)) return unknown(fate_, "fenced");
    return Transacted{.outcome = Outcome::NotCommitted, .why = "fenced"};
  }
  if (attempt.fault == TransactionFault::EndAnswerLost) {
    session_.reset();
    return unknown(fate_, "the answer to EndTxn was lost");
  }
  if (attempt.fault == TransactionFault::CommittedStops) {
    return stop("committed, and failed locally");
  }
  if (attempt.fault == TransactionFault::TakenBack && transactions.take_back(session)) {
    fate_.taken_back = true;
    return Transacted{.outcome = Outcome::Committed, .changelog_next = attempt.changelog_next};
  }
  while (!fate_.happens(fate_.chances.slow_marker) && transactions.waiting_markers() > 0) {
    write_marker();
  }
  return Transacted{.outcome = Outcome::Committed, .changelog_next = attempt.changelog_next};
}

Result<Transacted> SimulatedMember::transact(const std::vector<TransactionPart>& parts) {
  if (fate_.dead) return stop(fate_.name + " died");
  check_parts(parts);
  if (!session_) return Transacted{.outcome = Outcome::NotCommitted, .why = "not renewed"};
  Attempt attempt = draw_attempt(parts);
  if (!pass(attempt)) return stop(fate_.name + " died");
  if (attempt.fault == TransactionFault::NotBegun) {
    session_.reset();
    ++fate_.unknown_outcomes;  // an error tells nothing of it
    return retry("transaction: the coordinator is away");
  }
  const ProducerAnswer answer = produce_all(attempt, parts);
  switch (answer) {
    case ProducerAnswer::Done:
      return end(attempt);
    case ProducerAnswer::Busy:
      return give_up(attempt, "the transaction before is not ended");
    case ProducerAnswer::Fenced:
    case ProducerAnswer::InvalidState:
      return give_up(attempt, "another producer has this id, or the transaction was too old");
    case ProducerAnswer::Refused:
      return give_up(attempt, "refused");
  }
  return unknown(fate_, "no answer");
}

}  // namespace shelfd::faults
