#include "daemon/epoch.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include "base/hash.h"
#include "connectors/crash_point.h"
#include "daemon/dead_letter.h"
#include "daemon/epoch_counts.h"
#include "daemon/item_store.h"
#include "daemon/item_work.h"
#include "daemon/publishing.h"

namespace shelfd::daemon {
namespace {

using connectors::EventOutcome;
using connectors::Family;
using connectors::OutputTopic;

connectors::Refused merchant_left() { return {.field = "merchant", .reason = "merchant_left"}; }

class EpochRun {
 public:
  EpochRun(EpochTask task, connectors::Store& store, Partition& partition,
           connectors::EventDecoder& decoder, connectors::Metrics& metrics)
      : task_(std::move(task)),
        store_(store),
        partition_(partition),
        decoder_(decoder),
        metrics_(metrics) {}

  Result<EpochResult> run();

 private:
  Status sort_out(Boxed<Incoming> incoming);
  Status take_rules(const Incoming& incoming, const engine::Rules& rules);
  void take_leave(const Incoming& incoming, const engine::Rules& rules);
  void refuse_left(const ItemWork& work);
  Result<LoadedItem*> load(const ItemWork& work);
  Status run_item(ItemWork& work);
  Status set_aside(ItemWork& work, LoadedItem& loaded);
  Status step_item(ItemWork& work, LoadedItem& loaded);
  void refuse_records(const ItemWork& work, const engine::StepOutcome& outcome);
  Status keep(const ItemWork& work, const StoredItem& before, LoadedItem& loaded,
              const engine::StepOutcome& outcome);
  void refuse(const connectors::RawRecord& raw, const connectors::Refused& refused);
  void write_dead_letter(const connectors::RawRecord& raw, const connectors::Refused& refused);
  void drop_tombstones(ItemWork& work, LoadedItem& loaded);
  void write(Family family, std::string key, std::optional<std::string> value);
  void learn_names(const ItemWork& work);
  ItemWork& work_of(const ItemId& item);
  std::vector<ItemWork*> work_in_order();

