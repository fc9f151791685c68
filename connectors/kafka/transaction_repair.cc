// Commits that a broker's crash took back are brought whole again (docs/decisions/0043).
#include <algorithm>
#include <chrono>
#include <thread>

#include "connectors/kafka/topic_names.h"
#include "connectors/kafka/transactional_producer.h"

namespace shelfd::connectors {
namespace {

using std::chrono::steady_clock;

// Markers of the abort before may still be under way, and offsets held by it.
constexpr std::chrono::seconds kMarkerPatience{20};
constexpr std::chrono::milliseconds kStep{20};
constexpr int kOffsetsMillis = 5'000;

bool is_lost(const SentPlace& place) {
  return place.first >= 0 && !place.is_kept && !place.is_overtaken;
}

}  // namespace

// A crash that was not heard of before this commit began may have taken back the one before it.
void TransactionalProducer::remember(bool is_committed) {
  if (is_committed && !watch_->is_suspect) unsure_.clear();
  unsure_.push_back(watch_->sent);
  unsure_.back().is_committed = is_committed;
  if (!is_committed) return;
  for (const auto& [partition, next] : watch_->sent.parts) last_offsets_[partition] = next;
}

const TransactionalProducer::Topic& TransactionalProducer::topic_of(std::size_t place) const {
  const std::size_t rank = place % places_of_part();
  return rank < outputs_.size() ? outputs_[rank] : changelog_;
}

// Under the same generation only: another one may have given the partitions to somebody who has
// gone on by now.
Status TransactionalProducer::repair(const Membership& membership) {
  if (unsure_.empty()) return {};
  const GroupMetadata member = membership();
  const std::string generation = member ? serialized(member.get()) : "";
  std::erase_if(unsure_, [&](const SentTransaction& sent) {
    return sent.generation.empty() || sent.generation != generation;
  });
  if (unsure_.empty()) {
    log_->say(
        KafkaLogLevel::Info, "REPAIR",
        "the group has moved on: whether a crash took back any of the last commit is not known");
    return {};
  }
  if (const Status opened = open_readers(); !opened) return opened;
  for (SentTransaction& sent : unsure_) {  // all of them before anything is sent
    if (const Status looked = look_for(sent); !looked) return looked;
    if (!sent.is_committed) continue;
    for (const auto& [partition, next] : sent.parts) last_offsets_[partition] = next;
  }
  std::erase_if(unsure_, [](const SentTransaction& sent) { return !sent.is_committed; });
  for (SentTransaction& sent : unsure_) {
    if (const Status repaired = send_again(sent, membership); !repaired) return repaired;
  }
  committed_.reset();
  all_.reset();
  return {};
}

Status TransactionalProducer::open_readers() {
  if (all_) return {};
  auto committed = PageReader::make(changelog_properties(settings_, worker_), log_);
  if (!committed) return std::unexpected(committed.error());
  auto all = PageReader::make(lookup_properties(settings_, worker_), log_);
  if (!all) return std::unexpected(all.error());
  committed_ = std::move(*committed);
  all_ = std::move(*all);
  return {};
}

// One that was not told of was committed where anything of it is: a cluster decides once.
Status TransactionalProducer::look_for(SentTransaction& sent) {
  for (std::size_t at = 0; at < sent.places.size(); ++at) {
    SentPlace& place = sent.places[at];
    if (place.first < 0) continue;
    const std::int32_t partition = sent.parts[at / places_of_part()].partition;
    const auto looked = look_at(place, rd_kafka_topic_name(topic_of(at).get()), partition);
    if (!looked) return looked;
    sent.is_committed = sent.is_committed || place.is_kept;
  }
  for (const SentTransaction::Part& part : sent.parts) {
    if (sent.is_committed) break;
    const auto has = has_offsets_of(part);
    if (!has) return std::unexpected(has.error());
    sent.is_committed = *has;
  }
  return {};
}

Status TransactionalProducer::look_at(SentPlace& place, const std::string& topic,
                                      std::int32_t partition) {
  const auto until = steady_clock::now() + kMarkerPatience;
  const std::int64_t last = std::max(place.last, place.again);
  place.is_kept = place.is_overtaken = false;
  for (std::int64_t next = place.first; steady_clock::now() < until;) {
    const auto page = committed_->read(topic, partition, next);
    if (!page) return std::unexpected(page.error());
    for (const ChangelogRecord& record : page->records) {
      (record.offset <= last ? place.is_kept : place.is_overtaken) = true;
    }
    next = page->next;
    if (place.is_overtaken || (page->at_end && next > last)) return {};
  }
  return retry("topic " + topic + " partition " + std::to_string(partition) +
               ": a transaction is open at " + std::to_string(last));
}

// Whether they are the group's and were not before. Where it is not known what they were, or they
// did not move, it is no sign.
Result<bool> TransactionalProducer::has_offsets_of(const SentTransaction::Part& part) {
  const auto before = last_offsets_.find(part.partition);
  if (before == last_offsets_.end() || before->second == part.next_offsets) return false;
  const std::vector<std::string> names = input_topics(settings_);
  const auto until = steady_clock::now() + kMarkerPatience;
  rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
  for (; steady_clock::now() < until; std::this_thread::sleep_for(kStep)) {
    const TopicPartitions list = make_topic_partitions(engine::kTopicCount);
    for (const std::string& name : names) {
      rd_kafka_topic_partition_list_add(list.get(), name.c_str(), part.partition);
    }
    code = rd_kafka_committed(committed_->client(), list.get(), kOffsetsMillis);
    bool are_equal = true;
    for (std::size_t rank = 0; rank < names.size(); ++rank) {
      const auto* told =
          rd_kafka_topic_partition_list_find(list.get(), names[rank].c_str(), part.partition);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) code = told->err;
      are_equal = are_equal && told->offset == part.next_offsets[rank];
    }
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return are_equal;
  }
  return retry("offsets of partition " + std::to_string(part.partition) + ": " +
               rd_kafka_err2name(code));
}

