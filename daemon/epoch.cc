#include "daemon/epoch.h"

#include <algorithm>
#include <chrono>

#include "base/hash.h"
#include "daemon/dead_letter.h"
#include "daemon/item_store.h"
#include "daemon/item_work.h"

namespace shelfd::daemon {
namespace {

using connectors::EventOutcome;
using connectors::Family;
using connectors::OutputTopic;

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
  Status sort_out(Incoming incoming);
  Status take_rules(const Incoming& incoming, const engine::Rules& rules);
  Status spread_rules(const std::string& merchant);
  Status run_item(ItemWork& work);
  Status set_aside(ItemWork& work, LoadedItem& loaded);
  Status step_item(ItemWork& work, LoadedItem& loaded);
  void count_answer(connectors::SuggestionKind kind, engine::Status status,
                    const std::vector<engine::Reason>& reasons);
  void publish(const ItemId& item, const engine::StepOutcome& outcome);
  void withdraw(const ItemId& item);
  void refuse(const connectors::RawRecord& raw, const connectors::Refused& refused);
  void write_dead_letter(const connectors::RawRecord& raw, const connectors::Refused& refused);
  void count_taken(const ItemWork& work, const engine::StepOutcome& outcome);
  void write(Family family, std::string key, std::optional<std::string> value);
  void learn_names(const ItemWork& work);
  ItemWork& work_of(const ItemId& item);