  EpochTask task_;
  connectors::Store& store_;
  Partition& partition_;
  connectors::EventDecoder& decoder_;
  connectors::Metrics& metrics_;
  EpochResult result_;
  std::unordered_map<std::string, ItemWork> work_;  // by key
  std::vector<PoolGift> gifts_;
  EpochCounts counts_;
  LoadedItem unknown_;  // the item being run, when it is not in the cache
};

void EpochRun::write(Family family, std::string key, std::optional<std::string> value) {
  result_.sealed.writes.push_back(
      {.family = family, .key = std::move(key), .value = std::move(value)});
}

void EpochRun::refuse(const connectors::RawRecord& raw, const connectors::Refused& refused) {
  write_dead_letter(raw, refused);
  counts_.take(raw.topic, EventOutcome::Refused);
}

// The record's outcome is counted by the caller, or was when it was set aside.
void EpochRun::write_dead_letter(const connectors::RawRecord& raw,
                                 const connectors::Refused& refused) {
  result_.sealed.outputs.push_back(
      {.topic = OutputTopic::DeadLetters,
       .key = raw.key,
       .value = connectors::encode_dead_letter(
           dead_letter_of(raw, refused, {.partition = task_.partition, .at = task_.now}))});
  ++result_.refused;
  metrics_.count_dead_letter(engine::topic_name(raw.topic), refused.reason);
  if (const auto limit = limit_met(raw, refused)) metrics_.count_limit(*limit);
}

ItemWork& EpochRun::work_of(const ItemId& item) {
  const auto [place, is_new] = work_.try_emplace(item.key());
  if (is_new) place->second.item = item;
  return place->second;
}

// By key.
std::vector<ItemWork*> EpochRun::work_in_order() {
  std::vector<decltype(work_)::value_type*> entries;
  entries.reserve(work_.size());
  for (auto& entry : work_) entries.push_back(&entry);
  std::ranges::sort(entries, {}, [](const auto* entry) { return std::string_view(entry->first); });
  std::vector<ItemWork*> order;
  order.reserve(entries.size());
  for (auto* entry : entries) order.push_back(&entry->second);
  return order;
}

Status EpochRun::sort_out(Boxed<Incoming> incoming) {
  if (incoming->raw.erased) return {};
  if (!incoming->decoded) {
    refuse(incoming->raw, incoming->decoded.error());
    return {};
  }
  if (task_.check_future && incoming->own_time > incoming->raw.appended_at + kFutureTolerance) {
    refuse(incoming->raw, {.field = "own_time",
                           .reason = "from_the_future",
                           .value = connectors::format_instant(incoming->own_time)});
    return {};
  }
  if (const auto* rules = engine::content_if<engine::Rules>(*incoming->decoded)) {
    return take_rules(*incoming, *rules);
  }
  ItemWork& work = work_of(*engine::item_of(*incoming->decoded));
  work.incoming.push_back(std::move(incoming));
  return {};
}

// The newest rules of a merchant by their own time hold; an older record changes nothing.
Status EpochRun::take_rules(const Incoming& incoming, const engine::Rules& rules) {
  const std::string merchant = rules.merchant.value;
  const auto before = partition_.merchants.rules_of(merchant);
  if (!before) return std::unexpected(before.error());
  const bool has_left = merchant != "*" && *before != nullptr && (*before)->left_at;
  if (has_left && !rules.left_at) {
    refuse(incoming.raw, merchant_left());
    return {};
  }
  counts_.take(engine::Topic::Rules, EventOutcome::Accepted);
  if (has_left) return {};
  if (rules.left_at && merchant != "*") {
    take_leave(incoming, rules);
    return {};
  }
  if (*before != nullptr && (*before)->issued_at.value_or(Instant{}) > incoming.own_time) return {};
  engine::Rules taken = rules;
  taken.issued_at = incoming.own_time;
  result_.sealed.writes.push_back(partition_.merchants.set_rules(taken));
  result_.ruled.push_back(merchant);
  return {};
}

// For good, and whatever is newer. Of the rules only the mark stays.
void EpochRun::take_leave(const Incoming& incoming, const engine::Rules& rules) {
  result_.sealed.writes.push_back(partition_.merchants.set_rules({.merchant = rules.merchant,
                                                                  .version = rules.version,
                                                                  .issued_at = incoming.own_time,
                                                                  .left_at = rules.left_at}));
  result_.left.push_back(rules.merchant.value);
}

// Its items are being erased: nothing is stepped any more.
void EpochRun::refuse_left(const ItemWork& work) {
  for (const Boxed<Incoming>& incoming : work.incoming) refuse(incoming->raw, merchant_left());
}

void EpochRun::learn_names(const ItemWork& work) {
  for (const Boxed<Incoming>& incoming : work.incoming) {
    const auto* offer = std::get_if<engine::CompetitorOffer>(&*incoming->decoded);
    if (offer == nullptr) continue;
    auto learnt = partition_.merchants.learn_name(work.item.merchant.value, offer->competitor);
    if (learnt) result_.sealed.writes.push_back(std::move(*learnt));
  }
}

// Records of an item without a catalog wait for it: at most kAsideRecords, kAsideAge long.
Status EpochRun::set_aside(ItemWork& work, LoadedItem& loaded) {
  const std::size_t had = loaded.aside_bytes;
  std::vector<connectors::AsideRecord> kept;
  for (connectors::AsideRecord& record : loaded.aside) {
    if (record.appended_at + kAsideAge > task_.now) {
      kept.push_back(std::move(record));
      continue;
    }
    write_dead_letter({.topic = record.topic,
                       .offset = record.offset,
                       .appended_at = record.appended_at,
                       .key = work.item.key(),
                       .value = record.value},
                      {.field = "sku", .reason = "unknown_item", .value = work.item.key()});
    metrics_.count_limit(connectors::Limit::AsideAge);
  }
  for (Boxed<Incoming>& incoming : work.incoming) {
    const bool item_full = kept.size() >= kAsideRecords;
    if (item_full || partition_.aside_bytes >= kAsideBytes) {
      refuse(incoming->raw, {.field = "sku", .reason = "unknown_item", .value = work.item.key()});
      metrics_.count_limit(item_full ? connectors::Limit::AsideItem
                                     : connectors::Limit::AsidePartition);
      continue;
    }
    counts_.take(incoming->raw.topic, EventOutcome::Aside);
    kept.push_back({.topic = incoming->raw.topic,
                    .offset = incoming->raw.offset,
                    .appended_at = incoming->raw.appended_at,
                    .value = incoming->raw.value.str()});
  }
  const std::string bytes =
      kept.empty() ? std::string() : connectors::encode_aside(kept, task_.format);
  partition_.aside_bytes = partition_.aside_bytes + bytes.size() - had;
  if (kept.empty()) {
    if (had > 0) write(Family::Aside, work.item.key(), std::nullopt);
    return {};
  }
  write(Family::Aside, work.item.key(), bytes);
  // A timer looks after them when they are too old.
  const Instant too_old = std::max(kept.front().appended_at + kAsideAge, task_.now) + Duration{1};
  write(Family::Timers, timer_key(too_old, work.item), std::string());
  return {};
}

// Tombstones of an item that is not known take what was set aside, and what comes with them and is
// no newer.
void EpochRun::drop_tombstones(ItemWork& work, LoadedItem& loaded) {
  std::optional<Instant> withdrawn;
  for (const Boxed<Incoming>& incoming : work.incoming) {
    if (incoming->raw.topic != engine::Topic::Catalog) continue;
    withdrawn = std::max(withdrawn.value_or(Instant::min()), incoming->own_time);
  }
  if (!withdrawn) return;
  loaded.aside.clear();
  std::erase_if(work.incoming, [&](const Boxed<Incoming>& incoming) {
    if (incoming->own_time > *withdrawn) return false;
    counts_.take(incoming->raw.topic, EventOutcome::Accepted);
    return true;
  });
}

// 0: pools do not wait for this item's next close.
std::int32_t counted_day(const engine::Situation& situation) {
  return engine::is_idle(situation) ? 0 : situation.closed_through;
}

// From the cache, else from the store; only an item that is known goes into the cache.
Result<LoadedItem*> EpochRun::load(const ItemWork& work) {
  const std::string key = work.item.key();
  LoadedItem* loaded = partition_.cache.find(key);
  auto packed = loaded == nullptr ? partition_.cache.take_packed(key) : std::nullopt;
  counts_.read_item(loaded != nullptr || packed);
  if (loaded == nullptr) {
    auto fresh = packed ? unpack_item(*std::move(packed), work.item) : load_item(store_, work.item);
    if (!fresh) return std::unexpected(fresh.error());
    unknown_ = std::move(*fresh);
    loaded = unknown_.state.known() ? &partition_.cache.put(key, std::move(unknown_)) : &unknown_;
  }
  return loaded;
}

Status EpochRun::run_item(ItemWork& work) {
  const auto left = partition_.merchants.has_left(work.item.merchant.value);
  if (!left) return std::unexpected(left.error());
  if (*left) {
    refuse_left(work);
    return {};
  }
  const auto loaded = load(work);
  if (!loaded) return std::unexpected(loaded.error());
  if ((*loaded)->state.known() || has_catalog(work)) return step_item(work, **loaded);
  drop_tombstones(work, **loaded);
  if (work.incoming.empty() && (*loaded)->aside_bytes == 0) return {};
  return set_aside(work, **loaded);
}

Status EpochRun::step_item(ItemWork& work, LoadedItem& loaded) {
  const MerchantId& merchant = work.item.merchant;
  recall_aside(work, loaded.aside, decoder_);
  const auto names = partition_.merchants.names_of(merchant.value);
  if (!names) return std::unexpected(names.error());
  learn_names(work);
  const auto policy = partition_.merchants.policy_of(merchant.value);
  if (!policy) return std::unexpected(policy.error());
  if (looks_back(work, loaded.state, **policy, task_.now) && !loaded.has_recent) {
    auto status = load_recent(store_, work.item, loaded);
    if (!status) return status;
  }
  const auto pools = partition_.pools.read(catalog_of(loaded.state, work));
  if (!pools) return std::unexpected(pools.error());
  const engine::StepContext context{.item = work.item,
                                    .policy = *policy,
                                    .pools = *pools,
                                    .names = *names,
                                    .previous_now = task_.previous_now,
                                    .now = task_.now,
                                    .judging = task_.judging,
                                    .rebuilding = task_.rebuilding,
                                    .key = task_.key,
                                    .partition = task_.partition,
                                    .epoch = task_.epoch,
                                    .build = task_.build,
                                    .arithmetic = task_.arithmetic};
  const StoredItem before = stored_item(loaded);
  const std::int32_t closed_before = counted_day(loaded.state.situation);
  const std::vector<engine::OpenAlert> alerts = loaded.state.situation.alerts;
  if (!loaded.memory) loaded.memory = std::make_unique<engine::JudgeMemory>();
  engine::StepOutcome outcome =
      engine::step(loaded.state, context, take_records(work), loaded.memory.get());
  const std::int32_t closed_after = counted_day(loaded.state.situation);
  if (closed_after != closed_before || !outcome.pool_changes.empty()) {
    gifts_.push_back({.merchant = merchant,
                      .closed_before = closed_before,
                      .closed_after = closed_after,
                      .changes = outcome.pool_changes});
  }
  if (outcome.erased) withdraw(work.item, alerts, result_.sealed);
  refuse_records(work, outcome);
  counts_.take_stepped(work, outcome);
  publish(work.item, outcome, metrics_, result_);
  if (task_.keeps_judgements) keep_judgements(outcome, result_.judgements);
  return keep(work, before, loaded, outcome);
}

void EpochRun::refuse_records(const ItemWork& work, const engine::StepOutcome& outcome) {
  for (const engine::Refusal& refusal : outcome.refusals) {
    const auto found = std::ranges::find_if(work.incoming, [&](const Boxed<Incoming>& incoming) {
      return incoming->raw.topic == refusal.topic && incoming->raw.offset == refusal.offset;
    });
    write_dead_letter((*found)->raw,
                      {.field = refusal.field, .reason = refusal.reason, .value = {}});
  }
}

// Into the epoch's writes and the cache. `loaded` is gone afterwards.
Status EpochRun::keep(const ItemWork& work, const StoredItem& before, LoadedItem& loaded,
                      const engine::StepOutcome& outcome) {
  auto writes = outcome.erased ? erase_writes(store_, work.item, before)
                               : item_writes(store_, work.item, before, loaded.state, outcome,
                                             {.epoch = task_.epoch, .format = task_.format});
  if (!writes) return std::unexpected(writes.error());
  note_stored(*writes, loaded.stored);
  std::ranges::move(*writes, std::back_inserter(result_.sealed.writes));
  partition_.aside_bytes -= std::min(partition_.aside_bytes, std::uint64_t{before.aside_bytes});
  partition_.items += (outcome.erased ? 0 : 1) - (before.known ? 1 : 0);
  const std::string key = work.item.key();
  if (outcome.erased) {
    partition_.cache.drop(key);
    return {};
  }
  if (!before.known) {
    loaded.aside.clear();
    loaded.aside_bytes = 0;
    loaded.has_recent = true;  // an item that was not known has none in the store
    partition_.cache.put(key, std::move(loaded));
  }
  partition_.cache.fit(key);
  return {};
}

Result<EpochResult> EpochRun::run() {
  result_.sealed.epoch = task_.epoch;
  partition_.cache.expect(partition_.items);
  // A timer that fires is gone; written first, so that a step may set the same one again.
  for (const DueItem& due : task_.due) {
    write(Family::Timers, timer_key(due.due, due.item), std::nullopt);
    (void)work_of(due.item);
  }
  for (const ItemId& item : task_.swept) (void)work_of(item);
  // Rules first.
  std::ranges::stable_sort(task_.records, {}, [](const auto& record) { return record->raw.topic; });
  for (Boxed<Incoming>& incoming : task_.records) {
    auto status = sort_out(std::move(incoming));
    if (!status) return std::unexpected(status.error());
  }
  task_.records = {};
  constexpr std::size_t kWritesOfItem = 2;  // about
  result_.sealed.writes.reserve(result_.sealed.writes.size() + kWritesOfItem * work_.size());
  for (ItemWork* work : work_in_order()) {
    auto status = run_item(*work);
    if (!status) return std::unexpected(status.error());
    work->incoming = {};  // what is made of a large cut takes more and more room
  }
  // Contributions are added after every item was stepped: pools are read as the epoch began.
  std::size_t limits_met = 0;
  auto pools = partition_.pools.add(gifts_, task_.format, limits_met);
  if (!pools) return std::unexpected(pools.error());
  // Pools change only where an item's day closes.
  if (!pools->empty()) connectors::crash_point(connectors::CrashPoint::DayClosed);
  for (; limits_met > 0; --limits_met) metrics_.count_limit(connectors::Limit::PoolDays);
  std::ranges::move(*pools, std::back_inserter(result_.sealed.writes));
  counts_.tell(metrics_);
  result_.items = work_.size();
  return std::move(result_);
}

}  // namespace

Result<EpochResult> run_epoch(EpochTask task, connectors::Store& store, Partition& partition,
                              connectors::EventDecoder& decoder, connectors::Metrics& metrics) {
  return EpochRun(std::move(task), store, partition, decoder, metrics).run();
}

}  // namespace shelfd::daemon
