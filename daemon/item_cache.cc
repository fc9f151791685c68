#include "daemon/item_cache.h"

namespace shelfd::daemon {
namespace {

// Of the list, the index and the allocator, for each entry; measured as a mean
// (docs/benchmarks.md).
constexpr std::size_t kOverheadBytes = 256;

template <typename Row>
std::size_t bytes_of(const std::vector<Row>& rows) {
  return rows.capacity() * sizeof(Row);
}

// Short texts stand in the string itself.
std::size_t bytes_of(const std::string& text) {
  return text.capacity() > sizeof(std::string) ? text.capacity() : 0;
}

std::size_t bytes_of(const engine::Situation& situation) {
  std::size_t bytes = bytes_of(situation.catalog.title) + bytes_of(situation.catalog.suppliers);
  for (const engine::SupplierTerms& terms : situation.catalog.suppliers) {
    bytes += bytes_of(terms.supplier.value) + bytes_of(terms.breaks);
  }
  return bytes + bytes_of(situation.catalog.price_endings) + bytes_of(situation.planned) +
         bytes_of(situation.offers) + bytes_of(situation.tallies) +
         bytes_of(situation.open_orders) + bytes_of(situation.accepted_plans) +
         bytes_of(situation.rejections) + bytes_of(situation.alerts);
}

std::size_t bytes_of(const LoadedItem& item) {
  return kOverheadBytes + sizeof(LoadedItem) +
         (item.memory ? engine::approximate_bytes(*item.memory) : 0) +
         bytes_of(item.state.situation) + bytes_of(item.state.belief.suppliers) +
         bytes_of(item.state.recent);
}

}  // namespace

LoadedItem* ItemCache::find(std::string_view key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return nullptr;
  Entry& entry = *found->second;
  if (entry.is_faded) faded_bytes_ -= entry.bytes;
  entries_.splice(entries_.begin(), entry.is_faded ? faded_ : entries_, found->second);
  entry.is_faded = false;
  return &entry.item;
}

LoadedItem& ItemCache::put(std::string key, LoadedItem item) {
  drop(key);
  entries_.push_front({.key = std::move(key), .item = std::move(item)});
  places_.emplace(entries_.front().key, entries_.begin());
  return entries_.front().item;
}

void ItemCache::drop(std::string_view key) {
  const auto found = places_.find(key);
  if (found != places_.end()) erase(found->second);
}

void ItemCache::fit(std::string_view key) {
  const auto found = places_.find(key);
  if (found == places_.end()) return;
  Entry& entry = *found->second;
  bytes_ -= entry.bytes;
  entry.bytes = entry.key.capacity() + bytes_of(entry.item);
  bytes_ += entry.bytes;
  while (bytes_ > budget_bytes_) {
    if (!entries_.empty() && (faded_.empty() || faded_bytes_ < budget_bytes_ / 2)) {
      fade(std::prev(entries_.end()));
    } else {
      erase(std::prev(faded_.end()));
    }
  }
}

void ItemCache::fade(Entries::iterator place) {
  bytes_ -= place->bytes;
  place->item.memory.reset();
  place->bytes = place->key.capacity() + bytes_of(place->item);
  place->is_faded = true;
  bytes_ += place->bytes;
  faded_bytes_ += place->bytes;
  faded_.splice(faded_.begin(), entries_, place);
}

void ItemCache::erase(Entries::iterator place) {
  bytes_ -= place->bytes;
  if (place->is_faded) faded_bytes_ -= place->bytes;
  places_.erase(place->key);
  (place->is_faded ? faded_ : entries_).erase(place);
}

}  // namespace shelfd::daemon
