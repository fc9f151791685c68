#include "daemon/item_cache.h"

namespace shelfd::daemon {
namespace {

// Of the list, the index and the allocator, for each entry; measured as a mean
// (docs/benchmarks.md).
constexpr std::size_t kOverheadBytes = 256;
// The same of a packed one, whose texts the allocator rounds up by about an eighth.
constexpr std::size_t kPackedOverheadBytes = 256;

// Fewer entries behind one place of the index: each costs a read from far memory.
constexpr float kLoad = 0.5F;

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
         bytes_of(item.stored.situation) + bytes_of(item.stored.belief) +
         bytes_of(item.state.situation) + bytes_of(item.state.belief.suppliers) +
         bytes_of(item.state.recent);
}

std::size_t bytes_of(const PackedItem& item) {
  return kPackedOverheadBytes + bytes_of(item.bytes) + bytes_of(item.recent);
}

}  // namespace

ItemCache::ItemCache(std::size_t budget_bytes)
    : budget_bytes_(budget_bytes),
      most_packed_bytes_(
          static_cast<std::size_t>(kPackedShare * static_cast<double>(budget_bytes))) {
  decoded_.places.max_load_factor(kLoad);
  packed_.places.max_load_factor(kLoad);
}

LoadedItem* ItemCache::find(std::string_view key) {
  const auto found = decoded_.places.find(key);
  if (found == decoded_.places.end()) return nullptr;
  decoded_.entries.splice(decoded_.entries.begin(), decoded_.entries, found->second);
  return &found->second->item;
}

std::optional<PackedItem> ItemCache::take_packed(std::string_view key) {
  const auto found = packed_.places.find(key);
  if (found == packed_.places.end()) return std::nullopt;
  PackedItem item = std::move(found->second->item);
  packed_bytes_ -= found->second->bytes;
  erase(packed_, found->second);
  return item;
}

LoadedItem& ItemCache::put(std::string key, LoadedItem item) {
  drop(key);
  decoded_.entries.push_front({.key = std::move(key), .item = std::move(item)});
  decoded_.places.emplace(decoded_.entries.front().key, decoded_.entries.begin());
  return decoded_.entries.front().item;
}

void ItemCache::drop(std::string_view key) {
  static_cast<void>(take_packed(key));
  const auto found = decoded_.places.find(key);
  if (found != decoded_.places.end()) erase(decoded_, found->second);
}

void ItemCache::fit(std::string_view key) {
  const auto found = decoded_.places.find(key);
  if (found == decoded_.places.end()) return;
  auto& entry = *found->second;
  bytes_ -= entry.bytes;
  entry.bytes = entry.key.capacity() + bytes_of(entry.item);
  bytes_ += entry.bytes;
  while (bytes_ > budget_bytes_) {
    if (!decoded_.entries.empty() &&
        (packed_.entries.empty() || packed_bytes_ < most_packed_bytes_)) {
      pack_oldest();
    } else {
      packed_bytes_ -= packed_.entries.back().bytes;
      erase(packed_, std::prev(packed_.entries.end()));
    }
  }
}

void ItemCache::pack_oldest() {
  auto& oldest = decoded_.entries.back();
  auto packed = pack_item(oldest.item);
  std::string key = oldest.key;
  erase(decoded_, std::prev(decoded_.entries.end()));
  if (!packed) return;
  auto& entries = packed_.entries;
  entries.push_front({.key = std::move(key), .item = *std::move(packed)});
  entries.front().bytes = entries.front().key.capacity() + bytes_of(entries.front().item);
  bytes_ += entries.front().bytes;
  packed_bytes_ += entries.front().bytes;
  packed_.places.emplace(entries.front().key, entries.begin());
}

template <typename Item>
void ItemCache::erase(Shelf<Item>& shelf, typename Shelf<Item>::Entries::iterator place) {
  bytes_ -= place->bytes;
  shelf.places.erase(place->key);
  shelf.entries.erase(place);
}

}  // namespace shelfd::daemon