  EpochTask task_;
  connectors::Store& store_;
  Partition& partition_;
  connectors::EventDecoder& decoder_;
  connectors::Metrics& metrics_;
  EpochResult result_;
  std::map<std::string, ItemWork> work_;
  std::vector<std::pair<MerchantId, engine::PoolChange>> pool_changes_;
};

void EpochRun::write(Family family, std::string key, std::optional<std::string> value) {
  result_.sealed.writes.push_back(
      {.family = family, .key = std::move(key), .value = std::move(value)});
}

void EpochRun::refuse(const connectors::RawRecord& raw, const connectors::Refused& refused) {
  write_dead_letter(raw, refused);
  metrics_.count_event(raw.topic, EventOutcome::Refused);
}

// The record's outcome is counted by the caller, or was when it was set aside.
void EpochRun::write_dead_letter(const connectors::RawRecord& raw,
                                 const connectors::Refused& refused) {
  result_.sealed.outputs.push_back(
      {.topic = OutputTopic::DeadLetters,
       .key = raw.key,
       .value = connectors::encode_dead_letter(dead_letter_of(raw, refused, task_.now))});
  ++result_.refused;
  metrics_.count_dead_letter(engine::topic_name(raw.topic), refused.reason);
}

ItemWork& EpochRun::work_of(const ItemId& item) {
  ItemWork& work = work_[item.key()];
  work.item = item;
  return work;
}

Status EpochRun::sort_out(Incoming incoming) {
  if (!incoming.decoded) {
    refuse(incoming.raw, incoming.decoded.error());
    return {};
  }
  if (task_.check_future && incoming.own_time > incoming.raw.appended_at + kFutureTolerance) {
    refuse(incoming.raw, {.field = "own_time",
                          .reason = "from_the_future",
                          .value = connectors::format_instant(incoming.own_time)});
    return {};
  }
  if (const auto* rules = std::get_if<engine::Rules>(&*incoming.decoded)) {
    return take_rules(incoming, *rules);
  }
  ItemWork& work = work_of(*engine::item_of(*incoming.decoded));
  work.incoming.push_back(std::move(incoming));
  return {};
}

// The newest rules of a merchant by their own time hold; an older record changes nothing.
Status EpochRun::take_rules(const Incoming& incoming, const engine::Rules& rules) {
  const std::string merchant = rules.merchant.value;
  const auto before = partition_.rules_of(merchant);
  if (!before) return std::unexpected(before.error());
  metrics_.count_event(engine::Topic::Rules, EventOutcome::Accepted);
  if (*before != nullptr && (*before)->issued_at.value_or(Instant{}) > incoming.own_time) return {};
  engine::Rules taken = rules;
  taken.issued_at = incoming.own_time;
  result_.sealed.writes.push_back(partition_.set_rules(taken));
  return spread_rules(merchant);
}

// Each item of the merchant is judged again within kRulesSpread, those with an open suggestion in
// the first third of it.
Status EpochRun::spread_rules(const std::string& merchant) {
  const std::string prefix = merchant == "*" ? "" : merchant + "/";
  const auto third = static_cast<std::uint64_t>(Duration{kRulesSpread / 3}.count());
  return store_.scan(
      Family::Situation, prefix, prefix, [&](std::string_view key, std::string_view bytes) {
        const auto item = parse_item_key(key);
        const auto situation = connectors::decode_situation(bytes);
        if (!item || !situation) return true;
        const bool open = situation->open_price.status == engine::Status::Open ||
                          situation->open_plan.status == engine::Status::Open;
        const std::uint64_t share = sip_hash({}, key);
        const std::uint64_t wait = open ? share % third : third + share % (2 * third);
        write(Family::Timers,
              timer_key(task_.now + Duration{static_cast<std::int64_t>(wait) + 1}, *item),
              std::string());
        return true;
      });
}

void EpochRun::learn_names(const ItemWork& work) {
  for (const Incoming& incoming : work.incoming) {
    const auto* offer = std::get_if<engine::CompetitorOffer>(&*incoming.decoded);
    if (offer == nullptr) continue;
    auto learnt = partition_.learn_name(work.item.merchant.value, offer->competitor);
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
  for (Incoming& incoming : work.incoming) {
    const bool item_full = kept.size() >= kAsideRecords;
    if (item_full || partition_.aside_bytes >= kAsideBytes) {
      refuse(incoming.raw, {.field = "sku", .reason = "unknown_item", .value = work.item.key()});
      metrics_.count_limit(item_full ? connectors::Limit::AsideItem
                                     : connectors::Limit::AsidePartition);
      continue;
    }
    metrics_.count_event(incoming.raw.topic, EventOutcome::Aside);
    kept.push_back({.topic = incoming.raw.topic,
                    .offset = incoming.raw.offset,
                    .appended_at = incoming.raw.appended_at,
                    .value = std::move(incoming.raw.value)});
  }
  const std::string bytes = kept.empty() ? std::string() : connectors::encode_aside(kept);
  partition_.aside_bytes = partition_.aside_bytes + bytes.size() - had;
  if (kept.empty()) {
    if (had > 0) write(Family::Aside, work.item.key(), std::nullopt);
    return {};
  }
  write(Family::Aside, work.item.key(), bytes);
  // A timer looks after them when they are too old.
  write(Family::Timers, timer_key(kept.front().appended_at + kAsideAge + Duration{1}, work.item),
        std::string());
  return {};
}

// Tombstones of items that are not known say nothing.
void drop_tombstones(ItemWork& work, connectors::Metrics& metrics) {
  const auto dropped = std::erase_if(work.incoming, [](const Incoming& incoming) {
    return std::holds_alternative<engine::CatalogEntry>(*incoming.decoded);
  });
  for (std::size_t at = 0; at < dropped; ++at) {
    metrics.count_event(engine::Topic::Catalog, EventOutcome::Accepted);
  }
}

Status EpochRun::run_item(ItemWork& work) {
  const bool with_recent = std::ranges::any_of(work.incoming, [](const Incoming& incoming) {
    return incoming.raw.topic == engine::Topic::Demand;
  });
  auto loaded = load_item(store_, work.item, with_recent);
  if (!loaded) return std::unexpected(loaded.error());
  if (loaded->state.known() || has_catalog(work)) return step_item(work, *loaded);
  drop_tombstones(work, metrics_);
  if (work.incoming.empty() && loaded->aside.empty()) return {};
  return set_aside(work, *loaded);
}

void recall_aside(ItemWork& work, LoadedItem& loaded, connectors::EventDecoder& decoder) {
  for (connectors::AsideRecord& record : loaded.aside) {
    Incoming incoming{.raw = {.topic = record.topic,
                              .offset = record.offset,
                              .appended_at = record.appended_at,
                              .key = work.item.key(),
                              .value = std::move(record.value)},
                      .recalled = true};
    incoming.decoded = decoder.decode(incoming.raw.topic, incoming.raw.key, incoming.raw.value);
    if (!incoming.decoded) continue;  // it decoded when it was set aside
    incoming.own_time = engine::stated_time(*incoming.decoded).value_or(incoming.raw.appended_at);
    work.incoming.push_back(std::move(incoming));
  }
}

Status EpochRun::step_item(ItemWork& work, LoadedItem& loaded) {
  partition_.aside_bytes -= std::min(partition_.aside_bytes, loaded.aside_bytes);
  recall_aside(work, loaded, decoder_);
  const auto names = partition_.names_of(work.item.merchant.value);
  if (!names) return std::unexpected(names.error());
  learn_names(work);
  const auto policy = partition_.policy_of(work.item.merchant.value);
  if (!policy) return std::unexpected(policy.error());
  const auto pools = partition_.pools_of(catalog_of(loaded.state, work));
  if (!pools) return std::unexpected(pools.error());
  const bool known = loaded.state.known();
  engine::ItemState state = loaded.state;
  const engine::StepContext context{.item = work.item,
                                    .policy = *policy,
                                    .pools = &*pools,
                                    .names = *names,
                                    .previous_now = task_.previous_now,
                                    .now = task_.now,
                                    .judging = task_.judging,
                                    .key = task_.key,
                                    .partition = 0,
                                    .epoch = task_.epoch,
                                    .build = task_.build,
                                    .arithmetic = task_.arithmetic};
  const std::vector<engine::Record> records = records_of(work);
  const engine::StepOutcome outcome = engine::step(state, context, records);
  for (const engine::PoolChange& change : outcome.pool_changes) {
    pool_changes_.emplace_back(work.item.merchant, change);
  }
  for (const engine::Refusal& refusal : outcome.refusals) {
    const auto found = std::ranges::find_if(work.incoming, [&](const Incoming& incoming) {
      return incoming.raw.topic == refusal.topic && incoming.raw.offset == refusal.offset;
    });
    write_dead_letter(found->raw, {.field = refusal.field, .reason = refusal.reason, .value = {}});
  }
  count_taken(work, outcome);
  if (outcome.erased) {
    withdraw(work.item);
    if (known) --partition_.items;
  } else if (!known) {
    ++partition_.items;
  }
  auto writes = outcome.erased
                    ? erase_writes(store_, work.item, loaded)
                    : item_writes(store_, work.item, loaded, state, outcome, task_.epoch);
  if (!writes) return std::unexpected(writes.error());
  std::ranges::move(*writes, std::back_inserter(result_.sealed.writes));
  publish(work.item, outcome);
  return {};
}

// One outcome a record: accepted + duplicate + refused + aside is what was read. A record that was
// set aside has been counted.
void EpochRun::count_taken(const ItemWork& work, const engine::StepOutcome& outcome) {
  std::int32_t duplicates = outcome.duplicates;
  for (const Incoming& incoming : work.incoming) {
    if (incoming.recalled) continue;
    const engine::Topic topic = incoming.raw.topic;
    const bool refused = std::ranges::any_of(outcome.refusals, [&](const engine::Refusal& refusal) {
      return refusal.topic == topic && refusal.offset == incoming.raw.offset;
    });
    EventOutcome taken = refused ? EventOutcome::Refused : EventOutcome::Accepted;
    if (!refused && topic == engine::Topic::Demand && duplicates > 0) {
      taken = EventOutcome::Duplicate;
      --duplicates;
    }
    metrics_.count_event(topic, taken);
  }
}

void EpochRun::withdraw(const ItemId& item) {
  for (const OutputTopic topic : {OutputTopic::ReferencePrices, OutputTopic::RestockPlans}) {
    result_.sealed.outputs.push_back({.topic = topic, .key = item.key(), .value = {}});
  }
}

const engine::Reason* biggest(const std::vector<engine::Reason>& reasons) {
  const auto size = [](const engine::Reason& reason) { return std::abs(reason.amount); };
  const auto found = std::ranges::max_element(reasons, {}, size);
  return found == reasons.end() ? nullptr : &*found;
}

void EpochRun::count_answer(connectors::SuggestionKind kind, engine::Status status,
                            const std::vector<engine::Reason>& reasons) {
  metrics_.count_suggestion(kind, status);
  const engine::Reason* reason = biggest(reasons);
  if (reason != nullptr && status == engine::Status::Open) {
    metrics_.count_reason(kind, reason->code);
  }
}

void EpochRun::publish(const ItemId& item, const engine::StepOutcome& outcome) {
  auto& outputs = result_.sealed.outputs;
  if (const auto& price = outcome.price) {
    outputs.push_back({OutputTopic::ReferencePrices, item.key(), connectors::encode_price(*price)});
    count_answer(connectors::SuggestionKind::Price, price->status, price->reasons);
    result_.prices.push_back(*price);
  }
  if (const auto& plan = outcome.plan) {
    outputs.push_back({OutputTopic::RestockPlans, item.key(), connectors::encode_plan(*plan)});
    count_answer(connectors::SuggestionKind::Plan, plan->status, plan->reasons);
    result_.plans.push_back(*plan);
  }
  for (const engine::Alert& alert : outcome.alerts) {
    outputs.push_back({OutputTopic::Alerts, alert.alert_id, connectors::encode_alert(alert)});
    metrics_.count_alert(alert.kind, alert.open);
    result_.alerts.push_back(alert);
  }
}

Result<EpochResult> EpochRun::run() {
  result_.sealed.epoch = task_.epoch;
  // A timer that fires is gone; written first, so that a step may set the same one again.
  for (const DueItem& due : task_.due) {
    write(Family::Timers, timer_key(due.due, due.item), std::nullopt);
    (void)work_of(due.item);
  }
  for (const ItemId& item : task_.swept) (void)work_of(item);
  std::vector<Incoming> records = std::move(task_.records);
  std::ranges::stable_sort(records, {},
                           [](const Incoming& incoming) { return incoming.raw.topic; });
  for (Incoming& incoming : records) {
    auto status = sort_out(std::move(incoming));
    if (!status) return std::unexpected(status.error());
  }
  for (auto& [key, work] : work_) {
    auto status = run_item(work);
    if (!status) return std::unexpected(status.error());
  }
  // Contributions are added after every item was stepped: pools are read as the epoch began.
  auto pools = partition_.add_to_pools(pool_changes_);
  if (!pools) return std::unexpected(pools.error());
  std::ranges::move(*pools, std::back_inserter(result_.sealed.writes));
  result_.items = work_.size();
  return std::move(result_);
}

}  // namespace

Result<EpochResult> run_epoch(EpochTask task, connectors::Store& store, Partition& partition,
                              connectors::EventDecoder& decoder, connectors::Metrics& metrics) {
  return EpochRun(std::move(task), store, partition, decoder, metrics).run();
}

}  // namespace shelfd::daemon
