#include "tests/faults/transactions.h"

#include <algorithm>

#include "base/check.h"

namespace shelfd::faults {

TransactionRecord& Transactions::current(const Producer& producer) {
  return history_.at(static_cast<std::size_t>(producer.transaction - 1));
}

Decision Transactions::decision(std::int64_t transaction) const {
  if (transaction == kNoTransaction) return Decision::Committed;
  return history_.at(static_cast<std::size_t>(transaction - 1)).decision;
}

bool Transactions::is_open(const Producer& producer) const {
  return producer.transaction != kNoTransaction && decision(producer.transaction) == Decision::Open;
}

std::optional<ProducerSession> Transactions::begin_producer(const std::string& id,
                                                            Duration timeout) {
  Producer& producer = producers_[id];
  producer.timeout = timeout;
  if (is_open(producer)) {
    ++producer.epoch;
    decide(producer, false);
  }
  if (producer.transaction != kNoTransaction) return std::nullopt;
  ++producer.epoch;
  return ProducerSession{.id = id, .epoch = producer.epoch};
}

ProducerAnswer Transactions::write(const ProducerSession& session, TopicLog& log, Stored& record,
                                   Instant now) {
  Producer& producer = producers_[session.id];
  if (producer.epoch != session.epoch) return ProducerAnswer::Fenced;
  if (producer.transaction == kNoTransaction) {
    history_.push_back({.producer = session.id, .epoch = session.epoch});
    producer.transaction = static_cast<std::int64_t>(history_.size());
    producer.began = now;
  }
  if (!is_open(producer)) return ProducerAnswer::Busy;
  auto& logs = current(producer).logs;
  if (std::ranges::find(logs, &log) == logs.end()) logs.push_back(&log);
  record.transaction = producer.transaction;
  record.appended_at = now;
  record.offset = log.append(record);
  return ProducerAnswer::Done;
}

ProducerAnswer Transactions::send_offsets(const ProducerSession& session, const Membership& who,
                                          const PartitionOffsets& offsets, GroupAnswer& why) {
  const Producer& producer = producers_[session.id];
  if (producer.epoch != session.epoch) return ProducerAnswer::Fenced;
  if (!is_open(producer)) return ProducerAnswer::InvalidState;
  why = group_.hold(producer.transaction, who, offsets);
  if (why != GroupAnswer::Done) return ProducerAnswer::Refused;
  current(producer).sent_by = who;
  for (const auto& [partition, heads] : offsets) current(producer).offsets[partition] = heads;
  return ProducerAnswer::Done;
}

ProducerAnswer Transactions::end(const ProducerSession& session, bool commits) {
  Producer& producer = producers_[session.id];
  if (producer.epoch != session.epoch) return ProducerAnswer::Fenced;
  if (!is_open(producer)) return ProducerAnswer::InvalidState;
  decide(producer, commits);
  return ProducerAnswer::Done;
}

bool Transactions::take_back(const ProducerSession& session) {
  Producer& producer = producers_[session.id];
  if (producer.transaction == kNoTransaction) return false;
  TransactionRecord& record = current(producer);
  if (producer.unmarked.size() != record.logs.size() + 1) return false;
  record.decision = Decision::Aborted;
  for (const TopicLog* log : record.logs) {
    for (const Stored& stored : log->records()) {
      if (stored.transaction == producer.transaction) taken_back_.emplace(log, stored.offset + 1);
    }
  }
  ++producer.epoch;
  return true;
}

void Transactions::decide(Producer& producer, bool commits) {
  TransactionRecord& record = current(producer);
  record.decision = commits ? Decision::Committed : Decision::Aborted;
  producer.unmarked = record.logs;
  producer.unmarked.push_back(nullptr);
}

void Transactions::advance(Instant now) {
  for (auto& [id, producer] : producers_) {
    if (!is_open(producer) || now - producer.began <= producer.timeout) continue;
    ++producer.epoch;
    decide(producer, false);
  }
}

std::size_t Transactions::waiting_markers() const {
  std::size_t waiting = 0;
  for (const auto& [id, producer] : producers_) waiting += producer.unmarked.size();
  return waiting;
}

void Transactions::write_marker(std::size_t index) {
  for (auto& [id, producer] : producers_) {
    auto& unmarked = producer.unmarked;
    if (index >= unmarked.size()) {
      index -= unmarked.size();
      continue;
    }
    const auto place = unmarked.begin() + static_cast<std::ptrdiff_t>(index);
    const bool commits = decision(producer.transaction) == Decision::Committed;
    if (*place == nullptr) {
      group_.end_transaction(producer.transaction, commits);
    } else {
      (*place)->mark(producer.transaction, commits);
    }
    unmarked.erase(place);
    if (unmarked.empty()) producer.transaction = kNoTransaction;
    return;
  }
  INVARIANT(false);
}

void Transactions::write_all_markers() {
  while (waiting_markers() > 0) write_marker(0);
}

bool Transactions::any_open() const {
  return std::ranges::any_of(producers_, [&](const auto& entry) { return is_open(entry.second); });
}

}  // namespace shelfd::faults
