#include "connectors/tables/gathering.h"

#include <algorithm>
#include <utility>

#include "connectors/formats/digest.h"
#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

using engine::Topic;

int digit_of(char hex_digit) { return hex_digit <= '9' ? hex_digit - '0' : hex_digit - 'a' + 10; }

Topic topic_of(const engine::Event& event) { return static_cast<Topic>(event.index()); }

// The canonical JSON that a row's hash is over.
std::string identity_of(const engine::Event& event) {
  const auto* demand = std::get_if<engine::DemandEvent>(&event);
  if (demand == nullptr || demand->event_id.empty()) return encode_event(event);
  engine::DemandEvent without_id = *demand;
  without_id.event_id.clear();
  return encode_event(without_id);
}

void keep_first(std::optional<FirstPrice>& first, Instant at, const Amount& price) {
  if (price.money > Money{} && (!first || at < first->at)) first = {.at = at, .price = price};
}

std::vector<std::size_t> numbers(std::size_t first, std::size_t end) {
  std::vector<std::size_t> all;
  all.reserve(end - first);
  for (std::size_t number = first; number < end; ++number) all.push_back(number);
  return all;
}

RowHash ordinal_hash(const RowHash& hash, std::size_t ordinal) {
  return row_hash(hex(hash) + "#" + std::to_string(ordinal));
}

}  // namespace

RowHash row_hash(std::string_view bytes) {
  const std::string digits = sha256_hex(bytes);
  RowHash hash{};
  for (std::size_t at = 0; at < hash.size(); ++at) {
    hash[at] = static_cast<char>(digit_of(digits[2 * at]) * 16 + digit_of(digits[2 * at + 1]));
  }
  return hash;
}

void Gathering::add(const engine::Event& event, RowPlace place) {
  const Topic topic = topic_of(event);
  const std::string identity = identity_of(event);
  const std::string hashed = std::string(kind_name(topic)) + '\n' + identity;
  const auto* demand = std::get_if<engine::DemandEvent>(&event);
  const bool own_id = demand != nullptr && !demand->event_id.empty();
  RowEntry entry{.own_time = engine::stated_time(event).value_or(Instant{}),
                 .hash = row_hash(hashed),
                 .file = place.file,
                 .line = place.line,
                 .topic = topic};
  if (demand != nullptr && !own_id) entry.addition = RowAddition::EventId;
  rows_.add(entry, *engine::item_of(event), own_id ? encode_event(event) : identity);
  note(event, rows_.size() - 1);
}

void Gathering::add_generated(const engine::Event& event, RowPlace place, const RowHash& hash) {
  const RowEntry entry{.own_time = engine::stated_time(event).value_or(Instant{}),
                       .hash = hash,
                       .file = place.file,
                       .line = place.line,
                       .topic = topic_of(event)};
  rows_.add(entry, *engine::item_of(event), encode_event(event));
  note(event, rows_.size() - 1);
}

void Gathering::note(const engine::Event& event, std::size_t at) {
  const RowEntry& entry = rows_.entries()[at];
  if (entry.item >= facts_.size()) facts_.resize(entry.item + 1);
  ItemFacts& facts = facts_[entry.item];
  if (entry.topic == Topic::Catalog) {
    if (!engine::stated_time(event)) undated_.push_back(at);
    const bool earlier =
        facts.first_catalog && entry.own_time < rows_.entries()[*facts.first_catalog].own_time;
    if (!facts.first_catalog || earlier) facts.first_catalog = at;
    return;
  }
  facts.first_event = std::min(facts.first_event, entry.own_time);
  if (const auto* fact = std::get_if<engine::PriceFact>(&event)) {
    keep_first(facts.first_price, entry.own_time, fact->price);
  }
  const auto* demand = std::get_if<engine::DemandEvent>(&event);
  if (demand == nullptr || demand->type != engine::DemandType::Order || !demand->unit_price) return;
  keep_first(facts.first_order_price, entry.own_time, *demand->unit_price);
  if (demand->unit_price->money > Money{}) {
    order_prices_.push_back({.entry = at, .price = *demand->unit_price});
  }
}

void Gathering::close_file() {
  auto& entries = rows_.entries();
  std::vector<std::size_t> order = numbers(file_start_, entries.size());
  std::ranges::sort(order, {}, [&](std::size_t at) { return std::pair(entries[at].hash, at); });
  std::size_t ordinal = 0;
  RowHash previous{};
  for (std::size_t position = 0; position < order.size(); ++position) {
    RowEntry& entry = entries[order[position]];
    const bool again = position > 0 && entry.hash == previous;
    ordinal = again ? ordinal + 1 : 0;
    previous = entry.hash;
    if (again) entry.hash = ordinal_hash(entry.hash, ordinal);
  }
  file_start_ = entries.size();
}

std::vector<std::int64_t> Gathering::mark_repeated(std::size_t files) {
  auto& entries = rows_.entries();
  std::vector<std::int64_t> repeated(files);
  std::vector<std::size_t> order = numbers(0, entries.size());
  std::ranges::sort(order, {}, [&](std::size_t at) { return std::pair(entries[at].hash, at); });
  for (std::size_t position = 1; position < order.size(); ++position) {
    RowEntry& entry = entries[order[position]];
    entry.dropped = entry.hash == entries[order[position - 1]].hash;
    if (entry.dropped) ++repeated[entry.file];
  }
  return repeated;
}

}  // namespace shelfd::connectors
