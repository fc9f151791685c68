#include "daemon/epoch.h"

#include <algorithm>
#include <chrono>

#include "base/hash.h"
#include "connectors/formats/big_endian.h"
#include "connectors/formats/digest.h"
#include "daemon/item_store.h"

namespace shelfd::daemon {
namespace {

using connectors::EventOutcome;
using connectors::Family;
using connectors::OutputTopic;

constexpr std::size_t kDeadLetterBytes = 16'384;

// One item's part of the epoch.
struct ItemWork {
  ItemId item{};
  std::vector<Incoming> incoming{};
};

std::string category_key(const MerchantId& merchant, const Category& category) {
  return merchant.value + '\0' + 'c' + category.value;
}

std::string supplier_key(const MerchantId& merchant, std::uint64_t supplier) {
  return merchant.value + '\0' + 's' + connectors::big_endian(supplier);
}

// What cannot be decoded at all may hold anything, a person's data too: its bytes are withheld.
bool may_show_bytes(std::string_view reason) {
  return reason != "personal_data" && reason != "not_json" && reason != "not_utf8" &&
         reason != "too_deep" && reason != "too_large";
}

class EpochRun {
 public:
  EpochRun(EpochTask task, connectors::Store& store, PartitionState& partition,
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
  void publish(const ItemId& item, const engine::StepOutcome& outcome);
  void withdraw(const ItemId& item);
  void refuse(const connectors::RawRecord& raw, const connectors::Refused& refused);
  void write(Family family, std::string key, std::optional<std::string> value);
  void learn_name(const ItemId& item, const std::string& name);
  void learn_names(const ItemWork& work);
  void apply_pools();
  Result<const engine::Policy*> policy_of(const std::string& merchant);
  Result<const engine::Rules*> rules_of(const std::string& merchant);
  Result<engine::Pools> pools_of(const ItemId& item, const engine::ItemState& state,
                                 const ItemWork& work);
  Status load_names(const std::string& merchant);
  ItemWork& work_of(const ItemId& item);

  EpochTask task_;
  connectors::Store& store_;
  PartitionState& partition_;
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
  const char* topic = engine::topic_name(raw.topic);
  connectors::DeadLetter letter{.topic = topic,
                                .partition = 0,
                                .offset = raw.offset,
                                .field = refused.field,
                                .reason = refused.reason,
                                .value = refused.value,
                                .size = static_cast<std::int64_t>(raw.value.size()),
                                .sha256 = connectors::sha256_hex(raw.value),
                                .bytes = {},
                                .at = task_.now};
  if (may_show_bytes(refused.reason)) letter.bytes = raw.value.substr(0, kDeadLetterBytes);
  result_.sealed.outputs.push_back({.topic = OutputTopic::DeadLetters,
                                    .key = raw.key,
                                    .value = connectors::encode_dead_letter(letter)});
  ++result_.refused;
  metrics_.count_event(raw.topic, EventOutcome::Refused);
  metrics_.count_dead_letter(topic, refused.reason);
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
  const auto before = rules_of(merchant);
  if (!before) return std::unexpected(before.error());
  metrics_.count_event(engine::Topic::Rules, EventOutcome::Accepted);
  if (*before != nullptr && (*before)->issued_at.value_or(Instant{}) > incoming.own_time) return {};
  engine::Rules taken = rules;
  taken.issued_at = incoming.own_time;
  write(Family::Rules, merchant, connectors::encode_event(taken));
  partition_.rules[merchant] = std::move(taken);
  if (merchant == "*") {
    partition_.policies.clear();
  } else {
    partition_.policies.erase(merchant);
  }
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

Result<const engine::Rules*> EpochRun::rules_of(const std::string& merchant) {
  auto found = partition_.rules.find(merchant);
  if (found == partition_.rules.end()) {
    const auto bytes = store_.get(Family::Rules, merchant);
    if (!bytes) return std::unexpected(bytes.error());
    std::optional<engine::Rules> rules;
    if (*bytes) {
      const auto decoded = decoder_.decode(engine::Topic::Rules, merchant, **bytes);
      if (!decoded) return stop("rules of " + merchant + " in the store cannot be read");
      rules = std::get<engine::Rules>(*decoded);
    }
    found = partition_.rules.emplace(merchant, std::move(rules)).first;
  }
  return found->second ? &*found->second : nullptr;
}

Result<const engine::Policy*> EpochRun::policy_of(const std::string& merchant) {
  const auto found = partition_.policies.find(merchant);
  if (found != partition_.policies.end()) return &found->second;
  const auto all = rules_of("*");
  if (!all) return std::unexpected(all.error());
  const auto own = rules_of(merchant);
  if (!own) return std::unexpected(own.error());
  return &partition_.policies.emplace(merchant, engine::make_policy(*all, *own)).first->second;
}

Status EpochRun::load_names(const std::string& merchant) {
  if (partition_.names.contains(merchant)) return {};
  engine::Names& names = partition_.names[merchant];
  const std::string prefix = merchant + '\0';
  return store_.scan(Family::Names, prefix, prefix,
                     [&](std::string_view key, std::string_view value) {
                       names[connectors::read_big_endian(key.substr(prefix.size()))] = value;
                       return true;
                     });
}

void EpochRun::learn_name(const ItemId& item, const std::string& name) {
  if (name.empty()) return;
  const std::uint64_t hash = engine::name_hash(name);
  engine::Names& names = partition_.names[item.merchant.value];
  if (!names.emplace(hash, name).second) return;
  write(Family::Names, item.merchant.value + '\0' + connectors::big_endian(hash), name);
}

void EpochRun::learn_names(const ItemWork& work) {
  for (const Incoming& incoming : work.incoming) {
    if (const auto* offer = std::get_if<engine::CompetitorOffer>(&*incoming.decoded)) {
      learn_name(work.item, offer->competitor);
    }
  }
}

Result<engine::Pools> EpochRun::pools_of(const ItemId& item, const engine::ItemState& state,
                                         const ItemWork& work) {
  const engine::CatalogEntry* catalog = &state.situation.catalog;
  for (const Incoming& incoming : work.incoming) {
    const auto* entry = std::get_if<engine::CatalogEntry>(&*incoming.decoded);
    if (entry != nullptr && !state.known()) catalog = entry;
  }
  engine::Pools pools;
  const std::string key = category_key(item.merchant, catalog->category);
  auto category = partition_.categories.find(key);
  if (category == partition_.categories.end()) {
    const auto bytes = store_.get(Family::Pools, key);
    if (!bytes) return std::unexpected(bytes.error());
    const auto pool = *bytes ? connectors::decode_rate_pool(**bytes) : forecasting::RatePool{};
    if (!pool) return std::unexpected(pool.error());
    category = partition_.categories.emplace(key, *pool).first;
  }
  pools.category = category->second;
  for (const engine::SupplierTerms& terms : catalog->suppliers) {
    const std::uint64_t supplier = engine::name_hash(terms.supplier.value);
    const std::string supplier_pool = supplier_key(item.merchant, supplier);
    auto found = partition_.suppliers.find(supplier_pool);
    if (found == partition_.suppliers.end()) {
      const auto bytes = store_.get(Family::Pools, supplier_pool);
      if (!bytes) return std::unexpected(bytes.error());
      const auto pool =
          *bytes ? connectors::decode_lead_counts(**bytes) : forecasting::LeadCounts{};
      if (!pool) return std::unexpected(pool.error());
      found = partition_.suppliers.emplace(supplier_pool, *pool).first;
    }
    pools.suppliers[supplier] = found->second;
  }
  return pools;
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
    refuse({.topic = record.topic,
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

bool has_catalog(const ItemWork& work) {
  return std::ranges::any_of(work.incoming, [](const Incoming& incoming) {
    const auto* entry = std::get_if<engine::CatalogEntry>(&*incoming.decoded);
    return entry != nullptr && !entry->withdrawn;
  });
}

// Tombstones of items that are not known say nothing.
void drop_tombstones(ItemWork& work) {
  std::erase_if(work.incoming, [](const Incoming& incoming) {
    return std::holds_alternative<engine::CatalogEntry>(*incoming.decoded);
  });
}

Status EpochRun::run_item(ItemWork& work) {
  auto names = load_names(work.item.merchant.value);
  if (!names) return names;
  const bool with_recent = std::ranges::any_of(work.incoming, [](const Incoming& incoming) {
    return incoming.raw.topic == engine::Topic::Demand;
  });
  auto loaded = load_item(store_, work.item, with_recent);
  if (!loaded) return std::unexpected(loaded.error());
  if (loaded->state.known() || has_catalog(work)) return step_item(work, *loaded);
  drop_tombstones(work);
  if (work.incoming.empty() && loaded->aside.empty()) return {};
  return set_aside(work, *loaded);
}

void recall_aside(ItemWork& work, LoadedItem& loaded, connectors::EventDecoder& decoder) {
  for (connectors::AsideRecord& record : loaded.aside) {
    Incoming incoming{.raw = {.topic = record.topic,
                              .offset = record.offset,
                              .appended_at = record.appended_at,
                              .key = work.item.key(),
                              .value = std::move(record.value)}};
    incoming.decoded = decoder.decode(incoming.raw.topic, incoming.raw.key, incoming.raw.value);
    if (!incoming.decoded) continue;  // it decoded when it was set aside
    incoming.own_time = engine::stated_time(*incoming.decoded).value_or(incoming.raw.appended_at);
    work.incoming.push_back(std::move(incoming));
  }
}

std::vector<engine::Record> records_of(const ItemWork& work) {
  std::vector<engine::Record> records;
  records.reserve(work.incoming.size());
  for (const Incoming& incoming : work.incoming) {
    records.push_back({.topic = incoming.raw.topic,
                       .offset = incoming.raw.offset,
                       .appended_at = incoming.raw.appended_at,
                       .own_time = incoming.own_time,
                       .content = sip_hash({}, incoming.raw.value),
                       .event = *incoming.decoded});
  }
  return records;
}

Status EpochRun::step_item(ItemWork& work, LoadedItem& loaded) {
  partition_.aside_bytes -= std::min(partition_.aside_bytes, loaded.aside_bytes);
  recall_aside(work, loaded, decoder_);
  learn_names(work);
  const auto policy = policy_of(work.item.merchant.value);
  if (!policy) return std::unexpected(policy.error());
  const auto pools = pools_of(work.item, loaded.state, work);
  if (!pools) return std::unexpected(pools.error());
  const bool known = loaded.state.known();
  engine::ItemState state = loaded.state;
  const engine::StepContext context{.item = work.item,
                                    .policy = *policy,
                                    .pools = &*pools,
                                    .names = &partition_.names[work.item.merchant.value],
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
    refuse(found->raw, {.field = refusal.field, .reason = refusal.reason, .value = {}});
  }
  for (const Incoming& incoming : work.incoming) {
    metrics_.count_event(incoming.raw.topic, EventOutcome::Accepted);
  }
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

void EpochRun::publish(const ItemId& item, const engine::StepOutcome& outcome) {
  auto& outputs = result_.sealed.outputs;
  if (outcome.price) {
    outputs.push_back({.topic = OutputTopic::ReferencePrices,
                       .key = item.key(),
                       .value = connectors::encode_price(*outcome.price)});
    metrics_.count_suggestion(connectors::SuggestionKind::Price, outcome.price->status);
    const engine::Reason* reason = biggest(outcome.price->reasons);
    if (reason != nullptr && outcome.price->status == engine::Status::Open) {
      metrics_.count_reason(connectors::SuggestionKind::Price, reason->code);
    }
    result_.prices.push_back(*outcome.price);
  }
  if (outcome.plan) {
    outputs.push_back({.topic = OutputTopic::RestockPlans,
                       .key = item.key(),
                       .value = connectors::encode_plan(*outcome.plan)});
    metrics_.count_suggestion(connectors::SuggestionKind::Plan, outcome.plan->status);
    const engine::Reason* reason = biggest(outcome.plan->reasons);
    if (reason != nullptr && outcome.plan->status == engine::Status::Open) {
      metrics_.count_reason(connectors::SuggestionKind::Plan, reason->code);
    }
    result_.plans.push_back(*outcome.plan);
  }
  for (const engine::Alert& alert : outcome.alerts) {
    outputs.push_back({.topic = OutputTopic::Alerts,
                       .key = alert.alert_id,
                       .value = connectors::encode_alert(alert)});
    metrics_.count_alert(alert.kind, alert.open);
    result_.alerts.push_back(alert);
  }
}

// Contributions are added after every item was stepped: pools are read as the epoch began.
void EpochRun::apply_pools() {
  std::map<std::string, std::string> changed;
  for (const auto& [merchant, change] : pool_changes_) {
    if (change.rate != forecasting::RatePool{}) {
      const std::string key = category_key(merchant, change.category);
      forecasting::RatePool& pool = partition_.categories[key];
      pool = forecasting::add(pool, change.rate);
      changed[key] = connectors::encode_rate_pool(pool);
    }
    if (change.lead_days) {
      const std::string key = supplier_key(merchant, change.supplier);
      forecasting::LeadCounts& pool = partition_.suppliers[key];
      pool = forecasting::add_receipt(pool, *change.lead_days);
      changed[key] = connectors::encode_lead_counts(pool);
    }
  }
  for (auto& [key, bytes] : changed) write(Family::Pools, key, std::move(bytes));
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
  apply_pools();
  result_.items = work_.size();
  return std::move(result_);
}

}  // namespace

Result<EpochResult> run_epoch(EpochTask task, connectors::Store& store, PartitionState& partition,
                              connectors::EventDecoder& decoder, connectors::Metrics& metrics) {
  return EpochRun(std::move(task), store, partition, decoder, metrics).run();
}

Result<PartitionState> load_partition(connectors::Store& store) {
  PartitionState partition;
  auto status = store.scan(Family::Aside, "", "", [&](std::string_view, std::string_view value) {
    partition.aside_bytes += value.size();
    return true;
  });
  if (!status) return std::unexpected(status.error());
  status = store.scan(Family::Situation, "", "", [&](std::string_view, std::string_view) {
    ++partition.items;
    return true;
  });
  if (!status) return std::unexpected(status.error());
  return partition;
}

std::string timer_key(Instant due, const ItemId& item) {
  return connectors::big_endian(static_cast<std::uint64_t>(unix_millis(due))) + item.key();
}

std::optional<DueItem> parse_timer_key(std::string_view key) {
  if (key.size() < 8) return std::nullopt;
  auto item = parse_item_key(key.substr(8));
  if (!item) return std::nullopt;
  return DueItem{
      .due = from_unix_millis(static_cast<std::int64_t>(connectors::read_big_endian(key))),
      .item = std::move(*item)};
}

std::optional<ItemId> parse_item_key(std::string_view key) {
  const std::size_t slash = key.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  return ItemId{.merchant = MerchantId(std::string(key.substr(0, slash))),
                .sku = Sku(std::string(key.substr(slash + 1)))};
}

}  // namespace shelfd::daemon
