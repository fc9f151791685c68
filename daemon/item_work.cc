#include "daemon/item_work.h"

#include <algorithm>

#include "base/hash.h"

namespace shelfd::daemon {

bool has_catalog(const ItemWork& work) {
  return std::ranges::any_of(work.incoming, [](const Boxed<Incoming>& incoming) {
    const auto* entry = engine::content_if<engine::CatalogEntry>(*incoming->decoded);
    return entry != nullptr && !entry->withdrawn;
  });
}

bool looks_back(const ItemWork& work, const engine::ItemState& state, const engine::Policy& policy,
                Instant now) {
  if (!state.known()) return false;
  const bool counts = std::ranges::any_of(work.incoming, [](const Boxed<Incoming>& incoming) {
    return incoming->raw.topic == engine::Topic::Demand ||
           incoming->raw.topic == engine::Topic::Inventory;
  });
  return counts || engine::closes_by(state.situation, engine::spread_of(work.item), policy, now);
}

const engine::CatalogEntry& catalog_of(const engine::ItemState& state, const ItemWork& work) {
  const engine::CatalogEntry* catalog = &state.situation.catalog;
  for (const Boxed<Incoming>& incoming : work.incoming) {
    const auto* entry = engine::content_if<engine::CatalogEntry>(*incoming->decoded);
    if (entry != nullptr && !state.known()) catalog = entry;
  }
  return *catalog;
}

std::vector<engine::Record> take_records(ItemWork& work) {
  std::vector<engine::Record> records;
  records.reserve(work.incoming.size());
  for (Boxed<Incoming>& incoming : work.incoming) {
    records.push_back({.topic = incoming->raw.topic,
                       .offset = incoming->raw.offset,
                       .appended_at = incoming->raw.appended_at,
                       .own_time = incoming->own_time,
                       .content = incoming->content,
                       .event = *std::move(incoming->decoded)});
  }
  return records;
}

void recall_aside(ItemWork& work, const std::vector<connectors::AsideRecord>& aside,
                  connectors::EventDecoder& decoder) {
  for (const connectors::AsideRecord& record : aside) {
    Incoming incoming{.raw = {.topic = record.topic,
                              .offset = record.offset,
                              .appended_at = record.appended_at,
                              .key = work.item.key(),
                              .value = record.value},
                      .recalled = true};
    incoming.decoded = decoder.decode(incoming.raw.topic, incoming.raw.key, incoming.raw.value);
    if (!incoming.decoded) continue;  // it decoded when it was set aside
    incoming.content = sip_hash({}, incoming.raw.value);
    incoming.own_time = engine::stated_time(*incoming.decoded).value_or(incoming.raw.appended_at);
    work.incoming.emplace_back(std::move(incoming));
  }
}

}  // namespace shelfd::daemon