// Offsets are sent even where no record is lost, as they may be: the newest.
Status TransactionalProducer::send_again(SentTransaction& sent, const Membership& membership) {
  SentTransaction again{.places = std::vector<SentPlace>(sent.places.size())};
  for (std::size_t at = 0; at < sent.parts.size(); ++at) {
    if (sent.places[(at + 1) * places_of_part() - 1].is_overtaken) continue;
    const SentTransaction::Part& part = sent.parts[at];
    if (last_offsets_[part.partition] == part.next_offsets) again.parts.push_back(part);
  }
  const bool has_losses = std::ranges::any_of(sent.places, is_lost);
  if (again.parts.empty() && !has_losses) return {};
  const Step done = attempt(std::move(again), [&] { return produce_lost(sent); }, membership);
  for (std::size_t at = 0; at < sent.places.size(); ++at) {
    sent.places[at].again = std::max(sent.places[at].again, watch_->sent.places[at].last);
  }
  if (done) {
    if (has_losses) {
      log_->say(KafkaLogLevel::Warning, "REPAIR",
                "a crash took back some of the last commit: it is committed again");
    }
    return {};
  }
  const std::string why = "a crash took back some of the last commit: " + settle(done.error()).why;
  if (done.error().is_lasting) return stop(why);
  return retry(why);
}

TransactionalProducer::Step TransactionalProducer::produce_lost(const SentTransaction& sent) {
  for (std::size_t at = 0; at < sent.places.size(); ++at) {
    const SentPlace& place = sent.places[at];
    if (!is_lost(place)) continue;
    const std::int32_t partition = sent.parts[at / places_of_part()].partition;
    const auto records = read_all(place, rd_kafka_topic_name(topic_of(at).get()), partition);
    if (!records) {
      const bool is_lasting = records.error().reaction == Reaction::Stop;
      return std::unexpected(Failure{.why = records.error().message, .is_lasting = is_lasting});
    }
    for (const ChangelogRecord& record : *records) {
      const Record copy = {.key = record.key,
                           .value = record.value ? &*record.value : nullptr,
                           .place = &watch_->sent.places[at]};
      if (Step produced = produce(topic_of(at), partition, copy); !produced) return produced;
    }
  }
  return {};
}

Result<std::vector<ChangelogRecord>> TransactionalProducer::read_all(const SentPlace& place,
                                                                     const std::string& topic,
                                                                     std::int32_t partition) {
  const auto until = steady_clock::now() + kMarkerPatience;
  const std::string what = "topic " + topic + " partition " + std::to_string(partition);
  std::vector<ChangelogRecord> records;
  for (std::int64_t next = place.first; next <= place.last;) {
    auto page = all_->read(topic, partition, next);
    if (!page) return std::unexpected(page.error());
    if (steady_clock::now() > until) return retry(what + ": no answer");
    next = page->next;
    std::ranges::move(page->records, std::back_inserter(records));
  }
  std::erase_if(records, [&](const ChangelogRecord& one) { return one.offset > place.last; });
  if (std::ssize(records) == place.records) return records;
  return stop(what + ": of " + std::to_string(place.records) + " records " +
              std::to_string(records.size()) + " were found again");
}

}  // namespace shelfd::connectors
